//! Who belongs to an organisation, as what and when.

use base::{Date, OrganisationNo, PersonNo, Refused, Validity};

/// As what a person belongs to an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MemberRole {
    /// 在职职工
    Active,
    /// 退休人员
    Retired,
    /// 其他参保人员
    Other,
    /// 在校学生、在园幼儿
    Student,
}

impl MemberRole {
    /// Every role.
    pub const ALL: [MemberRole; 4] = [
        MemberRole::Active,
        MemberRole::Retired,
        MemberRole::Other,
        MemberRole::Student,
    ];

    /// The word in files and in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            MemberRole::Active => "active",
            MemberRole::Retired => "retired",
            MemberRole::Other => "other",
            MemberRole::Student => "student",
        }
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            MemberRole::Active => "在职职工",
            MemberRole::Retired => "退休人员",
            MemberRole::Other => "其他参保人员",
            MemberRole::Student => "在校学生",
        }
    }

    /// The role of a word or of its Chinese name.
    #[must_use]
    pub fn parse(text: &str) -> Option<MemberRole> {
        MemberRole::ALL
            .into_iter()
            .find(|role| role.code() == text || role.zh() == text)
    }
}

/// The stage of education of a pupil or student.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// 学龄前儿童
    Preschool,
    /// 小学生
    Primary,
    /// 中学生
    Secondary,
    /// 大中专学生
    College,
    /// 研究生
    Graduate,
    /// 特教学生
    Special,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Stage; 6] = [
        Stage::Preschool,
        Stage::Primary,
        Stage::Secondary,
        Stage::College,
        Stage::Graduate,
        Stage::Special,
    ];

    /// The word in files and in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Stage::Preschool => "preschool",
            Stage::Primary => "primary",
            Stage::Secondary => "secondary",
            Stage::College => "college",
            Stage::Graduate => "graduate",
            Stage::Special => "special",
        }
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Stage::Preschool => "学龄前儿童",
            Stage::Primary => "小学生",
            Stage::Secondary => "中学生",
            Stage::College => "大中专学生",
            Stage::Graduate => "研究生",
            Stage::Special => "特教学生",
        }
    }

    /// The stage of a word or of its Chinese name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Stage> {
        let same = |one: &Stage| one.code() == text || one.zh() == text;
        Stage::ALL.into_iter().find(same).or(match text {
            "硕士研究生" | "博士研究生" | "硕士" | "博士" => Some(Stage::Graduate),
            "本科" | "大专" | "中专" | "大学生" => Some(Stage::College),
            "初中" | "高中" => Some(Stage::Secondary),
            "小学" => Some(Stage::Primary),
            "幼儿园" => Some(Stage::Preschool),
            _ => None,
        })
    }
}

/// A person in an organisation over a stretch of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Affiliation {
    /// Who.
    pub person: PersonNo,
    /// Where.
    pub organisation: OrganisationNo,
    /// As what.
    pub role: MemberRole,
    /// Of a student: the stage.
    pub stage: Option<Stage>,
    /// From when until when.
    pub belongs: Validity,
}

impl Affiliation {
    /// Whether it holds on a date.
    #[must_use]
    pub fn covers(&self, date: Date) -> bool {
        self.belongs.covers(date)
    }
}

/// A person joins an organisation, beside what the person belongs to already.
///
/// # Errors
/// `affiliation.double` where the same role in the same organisation covers some of these days already;
/// `affiliation.second_employer` for active work at a second employer: the first must end before.
pub fn join(known: &[Affiliation], new: &Affiliation) -> Result<(), Refused> {
    let overlaps = |one: &&Affiliation| {
        one.person == new.person && one.belongs.overlaps(&new.belongs) && one.role == new.role
    };
    let Some(found) = known.iter().find(overlaps) else {
        return Ok(());
    };
    if found.organisation == new.organisation {
        return Err(Refused::new(
            "affiliation.double",
            format!(
                "人员 {} 在单位 {} 已登记为{}，期间重叠，不能重复登记。",
                new.person,
                new.organisation,
                new.role.zh()
            ),
        ));
    }
    if new.role == MemberRole::Active {
        return Err(Refused::new(
            "affiliation.second_employer",
            format!(
                "人员 {} 仍在单位 {} 在职，请先由该单位办理减员，再由新单位增员。",
                new.person, found.organisation
            ),
        ));
    }
    Ok(())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn span(from: &str, until: &str) -> Validity {
        let date = |text| Date::parse(text).ok();
        Validity::new(date(from), date(until)).unwrap()
    }

    pub(crate) fn works(organisation: i64, role: MemberRole, belongs: Validity) -> Affiliation {
        Affiliation {
            person: PersonNo::new(1).unwrap(),
            organisation: OrganisationNo::new(organisation).unwrap(),
            role,
            stage: None,
            belongs,
        }
    }

    #[test]
    fn one_works_at_one_employer_at_a_time() {
        let first = works(1, MemberRole::Active, span("2020-01-01", "2020-06-30"));
        let known = [first.clone()];
        let again = join(
            &known,
            &works(1, MemberRole::Active, span("2020-06-30", "")),
        );
        assert_eq!(again.unwrap_err().code(), "affiliation.double");
        let second = join(
            &known,
            &works(2, MemberRole::Active, span("2020-06-30", "")),
        );
        assert_eq!(second.unwrap_err().code(), "affiliation.second_employer");
        assert!(
            join(
                &known,
                &works(2, MemberRole::Active, span("2020-07-01", ""))
            )
            .is_ok()
        );
        assert!(
            join(
                &known,
                &works(2, MemberRole::Retired, span("2020-01-01", ""))
            )
            .is_ok()
        );
    }

    #[test]
    fn words_lead_back() {
        for role in MemberRole::ALL {
            assert_eq!(MemberRole::parse(role.code()), Some(role));
            assert_eq!(MemberRole::parse(role.zh()), Some(role));
        }
        for stage in Stage::ALL {
            assert_eq!(Stage::parse(stage.code()), Some(stage));
        }
        assert_eq!(Stage::parse("博士"), Some(Stage::Graduate));
    }
}
