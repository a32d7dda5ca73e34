//! What a view shows of a person: in part, or in full for a reason.

use std::fmt;

use access::Sight;
use base::{Date, DocumentType, PersonNo, Personal, RegionCode, Sex, Validity, mask};
use enrolment::people::{Death, Ethnicity, HujiKind, Paper, Person, Standing};

/// A person as a sight allows. In part, texts that tell who it is are masked by their type, and of the birth
/// the year alone is left: whoever holds this value holds no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The number of the platform.
    pub no: PersonNo,
    /// The name; masked in part.
    pub name: String,
    /// Names before, oldest first; masked in part.
    pub former_names: Vec<(String, Validity)>,
    /// Sex.
    pub sex: Sex,
    /// When born.
    pub birth: Birth,
    /// Death, where it is known.
    pub death: Option<Death>,
    /// Ethnicity; in full only.
    pub ethnicity: Option<Ethnicity>,
    /// Where the household is registered.
    pub huji: Option<RegionCode>,
    /// Kind of that registration.
    pub huji_kind: Option<HujiKind>,
    /// Where the person lives and is looked after.
    pub residence: RegionCode,
    /// Address; masked in part.
    pub address: Option<String>,
    /// Telephone; masked in part.
    pub phone: Option<String>,
    /// The guardian who speaks for the person.
    pub guardian: Option<PersonNo>,
    /// Documents with their history.
    pub papers: Vec<ShownPaper>,
    /// The document by which the person is named on the day; `None` for a newborn without any.
    pub primary: Option<ShownPaper>,
}

/// When somebody was born.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Birth {
    /// The day; in full.
    Day(Date),
    /// The year; in part.
    Year(i32),
}

impl Birth {
    /// The year.
    #[must_use]
    pub fn year(self) -> i32 {
        match self {
            Birth::Day(day) => day.year(),
            Birth::Year(year) => year,
        }
    }
}

impl fmt::Display for Birth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Birth::Day(day) => write!(f, "{day}"),
            Birth::Year(year) => write!(f, "{year} 年"),
        }
    }
}

/// A document as a sight allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownPaper {
    /// Its type.
    pub document_type: DocumentType,
    /// Its number; masked in part.
    pub number: String,
    /// What the number counts for.
    pub standing: Standing,
    /// Since when and until when it is held.
    pub held: Validity,
}

impl Shown {
    /// A person as a sight allows, named by the document of a day.
    #[must_use]
    pub fn of(person: &Person, on: Date, sight: &Sight) -> Shown {
        let full = matches!(sight, Sight::Full(_));
        let text = |kind, text: &str| match full {
            true => text.to_owned(),
            false => mask(kind, text),
        };
        let paper = |paper: &Paper| {
            let document = paper.number.document();
            ShownPaper {
                document_type: document.document_type(),
                number: text(Personal::DocumentNumber, document.number()),
                standing: paper.standing,
                held: paper.held,
            }
        };
        let former = person.former_names.iter();
        Shown {
            no: person.no,
            name: text(Personal::Name, person.name.as_str()),
            former_names: former
                .map(|one| (text(Personal::Name, one.name.as_str()), one.borne))
                .collect(),
            sex: person.sex,
            birth: match full {
                true => Birth::Day(person.birth),
                false => Birth::Year(person.birth.year()),
            },
            death: person.death.clone(),
            ethnicity: person.ethnicity.filter(|_| full),
            huji: person.huji,
            huji_kind: person.huji_kind,
            residence: person.residence,
            address: person
                .address
                .as_deref()
                .map(|one| text(Personal::Address, one)),
            phone: person
                .phone
                .as_deref()
                .map(|one| text(Personal::Phone, one)),
            guardian: person.guardian,
            papers: person.papers.all().iter().map(paper).collect(),
            primary: person.papers.primary(on).map(paper),
        }
    }
}
