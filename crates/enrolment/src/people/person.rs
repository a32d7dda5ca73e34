//! The person.

use super::name::PersonName;
use super::papers::Papers;
use base::{Date, PersonNo, Refused, RegionCode, Sex, Validity};

/// A name that a person bore before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormerName {
    /// The name.
    pub name: PersonName,
    /// From when until when.
    pub borne: Validity,
}

/// A death, as it was reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Death {
    /// The day.
    pub on: Date,
    /// Who says so: civil affairs, public security, hospital, family.
    pub source: Box<str>,
}

/// An ethnicity by its number in GB/T 3304: 1 to 56, 97 (其他), 98 (外国血统中国籍人士).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ethnicity(u8);

impl Ethnicity {
    /// Reads the two digits of the code.
    #[must_use]
    pub fn parse(text: &str) -> Option<Ethnicity> {
        let two = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
        let number: u8 = text.parse().ok().filter(|_| two)?;
        matches!(number, 1..=56 | 97 | 98).then_some(Ethnicity(number))
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }

    /// The two digits.
    #[must_use]
    pub fn code(self) -> String {
        format!("{:02}", self.0)
    }
}

/// The kind of household registration, as far as it is still told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HujiKind {
    /// 非农业户口
    Urban,
    /// 农业户口
    Rural,
    /// 居民户口, since the two were made one
    Unified,
}

impl HujiKind {
    /// Every kind.
    pub const ALL: [HujiKind; 3] = [HujiKind::Urban, HujiKind::Rural, HujiKind::Unified];

    /// The word in files and in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            HujiKind::Urban => "urban",
            HujiKind::Rural => "rural",
            HujiKind::Unified => "unified",
        }
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            HujiKind::Urban => "非农业户口",
            HujiKind::Rural => "农业户口",
            HujiKind::Unified => "居民户口",
        }
    }

    /// The kind of a word or of its Chinese name.
    #[must_use]
    pub fn parse(text: &str) -> Option<HujiKind> {
        HujiKind::ALL
            .into_iter()
            .find(|kind| kind.code() == text || kind.zh() == text)
    }
}

/// A person of the register, over all schemes and counties of a pooling area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The number of the platform: not that of a document, and never used again.
    pub no: PersonNo,
    /// The name today.
    pub name: PersonName,
    /// Names before, oldest first.
    pub former_names: Vec<FormerName>,
    /// Sex.
    pub sex: Sex,
    /// Birth date.
    pub birth: Date,
    /// Death, where it is known.
    pub death: Option<Death>,
    /// Ethnicity.
    pub ethnicity: Option<Ethnicity>,
    /// Where the household is registered (户籍地), commonly down to the village.
    pub huji: Option<RegionCode>,
    /// Kind of that registration.
    pub huji_kind: Option<HujiKind>,
    /// Where the person lives and is looked after: the village or street whose list names them.
    pub residence: RegionCode,
    /// Address.
    pub address: Option<Box<str>>,
    /// Telephone.
    pub phone: Option<Box<str>>,
    /// Of somebody without a number of their own: the guardian who speaks for them (newborns: the mother).
    pub guardian: Option<PersonNo>,
    /// Documents with their history.
    pub papers: Papers,
}

impl Person {
    /// Whether the person lives on a date, as far as is known: born, and not known to have died before it.
    #[must_use]
    pub fn is_alive(&self, on: Date) -> bool {
        self.birth <= on && self.death.as_ref().is_none_or(|death| on <= death.on)
    }

    /// Completed years on a date.
    #[must_use]
    pub fn age_on(&self, on: Date) -> i32 {
        self.birth.age_on(on)
    }

    /// The name borne on a date: the first known one before all of them.
    #[must_use]
    pub fn name_on(&self, date: Date) -> &PersonName {
        let before = self.former_names.iter();
        let mut then = before.filter(|former| former.borne.covers(date));
        then.next().map_or(&self.name, |former| &former.name)
    }

    /// Every name ever borne, today's first: matching asks all of them.
    pub fn names(&self) -> impl Iterator<Item = &PersonName> {
        std::iter::once(&self.name).chain(self.former_names.iter().map(|former| &former.name))
    }

    /// Changes the name from a date on; the old one goes into the history.
    ///
    /// # Errors
    /// `person.same_name` where nothing changes, `person.name_before` where the date lies before the day
    /// from which the present name is borne.
    pub fn rename(&mut self, name: PersonName, from: Date) -> Result<(), Refused> {
        if name == self.name {
            return Err(Refused::new(
                "person.same_name",
                "新姓名与现姓名相同，没有变更。",
            ));
        }
        let last = self.former_names.last();
        let since = last
            .and_then(|former| former.borne.until())
            .and_then(|until| until.add_days(1));
        let until = from.add_days(-1);
        let borne = until.and_then(|until| Validity::new(since, Some(until)).ok());
        let borne = borne.ok_or_else(|| {
            Refused::new(
                "person.name_before",
                format!("更名日期 {from} 早于现姓名的启用日期，请核对。"),
            )
        })?;
        let name = std::mem::replace(&mut self.name, name);
        self.former_names.push(FormerName { name, borne });
        Ok(())
    }

    /// Records a death.
    ///
    /// # Errors
    /// `person.dead_before_birth`, and `person.dead_already` where another day is on record: a wrong day is
    /// corrected by a person, not by the next list.
    pub fn die(&mut self, death: Death) -> Result<(), Refused> {
        if death.on < self.birth {
            return Err(Refused::new(
                "person.dead_before_birth",
                format!("死亡日期 {} 早于出生日期，请核对。", death.on),
            ));
        }
        match &self.death {
            Some(known) if known.on != death.on => Err(Refused::new(
                "person.dead_already",
                format!(
                    "已登记死亡日期 {}（{}），与 {} 不同，请核实后更正。",
                    known.on, known.source, death.on
                ),
            )),
            _ => {
                self.death = Some(death);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn person(no: i64, name: &str, birth: &str, sex: Sex) -> Person {
        Person {
            no: PersonNo::new(no).unwrap(),
            name: PersonName::new(name).unwrap(),
            former_names: Vec::new(),
            sex,
            birth: Date::parse(birth).unwrap(),
            death: None,
            ethnicity: None,
            huji: None,
            huji_kind: None,
            residence: RegionCode::parse("650102001001").unwrap(),
            address: None,
            phone: None,
            guardian: None,
            papers: Papers::default(),
        }
    }

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn names_have_a_history() {
        let mut woman = person(1, "王芳", "1970-05-01", Sex::Female);
        let new = PersonName::new("王晓芳").unwrap();
        woman.rename(new.clone(), day("2010-06-01")).unwrap();
        assert_eq!(woman.name_on(day("2010-05-31")).as_str(), "王芳");
        assert_eq!(woman.name_on(day("2010-06-01")).as_str(), "王晓芳");
        assert_eq!(woman.names().count(), 2);
        let same = woman.rename(new, day("2011-01-01")).unwrap_err();
        assert_eq!(same.code(), "person.same_name");
        let early = PersonName::new("王方").unwrap();
        let early = woman.rename(early, day("2010-06-01")).unwrap_err();
        assert_eq!(early.code(), "person.name_before");
    }

    #[test]
    fn a_death_is_one_day_after_the_birth() {
        let mut man = person(1, "李强", "1950-05-01", Sex::Male);
        let death = |on: &str| Death {
            on: day(on),
            source: "民政".into(),
        };
        let early = man.die(death("1949-05-01")).unwrap_err();
        assert_eq!(early.code(), "person.dead_before_birth");
        man.die(death("2020-02-03")).unwrap();
        man.die(death("2020-02-03")).unwrap();
        assert!(man.is_alive(day("2020-02-03")) && !man.is_alive(day("2020-02-04")));
        let other = man.die(death("2020-02-04")).unwrap_err();
        assert_eq!(other.code(), "person.dead_already");
    }

    #[test]
    fn ethnicities_are_those_of_the_standard() {
        assert_eq!(
            Ethnicity::parse("01").map(Ethnicity::code).as_deref(),
            Some("01")
        );
        for text in ["0", "1", "57", "99", "汉", "001"] {
            assert_eq!(Ethnicity::parse(text), None, "{text}");
        }
    }
}
