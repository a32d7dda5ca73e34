//! The files of a package as one run of bytes.

use policy::Files;
use sha2::{Digest, Sha256};

/// Every file: length and text of its name, length and bytes of its content, in order of names.
pub(super) fn pack(files: &Files) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (name, content) in files.iter() {
        for part in [name.as_bytes(), content] {
            let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
            bytes.extend(length.to_be_bytes());
            bytes.extend(part);
        }
    }
    bytes
}

/// The files again; `None` where the bytes are not what [`pack`] makes.
pub(super) fn unpack(mut bytes: &[u8]) -> Option<Files> {
    let mut files = Files::new();
    while !bytes.is_empty() {
        let name = part(&mut bytes)?;
        let content = part(&mut bytes)?;
        files.insert(std::str::from_utf8(name).ok()?, content);
    }
    Some(files)
}

fn part<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (head, rest) = bytes.split_first_chunk::<8>()?;
    let length = usize::try_from(u64::from_be_bytes(*head)).ok()?;
    let (part, rest) = rest.split_at_checked(length)?;
    *bytes = rest;
    Some(part)
}

/// SHA-256 in hexadecimal digits.
pub(super) fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_come_back() {
        let mut files = Files::new();
        files.insert("policy.toml", b"a = 1".to_vec());
        files.insert("sources/\u{6cd5}.md", b"".to_vec());
        let bytes = pack(&files);
        let again = unpack(&bytes).unwrap();
        assert_eq!(pack(&again), bytes);
        assert!(unpack(&bytes[..bytes.len() - 1]).is_none());
        assert_eq!(digest(&bytes).len(), 64);
    }
}
