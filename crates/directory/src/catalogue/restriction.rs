//! What an item is restricted to, in words and in what a program can check.

use base::Sex;

use super::kind::HospitalLevel;

/// What an item is restricted to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Restriction {
    /// 限制使用标志 (`lmt_used_flag`): a line counts only with the hospital's approval.
    pub approval: bool,
    /// The words of the catalogue; empty where there are none.
    pub text: Box<str>,
    /// What can be checked from the facts of a bill.
    pub conditions: Option<Box<Conditions>>,
}

/// What can be checked from the facts of a bill; all of it must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conditions {
    /// The levels of hospital that may use it; empty means all.
    pub levels: Vec<HospitalLevel>,
    /// Only for one sex.
    pub sex: Option<Sex>,
    /// Completed years of age, at least.
    pub age_from: Option<u16>,
    /// Completed years of age, at most.
    pub age_to: Option<u16>,
    /// Prefixes of diagnosis codes, one of which must be among the diagnoses; empty means any.
    pub diagnoses: Vec<Box<str>>,
    /// Only in stays.
    pub inpatient_only: bool,
}

/// What a bill says about the conditions. What is not known is not held against a line.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// Level of the hospital.
    pub level: HospitalLevel,
    /// Whether it is a stay.
    pub inpatient: bool,
    /// Sex of the patient, where known.
    pub sex: Option<Sex>,
    /// Completed years of age on the day of service, where known.
    pub age: Option<u16>,
    /// Diagnosis codes in force; empty where none has come in yet.
    pub diagnoses: &'a [&'a str],
}

/// The condition that does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unmet {
    /// Level of the hospital.
    Level,
    /// Only in stays.
    Inpatient,
    /// Sex.
    Sex,
    /// Age.
    Age,
    /// Diagnosis.
    Diagnosis,
}

impl Unmet {
    /// The Chinese name of what is restricted.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Unmet::Level => "医院级别",
            Unmet::Inpatient => "仅限住院使用",
            Unmet::Sex => "性别",
            Unmet::Age => "年龄",
            Unmet::Diagnosis => "诊断",
        }
    }
}

impl Conditions {
    /// Whether nothing is asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Conditions::default()
    }

    /// The first condition that is known not to hold.
    #[must_use]
    pub fn unmet(&self, now: &Circumstances<'_>) -> Option<Unmet> {
        if !self.levels.is_empty() && !self.levels.contains(&now.level) {
            return Some(Unmet::Level);
        }
        if self.inpatient_only && !now.inpatient {
            return Some(Unmet::Inpatient);
        }
        if !self.sex_holds(now.sex) {
            return Some(Unmet::Sex);
        }
        let young = |age: u16| self.age_from.is_some_and(|from| age < from);
        let old = |age: u16| self.age_to.is_some_and(|to| to < age);
        if now.age.is_some_and(|age| young(age) || old(age)) {
            return Some(Unmet::Age);
        }
        (!self.diagnosis_holds(now.diagnoses)).then_some(Unmet::Diagnosis)
    }

    /// A sex that is not stated as male or female says nothing.
    fn sex_holds(&self, sex: Option<Sex>) -> bool {
        match (self.sex, sex) {
            (Some(asked), Some(given @ (Sex::Male | Sex::Female))) => asked == given,
            _ => true,
        }
    }

    fn diagnosis_holds(&self, diagnoses: &[&str]) -> bool {
        let listed = |code: &&str| {
            let mut prefixes = self.diagnoses.iter();
            prefixes.any(|prefix| code.starts_with(prefix.as_ref()))
        };
        self.diagnoses.is_empty() || diagnoses.is_empty() || diagnoses.iter().any(listed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Circumstances<'static> = Circumstances {
        level: HospitalLevel::Second,
        inpatient: false,
        sex: Some(Sex::Female),
        age: Some(30),
        diagnoses: &["E11.900", "I10.x00"],
    };

    #[test]
    fn each_condition_is_checked_against_what_is_known() {
        let none = Conditions::default();
        assert!(none.is_empty());
        assert_eq!(none.unmet(&NOW), None);
        let cases = [
            (
                Conditions {
                    levels: vec![HospitalLevel::Third],
                    ..none.clone()
                },
                Unmet::Level,
            ),
            (
                Conditions {
                    inpatient_only: true,
                    ..none.clone()
                },
                Unmet::Inpatient,
            ),
            (
                Conditions {
                    sex: Some(Sex::Male),
                    ..none.clone()
                },
                Unmet::Sex,
            ),
            (
                Conditions {
                    age_from: Some(31),
                    ..none.clone()
                },
                Unmet::Age,
            ),
            (
                Conditions {
                    age_to: Some(29),
                    ..none.clone()
                },
                Unmet::Age,
            ),
            (
                Conditions {
                    diagnoses: vec!["C50".into()],
                    ..none.clone()
                },
                Unmet::Diagnosis,
            ),
        ];
        let unknown = Circumstances {
            sex: Some(Sex::NotStated),
            age: None,
            diagnoses: &[],
            ..NOW
        };
        for (conditions, unmet) in cases {
            assert_eq!(conditions.unmet(&NOW), Some(unmet));
            let known_without_asking = matches!(unmet, Unmet::Level | Unmet::Inpatient);
            assert_eq!(conditions.unmet(&unknown).is_some(), known_without_asking);
        }
    }

    #[test]
    fn both_ends_of_an_age_and_one_diagnosis_of_several_suffice() {
        let conditions = Conditions {
            age_from: Some(30),
            age_to: Some(30),
            diagnoses: vec!["C50".into(), "I10".into()],
            ..Conditions::default()
        };
        assert_eq!(conditions.unmet(&NOW), None);
    }
}
