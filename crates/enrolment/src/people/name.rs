//! Names, as registers of many years and peoples write them.

use super::variants::plain;
use base::{Personal, mask};
use std::fmt;

/// What stands between the parts of a name; the first is the one of the national standard.
const SEPARATORS: [char; 7] = ['·', '•', '・', '．', '‧', '∙', '.'];

/// A person's name, kept as it was given, without blanks around it.
///
/// `Debug` masks it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonName(Box<str>);

/// Why a text cannot be a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing but blanks.
    #[error("the name is empty")]
    Empty,
    /// More than 50 characters, the length of `psn_name` in the national interface.
    #[error("the name has more than 50 characters")]
    TooLong,
    /// A line break or another control character.
    #[error("the name contains a control character")]
    Control,
    /// A digit, or a sign with which a spreadsheet begins a formula.
    #[error("the name contains a character that no name has")]
    Character,
}

impl NameError {
    /// The sentence for users, in Chinese: what is wrong and how to mend it.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            NameError::Empty => "姓名为空，请填写。",
            NameError::TooLong => "姓名超过 50 个字符，请核对。",
            NameError::Control => "姓名中有换行等不可见字符，请删除后重填。",
            NameError::Character => {
                "姓名中有数字或公式符号，请核对是否错列，生僻字请按公安部门登记的字形填写。"
            }
        }
        .to_owned()
    }
}

/// How alike two names are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// Nothing in common that counts.
    Different,
    /// Only the surname.
    Surname,
    /// One character differs, is missing, or two neighbours are exchanged.
    Similar,
    /// The same once spelling is set aside.
    Same,
}

impl PersonName {
    /// The longest name, in characters.
    pub const MAX: usize = 50;

    /// A name.
    ///
    /// # Errors
    /// [`NameError`]. A newborn without a name is registered under the mother's, as 某某之子: that is
    /// a name too.
    pub fn new(text: &str) -> Result<PersonName, NameError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(NameError::Empty);
        }
        if text.chars().any(char::is_control) {
            return Err(NameError::Control);
        }
        if text.chars().any(|c| c.is_numeric() && !is_han(c)) || text.starts_with(['=', '+', '@']) {
            return Err(NameError::Character);
        }
        if text.chars().count() > Self::MAX {
            return Err(NameError::TooLong);
        }
        Ok(PersonName(text.into()))
    }

    /// The name as it was given: personal data, not for logs or lists.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as lists show it.
    #[must_use]
    pub fn masked(&self) -> String {
        mask(Personal::Name, &self.0)
    }

    /// The spelling by which names are compared: full-width letters made plain, upper case, blanks left
    /// out, one separator between the parts, traditional and variant characters made standard.
    #[must_use]
    pub fn canonical(&self) -> String {
        let mut out = String::with_capacity(self.0.len());
        for c in self.0.chars() {
            let c = half_width(c);
            if c.is_whitespace() {
                continue;
            }
            if SEPARATORS.contains(&c) {
                out.push('·');
            } else {
                out.extend(plain(c).to_uppercase());
            }
        }
        out
    }

    /// How alike two names are.
    #[must_use]
    pub fn likeness(&self, other: &PersonName) -> Likeness {
        likeness(&self.canonical(), &other.canonical())
    }
}

/// How alike two names in their canonical spelling are.
#[must_use]
pub fn likeness(left: &str, right: &str) -> Likeness {
    if left == right {
        return Likeness::Same;
    }
    let (a, b): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    // Of names of two characters one that differs is half the name.
    if a.len().min(b.len()) >= 2 && a.len().max(b.len()) >= 3 && one_slip(&a, &b) {
        return Likeness::Similar;
    }
    match (a.first(), b.first()) {
        (Some(x), Some(y)) if x == y => Likeness::Surname,
        _ => Likeness::Different,
    }
}

/// Whether one becomes the other by one character changed, left out or put in, or two exchanged.
pub(super) fn one_slip(a: &[char], b: &[char]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let head = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    let (short, long) = (
        short.get(head..).unwrap_or_default(),
        long.get(head..).unwrap_or_default(),
    );
    match long.len().checked_sub(short.len()) {
        Some(1) => long.get(1..) == Some(short),
        Some(0) => match (short, long) {
            ([x, y, rest @ ..], [v, w, others @ ..]) if rest == others => {
                (x, y) == (w, v) || y == w
            }
            ([_, rest @ ..], [_, others @ ..]) => rest == others,
            _ => false,
        },
        _ => false,
    }
}

/// The plain form of a full-width letter, digit or sign, and of the full-width blank.
pub(super) fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '．' => c,
        '\u{ff01}'..='\u{ff5e}' => u32::from(c)
            .checked_sub(0xfee0)
            .and_then(char::from_u32)
            .unwrap_or(c),
        _ => c,
    }
}

/// Han characters, among them 一二三 that count as numeric and the ones for private use, by which old
/// systems stored rare characters.
fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{e000}'..='\u{f8ff}' | '\u{20000}'..='\u{3ffff}' | '〇')
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PersonName").field(&self.masked()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn name(text: &str) -> PersonName {
        PersonName::new(text).unwrap()
    }

    #[test]
    fn spellings_of_one_name_compare_equal() {
        for (one, other) in [
            ("張偉", "张伟"),
            ("张　三", "张三"),
            ("买买提•艾力", "买买提·艾力"),
            ("买买提.艾力", "买买提 · 艾力"),
            ("John Smith", "JOHNSMITH"),
            ("ＡＬＩ", "ali"),
        ] {
            assert_eq!(
                name(one).likeness(&name(other)),
                Likeness::Same,
                "{one} {other}"
            );
        }
        assert_eq!(name(" 張偉 ").as_str(), "張偉", "what was given is kept");
    }

    #[test]
    fn a_slip_is_told_from_another_name() {
        for (one, other, likeness) in [
            ("王小明", "王晓明", Likeness::Similar),
            ("王小明", "王明", Likeness::Similar),
            ("王小明", "王明小", Likeness::Similar),
            ("王小明", "王大力", Likeness::Surname),
            ("王明", "王力", Likeness::Surname),
            ("王明", "李力", Likeness::Different),
        ] {
            assert_eq!(name(one).likeness(&name(other)), likeness, "{one} {other}");
        }
    }

    #[test]
    fn what_is_no_name() {
        for (text, error) in [
            ("  ", NameError::Empty),
            ("张\n三", NameError::Control),
            ("11010519491231002X", NameError::Character),
            ("=1+1", NameError::Character),
            (&"张".repeat(51), NameError::TooLong),
        ] {
            assert_eq!(PersonName::new(text), Err(error), "{text}");
            assert!(error.zh().ends_with('。'));
        }
        assert!(
            PersonName::new("丁一").is_ok(),
            "numerals are characters of names"
        );
        assert!(!format!("{:?}", name("欧阳小明")).contains("小明"));
    }

    proptest! {
        #[test]
        fn likeness_is_the_same_from_both_sides(a in "[王李张小晓明]{1,4}", b in "[王李张小晓明]{1,4}") {
            prop_assert_eq!(likeness(&a, &b), likeness(&b, &a));
        }

        #[test]
        fn comparing_twice_changes_nothing(text in "\\PC{1,20}") {
            if let Ok(name) = PersonName::new(&text) {
                let canonical = name.canonical();
                if let Ok(again) = PersonName::new(&canonical) {
                    prop_assert_eq!(again.likeness(&name), Likeness::Same);
                }
            }
        }
    }
}
