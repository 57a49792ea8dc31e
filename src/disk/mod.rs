//! Files ↔ bytes: drafts are read with a reason for every refusal, and replaced whole or not at all. What the bytes
//! mean is for [`crate::source`] to say; which files are meant, for [`crate::cli`].

pub(crate) mod git;
pub(crate) mod read;
pub(crate) mod write;

use std::io;

/// What the system says, as a drafter would.
pub(crate) fn in_words(error: &io::Error) -> String {
    let known = match error.kind() {
        io::ErrorKind::StorageFull => "磁盘已满",
        io::ErrorKind::QuotaExceeded => "磁盘配额已用完",
        io::ErrorKind::FileTooLarge => "文件超过了磁盘允许的大小",
        io::ErrorKind::ReadOnlyFilesystem => "磁盘是只读的",
        io::ErrorKind::PermissionDenied => "没有权限",
        io::ErrorKind::NotFound => "文件或文件夹已不存在",
        io::ErrorKind::TimedOut => "等得太久没有回应",
        io::ErrorKind::OutOfMemory => "内存不足",
        io::ErrorKind::IsADirectory => "这是文件夹",
        _ => return error.raw_os_error().map_or_else(|| error.to_string(), |code| format!("系统错误 {code}")),
    };
    known.to_owned()
}
