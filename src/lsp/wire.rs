//! Bytes on standard input and output ↔ messages. A message that cannot be read costs that message, not the session: an
//! editor that dies with every open draft for one wrong byte would be worse than one that misses a word.

use super::serve::Broken;
use lsp_server::{Connection, Message, Notification};
use serde_json::{Value, json};
use std::io::{self, BufRead, Read as _, Write};
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;

/// A header line is never so long; what is, is no editor.
const LONGEST_HEADER: u64 = 8192;

/// The threads that read and write.
#[derive(Debug)]
pub(super) struct Threads {
    reader: JoinHandle<io::Result<()>>,
    writer: JoinHandle<io::Result<()>>,
}

impl Threads {
    /// Waits until all is read and written.
    pub(super) fn join(self) -> io::Result<()> {
        let crashed = |_| io::Error::other("a thread of the server crashed");
        self.reader.join().map_err(crashed)??;
        self.writer.join().map_err(crashed)?
    }
}

/// Both directions to an editor. What is said goes over the pipe as bytes, if there is one: thousands of marks need not
/// become a tree of values first.
pub(super) struct Link {
    pub(super) connection: Connection,
    pub(super) pipe: Option<Sender<Vec<u8>>>,
}

impl Link {
    /// Sends a message.
    pub(super) fn say(&self, message: Message) -> Result<(), Broken> {
        match &self.pipe {
            Some(pipe) => Ok(pipe.send(framed(&message)?)?),
            None => Ok(self.connection.sender.send(message)?),
        }
    }

    /// Sends a message that is written already.
    pub(super) fn written(&self, body: Vec<u8>) -> Result<(), Broken> {
        let Some(pipe) = &self.pipe else {
            return Ok(self.connection.sender.send(serde_json::from_slice(&body)?)?);
        };
        pipe.send(format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes())?;
        Ok(pipe.send(body)?)
    }
}

/// A message with its header.
fn framed(message: &Message) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    message.write(&mut bytes)?;
    Ok(bytes)
}

/// A link over standard input and output.
pub(super) fn stdio() -> (Link, Threads) {
    let (server, Connection { sender, .. }) = Connection::memory();
    let (pipe, said) = channel::<Vec<u8>>();
    let complaints = pipe.clone();
    let reader = std::thread::spawn(move || {
        let mut input = io::stdin().lock();
        while let Some(body) = frame(&mut input)? {
            let (sent, last) = match message(&body) {
                // Whoever leaves may hold the pipe open: nothing more is waited for.
                Ok(message) => {
                    let last = matches!(&message, Message::Notification(n) if n.method == "exit");
                    (sender.send(message).is_ok(), last)
                }
                Err(reason) => (complaints.send(framed(&complaint(&reason))?).is_ok(), false),
            };
            if last || !sent {
                break;
            }
        }
        Ok(())
    });
    let writer = std::thread::spawn(move || {
        let mut output = io::stdout().lock();
        for bytes in said {
            output.write_all(&bytes)?;
            output.flush()?;
        }
        Ok(())
    });
    (Link { connection: server, pipe: Some(pipe) }, Threads { reader, writer })
}

/// What an editor writes into its log, or shows: a message that it sent was not understood.
pub(super) fn complaint(reason: &str) -> Message {
    let text = format!("定稿没有读懂编辑器发来的一条消息，已跳过；如有文稿没有核，请关闭后重新打开（{reason}）");
    Notification::new("window/logMessage".to_owned(), json!({ "type": 1, "message": text })).into()
}

/// The body of the next message; nothing at the end of the input.
fn frame(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut length: Option<u64> = None;
    loop {
        let mut line = Vec::new();
        if input.take(LONGEST_HEADER).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim();
        match line.split_once(':') {
            Some((name, value)) if name.trim().eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse().ok();
            }
            Some(_) => {}
            None if line.is_empty() => break,
            None => return Err(wrong("this is not the language server protocol")),
        }
    }
    let length = length.ok_or_else(|| wrong("a message without Content-Length"))?;
    // The memory grows with what really comes, not with what is announced.
    let mut body = Vec::new();
    input.take(length).read_to_end(&mut body)?;
    if (body.len() as u64) < length { Ok(None) } else { Ok(Some(body)) }
}

fn wrong(reason: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason)
}

/// A body → a message. Half characters, which an editor may hold and JSON can write, become U+FFFD: as many UTF-16 units.
fn message(body: &[u8]) -> Result<Message, String> {
    let text = String::from_utf8_lossy(body);
    let value: Value = match serde_json::from_str(&text) {
        Ok(value) => value,
        Err(e) => serde_json::from_str(&whole(&text)).map_err(|_| e.to_string())?,
    };
    serde_json::from_value(value).map_err(|e| e.to_string())
}

/// JSON without half surrogate pairs.
fn whole(text: &str) -> String {
    // The code unit that `\uXXXX` at the start of a piece of text stands for.
    let unit = |text: &str| {
        let digits = text.strip_prefix("\\u").and_then(|rest| rest.get(..4))?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let next = from.get(6..).unwrap_or("");
        let length = match unit(from) {
            Some(0xD800..0xDC00) if matches!(unit(next), Some(0xDC00..0xE000)) => 12,
            Some(0xD800..0xE000) => {
                out.push('\u{FFFD}');
                rest = next;
                continue;
            }
            Some(_) => 6,
            // An escape of one character, which may itself be a backslash.
            None => 1 + from.chars().nth(1).map_or(0, char::len_utf8),
        };
        let (escape, left) = from.split_at_checked(length).unwrap_or((from, ""));
        out.push_str(escape);
        rest = left;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_with_any_headers_and_none_that_is_cut_off() {
        let mut input = "content-length: 3\r\nContent-Type: x\r\n\r\nabcContent-Length:2\n\nde".as_bytes();
        assert_eq!(frame(&mut input).ok().flatten().as_deref(), Some(b"abc".as_slice()));
        assert_eq!(frame(&mut input).ok().flatten().as_deref(), Some(b"de".as_slice()));
        assert!(frame(&mut input).is_ok_and(|end| end.is_none()));
        assert!(frame(&mut "Content-Length: 99999999999999\r\n\r\nabc".as_bytes()).is_ok_and(|end| end.is_none()));
        assert!(frame(&mut "\r\n".as_bytes()).is_err());
        assert!(frame(&mut "hello\n".as_bytes()).is_err());
    }

    #[test]
    fn half_characters_become_one_that_is_as_wide() {
        assert_eq!(
            whole(r#"["\ud83d\ude00","\ud83dx","\ude00","\\ud83d","\u4e00\n"]"#),
            "[\"\\ud83d\\ude00\",\"\u{FFFD}x\",\"\u{FFFD}\",\"\\\\ud83d\",\"\\u4e00\\n\"]"
        );
        assert_eq!(whole("\"\\u"), "\"\\u");
        assert_eq!(whole("\"\\"), "\"\\");
        let said = r#"{"jsonrpc":"2.0","method":"x","params":{"text":"\udc00"}}"#;
        let Ok(Message::Notification(n)) = message(said.as_bytes()) else { panic!("is a notification") };
        assert_eq!(n.params["text"], "\u{FFFD}");
        assert!(message(b"{}").is_err() && message(b"[[[").is_err());
    }
}
