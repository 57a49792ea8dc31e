//! The server's state: what is open and how it is checked; notifications in, answers and diagnostics out.

use super::draft::{Draft, Seen};
use super::position::{Places, Ruler, Units, spot};
use super::show::Marks;
use super::wire::Link;
use super::{actions, show, uri, wire};
use crate::config::{Asked, Configs, Unusable};
use crate::document::lines::LineIndex;
use crate::share;
use crate::span::Span;
use lsp_server::{ErrorCode, Notification, Request, RequestId, Response};
use lsp_types::notification::{self as note, Notification as _};
use lsp_types::request::{self as ask, Request as _};
use lsp_types::{
    CodeActionOrCommand, CodeActionParams, CodeLensParams, DiagnosticSeverity, DidChangeTextDocumentParams,
    DidChangeWatchedFilesRegistrationOptions, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    DidSaveTextDocumentParams, DocumentSymbolParams, DocumentSymbolResponse, FileSystemWatcher, GlobPattern, Hover,
    HoverContents, HoverParams, MarkupContent, MarkupKind, Range, Registration, RegistrationParams, Uri,
    WillSaveTextDocumentParams,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::PathBuf;

/// What the loop may end with.
pub(super) type Broken = Box<dyn Error + Send + Sync>;

/// A language server for one editor.
pub(super) struct Server<'a> {
    link: &'a Link,
    units: Units,
    /// How many threads check a draft.
    threads: usize,
    /// Whether safe fixes are made whenever a draft is saved.
    fix_on_save: bool,
    /// Whether the editor watches files for us.
    pub(super) watches: bool,
    /// The folder the editor works in: where a draft that was not saved yet belongs.
    root: Option<PathBuf>,
    configs: Configs,
    drafts: BTreeMap<Uri, Draft>,
    /// Drafts whose diagnostics are not up to date.
    stale: BTreeSet<Uri>,
    /// Config files that diagnostics were published for.
    blamed: BTreeSet<Uri>,
}

impl<'a> Server<'a> {
    pub(super) fn new(link: &'a Link, units: Units, params: &Value) -> Server<'a> {
        let yes = |pointer: &str| params.pointer(pointer).and_then(Value::as_bool).unwrap_or(false);
        let root = ["/workspaceFolders/0/uri", "/rootUri"].iter().find_map(|at| params.pointer(at)?.as_str());
        Server {
            link,
            units,
            threads: share::cores(),
            fix_on_save: yes("/initializationOptions/fixOnSave"),
            watches: yes("/capabilities/workspace/didChangeWatchedFiles/dynamicRegistration"),
            root: root.and_then(|root| uri::path(&root.parse().ok()?)),
            configs: Configs::new(Asked::default()),
            drafts: BTreeMap::new(),
            stale: BTreeSet::new(),
            blamed: BTreeSet::new(),
        }
    }

    fn watch(&self) -> Result<(), Broken> {
        let watcher = FileSystemWatcher { glob_pattern: GlobPattern::String("**/*.toml".to_owned()), kind: None };
        let options = DidChangeWatchedFilesRegistrationOptions { watchers: vec![watcher] };
        let registration = Registration {
            id: "dinggao-toml".to_owned(),
            method: note::DidChangeWatchedFiles::METHOD.to_owned(),
            register_options: Some(serde_json::to_value(options)?),
        };
        let params = RegistrationParams { registrations: vec![registration] };
        let id = RequestId::from("dinggao-watch".to_owned());
        let request = Request::new(id, ask::RegisterCapability::METHOD.to_owned(), params);
        self.link.say(request.into())
    }

    pub(super) fn note(&mut self, notification: Notification) -> Result<(), Broken> {
        let Notification { method, mut params, .. } = notification;
        uri::repair(&mut params);
        let done = match method.as_str() {
            note::Initialized::METHOD if self.watches => return self.watch(),
            note::DidOpenTextDocument::METHOD => serde_json::from_value(params).map(|p| self.open(p)),
            note::DidChangeTextDocument::METHOD => serde_json::from_value(params).map(|p| self.change(p)),
            note::DidCloseTextDocument::METHOD => serde_json::from_value(params).map(|p| self.close(&p)),
            note::DidSaveTextDocument::METHOD => serde_json::from_value(params).map(|p| self.saved(&p)),
            note::DidChangeWatchedFiles::METHOD => {
                self.reload();
                Ok(())
            }
            note::DidChangeConfiguration::METHOD => {
                let wanted = params.pointer("/settings/dinggao/fixOnSave").and_then(Value::as_bool);
                self.fix_on_save = wanted.unwrap_or(self.fix_on_save);
                Ok(())
            }
            _ => Ok(()),
        };
        // A draft that is not seen and not said to be so would pass for a clean one.
        if let Err(e) = done {
            self.link.say(wire::complaint(&format!("{method}: {e}")))?;
        }
        Ok(())
    }

    fn open(&mut self, params: DidOpenTextDocumentParams) {
        let item = params.text_document;
        let uri = item.uri.clone();
        let path = uri::path(&uri);
        let named = path.is_some();
        let path = path.unwrap_or_else(|| {
            let name = uri.as_str().replace([':', '/', '\\'], "-");
            self.root.as_ref().map_or_else(|| PathBuf::from(&name), |root| root.join(&name))
        });
        self.drafts.insert(uri.clone(), Draft::open(path, named, item));
        self.look();
        self.stale.insert(uri);
    }

    fn change(&mut self, params: DidChangeTextDocumentParams) {
        let uri = params.text_document.uri;
        if let Some(draft) = self.drafts.get_mut(&uri) {
            draft.change(params.text_document.version, params.content_changes, self.units);
            self.stale.insert(uri);
        }
    }

    fn close(&mut self, params: &DidCloseTextDocumentParams) {
        let uri = &params.text_document.uri;
        self.drafts.remove(uri);
        // An empty list takes the marks away.
        self.stale.insert(uri.clone());
    }

    fn saved(&mut self, params: &DidSaveTextDocumentParams) {
        if params.text_document.uri.as_str().ends_with(".toml") {
            self.reload();
        }
        self.look();
    }

    /// Reads configs and packs anew where one has changed on the disk.
    pub(super) fn look(&mut self) {
        if self.configs.changed() {
            self.reload();
        }
    }

    /// Forgets all configs and packs, so that they are read anew.
    fn reload(&mut self) {
        self.configs = Configs::new(Asked::default());
        for draft in self.drafts.values_mut() {
            draft.seen = None;
        }
        self.stale.extend(self.drafts.keys().cloned());
    }

    /// Publishes what is not up to date.
    pub(super) fn refresh(&mut self) -> Result<(), Broken> {
        for uri in std::mem::take(&mut self.stale) {
            let mut version = None;
            let mut marks = Marks::default();
            if self.drafts.contains_key(&uri) {
                let threads = self.threads;
                match self.seen(&uri) {
                    Ok(seen) => marks = show::diagnostics(seen, &uri, threads)?,
                    Err(reason) => {
                        let reason = format!("没有核稿：{reason}");
                        marks = Marks::of(&[show::plain(Range::default(), DiagnosticSeverity::ERROR, reason)])?;
                    }
                }
                version = self.drafts.get(&uri).map(|draft| draft.version);
            }
            self.link.written(marks.published(&uri, version)?)?;
            // To take the last state apart takes a while: now nobody waits for it.
            if let Some(draft) = self.drafts.get_mut(&uri) {
                draft.last = None;
            }
        }
        self.blame()
    }

    #[expect(clippy::mutable_key_type, reason = "the protocol's own type; the keys are never changed")]
    /// Marks what is wrong in configs and packs, and takes the marks away where it was put right.
    fn blame(&mut self) -> Result<(), Broken> {
        let mut wrong: BTreeMap<Uri, Vec<lsp_types::Diagnostic>> = BTreeMap::new();
        for error in self.configs.found.iter().flat_map(|found| &found.wrong) {
            if let Unusable::Toml(errors) = error {
                let path = std::path::absolute(&errors.file).unwrap_or_else(|_| PathBuf::from(&errors.file));
                let Some(uri) = uri::of(&path) else { continue };
                let text = errors.text.inner();
                let lines = LineIndex::new(text);
                let ruler = Ruler::new(text, self.units);
                let places = Places::new(text, &lines, &ruler);
                let marks = errors.problems.iter().map(|problem| {
                    let span = Span::new(problem.span.offset(), problem.span.offset() + problem.span.len());
                    let help = problem.help.as_ref().map(|help| format!("；{help}")).unwrap_or_default();
                    let message = format!("{}{help}", problem.message);
                    show::plain(places.range(span), DiagnosticSeverity::ERROR, message)
                });
                wrong.entry(uri).or_default().extend(marks);
            }
        }
        for uri in std::mem::take(&mut self.blamed) {
            wrong.entry(uri).or_default();
        }
        for (uri, diagnostics) in wrong {
            if !diagnostics.is_empty() {
                self.blamed.insert(uri.clone());
            }
            self.link.written(Marks::of(&diagnostics)?.published(&uri, None)?)?;
        }
        Ok(())
    }

    /// A draft with what was found in it, checked now if it was not.
    fn seen(&mut self, uri: &Uri) -> Result<&Seen, String> {
        let draft = self.drafts.get_mut(uri).ok_or("这份文稿没有打开")?;
        if draft.seen.is_none() {
            let setup = self.configs.of(&draft.path).map_err(|at| {
                let name = self.configs.found.get(at).map_or("dinggao.toml", |found| found.name.as_str());
                format!("{name} 有误，请先改正")
            })?;
            let speed = self.configs.reading_speed();
            let one = self.configs.setups.get(setup).ok_or("没有规则")?;
            draft.check(&one.checker, self.units, self.threads, (setup, speed))?;
        }
        draft.seen.as_ref().ok_or_else(|| "没有核完".to_owned())
    }

    pub(super) fn answer(&mut self, request: Request) -> Response {
        let Request { id, method, mut params, .. } = request;
        uri::repair(&mut params);
        let answer = match method.as_str() {
            ask::HoverRequest::METHOD => with(params, |p| self.hover(p)),
            ask::CodeActionRequest::METHOD => with(params, |p| self.actions(p)),
            ask::CodeLensRequest::METHOD => {
                with(params, |p: CodeLensParams| self.seen(&p.text_document.uri).map(show::lenses).unwrap_or_default())
            }
            ask::DocumentSymbolRequest::METHOD => with(params, |p: DocumentSymbolParams| {
                let symbols = self.seen(&p.text_document.uri).map(show::symbols);
                DocumentSymbolResponse::Nested(symbols.unwrap_or_default())
            }),
            ask::WillSaveWaitUntil::METHOD => {
                with(
                    params,
                    |p: WillSaveTextDocumentParams| {
                        if self.fix_on_save { self.fix_all(&p.text_document.uri) } else { Vec::new() }
                    },
                )
            }
            _ => {
                let message = format!("{method}: not a request this server answers");
                return Response::new_err(id, ErrorCode::MethodNotFound as i32, message);
            }
        };
        match answer {
            Ok(value) => Response::new_ok(id, value),
            Err(e) => Response::new_err(id, ErrorCode::InvalidParams as i32, e.to_string()),
        }
    }

    fn hover(&mut self, params: HoverParams) -> Option<Hover> {
        let at = params.text_document_position_params;
        let units = self.units;
        let seen = self.seen(&at.text_document.uri).ok()?;
        let offset = spot(seen.doc.text(), units, at.position).at as u32;
        let touched = |d: &&crate::diagnostic::Diagnostic| d.span.start <= offset && offset <= d.span.end;
        let found: Vec<_> = seen.diagnostics.iter().filter(touched).cloned().collect();
        let first = found.first()?;
        let range = seen.places().range(first.span);
        let setup = seen.setup;
        let cards = found.iter().map(|d| {
            let rules = self.configs.setups.get(setup).into_iter().flat_map(|setup| setup.checker.rules());
            let rule = rules.into_iter().find(|rule| rule.id == d.rule);
            let examples = self.configs.examples(&d.rule);
            show::card(d, rule, &examples)
        });
        let value = cards.collect::<Vec<_>>().join("\n---\n");
        let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value });
        Some(Hover { contents, range: Some(range) })
    }

    fn actions(&mut self, params: CodeActionParams) -> Vec<CodeActionOrCommand> {
        let uri = params.text_document.uri;
        let wanted = |kind: &str| {
            params.context.only.as_ref().is_none_or(|only| {
                only.iter()
                    .any(|k| kind == k.as_str() || kind.strip_prefix(k.as_str()).is_some_and(|r| r.starts_with('.')))
            })
        };
        let (quick, all) = (wanted("quickfix"), wanted(actions::FIX_ALL));
        let units = self.units;
        // A draft without a place has none to put a config beside.
        let kept = self.drafts.get(&uri).filter(|draft| draft.named || self.root.is_some());
        let config = kept.and_then(|draft| self.configs.file_for(&draft.path));
        if self.seen(&uri).is_err() {
            return Vec::new();
        }
        let Some(seen) = self.drafts.get(&uri).and_then(|draft| draft.seen.as_ref()) else { return Vec::new() };
        let mut list = Vec::new();
        if quick {
            let start = spot(seen.doc.text(), units, params.range.start).at;
            let end = spot(seen.doc.text(), units, params.range.end).at.max(start);
            list = actions::quick(seen, &uri, units, Span::new(start, end), config.as_deref());
        }
        if let Some(setup) = self.configs.setups.get(seen.setup).filter(|_| all) {
            list.extend(actions::fix_all_action(seen, &setup.checker, &uri));
        }
        list
    }

    fn fix_all(&mut self, uri: &Uri) -> Vec<lsp_types::TextEdit> {
        if self.seen(uri).is_err() {
            return Vec::new();
        }
        let Some(seen) = self.drafts.get(uri).and_then(|draft| draft.seen.as_ref()) else { return Vec::new() };
        let Some(setup) = self.configs.setups.get(seen.setup) else { return Vec::new() };
        actions::fix_all(seen, &setup.checker)
    }
}

/// Decodes what is asked and encodes the answer.
fn with<P: serde::de::DeserializeOwned, R: serde::Serialize>(
    params: Value,
    answer: impl FnOnce(P) -> R,
) -> serde_json::Result<Value> {
    serde_json::from_value(params).and_then(|params| serde_json::to_value(answer(params)))
}
