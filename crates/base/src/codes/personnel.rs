//! Codes of medical personnel.

use std::fmt;

use super::RegionCode;

/// The kind of person a personnel code is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PersonnelKind {
    /// 医保医师, `D`.
    Physician,
    /// 医保护士, `N`.
    Nurse,
    /// Pharmaceutical staff of an institution (药学人员), `HY`.
    Pharmacist,
    /// Technical staff of an institution (技术人员), `HJ`.
    Technician,
    /// Any other: its structure no source at hand states.
    Other,
}

/// The code of a physician, nurse, pharmacist or technician.
///
/// Checked as far as it is stated: `HY` or `HJ`, six digits of the region and six of the sequence
/// (医保办函〔2022〕39号); `D` with the same behind it (secondary source). Of nurses only the letter is
/// known, of others nothing; those are 1 to 30 capital letters or digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonnelCode(String);

/// Why a text is not the code of medical personnel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PersonnelCodeError {
    /// Empty or too long, or not the length of its kind.
    #[error("the personnel code does not have the length of its kind")]
    Length,
    /// A character that may not stand there.
    #[error("the personnel code contains an unexpected character")]
    Character,
    /// The digits of the region name no province.
    #[error("the personnel code contains no region")]
    Region,
}

impl PersonnelCodeError {
    /// The sentence for users, in Chinese: what is wrong and how to mend it.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            PersonnelCodeError::Length => {
                "医保人员编码位数不正确：医师（D）应为 13 位，药学、技术人员（HY、HJ）应为 14 位，请核对。"
            }
            PersonnelCodeError::Character => "医保人员编码只能由大写字母和数字组成，请核对。",
            PersonnelCodeError::Region => "医保人员编码中的区划代码无效，请核对。",
        }
        .to_owned()
    }
}

impl PersonnelCode {
    /// Reads a code.
    ///
    /// # Errors
    /// [`PersonnelCodeError`] where it is not as its kind states.
    pub fn parse(text: &str) -> Result<PersonnelCode, PersonnelCodeError> {
        let allowed = |b: u8| b.is_ascii_digit() || b.is_ascii_uppercase();
        if text.is_empty() || text.len() > 30 {
            return Err(PersonnelCodeError::Length);
        }
        if !text.bytes().all(allowed) {
            return Err(PersonnelCodeError::Character);
        }
        let code = PersonnelCode(text.to_owned());
        if let Some(digits) = code.stated_digits() {
            if digits.len() != 12 {
                return Err(PersonnelCodeError::Length);
            }
            if !digits.bytes().all(|b| b.is_ascii_digit()) {
                return Err(PersonnelCodeError::Character);
            }
            code.region().ok_or(PersonnelCodeError::Region)?;
        }
        Ok(code)
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The kind of person.
    #[must_use]
    pub fn kind(&self) -> PersonnelKind {
        match self.0.as_bytes() {
            [b'H', b'Y', ..] => PersonnelKind::Pharmacist,
            [b'H', b'J', ..] => PersonnelKind::Technician,
            [b'D', ..] => PersonnelKind::Physician,
            [b'N', ..] => PersonnelKind::Nurse,
            _ => PersonnelKind::Other,
        }
    }

    /// The region in the code, where its kind states one.
    #[must_use]
    pub fn region(&self) -> Option<RegionCode> {
        RegionCode::parse(self.stated_digits()?.get(..6)?).ok()
    }

    /// What stands behind the letters, where the kind states it.
    fn stated_digits(&self) -> Option<&str> {
        match self.kind() {
            PersonnelKind::Pharmacist | PersonnelKind::Technician => self.0.get(2..),
            PersonnelKind::Physician => self.0.get(1..),
            PersonnelKind::Nurse | PersonnelKind::Other => None,
        }
    }
}

impl fmt::Display for PersonnelCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn stated_kinds_carry_their_region() {
        let cases = [
            ("D431103000001", PersonnelKind::Physician),
            ("HY431103000001", PersonnelKind::Pharmacist),
            ("HJ431103000001", PersonnelKind::Technician),
        ];
        for (text, kind) in cases {
            let code = PersonnelCode::parse(text).unwrap();
            assert_eq!(code.kind(), kind);
            assert_eq!(code.region(), RegionCode::parse("431103").ok());
        }
    }

    #[test]
    fn other_kinds_are_taken_as_they_are() {
        let nurse = PersonnelCode::parse("N431103000001").unwrap();
        assert_eq!((nurse.kind(), nurse.region()), (PersonnelKind::Nurse, None));
        assert_eq!(
            PersonnelCode::parse("A1").unwrap().kind(),
            PersonnelKind::Other
        );
    }

    #[test]
    fn what_is_no_personnel_code() {
        let error = |text| PersonnelCode::parse(text).unwrap_err();
        assert_eq!(error(""), PersonnelCodeError::Length);
        assert_eq!(error("D43110300001"), PersonnelCodeError::Length);
        assert_eq!(error("D43110300000A"), PersonnelCodeError::Character);
        assert_eq!(error("HY001103000001"), PersonnelCodeError::Region);
        assert_eq!(error("d1"), PersonnelCodeError::Character);
        assert!(PersonnelCodeError::Region.zh().ends_with('。'));
    }

    proptest! {
        #[test]
        fn reading_never_panics(text in "(D|N|HY|HJ)?\\PC{0,12}") {
            let _ = PersonnelCode::parse(&text);
        }
    }
}
