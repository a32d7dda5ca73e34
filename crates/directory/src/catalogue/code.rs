//! The national codes of what stands in a catalogue.
//!
//! Only forms that were counted in published lists are checked. Of herbal pieces the letter is known,
//! of preparations, ethnic drugs, granules and chronic diseases nothing: those are 2 to 30 capital
//! letters or digits.

use std::cmp::Ordering;
use std::fmt;

use super::kind::Kind;

/// Longest code of the national interface (`med_list_codg`).
const LONGEST: usize = 30;

/// Bytes that a code is kept in.
const ROOM: usize = 32;

/// A code of a catalogue, kept in place: a look-up touches no other memory.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Code {
    // the text, filled up with zeros, which no code contains; the last byte is its length
    bytes: [u8; ROOM],
}

/// The order of the texts.
impl Ord for Code {
    fn cmp(&self, other: &Code) -> Ordering {
        self.words().cmp(&other.words())
    }
}

impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Code) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Why a text is not a code of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Another length than its kind has.
    #[error("a code of the kind {kind:?} does not have {found} characters")]
    Length {
        /// The kind.
        kind: Kind,
        /// How many there are.
        found: usize,
    },
    /// A character that may not stand there.
    #[error("a code of the kind {kind:?} has another character at position {position}")]
    Character {
        /// The kind.
        kind: Kind,
        /// Which one, counted from 1.
        position: usize,
    },
}

impl CodeError {
    /// The sentence for users, in Chinese: what is wrong and how to mend it.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            CodeError::Length { kind, found } => format!(
                "{}编码有 {found} 位，位数不正确：{}。",
                kind.zh(),
                form_zh(*kind)
            ),
            CodeError::Character { kind, position } => format!(
                "{}编码第 {position} 位不正确：{}。",
                kind.zh(),
                form_zh(*kind)
            ),
        }
    }
}

impl Code {
    /// Reads a code of a kind.
    ///
    /// # Errors
    /// [`CodeError`] where it has not the form of its kind.
    pub fn parse(kind: Kind, text: &str) -> Result<Code, CodeError> {
        let found = text.chars().count();
        let flaw = match kind {
            Kind::Herbal => free_form(text, Some('T')),
            Kind::Preparation | Kind::Ethnic | Kind::Granule | Kind::Chronic => {
                free_form(text, None)
            }
            _ => patterns(text, forms(kind)),
        };
        match (flaw, Code::probe(text)) {
            (None, Some(code)) => Ok(code),
            (Some(Flaw::At(index)), _) => Err(CodeError::Character {
                kind,
                position: index.saturating_add(1),
            }),
            _ => Err(CodeError::Length { kind, found }),
        }
    }

    /// A text to look up, whatever its form; `None` where no code can be such.
    #[must_use]
    pub fn probe(text: &str) -> Option<Code> {
        if text.is_empty() || !text.bytes().all(|b| b.is_ascii_graphic()) {
            return None;
        }
        if text.len() > LONGEST {
            return None;
        }
        let mut bytes = [0_u8; ROOM];
        bytes
            .get_mut(..text.len())?
            .copy_from_slice(text.as_bytes());
        *bytes.last_mut()? = u8::try_from(text.len()).ok()?;
        Some(Code { bytes })
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let length = self.bytes.last().copied().unwrap_or(0);
        let text = self.bytes.get(..usize::from(length));
        text.and_then(|text| std::str::from_utf8(text).ok())
            .unwrap_or("")
    }

    /// The bytes as numbers in the order of the texts: four comparisons instead of thirty.
    fn words(&self) -> [u64; 4] {
        let (chunks, _) = self.bytes.as_chunks::<8>();
        let mut words = [0; 4];
        for (word, chunk) in words.iter_mut().zip(chunks) {
            *word = u64::from_be_bytes(*chunk);
        }
        words
    }
}

/// A text that should be a code, as messages show it: as it is where it has the form of a counted code,
/// else with what may be the number of a document masked.
#[must_use]
pub fn shown(text: &str) -> String {
    let counted = |kind: Kind| !forms(kind).is_empty() && Code::parse(kind, text).is_ok();
    if Kind::ALL.into_iter().any(counted) {
        text.to_owned()
    } else {
        base::show_value(text)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Code({})", self.as_str())
    }
}

/// In a pattern `A` is a capital letter, `9` a digit, anything else itself.
fn forms(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Western => &["XA99AAA999A999999999999"],
        Kind::Patent => &["ZA99AAA9999999999999"],
        Kind::Service => &["009999999999999"],
        Kind::Consumable => &["C9999999999999999999", "C99999999999999999999999999"],
        Kind::Diagnosis => &[
            "A99.999",
            "A99.999x999",
            "A99.x99",
            "A99.x99x999",
            "A99.999+A99.9*",
            "A99.999x999+A99.9*",
            "A99.999+A99*",
            "A99.999x999+A99*",
            "A99.x99+A99.9*",
            "A99.x99x999+A99.9*",
        ],
        Kind::Operation => &[
            "99.9999",
            "99.9999x999",
            "99.9x99",
            "99.9x99x999",
            "99.99999",
            "99.999A9",
            "99.999x9999",
        ],
        Kind::Herbal | Kind::Preparation | Kind::Ethnic | Kind::Granule | Kind::Chronic => &[],
    }
}

fn form_zh(kind: Kind) -> &'static str {
    match kind {
        Kind::Western => "应为 23 位，X 开头，如 XA01ABC001A001010100001",
        Kind::Patent => "应为 20 位，Z 开头，如 ZA01AAA0001010100001",
        Kind::Service => "应为 15 位数字，00 开头，如 001102000040000",
        Kind::Consumable => "应为 C 加 19 位数字（20 位编码）或 C 加 26 位数字（27 位编码）",
        Kind::Diagnosis => "应如 A00.000、A00.000x001、A33.x00 或 A01.001+K77.0*",
        Kind::Operation => "应如 00.0100、00.0200x001 或 01.6x00",
        Kind::Herbal => "应为 T 开头的 2 至 30 位大写字母和数字",
        Kind::Preparation | Kind::Ethnic | Kind::Granule | Kind::Chronic => {
            "应为 2 至 30 位大写字母和数字"
        }
    }
}

/// What is wrong with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flaw {
    /// Its length.
    Length,
    /// The character of an index.
    At(usize),
}

/// The flaw against the pattern of the same length that agrees furthest.
fn patterns(text: &str, forms: &[&str]) -> Option<Flaw> {
    let length = text.chars().count();
    let mut furthest = None;
    for form in forms.iter().filter(|form| form.len() == length) {
        let mut pairs = text.chars().zip(form.chars());
        match pairs.position(|(c, form)| !fits(c, form)) {
            None => return None,
            Some(index) => furthest = furthest.max(Some(index)),
        }
    }
    Some(furthest.map_or(Flaw::Length, Flaw::At))
}

fn fits(c: char, form: char) -> bool {
    match form {
        'A' => c.is_ascii_uppercase(),
        '9' => c.is_ascii_digit(),
        other => c == other,
    }
}

fn free_form(text: &str, letter: Option<char>) -> Option<Flaw> {
    let allowed = |c: char| c.is_ascii_digit() || c.is_ascii_uppercase();
    if let Some(letter) = letter
        && !text.starts_with(letter)
    {
        return Some(Flaw::At(0));
    }
    if let Some(index) = text.chars().position(|c| !allowed(c)) {
        return Some(Flaw::At(index));
    }
    (!(2..=LONGEST).contains(&text.len())).then_some(Flaw::Length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_kind_has_its_form() {
        let good = [
            (Kind::Western, "XA01ABC001A001010100001"),
            (Kind::Patent, "ZA01AAA0001010100001"),
            (Kind::Herbal, "T001700033"),
            (Kind::Service, "001102000040000"),
            (Kind::Consumable, "C0101010010000100001"),
            (Kind::Consumable, "C01010100100001000010000001"),
            (Kind::Diagnosis, "A00.000"),
            (Kind::Diagnosis, "A00.000x001"),
            (Kind::Diagnosis, "A33.x00"),
            (Kind::Diagnosis, "A01.001+K77.0*"),
            (Kind::Operation, "00.0100"),
            (Kind::Operation, "17.912A0"),
            (Kind::Chronic, "M01600"),
        ];
        for (kind, text) in good {
            let code = Code::parse(kind, text).unwrap();
            assert_eq!(code.as_str(), text);
            assert_eq!(Code::probe(text), Some(code));
        }
    }

    #[test]
    fn what_is_no_code_of_its_kind_says_where() {
        use CodeError::{Character, Length};
        let error = |kind, text| Code::parse(kind, text).unwrap_err();
        let kind = Kind::Western;
        assert_eq!(
            error(kind, "ZA01ABC001A001010100001"),
            Character { kind, position: 1 }
        );
        assert_eq!(
            error(kind, "XA01ABC001A00101010000O"),
            Character { kind, position: 23 }
        );
        assert_eq!(error(kind, "XA01"), Length { kind, found: 4 });
        let kind = Kind::Herbal;
        assert_eq!(error(kind, "T"), Length { kind, found: 1 });
        assert_eq!(error(kind, "甘草"), Character { kind, position: 1 });
        let kind = Kind::Diagnosis;
        assert_eq!(error(kind, "A00.0"), Length { kind, found: 5 });
        assert_eq!(error(kind, ""), Length { kind, found: 0 });
        for kind in Kind::ALL {
            assert!(error(kind, "#").zh().ends_with('。'));
        }
    }

    #[test]
    fn messages_show_codes_and_mask_what_may_be_a_person() {
        assert_eq!(shown("001102000040000"), "001102000040000");
        assert_eq!(shown("XA01ABC001A001010100001"), "XA01ABC001A001010100001");
        assert!(!shown("890102199001010011").contains("19900101"));
        assert_eq!(shown("Y001"), "Y001");
    }

    proptest! {
        #[test]
        fn the_order_is_that_of_the_texts(a in "[!-~]{1,30}", b in "[!-~]{1,30}") {
            let (x, y) = (Code::probe(&a).unwrap(), Code::probe(&b).unwrap());
            prop_assert_eq!(x.cmp(&y), a.cmp(&b));
            prop_assert_eq!(x.as_str(), a.as_str());
        }

        #[test]
        fn reading_never_panics(text in "\\PC{0,40}") {
            for kind in Kind::ALL {
                let _ = Code::parse(kind, &text);
            }
        }
    }
}
