//! Formats that are not text, recognised by their first bytes, so that the drafter is told what the file is and what to
//! do, and not that byte 0 is wrong.

use super::ReadError;

const SAVE_AS: &str =
    if cfg!(feature = "docx") { "请在 Word 或 WPS 中另存为 .docx 再核" } else { SAVE_AS_TEXT };
const SAVE_AS_TEXT: &str = "请另存为 .txt（UTF-8）再核";

/// The refusal for a format this program does not read.
pub(super) fn refuse(bytes: &[u8]) -> Option<ReadError> {
    let utf32 =
        bytes.len().is_multiple_of(4) && (bytes.starts_with(b"\xFF\xFE\0\0") || bytes.starts_with(b"\0\0\xFE\xFF"));
    if utf32 {
        return Some(ReadError::Unsupported {
            what: "这是 UTF-32 编码的文本", remedy: "请另存为 UTF-8 后再核"
        });
    }
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    if starts(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") && holds(bytes, ENCRYPTED) {
        let remedy = "请在 Word 或 WPS 中取消密码、另存后再核";
        return Some(ReadError::Unsupported { what: "这是加了密码的 Office 文档", remedy });
    }
    let (what, remedy) = if starts(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        compound(bytes)
    } else if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
        zip(bytes)
    } else if starts(b"%PDF-") {
        ("这是 PDF 文档", "请从原稿另存为 .txt（UTF-8）再核")
    } else if starts(b"{\\rtf") {
        ("这是 RTF 文档（.rtf）", SAVE_AS)
    } else if starts(b"\x89PNG\r\n\x1A\n") || starts(b"\xFF\xD8\xFF") || starts(b"GIF8") {
        ("这是图片", "请先转成文字，存为 .txt（UTF-8）再核")
    } else if starts(b"\x1F\x8B") || starts(b"7z\xBC\xAF\x27\x1C") || starts(b"Rar!\x1A\x07") {
        ("这是压缩文件", "请先解压，再核其中的文稿")
    } else if starts(b"\x7FELF") || starts(b"MZ\x90\0") {
        ("这是程序文件", "请确认文件名是否写对")
    } else {
        return None;
    };
    Some(ReadError::Unsupported { what, remedy })
}

/// The name of the stream that holds a package with a password.
const ENCRYPTED: &[u8] = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";

/// Whether a ZIP container holds Word's parts, also where it is cut off.
pub(super) fn is_word(bytes: &[u8]) -> bool {
    holds(bytes, b"word/")
}

/// An OLE container: names of its streams stand in it as UTF-16LE.
fn compound(bytes: &[u8]) -> (&'static str, &'static str) {
    if holds(bytes, b"W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0") {
        ("这是 Word 97—2003 或 WPS 文字文档（.doc、.wps）", SAVE_AS)
    } else if holds(bytes, b"W\0o\0r\0k\0b\0o\0o\0k\0") {
        ("这是 Excel 97—2003 表格（.xls、.et）", SAVE_AS_TEXT)
    } else if holds(bytes, b"P\0o\0w\0e\0r\0P\0o\0i\0n\0t\0") {
        ("这是 PowerPoint 97—2003 演示文稿（.ppt、.dps）", SAVE_AS_TEXT)
    } else {
        ("这是旧版 Office 或 WPS 文档（.doc、.wps 等）", SAVE_AS)
    }
}

/// A ZIP container: the names of its files stand in it as they are.
fn zip(bytes: &[u8]) -> (&'static str, &'static str) {
    if is_word(bytes) {
        ("这是 .docx 文档", SAVE_AS_TEXT)
    } else if holds(bytes, b"xl/workbook") || holds(bytes, b"xl/worksheets") {
        ("这是 .xlsx 表格", SAVE_AS_TEXT)
    } else if holds(bytes, b"ppt/") {
        ("这是 .pptx 演示文稿", SAVE_AS_TEXT)
    } else if holds(bytes, b"opendocument") {
        ("这是 OpenDocument 文档（.odt 等）", SAVE_AS)
    } else if holds(bytes, b"OFD.xml") {
        ("这是 OFD 版式文档（.ofd）", "请从原稿另存为 .txt（UTF-8）再核")
    } else {
        ("这是压缩文件", "请先解压，再核其中的文稿")
    }
}

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|found| found == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(bytes: &[u8]) -> String {
        refuse(bytes).map_or_else(String::new, |e| e.to_string())
    }

    #[test]
    fn binary_formats_are_named_with_a_remedy() {
        let docx = b"PK\x03\x04\x14\0\x06\0[Content_Types].xml...word/document.xml";
        assert_eq!(said(docx), "这是 .docx 文档，不能直接核稿；请另存为 .txt（UTF-8）再核");
        assert_eq!(said(b"PK\x03\x04 a.txt"), "这是压缩文件，不能直接核稿；请先解压，再核其中的文稿");
        assert!(said(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0").contains(".doc、.wps"));
        assert!(said(b"%PDF-1.7").contains("PDF"));
        assert!(said(b"{\\rtf1\\ansi").contains("RTF"));
        assert!(said(b"\x89PNG\r\n\x1A\n").contains("图片"));
        assert!(said(b"\xFF\xD8\xFF\xE0").contains("图片"));
        assert!(said(b"\x1F\x8B\x08").contains("压缩"));
        assert!(said(b"\x7FELF\x02").contains("程序"));
        assert_eq!(said("PK 同志们".as_bytes()), "");
        assert_eq!(said(b""), "");
    }
}
