//! `file:` URIs ↔ paths. Names with Chinese characters and spaces come percent-encoded, and go back so.

use lsp_types::Uri;
use serde_json::Value;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The path of a `file:` URI; nothing for other schemes (a draft that was not saved yet).
pub(super) fn path(uri: &Uri) -> Option<PathBuf> {
    let text = uri.as_str();
    let rest = text.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("file://")).and(text.get(7..))?;
    Some(PathBuf::from(from_uri(&decode(rest), cfg!(windows))))
}

/// Some editors forget to encode what is no ASCII in the URI of a draft. It is encoded for them.
pub(super) fn repair(params: &mut Value) {
    if let Some(Value::String(uri)) = params.pointer_mut("/textDocument/uri") {
        let sound = |byte: u8| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte);
        if !uri.bytes().all(sound) {
            *uri = encoded(uri, sound);
        }
    }
}

/// A text with all bytes that are not `sound` percent-encoded.
fn encoded(text: &str, sound: impl Fn(u8) -> bool) -> String {
    let mut out = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        if sound(byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// The URI of an absolute path.
pub(super) fn of(path: &Path) -> Option<Uri> {
    let sound = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~:".contains(&byte);
    format!("file://{}", encoded(&to_uri(&path.to_string_lossy(), cfg!(windows)), sound)).parse().ok()
}

/// What follows `file://` → a path. Windows: `/C:/稿.txt`, and `server/share/稿.txt` of a network drive.
fn from_uri(rest: &str, windows: bool) -> String {
    if !windows {
        return rest.strip_prefix("localhost/").map_or_else(|| rest.to_owned(), |path| format!("/{path}"));
    }
    let local = rest.strip_prefix('/').filter(|path| path.as_bytes().get(1) == Some(&b':'));
    local.map_or_else(|| format!("//{rest}"), str::to_owned)
}

/// A path → what follows `file://`.
fn to_uri(path: &str, windows: bool) -> String {
    if !windows {
        return path.to_owned();
    }
    let path = path.replace('\\', "/");
    path.strip_prefix("//").map_or_else(|| format!("/{path}"), str::to_owned)
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        let hex = |b: Option<u8>| b.and_then(|b| char::from(b).to_digit(16));
        match (byte, hex(ahead.next()), hex(ahead.next())) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = ahead;
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn drives_and_shares_of_windows() {
        for (path, uri) in [("C:\\稿\\一.txt", "/C:/稿/一.txt"), ("\\\\server\\share\\一.txt", "server/share/一.txt")]
        {
            assert_eq!(to_uri(path, true), uri);
            assert_eq!(from_uri(uri, true), path.replace('\\', "/"));
        }
        assert_eq!(from_uri("localhost/稿.txt", false), "/稿.txt");
    }

    #[test]
    fn chinese_names_and_spaces() {
        let path_there = Path::new("/稿 件/讲话（终稿）100%.txt");
        let uri = of(path_there).expect("a URI");
        assert!(uri.as_str().is_ascii() && !uri.as_str().contains(' '));
        assert_eq!(path(&uri).as_deref(), Some(path_there));
        assert_eq!(path(&"untitled:Untitled-1".parse().expect("a URI")), None);
        assert_eq!(decode("%E7%A8%BF%2"), "稿%2");
    }
}
