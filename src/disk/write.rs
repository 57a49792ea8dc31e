//! Bytes → a file, all of them or none: a draft is never left half written.

use super::in_words;
use std::fs::{self, Metadata};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Why a file was not written. The text is what the drafter reads; the caller puts the file name in front.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WriteFileError {
    /// The file may only be read.
    #[error("文件是只读的，没有修改；请去掉“只读”属性后再试")]
    ReadOnly,
    /// The folder takes no new file.
    #[error("没有权限写入所在文件夹，文件没有修改；请换一个可写的文件夹再试")]
    NoPermission,
    /// Another program holds it open, as WPS does on Windows.
    #[error("文件正被其他程序占用，没有修改；请在 WPS 或 Word 中关闭后再试")]
    Busy,
    /// Someone has changed it since it was read.
    #[error("核稿期间文件被其他程序改动，没有覆盖；请重新核稿")]
    Changed,
    /// It is the draft that was read.
    #[error("要写的就是原文件；请换一个文件名")]
    Same,
    /// A link: what it leads to may be anything.
    #[error("要写的文件是一个链接，没有写；请换一个文件名")]
    Link,
    /// Not a file.
    #[error("不是普通文件，没有修改")]
    NotAFile,
    /// All else.
    #[error("写入失败，文件没有修改：{}", in_words(.0))]
    Io(#[source] io::Error),
}

/// Replaces the content of a file that exists. `read` is what it held when it was read: a file that holds something else
/// by now is left alone. A symbolic link stays a link, and the file it leads to is replaced; permissions are kept.
///
/// # Errors
/// [`WriteFileError`]; the file is then as it was.
pub(crate) fn replace(path: &Path, read: &[u8], content: &[u8]) -> Result<(), WriteFileError> {
    let real = fs::canonicalize(path).map_err(explain)?;
    let meta = fs::metadata(&real).map_err(explain)?;
    if !meta.is_file() {
        return Err(WriteFileError::NotAFile);
    }
    if meta.permissions().readonly() {
        return Err(WriteFileError::ReadOnly);
    }
    // A file that may be written but not replaced (another program holds it) is found here, before any work.
    drop(fs::OpenOptions::new().write(true).open(&real).map_err(explain)?);
    if fs::read(&real).map_err(explain)? != read {
        return Err(WriteFileError::Changed);
    }
    if content == read {
        return Ok(());
    }
    put(&real, Some(&meta), content)
}

/// Writes a file beside the draft it was made from. One that is there already is replaced, but never the draft.
///
/// # Errors
/// [`WriteFileError`]; nothing has been written then.
pub(crate) fn create(path: &Path, draft: Option<&Path>, content: &[u8]) -> Result<(), WriteFileError> {
    let meta = match fs::symlink_metadata(path) {
        Ok(meta) if meta.is_symlink() => return Err(WriteFileError::Link),
        Ok(meta) if !meta.is_file() => return Err(WriteFileError::NotAFile),
        Ok(meta) if meta.permissions().readonly() => return Err(WriteFileError::ReadOnly),
        Ok(meta) => Some(meta),
        Err(_) => None,
    };
    if let (Some(meta), Some(draft)) = (&meta, draft)
        && is_same(path, meta, draft)
    {
        return Err(WriteFileError::Same);
    }
    put(path, meta.as_ref(), content)
}

/// Whether both names lead to one file, also by a second name of it.
#[cfg(unix)]
fn is_same(_path: &Path, meta: &Metadata, draft: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(draft).is_ok_and(|other| (other.dev(), other.ino()) == (meta.dev(), meta.ino()))
}

#[cfg(not(unix))]
fn is_same(path: &Path, _meta: &Metadata, draft: &Path) -> bool {
    fs::canonicalize(path).ok() == fs::canonicalize(draft).ok()
}

/// All of the content under a new name in the same folder, then the old name. `meta` is that of the file it replaces.
fn put(real: &Path, meta: Option<&Metadata>, content: &[u8]) -> Result<(), WriteFileError> {
    let folder = real.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.map_or_else(|| PathBuf::from("."), Path::to_path_buf);
    let mut new = tempfile::Builder::new().prefix(".dinggao-").tempfile_in(&folder).map_err(in_folder)?;
    new.write_all(content).and_then(|()| new.flush()).map_err(WriteFileError::Io)?;
    match meta {
        Some(meta) => {
            keep_owner(meta, new.as_file());
            new.as_file().set_permissions(meta.permissions()).map_err(WriteFileError::Io)?;
        }
        None => ordinary(new.as_file()),
    }
    new.as_file().sync_all().map_err(WriteFileError::Io)?;
    new.persist(real).map_err(|e| explain(e.error))?;
    // The rename itself is made durable where folders can be opened; elsewhere the system sees to it.
    if let Ok(folder) = fs::File::open(&folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// A temporary file is for its owner's eyes only; a draft is as open as others in most folders.
#[cfg(unix)]
fn ordinary(new: &fs::File) {
    use std::os::unix::fs::PermissionsExt;
    let _ = new.set_permissions(fs::Permissions::from_mode(0o644));
}

#[cfg(not(unix))]
fn ordinary(_new: &fs::File) {}

/// Only root can give a file away, so what fails here is let pass.
#[cfg(unix)]
fn keep_owner(meta: &Metadata, new: &fs::File) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let _ = fchown(new, Some(meta.uid()), Some(meta.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_meta: &Metadata, _new: &fs::File) {}

fn explain(error: io::Error) -> WriteFileError {
    // Windows: 32 and 33 are sharing and lock violations.
    if cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33)) {
        return WriteFileError::Busy;
    }
    match error.kind() {
        io::ErrorKind::PermissionDenied => WriteFileError::ReadOnly,
        io::ErrorKind::ResourceBusy | io::ErrorKind::ExecutableFileBusy => WriteFileError::Busy,
        _ => WriteFileError::Io(error),
    }
}

fn in_folder(error: io::Error) -> WriteFileError {
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => WriteFileError::NoPermission,
        _ => WriteFileError::Io(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().expect("a folder")
    }

    #[test]
    fn replaces_and_leaves_nothing_behind() {
        let folder = folder();
        let path = folder.path().join("讲话 稿.txt");
        fs::write(&path, "前").expect("writes");
        replace(&path, "前".as_bytes(), "后".as_bytes()).expect("replaces");
        assert_eq!(fs::read_to_string(&path).expect("reads"), "后");
        assert_eq!(fs::read_dir(folder.path()).expect("lists").count(), 1);
    }

    #[test]
    fn a_file_changed_meanwhile_is_left_alone() {
        let folder = folder();
        let path = folder.path().join("a.txt");
        fs::write(&path, "别人改的").expect("writes");
        let error = replace(&path, "前".as_bytes(), "后".as_bytes()).expect_err("refused");
        assert!(matches!(error, WriteFileError::Changed));
        assert_eq!(fs::read_to_string(&path).expect("reads"), "别人改的");
    }

    #[test]
    fn a_read_only_file_and_a_folder_are_refused() {
        let folder = folder();
        let path = folder.path().join("a.txt");
        fs::write(&path, "前").expect("writes");
        let mut permissions = fs::metadata(&path).expect("there").permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).expect("sets");
        let error = replace(&path, "前".as_bytes(), "后".as_bytes()).expect_err("refused");
        assert!(error.to_string().contains("只读"));
        assert!(matches!(replace(folder.path(), b"", b"x"), Err(WriteFileError::NotAFile)));
        assert!(matches!(replace(&folder.path().join("none"), b"", b"x"), Err(WriteFileError::Io(_))));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = folder();
        let (real, link) = (folder.path().join("real.txt"), folder.path().join("link.txt"));
        fs::write(&real, "前").expect("writes");
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("sets");
        symlink("real.txt", &link).expect("links");
        replace(&link, "前".as_bytes(), "后".as_bytes()).expect("replaces");
        assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
        assert_eq!(fs::read_to_string(&real).expect("reads"), "后");
        assert_eq!(fs::metadata(&real).expect("there").permissions().mode() & 0o777, 0o640);
    }
}
