//! Document numbers as old lists spell them, put right, with the original kept.

use super::name::half_width;
use base::{Checked, Date, DocumentError, DocumentType, IdentityDocument, Sex};

/// What was put right in the spelling of a number. The original is kept beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mend {
    /// Full-width digits, letters or signs.
    FullWidth,
    /// Blanks inside or around.
    Blank,
    /// An apostrophe that a spreadsheet puts before a number to keep it as text.
    Apostrophe,
    /// A lower-case letter.
    LowerCase,
    /// A letter in the place of a digit: O for 0, I or l for 1.
    LetterForDigit,
    /// 15 digits brought to 18.
    FirstGeneration,
}

impl Mend {
    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Mend::FullWidth => "全角字符改为半角",
            Mend::Blank => "去掉空格",
            Mend::Apostrophe => "去掉前导撇号",
            Mend::LowerCase => "小写字母改为大写",
            Mend::LetterForDigit => "字母 O、I、l 改为数字",
            Mend::FirstGeneration => "15 位号码升为 18 位",
        }
    }
}

/// A number as read from a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentNumber {
    document: IdentityDocument,
    original: Box<str>,
    canonical: Box<str>,
    checked: Checked,
    mends: Vec<Mend>,
}

impl DocumentNumber {
    /// Reads a number of a list.
    ///
    /// Letters in the place of digits are put right only where the number is in order afterwards: a
    /// guess that is not confirmed by the check character would hide the error.
    ///
    /// # Errors
    /// [`DocumentError`] only where the text could not be stored or shown at all.
    pub fn read(document_type: DocumentType, text: &str) -> Result<DocumentNumber, DocumentError> {
        let original = text.trim();
        let mut mends = Vec::new();
        let mut note = |holds: bool, mend: Mend| {
            if holds {
                mends.push(mend);
            }
            holds
        };
        let bare = original
            .strip_prefix(['\'', '’', '`'])
            .filter(|_| document_type != DocumentType::Other)
            .unwrap_or(original);
        note(bare.len() != original.len(), Mend::Apostrophe);
        note(bare.chars().any(|c| half_width(c) != c), Mend::FullWidth);
        note(bare.chars().any(char::is_whitespace), Mend::Blank);
        note(bare.chars().any(|c| c.is_lowercase()), Mend::LowerCase);
        let plain: String = bare.chars().map(half_width).collect();
        let plain: String = plain.chars().filter(|c| !c.is_whitespace()).collect();
        let plain = match digits_for_letters(document_type, &plain) {
            Some(digits) => {
                note(true, Mend::LetterForDigit);
                digits
            }
            None => plain.to_ascii_uppercase(),
        };
        let document = IdentityDocument::new(document_type, &plain)?;
        let canonical = document.canonical_number();
        note(canonical != plain, Mend::FirstGeneration);
        Ok(DocumentNumber {
            checked: document.check(),
            canonical: canonical.into(),
            original: original.into(),
            document,
            mends,
        })
    }

    /// The document, with the number in plain spelling.
    #[must_use]
    pub const fn document(&self) -> &IdentityDocument {
        &self.document
    }

    /// The type of the document.
    #[must_use]
    pub const fn document_type(&self) -> DocumentType {
        self.document.document_type()
    }

    /// The number exactly as the list had it, but for blanks around it.
    #[must_use]
    pub fn original(&self) -> &str {
        &self.original
    }

    /// The number by which documents of one type are compared.
    #[must_use]
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// Whether it is in order, flawed, or of a type without a stated form.
    #[must_use]
    pub const fn checked(&self) -> Checked {
        self.checked
    }

    /// What was put right.
    #[must_use]
    pub fn mends(&self) -> &[Mend] {
        &self.mends
    }

    /// Whether the number identifies by itself: in order, or a valid one of 15 digits.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        match self.document_type() {
            DocumentType::ResidentCard => self.document.resident_id().is_some(),
            _ => self.checked == Checked::Valid,
        }
    }

    /// The birth date inside, where there is one.
    #[must_use]
    pub fn birth(&self) -> Option<Date> {
        self.document.birth()
    }

    /// The sex inside, where there is one.
    #[must_use]
    pub fn sex(&self) -> Option<Sex> {
        self.document.sex()
    }
}

/// The number with digits for O, I and l, where that and nothing less makes it valid.
fn digits_for_letters(document_type: DocumentType, plain: &str) -> Option<String> {
    if document_type != DocumentType::ResidentCard {
        return None;
    }
    let last = plain.chars().count().checked_sub(1)?;
    let mended: String = plain
        .char_indices()
        .map(|(place, c)| match c {
            'O' | 'o' => '0',
            'I' | 'i' | 'l' | 'L' | '|' => '1',
            // The last character of 18 may be a letter that is no slip.
            _ if place == last => c.to_ascii_uppercase(),
            _ => c,
        })
        .collect();
    if mended == plain.to_ascii_uppercase() {
        return None;
    }
    let document = IdentityDocument::new(document_type, &mended).ok()?;
    document.resident_id().map(|_| mended)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::NumberFlaw;
    use proptest::prelude::*;

    const NUMBER: &str = "11010519491231002X";

    fn card(text: &str) -> DocumentNumber {
        DocumentNumber::read(DocumentType::ResidentCard, text).unwrap()
    }

    #[test]
    fn slips_of_old_lists_are_put_right_and_the_original_kept() {
        for (text, mends) in [
            (NUMBER, vec![]),
            ("11010519491231002x", vec![Mend::LowerCase]),
            (
                "１１０１０５１９４９１２３１００２Ｘ",
                vec![Mend::FullWidth],
            ),
            ("110105 19491231 002X", vec![Mend::Blank]),
            ("'11010519491231002X", vec![Mend::Apostrophe]),
            ("11O1O519491231OO2X", vec![Mend::LetterForDigit]),
            (
                "ll0l05l949l23l002x",
                vec![Mend::LowerCase, Mend::LetterForDigit],
            ),
            ("110105491231002", vec![Mend::FirstGeneration]),
        ] {
            let read = card(text);
            assert_eq!(read.canonical(), NUMBER, "{text}");
            assert_eq!(read.original(), text);
            assert_eq!(read.mends(), mends, "{text}");
            assert!(read.is_sound());
        }
    }

    #[test]
    fn a_guess_that_the_check_character_denies_is_not_made() {
        let read = card("11O105194912310021");
        assert_eq!(read.canonical(), "11O105194912310021");
        assert_eq!(read.checked(), Checked::Flagged(NumberFlaw::Form));
        assert!(!read.is_sound());
        let passport =
            DocumentNumber::read(DocumentType::ForeignPassport, "AO1234567 ".trim()).unwrap();
        assert_eq!(
            passport.canonical(),
            "AO1234567",
            "letters belong to passports"
        );
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_reading_again_changes_nothing(text in "\\PC{1,40}") {
            for document_type in DocumentType::all() {
                if let Ok(read) = DocumentNumber::read(document_type, &text) {
                    prop_assert_eq!(read.original(), text.trim());
                    let again = DocumentNumber::read(document_type, read.document().number());
                    prop_assert!(again.is_ok());
                }
            }
        }
    }
}
