//! Lines of a file, one after the other, none of them held beyond a bound.

use std::io::{self, BufRead};

/// A line of more bytes is bad; no more of it than this is ever held.
pub(super) const LONGEST_LINE: usize = 64 * 1024;

/// Reads line after line into one buffer.
pub(super) struct Lines<R> {
    input: R,
    /// The line, without its end; what lies beyond [`LONGEST_LINE`] is dropped.
    pub(super) bytes: Vec<u8>,
    /// Number of the line, from 1.
    pub(super) number: u64,
    /// Whether the line had more bytes than are held.
    pub(super) too_long: bool,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(input: R) -> Self {
        Self {
            input,
            bytes: Vec::new(),
            number: 0,
            too_long: false,
        }
    }

    /// Reads the next line; `false` at the end of the file. `seen` is shown every byte of the file.
    pub(super) fn advance(&mut self, mut seen: impl FnMut(&[u8])) -> io::Result<bool> {
        self.bytes.clear();
        self.too_long = false;
        let mut any = false;
        loop {
            let buffer = match self.input.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if buffer.is_empty() {
                break;
            }
            any = true;
            let feed = buffer.iter().position(|byte| *byte == b'\n');
            let part = buffer.get(..feed.unwrap_or(buffer.len())).unwrap_or(buffer);
            let used = feed.map_or(buffer.len(), |at| at.saturating_add(1));
            let room = LONGEST_LINE.saturating_sub(self.bytes.len());
            self.too_long |= part.len() > room;
            self.bytes
                .extend_from_slice(part.get(..room.min(part.len())).unwrap_or(part));
            seen(buffer.get(..used).unwrap_or(buffer));
            self.input.consume(used);
            if feed.is_some() {
                break;
            }
        }
        if self.bytes.last() == Some(&b'\r') {
            self.bytes.pop();
        }
        self.number = self.number.saturating_add(u64::from(any));
        Ok(any)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    #[test]
    fn lines_end_with_or_without_a_return() {
        let mut lines = Lines::new(BufReader::with_capacity(3, &b"ab\r\n\nlast"[..]));
        let mut all = Vec::new();
        let mut seen = Vec::new();
        while lines
            .advance(|bytes| seen.extend_from_slice(bytes))
            .unwrap()
        {
            all.push((lines.number, lines.bytes.clone()));
        }
        assert_eq!(
            all,
            [(1, b"ab".to_vec()), (2, Vec::new()), (3, b"last".to_vec())]
        );
        assert_eq!(seen, b"ab\r\n\nlast");
    }

    #[test]
    fn of_a_long_line_only_the_bound_is_held() {
        let text = [vec![b'a'; 10_000_000], b"\nnext".to_vec()].concat();
        let mut lines = Lines::new(BufReader::new(&text[..]));
        assert!(lines.advance(|_| ()).unwrap());
        assert!(lines.too_long);
        assert_eq!(lines.bytes.len(), LONGEST_LINE);
        assert!(lines.bytes.capacity() <= 2 * LONGEST_LINE);
        assert!(lines.advance(|_| ()).unwrap());
        assert!(!lines.too_long);
        assert_eq!(lines.bytes, b"next");
    }
}
