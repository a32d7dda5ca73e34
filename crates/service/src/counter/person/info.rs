//! What 1101 answers: the person, the insurances with accounts, the identities.

use base::{Date, Fen, Refused, RegionLevel};
use enrolment::Scheme;
use enrolment::ask::Membership;
use enrolment::category::{Category, Group};
use enrolment::organisation::{MemberRole, Stage};
use enrolment::people::Person;

use super::{PersonFile, insurance_of};

/// The person as 1101 shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonInfo {
    /// `psn_no`.
    pub number: String,
    /// `psn_cert_type`; 99 where the person has no document yet.
    pub document_type: String,
    /// `certno`.
    pub document: String,
    /// `psn_name`.
    pub name: String,
    /// `gend`.
    pub sex: String,
    /// `naty`.
    pub ethnicity: Option<String>,
    /// `brdy`.
    pub birth: Date,
    /// `age`, completed years.
    pub age: i32,
    /// `insuinfo`: every insurance in which the person is, was lately, or is barred.
    pub insured: Vec<InsuredInfo>,
    /// `idetinfo`: the certified identities of the day.
    pub identities: Vec<IdentityInfo>,
}

/// A row of `insuinfo`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InsuredInfo {
    /// `balc`: what the personal account holds.
    pub balance: Fen,
    /// `insutype`.
    pub insurance: &'static str,
    /// `psn_type`.
    pub person_type: &'static str,
    /// `psn_insu_stas`.
    pub standing: InsuredStanding,
    /// `psn_insu_date`.
    pub since: Option<Date>,
    /// `paus_insu_date`: the first day without entitlement.
    pub paused_on: Option<Date>,
    /// `cvlserv_flag`.
    pub civil_servant: bool,
    /// `insuplc_admdvs`.
    pub place: String,
    /// `emp_name`.
    pub employer: Option<String>,
}

/// `psn_insu_stas`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InsuredStanding {
    /// 正常参保.
    Normal,
    /// 暂停参保: insured, not entitled on the day.
    Paused,
    /// 终止参保.
    Ended,
}

impl InsuredStanding {
    /// The code of the dictionary.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            InsuredStanding::Normal => "1",
            InsuredStanding::Paused => "2",
            InsuredStanding::Ended => "4",
        }
    }
}

/// A row of `idetinfo`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityInfo {
    /// `psn_idet_type`.
    pub code: &'static str,
    /// `memo`: the category by its name here, since several share a code.
    pub category: Category,
    /// `begntime`.
    pub from: Date,
    /// `endtime`.
    pub until: Option<Date>,
}

impl PersonFile {
    /// What 1101 shows of the person on the day of the file.
    #[must_use]
    pub fn info(&self) -> PersonInfo {
        let person = &self.person;
        let paper = person.papers.primary(self.on);
        let document = paper.map(|paper| paper.number.document());
        PersonInfo {
            number: self.number().to_string(),
            document_type: document
                .map_or("99", |one| one.document_type().code())
                .to_owned(),
            document: document.map_or_else(String::new, |one| one.number().to_owned()),
            name: person.name.as_str().to_owned(),
            sex: person.sex.code().to_owned(),
            ethnicity: person.ethnicity.map(|one| one.code()),
            birth: person.birth,
            age: person.age_on(self.on),
            insured: self
                .schemes()
                .into_iter()
                .map(|scheme| self.insured_info(scheme))
                .collect(),
            identities: self.identities(),
        }
    }

    /// Whether a document number and a name that were sent are the person's; what was left empty is not compared.
    ///
    /// # Errors
    /// `person.mismatch`, which does not say what is on record.
    pub fn is_named(&self, document: &str, name: &str) -> Result<(), Refused> {
        let (document, name) = (document.trim(), name.trim());
        let canonical: String = document.to_uppercase();
        let mut papers = self.person.papers.all().iter();
        let held = document.is_empty()
            || papers.any(|paper| paper.standing.counts() && paper.number.canonical() == canonical);
        let named = name.is_empty() || bears(&self.person, name);
        if held && named {
            return Ok(());
        }
        let zh = match (held, named) {
            (false, true) => "证件号码 certno 与凭证对应的参保人不符",
            (true, false) => "姓名 psn_name 与凭证对应的参保人不符",
            _ => "证件号码 certno、姓名 psn_name 与凭证对应的参保人不符",
        };
        let zh = format!("{zh}，请核对本人与凭证；登记有误的，请到参保地经办机构更正。");
        Err(Refused::new("person.mismatch", zh).under("篇7 第二十条"))
    }

    fn insured_info(&self, scheme: Scheme) -> InsuredInfo {
        let mine = self.standings.iter().filter(|one| one.scheme == scheme);
        let region = mine.clone().next_back().map(|one| one.region);
        let region = region.unwrap_or(self.person.residence);
        let place = self.region_in(scheme, region);
        let standing = match (self.entitled_by(scheme), self.is_in(scheme)) {
            (Some(_), _) => InsuredStanding::Normal,
            (None, true) => InsuredStanding::Paused,
            (None, false) => InsuredStanding::Ended,
        };
        let spans = mine.filter_map(|one| one.derived.as_ref().ok());
        let ends = spans.flat_map(|one| &one.spans).filter_map(|one| one.until);
        let last = ends.filter(|last| *last < self.on).max();
        let works = scheme == Scheme::Employee;
        InsuredInfo {
            balance: if works { self.balance() } else { Fen::ZERO },
            insurance: insurance_of(scheme),
            person_type: self.person_type(scheme),
            standing,
            since: self.insured_since(scheme),
            paused_on: match standing {
                InsuredStanding::Normal => None,
                _ => last.and_then(|last| last.add_days(1)),
            },
            civil_servant: self.categories().contains(&Category::Gongwuyuan),
            place: place.at(RegionLevel::County).unwrap_or(place).admdvs(),
            employer: self
                .employer()
                .filter(|_| works)
                .map(|one| one.name.to_string()),
        }
    }

    /// Since when the person is in a scheme: the first enrolment, the first employer.
    fn insured_since(&self, scheme: Scheme) -> Option<Date> {
        if scheme == Scheme::Employee {
            let all = self.affiliations.iter();
            let works = all.filter(|one| one.role != MemberRole::Student);
            return works.filter_map(|one| one.belongs.from()).min();
        }
        let all = self.enrolments.iter().filter(|one| one.scheme == scheme);
        all.map(|one| one.span.from()).min()
    }

    /// `psn_type` of the day.
    #[must_use]
    pub fn person_type(&self, scheme: Scheme) -> &'static str {
        let stage = |stage: Stage| {
            let mut all = self.affiliations.iter();
            all.any(|one| one.stage == Some(stage) && one.covers(self.on))
        };
        match self.group(scheme) {
            Group::Employee if self.is_retired() => "12",
            Group::Employee if self.is_unemployed() => "116003",
            Group::Employee => "11",
            Group::Child if self.is_newborn() => "1401",
            Group::Child if stage(Stage::Preschool) => "1402",
            Group::Child => "1405",
            Group::Pupil => "1403",
            Group::Student => "1404",
            Group::Adult => "15",
            Group::Elderly => "16",
        }
    }

    fn is_unemployed(&self) -> bool {
        let mut careers = self.standings.iter().filter_map(|one| one.career);
        careers.any(|career| career.membership == Membership::Unemployed)
    }

    fn identities(&self) -> Vec<IdentityInfo> {
        let now = self
            .certified
            .iter()
            .filter(|one| one.holds.covers(self.on));
        now.filter_map(|one| {
            Some(IdentityInfo {
                code: identity_code(one.category)?,
                category: one.category,
                from: one.holds.from().unwrap_or(self.person.birth),
                until: one.holds.until(),
            })
        })
        .collect()
    }
}

/// Whether a name is one that the person bears or bore.
fn bears(person: &Person, name: &str) -> bool {
    let asked = enrolment::people::PersonName::new(name);
    asked.is_ok_and(|asked| {
        let asked = asked.canonical();
        person.names().any(|one| one.canonical() == asked)
    })
}

/// The code of the dictionary `psn_idet_type`; `None` for a category that is no identity of the interface, such as
/// civil servants, who have a flag of their own.
const fn identity_code(category: Category) -> Option<&'static str> {
    Some(match category {
        Category::Dibao => "2303",
        Category::Tekun => "2304",
        Category::Wubao => "2307",
        Category::Jiandang => "2302",
        Category::Yinbing => "2306",
        Category::Bianyuan | Category::Dishouru | Category::LaonianDishouru => "2305",
        Category::Canji => "2308",
        Category::Youfu => "21",
        Category::Jisheng => "31",
        Category::Laomo => "2260",
        // Aided people for whom the nation has no code of their own: the local extension.
        Category::Fanpin | Category::GuEr => "2360",
        _ => return None,
    })
}
