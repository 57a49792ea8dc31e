//! Paths → bytes, and the system's refusals → what the drafter should do.

use super::in_words;
use crate::source::{ReadError, Source};
use std::fs;
use std::io::{self, Read as _};
use std::path::Path;
use std::time::SystemTime;

/// Why a file was not read. The text is what the drafter reads; the caller puts the file name in front.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenError {
    #[error("找不到这个文件；请检查文件名和所在文件夹")]
    Missing,
    #[error("没有读取权限；请复制到自己的文件夹，或请管理员开通权限后再核")]
    NoPermission,
    #[error("文件正被其他程序占用；请在 WPS 或 Word 中关闭后再核")]
    Busy,
    #[error("快捷链接绕成了圈，找不到真正的文件；请改用原文件的路径")]
    Loop,
    #[error("链接所指的文件已不存在；请改用原文件的路径")]
    Broken,
    #[error("这是文件夹，不是文稿；请指定其中的一份")]
    Folder,
    #[error("路径太长；请把文件移到浅一些的文件夹再核")]
    TooLong,
    #[error("这是设备，不是文件；请指定文稿，或用 - 读标准输入")]
    Device,
    #[error(transparent)]
    TooLarge(ReadError),
    #[error(transparent)]
    NoText(ReadError),
    #[error("读不出来（{}）；请确认文件没有损坏，磁盘或网络连接正常", in_words(.0))]
    Other(#[source] io::Error),
}

impl OpenError {
    /// What a refusal means for `path`.
    pub(crate) fn new(path: &Path, error: io::Error) -> OpenError {
        // Windows: 32 and 33 are sharing and lock violations. Links in a circle are 40 on Linux, 62 on macOS.
        match error.raw_os_error() {
            Some(32 | 33) if cfg!(windows) => return OpenError::Busy,
            Some(40) if cfg!(target_os = "linux") => return OpenError::Loop,
            Some(62) if cfg!(target_os = "macos") => return OpenError::Loop,
            _ => {}
        }
        match error.kind() {
            io::ErrorKind::NotFound if fs::symlink_metadata(path).is_ok_and(|m| m.is_symlink()) => OpenError::Broken,
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => OpenError::Missing,
            io::ErrorKind::PermissionDenied => OpenError::NoPermission,
            io::ErrorKind::IsADirectory => OpenError::Folder,
            io::ErrorKind::InvalidFilename => OpenError::TooLong,
            _ => OpenError::Other(error),
        }
    }
}

/// By what one notices that a file has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp(Option<SystemTime>, u64);

/// The stamp of a file; nothing where there is none.
pub(crate) fn stamp(path: &Path) -> Option<Stamp> {
    let meta = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    Some(Stamp(meta.modified().ok(), meta.len()))
}

/// The bytes of a file.
pub(crate) fn file(path: &Path) -> Result<Vec<u8>, OpenError> {
    let file = fs::File::open(path).map_err(|e| OpenError::new(path, e))?;
    let meta = file.metadata().map_err(|e| OpenError::new(path, e))?;
    if meta.is_dir() {
        return Err(OpenError::Folder);
    }
    if is_device(&meta) {
        return Err(OpenError::Device);
    }
    all(file, meta.len())
}

/// The bytes of a typo model, which is no text.
pub(crate) fn model(path: &Path) -> Result<Vec<u8>, OpenError> {
    let meta = fs::metadata(path).map_err(|e| OpenError::new(path, e))?;
    if meta.is_dir() {
        return Err(OpenError::Folder);
    }
    if is_device(&meta) {
        return Err(OpenError::Device);
    }
    fs::read(path).map_err(|e| OpenError::new(path, e))
}

/// The bytes of standard input.
pub(crate) fn stdin() -> Result<Vec<u8>, OpenError> {
    all(io::stdin().lock(), 0)
}

/// How much of a file shows whether it is text.
const HEAD: u64 = 1 << 20;

/// Reads to the end, but not more than a draft may hold.
fn all(from: impl io::Read, expected: u64) -> Result<Vec<u8>, OpenError> {
    const MOST: u64 = u32::MAX as u64;
    let too_large = |size| Err(OpenError::TooLarge(ReadError::TooLarge { size }));
    if expected > MOST {
        return too_large(expected);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(expected.min(HEAD)).unwrap_or(0));
    let mut from = from.take(MOST + 1);
    from.by_ref().take(HEAD).read_to_end(&mut bytes).map_err(OpenError::Other)?;
    if bytes.len() as u64 == HEAD {
        // What is long and no text (a film, an endless device) is not read to its end to be refused.
        match Source::from_bytes("", bytes.as_slice()) {
            Err(refusal @ (ReadError::Binary { .. } | ReadError::Unsupported { .. })) => {
                return Err(OpenError::NoText(refusal));
            }
            _ => bytes.reserve(usize::try_from(expected.saturating_sub(HEAD)).unwrap_or(0)),
        }
        from.read_to_end(&mut bytes).map_err(OpenError::Other)?;
    }
    if bytes.len() as u64 > MOST { too_large(bytes.len() as u64) } else { Ok(bytes) }
}

/// Devices have no end; a pipe with a name does.
#[cfg(unix)]
fn is_device(meta: &fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    meta.file_type().is_char_device() || meta.file_type().is_block_device()
}

#[cfg(not(unix))]
fn is_device(_meta: &fs::Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_say_what_to_do() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(matches!(file(&folder.path().join("没有.txt")), Err(OpenError::Missing)));
        let long = folder.path().join("长".repeat(300));
        assert!(matches!(file(&long), Err(OpenError::TooLong | OpenError::Missing)));
        #[cfg(unix)]
        {
            let (a, b) = (folder.path().join("a.txt"), folder.path().join("b.txt"));
            std::os::unix::fs::symlink("a.txt", &a).expect("links");
            std::os::unix::fs::symlink("none.txt", &b).expect("links");
            assert!(matches!(file(&a), Err(OpenError::Loop)));
            assert!(matches!(file(&b), Err(OpenError::Broken)));
            assert!(matches!(file(folder.path()), Err(OpenError::Folder)));
            assert!(matches!(file(Path::new("/dev/zero")), Err(OpenError::Device)));
        }
    }
}
