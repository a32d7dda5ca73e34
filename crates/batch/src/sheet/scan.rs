//! The first pass over a text file: its digest, its encoding, the number of its lines.

use std::fmt;
use std::io::{self, BufRead};

use sha2::{Digest, Sha256};

use super::lines::Lines;

/// The SHA-256 of a file's bytes: the name of a batch that can be taken up again.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileDigest([u8; 32]);

impl FileDigest {
    /// The digest of bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> FileDigest {
        FileDigest(Sha256::digest(bytes).into())
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// 64 hexadecimal digits.
impl fmt::Display for FileDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for FileDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileDigest({self})")
    }
}

/// How the bytes of a line become text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Charset {
    Utf8,
    Gb18030,
}

pub(super) const BOM: &[u8] = b"\xEF\xBB\xBF";

/// What the first pass found.
pub(super) struct Scan {
    pub(super) digest: FileDigest,
    pub(super) charset: Charset,
    /// Begins with the mark of UTF-16.
    pub(super) utf16: bool,
    /// Lines with anything on them, the header among them.
    pub(super) filled: u64,
}

/// Reads a file to its end in constant memory.
pub(super) fn scan(input: impl BufRead) -> io::Result<Scan> {
    let mut lines = Lines::new(input);
    let mut hash = Sha256::new();
    let (mut good, mut bad, mut filled) = (0_u64, 0_u64, 0_u64);
    let (mut marked, mut utf16) = (false, false);
    while lines.advance(|bytes| hash.update(bytes))? {
        let line = lines.bytes.as_slice();
        if lines.number == 1 {
            marked = line.starts_with(BOM);
            utf16 = line.starts_with(b"\xFF\xFE") || line.starts_with(b"\xFE\xFF");
        }
        filled = filled.saturating_add(u64::from(!is_blank(line)));
        if line.is_ascii() {
            continue;
        }
        for chunk in line.utf8_chunks() {
            let letters = chunk.valid().bytes().filter(|byte| !byte.is_ascii());
            good = good.saturating_add(letters.count() as u64);
            bad = bad.saturating_add(chunk.invalid().len() as u64);
        }
    }
    // One broken character in a UTF-8 file must not turn all its Chinese into other Chinese.
    let charset = if marked || bad == 0 || good > bad {
        Charset::Utf8
    } else {
        Charset::Gb18030
    };
    Ok(Scan {
        digest: FileDigest(hash.finalize().into()),
        charset,
        utf16,
        filled,
    })
}

/// A line with nothing on it but blanks and the commas of empty cells.
pub(super) fn is_blank(line: &[u8]) -> bool {
    line.iter()
        .all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b',' | b';'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn charset(bytes: &[u8]) -> Charset {
        scan(bytes).unwrap().charset
    }

    #[test]
    fn the_encoding_is_that_of_most_of_the_text() {
        let text = "姓名,住址\n张甲,云溪市\n";
        assert_eq!(charset(text.as_bytes()), Charset::Utf8);
        assert_eq!(charset(b"name,1\n"), Charset::Utf8);
        let (gb, _, _) = encoding_rs::GB18030.encode(text);
        assert_eq!(charset(&gb), Charset::Gb18030);
        let broken = [text.as_bytes(), b"\xE5\xBC\n"].concat();
        assert_eq!(charset(&broken), Charset::Utf8);
    }

    #[test]
    fn digest_and_lines_are_those_of_the_whole_file() {
        let text = b"a,b\n1,2\n\n,,\n3,4";
        let scan = scan(&text[..]).unwrap();
        assert_eq!(scan.filled, 3);
        assert_eq!(scan.digest, FileDigest::of(text));
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(FileDigest::of(b"").to_string(), empty);
    }
}
