//! Identity lists of authorities: each row fits one person, or becomes a work item with the reason.

use super::kind::{Authority, Category};
use crate::people::matching::{Feature, MatchRule, Outcome, Profile, score};
use crate::people::{DocumentNumber, PersonName};
use base::{PersonNo, RegionCode, Sex, Validity};

/// A row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListRow {
    /// Name.
    pub name: PersonName,
    /// Document.
    pub number: DocumentNumber,
    /// As what.
    pub category: Category,
    /// From when until when.
    pub holds: Validity,
    /// Who certifies it.
    pub authority: Authority,
    /// Where the list comes from.
    pub region: RegionCode,
}

/// What a row comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListVerdict {
    /// Number and name are those of one person.
    Matched(PersonNo),
    /// A person must look.
    Work(Mismatch),
}

/// Why a row fits nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// The number is a person's, the name another.
    Name(PersonNo),
    /// The number is nobody's.
    Unknown,
    /// The number is flawed, so that it proves nothing.
    FlawedNumber,
    /// Several records have the number.
    Several(Vec<PersonNo>),
}

impl Mismatch {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Mismatch::Name(_) => "list.name_differs",
            Mismatch::Unknown => "list.unknown",
            Mismatch::FlawedNumber => "list.flawed_number",
            Mismatch::Several(_) => "list.several",
        }
    }

    /// The sentence for users, in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Mismatch::Name(person) => {
                format!("证件号码属于人员 {person}，姓名与登记不一致，请与名单提供部门核对。")
            }
            Mismatch::Unknown => {
                "登记库中没有此证件号码，请先办理人员登记或与名单提供部门核对。".to_owned()
            }
            Mismatch::FlawedNumber => {
                "证件号码校验不通过，不能作为依据，请与名单提供部门核对。".to_owned()
            }
            Mismatch::Several(persons) => {
                let persons: Vec<String> = persons.iter().map(ToString::to_string).collect();
                format!(
                    "此证件号码有多条人员记录（{}），请先核对是否同一人。",
                    persons.join("、")
                )
            }
        }
    }

    /// The person it is about, where there is one.
    #[must_use]
    pub fn person(&self) -> Option<PersonNo> {
        match self {
            Mismatch::Name(person) => Some(*person),
            Mismatch::Several(persons) => persons.first().copied(),
            Mismatch::Unknown | Mismatch::FlawedNumber => None,
        }
    }
}

/// Judges a row against the persons that have its number, each with the record that stands for them.
#[must_use]
pub fn judge(rule: &MatchRule, row: &ListRow, candidates: &[(PersonNo, Profile)]) -> ListVerdict {
    if !row.number.is_sound() {
        return ListVerdict::Work(Mismatch::FlawedNumber);
    }
    let profile = Profile {
        name: row.name.canonical().into(),
        former_names: Vec::new(),
        numbers: vec![crate::people::matching::KnownNumber::of(&row.number)],
        sex: row.number.sex().unwrap_or(Sex::Unknown),
        birth: row.number.birth(),
        region: Some(row.region),
        phone: None,
        guardian: None,
    };
    let mut with_number: Vec<(PersonNo, Option<Outcome>)> = Vec::new();
    for (person, candidate) in candidates {
        let scored = score(rule, &profile, candidate);
        let number = scored.outcome(Feature::Number);
        if matches!(number, Some(Outcome::Same | Outcome::Alias)) {
            with_number.push((*person, scored.outcome(Feature::Name)));
        }
    }
    let mut persons: Vec<PersonNo> = with_number.iter().map(|(person, _)| *person).collect();
    persons.sort_unstable();
    persons.dedup();
    match persons.as_slice() {
        [] => ListVerdict::Work(Mismatch::Unknown),
        [person] => {
            let named = |(_, name): &(PersonNo, Option<Outcome>)| {
                matches!(name, Some(Outcome::Same | Outcome::Former))
            };
            if with_number.iter().any(named) {
                ListVerdict::Matched(*person)
            } else {
                ListVerdict::Work(Mismatch::Name(*person))
            }
        }
        _ => ListVerdict::Work(Mismatch::Several(persons)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::matching::KnownNumber;
    use base::{Date, DocumentType};

    fn number(sequence: u32) -> DocumentNumber {
        let body = format!("65010219700101{sequence:03}");
        let card = |last: char| {
            DocumentNumber::read(DocumentType::ResidentCard, &format!("{body}{last}")).unwrap()
        };
        "0123456789X"
            .chars()
            .map(card)
            .find(DocumentNumber::is_sound)
            .unwrap()
    }

    fn row(name: &str, number: DocumentNumber) -> ListRow {
        let date = |text| Date::parse(text).ok();
        ListRow {
            name: PersonName::new(name).unwrap(),
            number,
            category: Category::Dibao,
            authority: Authority::CivilAffairs,
            holds: Validity::new(date("2012-01-01"), date("2012-12-31")).unwrap(),
            region: RegionCode::parse("650102").unwrap(),
        }
    }

    fn candidate(no: i64, name: &str, number: &DocumentNumber) -> (PersonNo, Profile) {
        let profile = Profile {
            name: PersonName::new(name).unwrap().canonical().into(),
            former_names: vec![],
            numbers: vec![KnownNumber::of(number)],
            sex: number.sex().unwrap(),
            birth: number.birth(),
            region: None,
            phone: None,
            guardian: None,
        };
        (PersonNo::new(no).unwrap(), profile)
    }

    /// REQ-019: of a list of ten names nine fit and the one whose name is not that of its number becomes
    /// a work item; the period comes with the row.
    #[test]
    fn req_019_nine_of_ten_fit_and_one_is_work() {
        let rule = MatchRule::parse(MatchRule::SHIPPED).unwrap();
        let names = [
            "王芳", "李强", "张敏", "刘洋", "陈静", "杨帆", "赵磊", "黄丽", "周杰", "吴桐",
        ];
        let register: Vec<_> = (1_u32..)
            .zip(names)
            .map(|(no, name)| candidate(i64::from(no), name, &number(no)))
            .collect();
        let mut list: Vec<ListRow> = (1_u32..)
            .zip(names)
            .map(|(no, name)| row(name, number(no)))
            .collect();
        list[4].name = PersonName::new("孙大海").unwrap();
        let verdicts: Vec<ListVerdict> = list
            .iter()
            .map(|row| judge(&rule, row, &register))
            .collect();
        let matched = verdicts
            .iter()
            .filter(|verdict| matches!(verdict, ListVerdict::Matched(_)));
        assert_eq!(matched.count(), 9);
        let work = ListVerdict::Work(Mismatch::Name(PersonNo::new(5).unwrap()));
        assert_eq!(verdicts[4], work);
        assert!(list.iter().all(|row| {
            row.holds.from() == Date::parse("2012-01-01").ok()
                && row.holds.until() == Date::parse("2012-12-31").ok()
        }));
    }

    #[test]
    fn a_number_of_nobody_of_several_or_flawed_is_work() {
        let rule = MatchRule::parse(MatchRule::SHIPPED).unwrap();
        let ask =
            |candidates: &[(PersonNo, Profile)]| judge(&rule, &row("王芳", number(1)), candidates);
        assert_eq!(ask(&[]), ListVerdict::Work(Mismatch::Unknown));
        let two = [
            candidate(1, "王芳", &number(1)),
            candidate(2, "王芳", &number(1)),
        ];
        let ListVerdict::Work(several) = ask(&two) else {
            panic!("several records are work")
        };
        assert!(several.zh().contains("1、2"));
        let flawed =
            DocumentNumber::read(DocumentType::ResidentCard, "650102197001010019").unwrap();
        let flawed = if flawed.is_sound() {
            DocumentNumber::read(DocumentType::ResidentCard, "650102197001010018").unwrap()
        } else {
            flawed
        };
        let verdict = judge(&rule, &row("王芳", flawed), &two);
        assert_eq!(verdict, ListVerdict::Work(Mismatch::FlawedNumber));
    }
}
