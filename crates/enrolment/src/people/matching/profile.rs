//! What is compared of a record.

use crate::people::admit::Admitted;
use crate::people::number::DocumentNumber;
use crate::people::papers::Standing;
use crate::people::person::Person;
use base::{Date, DocumentType, RegionCode, Sex};

/// A number of a record, as it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownNumber {
    /// Type of the document.
    pub document_type: DocumentType,
    /// The number in its one spelling.
    pub canonical: Box<str>,
    /// Whether it identifies by itself.
    pub sound: bool,
    /// Whether it counts today; a wrong or replaced number is known too and counts for less.
    pub current: bool,
}

impl KnownNumber {
    /// A number that was just read.
    #[must_use]
    pub fn of(number: &DocumentNumber) -> KnownNumber {
        KnownNumber {
            document_type: number.document_type(),
            canonical: number.canonical().into(),
            sound: number.is_sound(),
            current: true,
        }
    }
}

/// What is compared of a record: the same of a row of a list and of a person of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Today's name, canonical.
    pub name: Box<str>,
    /// Names before, canonical.
    pub former_names: Vec<Box<str>>,
    /// Numbers.
    pub numbers: Vec<KnownNumber>,
    /// Sex.
    pub sex: Sex,
    /// Birth date; unknown in lists that carry only name and number.
    pub birth: Option<Date>,
    /// Where the person lives; unknown in such lists.
    pub region: Option<RegionCode>,
    /// Telephone, digits only.
    pub phone: Option<Box<str>>,
    /// The guardian's number.
    pub guardian: Option<Box<str>>,
}

/// The block of a name (canonical) and a birth date: records of one block are compared with each other, so
/// that the pairs to be weighed stay few. 63 bits, never negative.
#[must_use]
pub fn block(name: &str, birth: Date) -> i64 {
    benefit::claim::code(&format!("{name}\n{birth}"))
}

impl Profile {
    /// The block it falls into; `None` where the birth date is not known.
    #[must_use]
    pub fn block(&self) -> Option<i64> {
        self.birth.map(|birth| block(&self.name, birth))
    }

    /// The profile of an admitted row.
    #[must_use]
    pub fn of_row(row: &Admitted) -> Profile {
        Profile {
            name: row.name.canonical().into(),
            former_names: Vec::new(),
            numbers: row.document.iter().map(KnownNumber::of).collect(),
            sex: row.sex,
            birth: Some(row.birth),
            region: Some(row.residence),
            phone: row.phone.as_deref().and_then(digits),
            guardian: row
                .guardian
                .as_ref()
                .map(|number| number.canonical().into()),
        }
    }

    /// The profile of a person of the register; the guardian's number is the store's to add.
    #[must_use]
    pub fn of_person(person: &Person) -> Profile {
        let numbers = person.papers.all().iter().map(|paper| KnownNumber {
            current: matches!(paper.standing, Standing::Current | Standing::Contested),
            ..KnownNumber::of(&paper.number)
        });
        let mut names = person.names().map(|name| name.canonical().into());
        Profile {
            name: names.next().unwrap_or_default(),
            former_names: names.collect(),
            numbers: numbers.collect(),
            sex: person.sex,
            birth: Some(person.birth),
            region: Some(person.residence),
            phone: person.phone.as_deref().and_then(digits),
            guardian: None,
        }
    }
}

/// The digits of a telephone number without the country's code; `None` where there are too few to tell.
#[must_use]
pub fn digits(text: &str) -> Option<Box<str>> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let local = digits
        .strip_prefix("86")
        .filter(|rest| rest.len() == 11)
        .unwrap_or(&digits);
    (local.len() >= 7).then(|| local.into())
}
