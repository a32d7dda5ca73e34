//! Bytes to text: UTF-8 with or without a byte order mark, GB18030 where declared or detected.

use std::borrow::Cow;

use crate::error::Problem;

/// The encoding of a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// By the byte order mark, else UTF-8 where it is valid, else GB18030 where that is valid.
    #[default]
    Detect,
    /// UTF-8.
    Utf8,
    /// GB18030 (with it GBK and GB2312).
    Gb18030,
}

/// Text that cannot be decoded: the line (from 1) of the first bad byte, and in which encoding.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Broken {
    pub(crate) line: u64,
    pub(crate) problem: Problem,
}

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Decodes a whole file.
pub(crate) fn decode(bytes: &[u8], encoding: Encoding) -> Result<Cow<'_, str>, Broken> {
    if let Some(rest) = bytes.strip_prefix(BOM) {
        return utf8(rest);
    }
    match encoding {
        Encoding::Utf8 => utf8(bytes),
        Encoding::Gb18030 => gb18030(bytes),
        Encoding::Detect => match utf8(bytes) {
            Ok(text) => Ok(text),
            // One broken character in a UTF-8 file must not turn all its Chinese into other Chinese.
            Err(broken) if is_mostly_utf8(bytes) => Err(broken),
            Err(_) => gb18030(bytes),
        },
    }
}

fn utf8(bytes: &[u8]) -> Result<Cow<'_, str>, Broken> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(error) => Err(broken_at(bytes, error.valid_up_to(), "UTF-8")),
    }
}

fn gb18030(bytes: &[u8]) -> Result<Cow<'_, str>, Broken> {
    match encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => Ok(text),
        None => Err(broken_at(bytes, first_bad_gb18030(bytes), "GB18030")),
    }
}

/// Line feeds are never part of a multi-byte character in GB18030, so that lines can be decoded alone.
fn first_bad_gb18030(bytes: &[u8]) -> usize {
    let mut start = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if encoding_rs::GB18030
            .decode_without_bom_handling_and_without_replacement(line)
            .is_none()
        {
            return start;
        }
        start += line.len();
    }
    start
}

fn broken_at(bytes: &[u8], position: usize, encoding: &'static str) -> Broken {
    let before = bytes.get(..position).unwrap_or(bytes);
    let feeds = before.iter().filter(|byte| **byte == b'\n').count();
    Broken {
        line: feeds as u64 + 1,
        problem: Problem::BrokenText(encoding),
    }
}

/// More bytes lie in well-formed multi-byte characters than outside any character.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk
            .valid()
            .bytes()
            .filter(|byte| !byte.is_ascii())
            .count();
        bad += chunk.invalid().len();
    }
    good > bad
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_encoding_it_promises() {
        assert_eq!(decode("甲,1".as_bytes(), Encoding::Detect).unwrap(), "甲,1");
        assert_eq!(
            decode(b"\xEF\xBB\xBF\xE7\x94\xB2", Encoding::Detect).unwrap(),
            "甲"
        );
        let (gb, _, _) = encoding_rs::GB18030.encode("张三,普通门诊\n李四,住院\u{20087}");
        assert_eq!(
            decode(&gb, Encoding::Detect).unwrap(),
            "张三,普通门诊\n李四,住院\u{20087}"
        );
        assert_eq!(
            decode(&gb, Encoding::Gb18030).unwrap(),
            "张三,普通门诊\n李四,住院\u{20087}"
        );
    }

    #[test]
    fn names_the_line_of_the_first_bad_byte() {
        let mut bytes = "表头\n普通门诊\n住院".as_bytes().to_vec();
        bytes.pop();
        let expected = Broken {
            line: 3,
            problem: Problem::BrokenText("UTF-8"),
        };
        assert_eq!(decode(&bytes, Encoding::Detect), Err(expected));

        let (gb, _, _) = encoding_rs::GB18030.encode("表头\n普通门诊\n住院");
        let mut bytes = gb.into_owned();
        bytes.pop();
        let expected = Broken {
            line: 3,
            problem: Problem::BrokenText("GB18030"),
        };
        assert_eq!(decode(&bytes, Encoding::Detect), Err(expected));
        assert_eq!(decode(b"a\n\xFF", Encoding::Utf8).unwrap_err().line, 2);
    }
}
