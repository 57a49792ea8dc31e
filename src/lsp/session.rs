//! The course of a session: greeting, messages in their order, goodbye. What is answered to each is `serve`'s.

use super::position::Units;
use super::serve::{Broken, Server};
use super::wire::Link;
use lsp_server::{ErrorCode, Message, Notification, RequestId, Response};
use serde_json::{Value, json};
use std::collections::{HashSet, VecDeque};
use std::time::Duration;

/// How often configs are looked at where the editor does not watch files for us.
const LOOK: Duration = Duration::from_secs(2);

/// What the protocol calls things.
mod method {
    pub(super) const INITIALIZE: &str = "initialize";
    pub(super) const SHUTDOWN: &str = "shutdown";
    pub(super) const EXIT: &str = "exit";
    pub(super) const CANCEL: &str = "$/cancelRequest";
}

/// Messages that came, in their order; nothing once the editor is gone.
struct Inbox<'a> {
    link: &'a Link,
    waiting: VecDeque<Message>,
    /// Requests nobody waits for any more.
    cancelled: HashSet<RequestId>,
}

impl Inbox<'_> {
    /// Takes in all that has come.
    fn fill(&mut self) {
        while let Ok(message) = self.link.connection.receiver.try_recv() {
            self.put(message);
        }
    }

    fn put(&mut self, message: Message) {
        match message {
            Message::Notification(n) if n.method == method::CANCEL => {
                if let Some(id) = n.params.get("id").and_then(|id| serde_json::from_value(id.clone()).ok()) {
                    self.cancelled.insert(id);
                }
            }
            message => self.waiting.push_back(message),
        }
    }

    /// The next message, if one waits.
    fn next(&mut self) -> Option<Message> {
        self.fill();
        let next = self.waiting.pop_front();
        if next.is_none() {
            self.cancelled.clear();
        }
        next
    }

    /// Waits for a message, for some time where there is one given. Nothing where the editor is gone.
    fn wait(&mut self, time: Option<Duration>) -> Option<()> {
        let receiver = &self.link.connection.receiver;
        let came = match time {
            None => receiver.recv().ok(),
            Some(time) => match receiver.recv_timeout(time) {
                Ok(message) => Some(message),
                Err(e) => return e.is_timeout().then_some(()),
            },
        };
        self.put(came?);
        Some(())
    }
}

/// Serves until the editor leaves. False where it left without a word.
pub(super) fn run(link: &Link) -> Result<bool, Broken> {
    let mut inbox = Inbox { link, waiting: VecDeque::new(), cancelled: HashSet::new() };
    let mut server: Option<Server> = None;
    let mut closing = false;
    loop {
        let Some(message) = inbox.next() else {
            // Nothing waits: now is the time to check.
            let mut look = None;
            if let Some(server) = server.as_mut().filter(|_| !closing) {
                server.refresh()?;
                look = (!server.watches).then_some(LOOK);
            }
            if inbox.wait(look).is_none() {
                return Ok(true);
            }
            if let Some(server) = server.as_mut().filter(|_| inbox.waiting.is_empty()) {
                server.look();
            }
            continue;
        };
        match message {
            Message::Request(request) => {
                let id = request.id.clone();
                let answer = match (&mut server, request.method.as_str()) {
                    _ if inbox.cancelled.remove(&id) => refused(id, ErrorCode::RequestCanceled, "cancelled"),
                    _ if closing => refused(id, ErrorCode::InvalidRequest, "the server is shutting down"),
                    (None, method::INITIALIZE) => {
                        let units = Units::agree(offered(&request.params).as_deref());
                        server = Some(Server::new(link, units, &request.params));
                        Response::new_ok(id, greeting(units))
                    }
                    (None, _) => refused(id, ErrorCode::ServerNotInitialized, "expected initialize first"),
                    (Some(_), method::INITIALIZE) => refused(id, ErrorCode::InvalidRequest, "initialized already"),
                    (Some(_), method::SHUTDOWN) => {
                        closing = true;
                        Response::new_ok(id, Value::Null)
                    }
                    (Some(server), _) => server.answer(request),
                };
                link.say(answer.into())?;
            }
            Message::Notification(Notification { method, .. }) if method == method::EXIT => return Ok(closing),
            Message::Notification(notification) => {
                if let Some(server) = server.as_mut().filter(|_| !closing) {
                    server.note(notification)?;
                }
            }
            Message::Response(_) => {}
        }
    }
}

fn refused(id: RequestId, code: ErrorCode, reason: &str) -> Response {
    Response::new_err(id, code as i32, reason.to_owned())
}

/// The units an editor can count in.
fn offered(params: &Value) -> Option<Vec<String>> {
    serde_json::from_value(params.pointer("/capabilities/general/positionEncodings")?.clone()).ok()
}

fn greeting(units: Units) -> Value {
    json!({
        "capabilities": super::capabilities(units),
        "serverInfo": { "name": "dinggao", "version": env!("CARGO_PKG_VERSION") },
    })
}
