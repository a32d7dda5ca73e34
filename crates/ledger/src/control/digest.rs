//! Hashes over lines of text, to show that something frozen has not changed.

use crate::entry::Digest;

/// The SHA-256 of lines; each is hashed with its length, so that no two different lists have the same text.
#[must_use]
pub fn digest_lines<T: AsRef<str>>(lines: impl IntoIterator<Item = T>) -> Digest {
    let mut bytes = Vec::new();
    for line in lines {
        let line = line.as_ref().as_bytes();
        let length = u64::try_from(line.len()).unwrap_or(u64::MAX);
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(line);
    }
    Digest::of(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_known_apart() {
        let digest = digest_lines(["一", "二"]);
        assert_eq!(digest, digest_lines(vec!["一".to_owned(), "二".to_owned()]));
        assert_ne!(digest, digest_lines(["一二"]));
        assert_ne!(digest, digest_lines(["二", "一"]));
    }
}
