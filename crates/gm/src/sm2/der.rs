//! Two integers of at most 256 bits in a DER sequence (ITU-T X.690).

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;

/// Writes r and s, 32 bytes each.
pub(super) fn write(raw: &[u8; 64]) -> Vec<u8> {
    let (r, s) = raw.split_at(32);
    let body = [integer(r), integer(s)].concat();
    tagged(SEQUENCE, body)
}

/// Reads r and s; `None` for bytes that are not exactly what [`write`] gives.
pub(super) fn read(bytes: &[u8]) -> Option<[u8; 64]> {
    let body = content(bytes, SEQUENCE)?;
    let (first, second) = body.split_at_checked(2 + usize::from(*body.get(1)?))?;
    let mut raw = [0; 64];
    let (r, s) = raw.split_at_mut(32);
    number(first, r)?;
    number(second, s)?;
    (write(&raw) == bytes).then_some(raw)
}

/// The content of a value with this tag that takes all of `bytes`. Lengths here stay below 128.
fn content(bytes: &[u8], tag: u8) -> Option<&[u8]> {
    match bytes {
        [found, length, rest @ ..] if *found == tag && usize::from(*length) == rest.len() => {
            Some(rest)
        }
        _ => None,
    }
}

/// An integer into its 32 bytes.
fn number(bytes: &[u8], into: &mut [u8]) -> Option<()> {
    let digits = content(bytes, INTEGER)?;
    let digits = digits.strip_prefix(&[0]).unwrap_or(digits);
    let start = into.len().checked_sub(digits.len())?;
    into.get_mut(start..)?.copy_from_slice(digits);
    Some(())
}

/// A positive integer: no zeros in front, but one where the first bit would make it negative.
fn integer(number: &[u8]) -> Vec<u8> {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    let digits = number.get(zeros..).unwrap_or_default();
    let sign = digits.first().is_none_or(|first| *first >= 0x80);
    let body = [if sign { &[0][..] } else { &[] }, digits].concat();
    tagged(INTEGER, body)
}

fn tagged(tag: u8, body: Vec<u8>) -> Vec<u8> {
    let length = u8::try_from(body.len()).unwrap_or_default();
    [vec![tag, length], body].concat()
}
