//! `dinggao lsp`: the engine as a language server over standard input and output.
//!
//! `wire` reads and writes bytes, `session` keeps the order of things, `serve` answers. One thread takes messages in order; a draft is checked when no further message waits, so fast typing costs one check,
//! not one a key. What is checked and how is [`crate::check`]'s and `config`'s; this module only speaks.

mod actions;
mod draft;
mod position;
mod serve;
mod session;
mod show;
mod uri;
mod wire;

use lsp_server::Connection;
use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CodeLensOptions, HoverProviderCapability, OneOf,
    SaveOptions, ServerCapabilities, TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    TextDocumentSyncSaveOptions,
};
#[cfg(test)]
mod tests;

use position::Units;
use std::error::Error;

/// Serves an editor on standard input and output until it leaves. False where it left without shutting down first.
///
/// # Errors
/// Where the editor breaks the protocol or the pipe.
pub fn run() -> Result<bool, Box<dyn Error + Send + Sync>> {
    let (link, threads) = wire::stdio();
    let polite = session::run(&link)?;
    // The writer ends when nobody can speak any more.
    drop(link);
    threads.join()?;
    Ok(polite)
}

/// Serves an editor at the other end of `connection`. False where it left without shutting down first.
///
/// # Errors
/// Where the connection breaks.
pub fn serve(connection: Connection) -> Result<bool, Box<dyn Error + Send + Sync>> {
    session::run(&wire::Link { connection, pipe: None })
}

fn capabilities(units: Units) -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(units.kind()),
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            will_save: None,
            will_save_wait_until: Some(true),
            save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions { include_text: Some(false) })),
        })),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        document_symbol_provider: Some(OneOf::Left(true)),
        code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(false) }),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, CodeActionKind::new(actions::FIX_ALL)]),
            ..CodeActionOptions::default()
        })),
        ..ServerCapabilities::default()
    }
}
