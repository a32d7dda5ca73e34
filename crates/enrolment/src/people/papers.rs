//! The documents of one person, with their history.

use super::number::DocumentNumber;
use base::{Date, DocumentType, Refused, Sex, Validity};

/// What a document counts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Counts for the person.
    Current,
    /// Was the person's and has been replaced by another document.
    Replaced,
    /// A number that was wrong and has been put right: found, never shown as the person's.
    Alias,
    /// Two people hold it (重号): counts, and a clerk must settle whose it is.
    Contested,
}

impl Standing {
    /// Every standing.
    pub const ALL: [Standing; 4] = [
        Standing::Current,
        Standing::Replaced,
        Standing::Alias,
        Standing::Contested,
    ];

    /// The word in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Standing::Current => "current",
            Standing::Replaced => "replaced",
            Standing::Alias => "alias",
            Standing::Contested => "contested",
        }
    }

    /// The standing of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<Standing> {
        Standing::ALL.into_iter().find(|one| one.code() == code)
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Standing::Current => "现用",
            Standing::Replaced => "已换证",
            Standing::Alias => "曾用（已更正）",
            Standing::Contested => "重号待核",
        }
    }

    /// Whether the document speaks for the person.
    #[must_use]
    pub const fn counts(self) -> bool {
        matches!(self, Standing::Current | Standing::Contested)
    }
}

/// A document of a person over a stretch of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Type and number, with the spelling it came in.
    pub number: DocumentNumber,
    /// What it counts for.
    pub standing: Standing,
    /// From when until when it is, or was, taken for the person's.
    pub held: Validity,
    /// Why it ended or was changed, for the record.
    pub reason: Option<Box<str>>,
}

/// All documents of one person, in the order in which they became known. None is ever taken out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Papers(Vec<Paper>);

/// The order in which documents are named: the resident card first, then other documents that identify.
fn rank(document_type: DocumentType) -> usize {
    match document_type {
        DocumentType::ResidentCard => 0,
        DocumentType::HongKongMacauTaiwanResident | DocumentType::ForeignResident => 1,
        DocumentType::BirthCertificate => 3,
        DocumentType::SocialSecurityCard | DocumentType::PovertyRelief => 5,
        DocumentType::Disability | DocumentType::MilitaryFamily | DocumentType::Other => 4,
        _ => 2,
    }
}

impl Papers {
    /// The papers as the store gives them back.
    #[must_use]
    pub fn from_rows(rows: Vec<Paper>) -> Papers {
        Papers(rows)
    }

    /// All of them, history included.
    #[must_use]
    pub fn all(&self) -> &[Paper] {
        &self.0
    }

    /// Those that count on a date.
    pub fn on(&self, date: Date) -> impl Iterator<Item = &Paper> {
        self.0
            .iter()
            .filter(move |paper| paper.standing.counts() && paper.held.covers(date))
    }

    /// The one by which the person is named on a date; `None` for a newborn without any.
    #[must_use]
    pub fn primary(&self, date: Date) -> Option<&Paper> {
        self.on(date)
            .min_by_key(|paper| rank(paper.number.document_type()))
    }

    /// The paper with a number, old spellings and aliases included: the one that counts before one that
    /// is history.
    #[must_use]
    pub fn find(&self, document_type: DocumentType, canonical: &str) -> Option<&Paper> {
        let same = |paper: &&Paper| {
            paper.number.document_type() == document_type && paper.number.canonical() == canonical
        };
        self.0.iter().filter(same).min_by_key(|p| p.standing)
    }

    /// Adds a document from a date on.
    ///
    /// # Errors
    /// `document.known` where the person has it already; `document.second_number` where another resident
    /// card counts on that date: a changed number is a correction ([`Papers::correct`]) or a replacement.
    pub fn add(&mut self, number: DocumentNumber, from: Date) -> Result<(), Refused> {
        let document_type = number.document_type();
        self.unheld(&number)?;
        let card = DocumentType::ResidentCard;
        let other = self
            .on(from)
            .find(|paper| paper.number.document_type() == card);
        if let (true, Some(other)) = (document_type == card, other) {
            return Err(Refused::new(
                "document.second_number",
                format!(
                    "此人已有身份证号码 {}，不能再登记第二个；号码有误请办理更正，原号码仍可查到。",
                    other.number.document().masked_number()
                ),
            ));
        }
        self.push(number, Standing::Current, from);
        Ok(())
    }

    /// Puts a wrong number right from a date on: the old one stays findable as an alias.
    ///
    /// # Errors
    /// `document.unknown` where the person has no such number that counts; as of [`Papers::add`] for the right one.
    pub fn correct(
        &mut self,
        (document_type, wrong): (DocumentType, &str),
        right: DocumentNumber,
        from: Date,
        reason: &str,
    ) -> Result<(), Refused> {
        self.unheld(&right)?;
        self.retire((document_type, wrong), Standing::Alias, from, reason)?;
        self.add(right, from)
    }

    /// Replaces a document by another from a date on: a passport renewed, a birth certificate by the card.
    ///
    /// # Errors
    /// `document.unknown` where the person has no such number that counts; as of [`Papers::add`] for the new one.
    pub fn replace(
        &mut self,
        (document_type, old): (DocumentType, &str),
        new: DocumentNumber,
        from: Date,
        reason: &str,
    ) -> Result<(), Refused> {
        self.unheld(&new)?;
        self.retire((document_type, old), Standing::Replaced, from, reason)?;
        self.add(new, from)
    }

    /// Marks a number that another person holds too, or lifts the mark.
    ///
    /// # Errors
    /// `document.unknown` where the person has no such number that counts.
    pub fn contest(
        &mut self,
        document_type: DocumentType,
        canonical: &str,
        contested: bool,
    ) -> Result<(), Refused> {
        let paper = self.counting(document_type, canonical)?;
        paper.standing = if contested {
            Standing::Contested
        } else {
            Standing::Current
        };
        Ok(())
    }

    /// The birth date that the sound numbers state, where they agree.
    #[must_use]
    pub fn stated_birth(&self, date: Date) -> Option<Date> {
        agreed(self.on(date).filter_map(|paper| paper.number.birth()))
    }

    /// The sex that the sound numbers state, where they agree.
    #[must_use]
    pub fn stated_sex(&self, date: Date) -> Option<Sex> {
        agreed(self.on(date).filter_map(|paper| paper.number.sex()))
    }

    /// Refuses a number that the person holds already: the very one that it should take the place of, too.
    fn unheld(&self, number: &DocumentNumber) -> Result<(), Refused> {
        let found = self.find(number.document_type(), number.canonical());
        match found.filter(|paper| paper.standing.counts()) {
            None => Ok(()),
            Some(_) => Err(Refused::new(
                "document.known",
                format!(
                    "证件 {} 已登记在此人名下，不必重复登记。",
                    number.document().masked_number()
                ),
            )),
        }
    }

    fn retire(
        &mut self,
        (document_type, canonical): (DocumentType, &str),
        standing: Standing,
        from: Date,
        reason: &str,
    ) -> Result<(), Refused> {
        let paper = self.counting(document_type, canonical)?;
        let until = from.add_days(-1);
        let begun = paper.held.from();
        // What began on the very day it ended was never in force for a day; it keeps that one day.
        let until = until.filter(|until| begun.is_none_or(|begun| begun <= *until));
        paper.held = Validity::new(begun, until.or(begun)).unwrap_or(paper.held);
        paper.standing = standing;
        paper.reason = Some(reason.into());
        Ok(())
    }

    fn counting(
        &mut self,
        document_type: DocumentType,
        canonical: &str,
    ) -> Result<&mut Paper, Refused> {
        let mut papers = self.0.iter_mut();
        let found = papers.find(|paper| {
            paper.standing.counts()
                && paper.number.document_type() == document_type
                && paper.number.canonical() == canonical
        });
        found.ok_or_else(|| {
            Refused::new(
                "document.unknown",
                format!(
                    "此人名下没有现用的{}号码 {}，请核对要更正的号码。",
                    document_type.label(),
                    base::mask(base::Personal::DocumentNumber, canonical)
                ),
            )
        })
    }

    fn push(&mut self, number: DocumentNumber, standing: Standing, from: Date) {
        self.0.push(Paper {
            number,
            standing,
            held: Validity::new(Some(from), None).unwrap_or(Validity::OPEN),
            reason: None,
        });
    }
}

fn agreed<T: PartialEq>(mut stated: impl Iterator<Item = T>) -> Option<T> {
    let first = stated.next()?;
    stated.all(|other| other == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CARD: DocumentType = DocumentType::ResidentCard;
    const NUMBER: &str = "11010519491231002X";
    const OTHER: &str = "440524188001010014";

    fn read(number: &str) -> DocumentNumber {
        DocumentNumber::read(CARD, number).unwrap()
    }

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn papers() -> Papers {
        let mut papers = Papers::default();
        papers
            .add(read("110105194912310021"), day("2016-01-01"))
            .unwrap();
        papers
    }

    #[test]
    fn a_number_put_right_stays_findable() {
        let mut papers = papers();
        let wrong = (CARD, "110105194912310021");
        papers
            .correct(wrong, read(NUMBER), day("2017-03-01"), "校验码录错")
            .unwrap();
        let then = papers.primary(day("2017-03-01")).unwrap();
        assert_eq!(then.number.canonical(), NUMBER);
        let old = papers.find(CARD, wrong.1).unwrap();
        assert_eq!(old.standing, Standing::Alias);
        assert_eq!(old.held.until(), Some(day("2017-02-28")));
        assert_eq!(papers.all().len(), 2);
        let again = papers.correct(wrong, read(OTHER), day("2017-04-01"), "");
        assert_eq!(again.unwrap_err().code(), "document.unknown");
    }

    #[test]
    fn a_second_resident_number_is_a_correction_or_nothing() {
        let mut papers = papers();
        let second = papers.add(read(OTHER), day("2017-01-01")).unwrap_err();
        assert_eq!(second.code(), "document.second_number");
        assert!(!second.zh().contains("19491231"));
        let known = papers.add(read("110105194912310021"), day("2018-01-01"));
        assert_eq!(known.unwrap_err().code(), "document.known");
    }

    #[test]
    fn a_birth_certificate_gives_way_to_the_card() {
        let certificate =
            DocumentNumber::read(DocumentType::BirthCertificate, "O330123456").unwrap();
        let mut papers = Papers::default();
        assert_eq!(papers.primary(day("2020-01-01")), None);
        papers.add(certificate, day("2020-01-01")).unwrap();
        let old = (DocumentType::BirthCertificate, "O330123456");
        papers
            .replace(old, read(NUMBER), day("2020-01-01"), "已上户口")
            .unwrap();
        assert_eq!(
            papers
                .primary(day("2020-06-01"))
                .unwrap()
                .number
                .canonical(),
            NUMBER
        );
        let old = papers.find(old.0, old.1).unwrap();
        assert_eq!(old.standing, Standing::Replaced);
        assert_eq!(papers.stated_sex(day("2020-06-01")), Some(Sex::Female));
    }

    #[test]
    fn a_number_of_two_people_counts_and_is_marked() {
        let mut papers = papers();
        papers.contest(CARD, "110105194912310021", true).unwrap();
        let paper = papers.primary(day("2020-01-01")).unwrap();
        assert_eq!(paper.standing, Standing::Contested);
        papers.contest(CARD, "110105194912310021", false).unwrap();
        assert!(papers.all().iter().all(|p| p.standing == Standing::Current));
    }

    #[test]
    fn standings_lead_back() {
        for standing in Standing::ALL {
            assert_eq!(Standing::parse(standing.code()), Some(standing));
            assert!(!standing.zh().is_empty());
        }
    }
}
