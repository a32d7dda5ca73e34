//! The document itself.

use std::fmt;

use super::{Checked, DocumentType, ResidentId, Sex, forms};
use crate::calendar::{Date, Validity};
use crate::masking::{Personal, mask};

/// An identity document: type, number, validity and issuer.
///
/// The number is kept exactly as it was given, failing or not; [`IdentityDocument::check`] says
/// what is wrong with it. `Debug` masks the number.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct IdentityDocument {
    document_type: DocumentType,
    number: String,
    validity: Validity,
    issuer: Option<String>,
}

/// Why a text cannot be the number of any document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// There is nothing but blanks.
    #[error("the document number is empty")]
    Empty,
    /// More than 50 characters, the length of `certno` in the national interface.
    #[error("the document number has more than 50 characters")]
    TooLong,
    /// A line break or another control character.
    #[error("the document number contains a control character")]
    Control,
}

impl DocumentError {
    /// The sentence for users, in Chinese: what is wrong and how to mend it.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            DocumentError::Empty => "证件号码为空，请填写。",
            DocumentError::TooLong => "证件号码超过 50 个字符，请核对。",
            DocumentError::Control => "证件号码中有换行等不可见字符，请删除后重填。",
        }
        .to_owned()
    }
}

impl IdentityDocument {
    /// The longest number, in characters.
    pub const MAX_NUMBER: usize = 50;

    /// A document whose validity and issuer are not known.
    ///
    /// # Errors
    /// [`DocumentError`] only where the number could not be stored or shown at all.
    pub fn new(document_type: DocumentType, number: &str) -> Result<Self, DocumentError> {
        if number.trim().is_empty() {
            return Err(DocumentError::Empty);
        }
        if number.chars().count() > Self::MAX_NUMBER {
            return Err(DocumentError::TooLong);
        }
        if number.chars().any(char::is_control) {
            return Err(DocumentError::Control);
        }
        let number = number.to_owned();
        Ok(IdentityDocument {
            document_type,
            number,
            validity: Validity::OPEN,
            issuer: None,
        })
    }

    /// The same document with its validity.
    #[must_use]
    pub fn with_validity(self, validity: Validity) -> Self {
        IdentityDocument { validity, ..self }
    }

    /// The same document with the office that issued it.
    #[must_use]
    pub fn with_issuer(self, issuer: &str) -> Self {
        IdentityDocument {
            issuer: Some(issuer.to_owned()),
            ..self
        }
    }

    /// The type.
    #[must_use]
    pub const fn document_type(&self) -> DocumentType {
        self.document_type
    }

    /// The number as it was given: personal data, not for logs or lists.
    #[must_use]
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The number as lists show it.
    #[must_use]
    pub fn masked_number(&self) -> String {
        mask(Personal::DocumentNumber, &self.number)
    }

    /// From when until when the document is valid.
    #[must_use]
    pub const fn validity(&self) -> Validity {
        self.validity
    }

    /// The office that issued it, if known.
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }

    /// Whether the number is in order, flawed, or of a type without a stated form.
    #[must_use]
    pub fn check(&self) -> Checked {
        forms::check(self.document_type, &self.number)
    }

    /// The number in the one spelling by which two documents of a type are compared: without
    /// blanks, full-width letters and digits made plain, upper case, and a valid 15-digit resident
    /// number brought to 18.
    #[must_use]
    pub fn canonical_number(&self) -> String {
        let solid = self.number.chars().filter(|c| !c.is_whitespace());
        let plain: String = solid
            .map(|c| to_half_width(c).to_ascii_uppercase())
            .collect();
        match (self.document_type, ResidentId::upgrade(&plain)) {
            (DocumentType::ResidentCard, Ok(id)) => id.to_string(),
            _ => plain,
        }
    }

    /// The citizen identification number in the document, where its type has one and it is valid.
    #[must_use]
    pub fn resident_id(&self) -> Option<ResidentId> {
        match self.document_type {
            DocumentType::ResidentCard => ResidentId::parse_any(&self.number).ok(),
            DocumentType::HongKongMacauTaiwanResident => ResidentId::parse(&self.number).ok(),
            DocumentType::Disability => ResidentId::parse(self.number.get(..18)?).ok(),
            _ => None,
        }
    }

    /// The birth date that the number states, if it states one and is valid.
    #[must_use]
    pub fn birth(&self) -> Option<Date> {
        self.resident_id().map(|id| id.birth())
    }

    /// The sex that the number states, if it states one and is valid.
    #[must_use]
    pub fn sex(&self) -> Option<Sex> {
        self.resident_id().map(|id| id.sex())
    }
}

/// The plain form of a full-width letter, digit or sign; anything else unchanged.
fn to_half_width(c: char) -> char {
    let full_width = ('\u{ff01}'..='\u{ff5e}').contains(&c);
    let plain = u32::from(c).checked_sub(0xfee0).and_then(char::from_u32);
    plain.filter(|_| full_width).unwrap_or(c)
}

impl fmt::Debug for IdentityDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdentityDocument")
            .field("document_type", &self.document_type)
            .field("number", &self.masked_number())
            .field("validity", &self.validity)
            .field("issuer", &self.issuer)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::NumberFlaw;
    use proptest::prelude::*;

    const NUMBER: &str = "11010519491231002X";

    fn document(document_type: DocumentType, number: &str) -> IdentityDocument {
        IdentityDocument::new(document_type, number).unwrap()
    }

    #[test]
    fn a_resident_card_states_birth_and_sex() {
        let card = document(DocumentType::ResidentCard, NUMBER).with_issuer("某市公安局某分局");
        assert_eq!(card.check(), Checked::Valid);
        assert_eq!(card.birth(), Date::parse("1949-12-31").ok());
        assert_eq!(card.sex(), Some(Sex::Female));
        assert_eq!(card.issuer(), Some("某市公安局某分局"));
        assert_eq!(card.validity(), Validity::OPEN);
        assert!(!format!("{card:?}").contains("1949"));
    }

    #[test]
    fn a_failing_number_is_kept_and_flagged() {
        let number = "110105194912310021";
        let card = document(DocumentType::ResidentCard, number);
        assert_eq!(card.number(), number);
        assert_eq!(card.check(), Checked::Flagged(NumberFlaw::CheckCharacter));
        assert_eq!((card.birth(), card.sex()), (None, None));
    }

    #[test]
    fn spellings_of_one_number_compare_equal() {
        for spelling in [
            "110105491231002",
            "11010519491231002x",
            "110105 19491231 002Ｘ",
        ] {
            let card = document(DocumentType::ResidentCard, spelling);
            assert_eq!(card.canonical_number(), NUMBER, "{spelling}");
        }
        let other = document(DocumentType::Other, "110105491231002");
        assert_eq!(other.canonical_number(), "110105491231002");
    }

    #[test]
    fn a_disability_certificate_contains_the_resident_number() {
        let certificate = document(DocumentType::Disability, &format!("{NUMBER}43"));
        assert_eq!(certificate.resident_id(), ResidentId::parse(NUMBER).ok());
        let passport = document(DocumentType::ForeignPassport, "AB123456");
        assert_eq!(passport.resident_id(), None);
    }

    #[test]
    fn what_is_no_number_at_all() {
        let error = |number: &str| IdentityDocument::new(DocumentType::Other, number).unwrap_err();
        assert_eq!(error(" "), DocumentError::Empty);
        assert_eq!(error(&"号".repeat(51)), DocumentError::TooLong);
        assert_eq!(error("1\n2"), DocumentError::Control);
        assert!(DocumentError::Empty.zh().ends_with('。'));
    }

    proptest! {
        #[test]
        fn any_number_is_kept_as_given(number in "\\PC{1,50}") {
            for document_type in DocumentType::all() {
                if let Ok(document) = IdentityDocument::new(document_type, &number) {
                    prop_assert_eq!(document.number(), &number);
                    let _ = (document.canonical_number(), document.birth(), document.check());
                }
            }
        }
    }
}
