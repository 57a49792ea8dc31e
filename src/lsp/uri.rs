//! `file:` URIs ↔ paths. Names with Chinese characters and spaces come percent-encoded, and go back so.

use lsp_types::Uri;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The path of a `file:` URI; nothing for other schemes (a draft that was not saved yet).
pub(super) fn path(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.as_str().strip_prefix("file://")?;
    let decoded = decode(rest);
    if cfg!(windows) {
        // file:///C:/稿.txt, and file://server/share/稿.txt
        let local = decoded.strip_prefix('/').filter(|p| p.as_bytes().get(1) == Some(&b':'));
        return Some(PathBuf::from(local.map_or_else(|| format!("//{decoded}"), str::to_owned)));
    }
    Some(PathBuf::from(decoded))
}

/// The URI of an absolute path.
pub(super) fn of(path: &Path) -> Option<Uri> {
    let text = path.to_string_lossy();
    let text = if cfg!(windows) { format!("/{}", text.replace('\\', "/")) } else { text.into_owned() };
    let mut uri = String::from("file://");
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~:".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri.parse().ok()
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
    fn chinese_names_and_spaces() {
        let path_there = Path::new("/稿 件/讲话（终稿）100%.txt");
        let uri = of(path_there).expect("a URI");
        assert!(uri.as_str().is_ascii() && !uri.as_str().contains(' '));
        assert_eq!(path(&uri).as_deref(), Some(path_there));
        assert_eq!(path(&"untitled:Untitled-1".parse().expect("a URI")), None);
        assert_eq!(decode("%E7%A8%BF%2"), "稿%2");
    }
}
