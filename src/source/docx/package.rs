//! A ZIP package as a table of entries, and the same package with some entries replaced.
//!
//! Nothing is unpacked but the parts asked for, each with a limit. Writing copies every untouched entry byte for byte,
//! with its header, extra fields, descriptor and padding, which no general archive writer promises; that is why the
//! table is read here and `flate2` only inflates and deflates.

use super::limits;
use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::ops::Range;
use std::sync::Arc;

/// Why a package cannot be used. The text is what the drafter reads.
pub(super) type Fault = &'static str;

pub(super) const TRUNCATED: Fault = "这份 .docx 不完整（文件被截断或没有下载完）；请重新复制或下载，再核";
pub(super) const BROKEN: Fault = "这份 .docx 的压缩结构有损坏；请用 Word 或 WPS 打开修复并另存后再核";
pub(super) const LOCKED: Fault = "这份 .docx 加了密码，不能核稿；请在 Word 或 WPS 中取消密码、另存后再核";
pub(super) const TOO_LARGE: Fault = "这份 .docx 展开后过大，疑似异常文件，没有核；请确认来源，或把文字复制到新文档再核";
pub(super) const TOO_MANY: Fault =
    "这份 .docx 内含的部件过多，疑似异常文件，没有核；请确认来源，或把文字复制到新文档再核";
pub(super) const METHOD: Fault = "这份 .docx 用了不常见的压缩方式；请用 Word 或 WPS 打开并另存后再核";

const STORED: u16 = 0;
const DEFLATED: u16 = 8;
const ENCRYPTED: u16 = 1;
const DESCRIPTOR: u16 = 8;
const UTF8_NAME: u16 = 1 << 11;
/// The number that says that the real one stands in the ZIP64 field.
const WIDE: u32 = u32::MAX;

/// One entry.
#[derive(Debug, Clone)]
struct Entry {
    name: String,
    /// Its record in the central directory.
    record: Range<usize>,
    method: u16,
    flags: u16,
    crc: u32,
    packed: usize,
    size: u64,
    /// Where its local header begins.
    local: usize,
}

/// A package.
#[derive(Debug, Clone)]
pub(super) struct Package {
    bytes: Arc<[u8]>,
    entries: Vec<Entry>,
    /// Lower-case names → entries; names in packages are the same in either case.
    names: BTreeMap<String, usize>,
    central: Range<usize>,
    /// Where the end record begins.
    end: usize,
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn put16(bytes: &mut [u8], at: usize, value: u16) {
    if let Some(field) = bytes.get_mut(at..at + 2) {
        field.copy_from_slice(&value.to_le_bytes());
    }
}

fn put32(bytes: &mut [u8], at: usize, value: u32) {
    if let Some(field) = bytes.get_mut(at..at + 4) {
        field.copy_from_slice(&value.to_le_bytes());
    }
}

impl Package {
    /// Reads the table of contents.
    pub(super) fn open(bytes: Arc<[u8]>) -> Result<Package, Fault> {
        if bytes.len() > limits::PACKAGE {
            return Err(TOO_LARGE);
        }
        let end = find_end(&bytes).ok_or(TRUNCATED)?;
        let (count, central) = directory(&bytes, end).ok_or(BROKEN)?;
        if count > limits::ENTRIES {
            return Err(TOO_MANY);
        }
        let mut entries = Vec::with_capacity(count);
        let mut names = BTreeMap::new();
        let mut at = central.start;
        for index in 0..count {
            let entry = read_entry(&bytes, at, central.end).ok_or(BROKEN)?;
            at = entry.record.end;
            if names.insert(entry.name.to_ascii_lowercase(), index).is_some() {
                return Err(BROKEN);
            }
            entries.push(entry);
        }
        let mut starts: Vec<usize> = entries.iter().map(|entry| entry.local).collect();
        starts.sort_unstable();
        // Entries that share their bytes are the trick of archives that unfold without end.
        if starts.windows(2).any(|two| matches!(two, [a, b] if a == b)) {
            return Err(BROKEN);
        }
        Ok(Package { bytes, entries, names, central, end })
    }

    /// The bytes it was read from.
    pub(super) fn bytes(&self) -> &Arc<[u8]> {
        &self.bytes
    }

    /// The names of its entries.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.name.as_str())
    }

    /// Whether an entry is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.names.get(&name.trim_start_matches('/').to_ascii_lowercase()).copied()
    }

    /// What an entry holds; nothing where there is none. `room` is how many bytes may still be expanded.
    pub(super) fn read(&self, name: &str, room: &mut usize) -> Result<Option<Vec<u8>>, Fault> {
        let Some(entry) = self.find(name).and_then(|index| self.entries.get(index)) else { return Ok(None) };
        if entry.flags & ENCRYPTED != 0 {
            return Err(LOCKED);
        }
        let most = limits::PART.min(*room);
        if entry.size > most as u64 {
            return Err(TOO_LARGE);
        }
        let start = self.data(entry).ok_or(BROKEN)?;
        let packed = self.bytes.get(start..start + entry.packed).ok_or(TRUNCATED)?;
        let mut content = Vec::new();
        match entry.method {
            STORED => content.extend_from_slice(packed),
            DEFLATED => {
                let inflate = flate2::read::DeflateDecoder::new(packed);
                inflate.take(entry.size + 1).read_to_end(&mut content).map_err(|_| BROKEN)?;
            }
            _ => return Err(METHOD),
        }
        if content.len() as u64 != entry.size || crc(&content) != entry.crc {
            return Err(BROKEN);
        }
        *room -= content.len();
        Ok(Some(content))
    }

    /// Where the data of an entry begins.
    fn data(&self, entry: &Entry) -> Option<usize> {
        let local = entry.local;
        if u32_at(&self.bytes, local)? != 0x0403_4B50 {
            return None;
        }
        Some(local + 30 + usize::from(u16_at(&self.bytes, local + 26)?) + usize::from(u16_at(&self.bytes, local + 28)?))
    }

    /// The package with some entries replaced and others added at the end; all else is copied as it is.
    pub(super) fn rewrite(&self, parts: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, Fault> {
        let mut changed: BTreeMap<usize, &[u8]> = BTreeMap::new();
        let mut added = Vec::new();
        for (name, content) in parts {
            match self.find(name) {
                Some(index) => drop(changed.insert(index, content)),
                None => added.push((name.as_str(), content.as_slice())),
            }
        }
        let mut order: Vec<usize> = (0..self.entries.len()).collect();
        order.sort_by_key(|&index| self.entries.get(index).map(|entry| entry.local));
        let mut out = Vec::with_capacity(self.bytes.len() + self.bytes.len() / 8);
        let first = order.first().and_then(|&i| self.entries.get(i)).map_or(self.central.start, |entry| entry.local);
        out.extend_from_slice(self.bytes.get(..first).ok_or(BROKEN)?);
        let mut records: Vec<Vec<u8>> = self
            .entries
            .iter()
            .map(|entry| self.bytes.get(entry.record.clone()).map(<[u8]>::to_vec).ok_or(BROKEN))
            .collect::<Result<_, _>>()?;
        for (nth, &index) in order.iter().enumerate() {
            let (Some(entry), Some(record)) = (self.entries.get(index), records.get_mut(index)) else {
                return Err(BROKEN);
            };
            let next = order.get(nth + 1).and_then(|&i| self.entries.get(i)).map_or(self.central.start, |e| e.local);
            if u32_at(record, 42) == Some(WIDE) {
                return Err(BROKEN);
            }
            put32(record, 42, u32::try_from(out.len()).map_err(|_| TOO_LARGE)?);
            let start = self.data(entry).ok_or(BROKEN)?;
            if start + entry.packed > next {
                return Err(BROKEN);
            }
            match changed.get(&index) {
                None => out.extend_from_slice(self.bytes.get(entry.local..next).ok_or(BROKEN)?),
                Some(content) => {
                    let header = self.bytes.get(entry.local..start).ok_or(BROKEN)?;
                    replace(&mut out, record, header, entry, content)?;
                }
            }
        }
        let stamp = self.entries.first().and_then(|e| u32_at(&self.bytes, e.record.start + 12)).unwrap_or(0x0021_0000);
        for (name, content) in added {
            records.push(add(&mut out, name, content, stamp)?);
        }
        let start = out.len();
        let count = u16::try_from(records.len()).map_err(|_| TOO_MANY)?;
        records.iter().for_each(|record| out.extend_from_slice(record));
        let size = out.len() - start;
        let end = out.len();
        out.extend_from_slice(self.bytes.get(self.end..).ok_or(BROKEN)?);
        let tail = out.get_mut(end..).unwrap_or_default();
        put16(tail, 8, count);
        put16(tail, 10, count);
        put32(tail, 12, u32::try_from(size).map_err(|_| TOO_LARGE)?);
        put32(tail, 16, u32::try_from(start).map_err(|_| TOO_LARGE)?);
        Ok(out)
    }
}

/// The end record: the last one whose comment fits into the file.
fn find_end(bytes: &[u8]) -> Option<usize> {
    let first = bytes.len().saturating_sub(22 + usize::from(u16::MAX));
    let last = bytes.len().checked_sub(22)?;
    (first..=last).rev().find(|&at| {
        u32_at(bytes, at) == Some(0x0605_4B50)
            && u16_at(bytes, at + 20).is_some_and(|comment| at + 22 + usize::from(comment) <= bytes.len())
    })
}

/// How many entries there are, and where their records stand.
fn directory(bytes: &[u8], end: usize) -> Option<(usize, Range<usize>)> {
    let mut count = usize::from(u16_at(bytes, end + 10)?);
    let (mut size, mut start) = (u32_at(bytes, end + 12)? as usize, u32_at(bytes, end + 16)? as usize);
    if u16_at(bytes, end + 4)? != 0 {
        return None;
    }
    if count == 0xFFFF || size == WIDE as usize || start == WIDE as usize {
        let locator = end.checked_sub(20)?;
        if u32_at(bytes, locator)? == 0x0706_4B50 {
            let wide = usize::try_from(u64_at(bytes, locator + 8)?).ok()?;
            if u32_at(bytes, wide)? != 0x0606_4B50 {
                return None;
            }
            count = usize::try_from(u64_at(bytes, wide + 32)?).ok()?;
            size = usize::try_from(u64_at(bytes, wide + 40)?).ok()?;
            start = usize::try_from(u64_at(bytes, wide + 48)?).ok()?;
        }
    }
    let stop = start.checked_add(size)?;
    // Every record has at least 46 bytes: a count that does not fit is a lie.
    (stop <= end && count <= size / 46).then_some((count, start..stop))
}

fn read_entry(bytes: &[u8], at: usize, stop: usize) -> Option<Entry> {
    if u32_at(bytes, at)? != 0x0201_4B50 {
        return None;
    }
    let (name, extra) = (usize::from(u16_at(bytes, at + 28)?), usize::from(u16_at(bytes, at + 30)?));
    let comment = usize::from(u16_at(bytes, at + 32)?);
    let end = at + 46 + name + extra + comment;
    if end > stop {
        return None;
    }
    let raw = bytes.get(at + 46..at + 46 + name)?;
    let fields = bytes.get(at + 46 + name..at + 46 + name + extra)?;
    let (packed, size, local) = (u32_at(bytes, at + 20)?, u32_at(bytes, at + 24)?, u32_at(bytes, at + 42)?);
    // The ZIP64 field holds, in this order, those of the three that do not fit.
    let mut wide = field(fields, 1).unwrap_or_default();
    let mut real = |narrow: u32| -> Option<u64> {
        if narrow != WIDE {
            return Some(u64::from(narrow));
        }
        let value = u64_at(wide, 0)?;
        wide = wide.get(8..)?;
        Some(value)
    };
    let (size, packed, local) = (real(size)?, real(packed)?, real(local)?);
    Some(Entry {
        name: String::from_utf8_lossy(raw).replace('\\', "/"),
        record: at..end,
        flags: u16_at(bytes, at + 8)?,
        method: u16_at(bytes, at + 10)?,
        crc: u32_at(bytes, at + 16)?,
        packed: usize::try_from(packed).ok()?,
        size,
        local: usize::try_from(local).ok().filter(|&local| local < bytes.len())?,
    })
}

/// One of the extra fields.
fn field(mut fields: &[u8], wanted: u16) -> Option<&[u8]> {
    loop {
        let (id, len) = (u16_at(fields, 0)?, usize::from(u16_at(fields, 2)?));
        let content = fields.get(4..4 + len)?;
        if id == wanted {
            return Some(content);
        }
        fields = fields.get(4 + len..)?;
    }
}

/// The extra fields without the ZIP64 one, which would contradict the new sizes.
fn narrow(mut fields: &[u8]) -> Vec<u8> {
    let mut kept = Vec::new();
    while let (Some(id), Some(len)) = (u16_at(fields, 0), u16_at(fields, 2)) {
        let len = 4 + usize::from(len);
        if id != 1 {
            kept.extend_from_slice(fields.get(..len).unwrap_or(fields));
        }
        fields = fields.get(len..).unwrap_or_default();
    }
    kept
}

fn crc(content: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(content);
    crc.sum()
}

fn pack(method: u16, content: &[u8]) -> Result<Vec<u8>, Fault> {
    if method == STORED {
        return Ok(content.to_vec());
    }
    let mut deflate = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    deflate.write_all(content).and_then(|()| deflate.finish()).map_err(|_| BROKEN)
}

/// Writes an entry with new content after the header it had, and mends its record.
fn replace(out: &mut Vec<u8>, record: &mut Vec<u8>, header: &[u8], entry: &Entry, content: &[u8]) -> Result<(), Fault> {
    let packed = pack(entry.method, content)?;
    let numbers = (crc(content), u32::try_from(packed.len()), u32::try_from(content.len()));
    let (crc, Ok(packed_size), Ok(size)) = numbers else { return Err(TOO_LARGE) };
    let name = usize::from(u16_at(header, 26).ok_or(BROKEN)?);
    let extra = narrow(header.get(30 + name..).ok_or(BROKEN)?);
    let mut local = header.get(..30 + name).ok_or(BROKEN)?.to_vec();
    put16(&mut local, 6, entry.flags & !DESCRIPTOR);
    put32(&mut local, 14, crc);
    put32(&mut local, 18, packed_size);
    put32(&mut local, 22, size);
    put16(&mut local, 28, extra.len() as u16);
    out.extend_from_slice(&local);
    out.extend_from_slice(&extra);
    out.extend_from_slice(&packed);
    let name = 46 + usize::from(u16_at(record, 28).ok_or(BROKEN)?);
    let fields = name + usize::from(u16_at(record, 30).ok_or(BROKEN)?);
    let extra = narrow(record.get(name..fields).ok_or(BROKEN)?);
    put16(record, 8, entry.flags & !DESCRIPTOR);
    put32(record, 16, crc);
    put32(record, 20, packed_size);
    put32(record, 24, size);
    put16(record, 30, extra.len() as u16);
    record.splice(name..fields, extra);
    Ok(())
}

/// Writes a new entry and gives its record.
fn add(out: &mut Vec<u8>, name: &str, content: &[u8], stamp: u32) -> Result<Vec<u8>, Fault> {
    let at = u32::try_from(out.len()).map_err(|_| TOO_LARGE)?;
    let packed = pack(DEFLATED, content)?;
    let (Ok(packed_size), Ok(size)) = (u32::try_from(packed.len()), u32::try_from(content.len())) else {
        return Err(TOO_LARGE);
    };
    let flags = if name.is_ascii() { 0 } else { UTF8_NAME };
    let mut common = Vec::new();
    for value in [20, flags, DEFLATED] {
        common.extend_from_slice(&u16::to_le_bytes(value));
    }
    for value in [stamp, crc(content), packed_size, size] {
        common.extend_from_slice(&value.to_le_bytes());
    }
    for value in [name.len() as u16, 0] {
        common.extend_from_slice(&value.to_le_bytes());
    }
    out.extend_from_slice(b"PK\x03\x04");
    out.extend_from_slice(&common);
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(&packed);
    let mut record = b"PK\x01\x02\x14\0".to_vec();
    record.extend_from_slice(&common);
    record.extend_from_slice(&[0; 10]);
    record.extend_from_slice(&at.to_le_bytes());
    record.extend_from_slice(name.as_bytes());
    Ok(record)
}
