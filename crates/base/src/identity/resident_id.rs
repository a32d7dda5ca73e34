//! The citizen identification number (公民身份号码).

use std::fmt;

use super::NumberFlaw;
use super::check_character::check_character;
use crate::calendar::Date;
use crate::masking::{Personal, mask};

/// Sex, as the national dictionary `gend` codes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sex {
    /// `0` 未知
    Unknown,
    /// `1` 男
    Male,
    /// `2` 女
    Female,
    /// `9` 未说明性别
    NotStated,
}

impl Sex {
    /// The code of the dictionary `gend`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Sex::Unknown => "0",
            Sex::Male => "1",
            Sex::Female => "2",
            Sex::NotStated => "9",
        }
    }

    /// Reads a code of the dictionary `gend`; `None` for any other text.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Sex> {
        let all = [Sex::Unknown, Sex::Male, Sex::Female, Sex::NotStated];
        all.into_iter().find(|sex| sex.code() == code)
    }
}

/// A valid 18-character number of the form of GB 11643—1999: region (6), birth date (8), sequence
/// (3), check character. The residence permits of 港澳台居民 use the same form.
///
/// `Display` prints the whole number; `Debug` masks it, so that it can stand in logs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResidentId([u8; 18]);

impl ResidentId {
    /// Reads the 18-character form; a lower-case `x` at the end is taken as `X`.
    ///
    /// # Errors
    /// [`NumberFlaw`] for another form, a first digit outside 1 to 8, a birth date that does not
    /// exist, or a wrong check character. Whether the birth date lies in the future is for the
    /// caller to say: there is no clock here.
    pub fn parse(text: &str) -> Result<ResidentId, NumberFlaw> {
        let mut number: [u8; 18] = text.as_bytes().try_into().map_err(|_| NumberFlaw::Form)?;
        number.make_ascii_uppercase();
        let [body @ .., last] = &number;
        let expected = check_character(body).ok_or(NumberFlaw::Form)?;
        if !last.is_ascii_digit() && *last != b'X' {
            return Err(NumberFlaw::Form);
        }
        let [first, ..] = body;
        if !(b'1'..=b'8').contains(first) {
            return Err(NumberFlaw::Region);
        }
        birth_in(&number).ok_or(NumberFlaw::BirthDate)?;
        if *last != expected {
            return Err(NumberFlaw::CheckCharacter);
        }
        Ok(ResidentId(number))
    }

    /// Brings a first-generation number of 15 digits (GB 11643—1989: region, `YYMMDD`, sequence)
    /// to 18: the century and the check character are added.
    ///
    /// The century is the 20th, except for the sequences 996 to 999, which were kept for people
    /// who were over a hundred when the numbers were given out.
    ///
    /// # Errors
    /// [`NumberFlaw`] as of [`ResidentId::parse`], but for the check character.
    pub fn upgrade(text: &str) -> Result<ResidentId, NumberFlaw> {
        let old: [u8; 15] = text.as_bytes().try_into().map_err(|_| NumberFlaw::Form)?;
        let (region, rest) = old.split_at(6);
        let century: &[u8] = if matches!(&old, [.., b'9', b'9', b'6'..=b'9']) {
            b"18"
        } else {
            b"19"
        };
        let mut body = [region, century, rest].concat();
        body.push(check_character(&body).ok_or(NumberFlaw::Form)?);
        Self::parse(std::str::from_utf8(&body).map_err(|_| NumberFlaw::Form)?)
    }

    /// Reads either form.
    ///
    /// # Errors
    /// [`NumberFlaw`] where it is neither.
    pub fn parse_any(text: &str) -> Result<ResidentId, NumberFlaw> {
        if text.len() == 15 {
            Self::upgrade(text)
        } else {
            Self::parse(text)
        }
    }

    /// The number, 18 ASCII characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // The bytes were ASCII when the value was made.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The six digits of the region where the number was first given out: not where somebody
    /// lives now, and perhaps abolished since.
    #[must_use]
    pub fn region_digits(&self) -> &str {
        self.as_str().get(..6).unwrap_or_default()
    }

    /// The birth date inside.
    #[must_use]
    pub fn birth(&self) -> Date {
        // Checked when the value was made, so that the fall-back is never taken.
        birth_in(&self.0).unwrap_or(Date::MIN)
    }

    /// The sex inside: an odd sequence is a man, an even one a woman.
    #[must_use]
    pub fn sex(&self) -> Sex {
        let [.., sequence, _] = &self.0;
        if sequence % 2 == 1 {
            Sex::Male
        } else {
            Sex::Female
        }
    }
}

/// The birth date in places 7 to 14 of an 18-character number.
pub(super) fn birth_in(number: &[u8; 18]) -> Option<Date> {
    let text = std::str::from_utf8(number).ok()?;
    let (year, month, day) = (text.get(6..10)?, text.get(10..12)?, text.get(12..14)?);
    Date::parse(&format!("{year}-{month}-{day}")).ok()
}

impl fmt::Display for ResidentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for ResidentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let masked = mask(Personal::DocumentNumber, self.as_str());
        f.debug_tuple("ResidentId").field(&masked).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_the_examples_of_the_standard() {
        let woman = ResidentId::parse("11010519491231002x").unwrap();
        assert_eq!(woman.to_string(), "11010519491231002X");
        assert_eq!(woman.birth(), Date::parse("1949-12-31").unwrap());
        assert_eq!(woman.sex(), Sex::Female);
        assert_eq!(woman.region_digits(), "110105");
        let man = ResidentId::parse("440524188001010014").unwrap();
        assert_eq!(man.sex(), Sex::Male);
        assert_eq!(format!("{man:?}"), "ResidentId(\"440***********0014\")");
    }

    #[test]
    fn says_what_is_wrong() {
        let flaw = |text| ResidentId::parse(text).unwrap_err();
        assert_eq!(flaw(""), NumberFlaw::Form);
        assert_eq!(flaw("1101051949123100XX"), NumberFlaw::Form);
        assert_eq!(flaw("11010519491231002A"), NumberFlaw::Form);
        assert_eq!(flaw("张三李四王五"), NumberFlaw::Form);
        assert_eq!(flaw("910105194912310020"), NumberFlaw::Region);
        assert_eq!(flaw("110105194902300020"), NumberFlaw::BirthDate);
        assert_eq!(flaw("110105194912310021"), NumberFlaw::CheckCharacter);
        assert!(NumberFlaw::Form.zh().ends_with('。'));
    }

    #[test]
    fn upgrades_fifteen_digits() {
        let upgraded = ResidentId::upgrade("110105491231002").unwrap();
        assert_eq!(upgraded.as_str(), "11010519491231002X");
        assert_eq!(ResidentId::parse_any("110105491231002"), Ok(upgraded));
        let centenarian = ResidentId::upgrade("440524800101998").unwrap();
        assert_eq!(centenarian.birth().year(), 1880);
        assert_eq!(
            ResidentId::upgrade("44052480010199X"),
            Err(NumberFlaw::Form)
        );
        assert_eq!(
            ResidentId::upgrade("440524801301998"),
            Err(NumberFlaw::BirthDate)
        );
    }

    #[test]
    fn sexes_have_the_codes_of_the_dictionary() {
        assert_eq!(Sex::from_code("1"), Some(Sex::Male));
        assert_eq!(Sex::from_code("9").map(Sex::code), Some("9"));
        assert_eq!(Sex::from_code("3"), None);
    }

    proptest! {
        #[test]
        fn what_is_built_is_read_back(
            region in 100_000_u32..900_000,
            day in -25_000_i32..20_000,
            sequence in 0_u32..1_000,
        ) {
            let birth = Date::from_day_number(day).unwrap();
            let compact = birth.to_string().replace('-', "");
            let mut number = format!("{region}{compact}{sequence:03}");
            number.push(char::from(check_character(number.as_bytes()).unwrap()));
            let id = ResidentId::parse(&number).unwrap();
            prop_assert_eq!(id.birth(), birth);
            prop_assert_eq!(id.sex() == Sex::Male, sequence % 2 == 1);
        }

        #[test]
        fn reading_never_panics(text in any::<String>()) {
            let _ = (ResidentId::parse_any(&text), ResidentId::upgrade(&text));
        }
    }
}
