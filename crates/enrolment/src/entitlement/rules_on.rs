//! By which rules somebody is treated on a day: active or retired, and the class of the package.

use crate::ask::{Career, Membership, Question};
use base::{Date, Refused};
use benefit::plan::Policy;

/// The rules of a day for a member, in the words of the package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberRules {
    /// Class (`A1` … `R5`), where the package has one.
    pub cohort: Option<String>,
    /// Whether the retired people's rules hold.
    pub is_retired: bool,
    /// First day of the retired people's rules, where known.
    pub retired_from: Option<Date>,
}

/// The rules of a member on a day, by the classes of the package (篇7 第二十一条第五款、第四十一条).
///
/// # Errors
/// [`Refused`] where no version of the package covers the day, or a value is unknown to it.
pub fn rules_on(policy: &Policy, career: &Career, on: Date) -> Result<MemberRules, Refused> {
    let mut question = Question::new(policy);
    career.lay(&mut question)?;
    let section = question.section(on)?;
    let retired_from = retired_from(&question, &section, career);
    Ok(MemberRules {
        cohort: question.derived_word(&section, "cohort"),
        is_retired: retired_from.is_some_and(|from| from <= on),
        retired_from,
    })
}

/// The first day of the retired people's rules: as the package derives it, else the procedure's day.
pub(super) fn retired_from(
    question: &Question<'_>,
    section: &benefit::sections::Section<'_>,
    career: &Career,
) -> Option<Date> {
    let retirement = career.retirement?;
    let derived = question.derived_date(section, "retiree_from");
    Some(derived.unwrap_or(retirement.retired_on))
}

/// Whether the pool has rules for such a membership; `configured` lists those it has.
///
/// # Errors
/// [`Refused`] `entitlement.no_rule_set`: the group has a separate rule set that is not configured
/// (篇7 第四十条). It is told, and no other rule is taken silently.
pub fn rule_set(membership: Membership, configured: &[Membership]) -> Result<(), Refused> {
    if membership == Membership::Employee || configured.contains(&membership) {
        return Ok(());
    }
    Err(Refused::new(
        "entitlement.no_rule_set",
        format!(
            "{}的办法另行规定，本统筹区尚未配置这一人群的规则；请先配置规则再办理。",
            membership.zh()
        ),
    )
    .under("篇7 第四十条"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::Crediting;
    use crate::ask::Retirement;
    use crate::month::Month;
    use crate::premium::testing::*;
    use crate::premium::{Rules, Worker};
    use base::Fen;

    fn retirement(retired_on: &str, pension_from: Option<&str>) -> Retirement {
        Retirement {
            no: 1,
            retired_on: day(retired_on),
            pension_from: pension_from.map(day),
        }
    }

    /// REQ-034: statutory age in March 1998, retired in July 2003: active rules before, class R1 after.
    #[test]
    fn req_034_extended_service() {
        let policy = shanghai(&[]);
        let career = Career {
            employed_on: Some(day("1958-01-01")),
            retirement_age_on: Some(day("1998-03-01")),
            extended_service: true,
            retirement: Some(retirement("2003-07-01", None)),
            ..Career::born(day("1938-03-01"))
        };
        let before = rules_on(&policy, &career, day("2003-06-30")).unwrap();
        assert_eq!(
            (before.cohort.as_deref(), before.is_retired),
            (Some("A1"), false)
        );
        let after = rules_on(&policy, &career, day("2003-07-01")).unwrap();
        assert_eq!(
            (after.cohort.as_deref(), after.is_retired),
            (Some("R1"), true)
        );
    }

    /// REQ-035: pension from 2005-04-15: on 1 April retired people's rules; April's credit is the last
    /// active amount.
    #[test]
    fn req_035_the_month_of_the_first_pension() {
        let policy = shanghai(&[
            ("table.city_wage", "5000"),
            ("table.credit_active_le34", "10"),
            ("table.credit_active_35_44", "20"),
            ("table.credit_active_ge45", "30"),
            ("table.credit_retired_le74", "40"),
            ("table.credit_retired_ge75", "50"),
        ]);
        let worker = Worker {
            person: person(1),
            wage: Some(Fen::new(800_000)),
            career: Career {
                employed_on: Some(day("1965-01-01")),
                retirement: Some(retirement("2005-03-20", Some("2005-04-15"))),
                ..Career::born(day("1945-03-01"))
            },
        };
        let rules = |on: &str| rules_on(&policy, &worker.career, day(on)).unwrap();
        assert!(!rules("2005-03-31").is_retired);
        assert!(rules("2005-04-01").is_retired);
        assert_eq!(rules("2005-04-01").cohort.as_deref(), Some("R2"));
        let april = Month::new(2005, 4).unwrap();
        let due = Rules::new(&policy).person(&worker, april).unwrap();
        let credit = Crediting::new(&policy)
            .month(&worker, &due, april, None)
            .unwrap();
        assert_eq!(
            (credit.band.as_str(), credit.amount.get()),
            ("pension_month", 3_000)
        );
    }

    /// REQ-036: a freelancer is told that no rule set is configured; none is taken silently.
    #[test]
    fn req_036_a_freelancer_has_a_rule_set_of_its_own() {
        let refused = rule_set(Membership::SelfEmployed, &[]).unwrap_err();
        assert_eq!(refused.code(), "entitlement.no_rule_set");
        assert!(refused.zh().contains("尚未配置"));
        assert!(rule_set(Membership::SelfEmployed, &[Membership::SelfEmployed]).is_ok());
        assert!(rule_set(Membership::Employee, &[]).is_ok());
        assert!(rule_set(Membership::Unemployed, &[Membership::SelfEmployed]).is_err());
    }
}
