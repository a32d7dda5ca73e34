//! The yearly declaration of bases: declared, checked, in force (篇6 二(一)3).

use super::calendar::PremiumCalendar;
use super::numbers::DeclarationNo;
use ::base::{Date, Fen, OrganisationNo, PersonNo, Refused};

/// The wage that an employer declares for one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct WageLine {
    /// Whose.
    pub person: PersonNo,
    /// Own average monthly wage of the year before, 分, 0 or more.
    pub wage: Fen,
}

/// How far a declaration has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeclarationState {
    /// 已申报.
    Declared,
    /// 已校对.
    Checked,
    /// 已启用.
    InForce,
}

impl DeclarationState {
    /// Every state, in order.
    pub const ALL: [DeclarationState; 3] = [
        DeclarationState::Declared,
        DeclarationState::Checked,
        DeclarationState::InForce,
    ];

    /// The word in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            DeclarationState::Declared => "declared",
            DeclarationState::Checked => "checked",
            DeclarationState::InForce => "in_force",
        }
    }

    /// The state of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<DeclarationState> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            DeclarationState::Declared => "已申报",
            DeclarationState::Checked => "已校对",
            DeclarationState::InForce => "已启用",
        }
    }
}

/// A declaration of bases for a premium year, or a supplement (people taken on later).
///
/// A later declaration that is in force replaces the lines of the persons that it names and no
/// others, so that a correction is a new declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// Number of the record.
    pub no: DeclarationNo,
    /// Who declares.
    pub employer: OrganisationNo,
    /// The calendar year in which the bases come into force.
    pub year: i32,
    /// Wages, rising by person.
    pub lines: Vec<WageLine>,
    declared_on: Date,
    checked_on: Option<Date>,
    in_force_from: Option<Date>,
}

impl Declaration {
    /// Takes a declaration in.
    ///
    /// # Errors
    /// [`Refused`] `premium.too_early` before the first day of declaring, `premium.wage` for a
    /// negative wage, `premium.twice` for a person named twice, `premium.empty` without a line.
    pub fn declare(
        no: DeclarationNo,
        employer: OrganisationNo,
        year: i32,
        mut lines: Vec<WageLine>,
        on: Date,
        calendar: &PremiumCalendar,
    ) -> Result<Declaration, Refused> {
        let first = calendar.declare_from(year);
        if first.is_none_or(|first| on < first) {
            let first = first.map_or_else(|| "起始日".to_owned(), |first| first.to_string());
            return Err(Refused::new(
                "premium.too_early",
                format!("{year} 年度缴费基数自 {first} 起申报，{on} 尚未开始，请届时申报。"),
            )
            .under(calendar.article()));
        }
        if lines.is_empty() {
            return Err(Refused::new(
                "premium.empty",
                "申报表没有一名职工，请至少填写一行。",
            ));
        }
        lines.sort_unstable();
        for (line, next) in lines.iter().zip(lines.iter().skip(1)) {
            if line.person == next.person {
                return Err(Refused::new(
                    "premium.twice",
                    format!("人员 {} 在申报表中出现两次，请只保留一行。", line.person),
                ));
            }
        }
        if let Some(line) = lines.iter().find(|line| line.wage < Fen::ZERO) {
            return Err(Refused::new(
                "premium.wage",
                format!("人员 {} 的月平均工资为负数，请核对。", line.person),
            ));
        }
        Ok(Declaration {
            no,
            employer,
            year,
            lines,
            declared_on: on,
            checked_on: None,
            in_force_from: None,
        })
    }

    /// A declaration as the store kept it.
    #[must_use]
    pub const fn kept(
        (no, employer, year): (DeclarationNo, OrganisationNo, i32),
        lines: Vec<WageLine>,
        declared_on: Date,
        checked_on: Option<Date>,
        in_force_from: Option<Date>,
    ) -> Declaration {
        Declaration {
            no,
            employer,
            year,
            lines,
            declared_on,
            checked_on,
            in_force_from,
        }
    }

    /// Records the check; the lines stand from here on.
    ///
    /// # Errors
    /// [`Refused`] `premium.state` unless declared, `premium.too_early` before the month of checking.
    pub fn check(&mut self, on: Date, calendar: &PremiumCalendar) -> Result<(), Refused> {
        self.at(DeclarationState::Declared, "校对")?;
        if calendar.check_from(self.year).is_none_or(|from| on < from) {
            return Err(Refused::new(
                "premium.too_early",
                format!("{} 年度缴费基数自 6 月起校对，{on} 尚未开始。", self.year),
            )
            .under(calendar.article()));
        }
        self.checked_on = Some(on);
        Ok(())
    }

    /// Puts the bases in force from a day on.
    ///
    /// # Errors
    /// [`Refused`] `premium.state` unless checked, `premium.before_check` for a day before the check.
    pub fn put_in_force(&mut self, from: Date) -> Result<(), Refused> {
        self.at(DeclarationState::Checked, "启用")?;
        if self.checked_on.is_some_and(|checked| from < checked) {
            return Err(Refused::new(
                "premium.before_check",
                format!("启用日 {from} 早于校对日，请核对日期。"),
            ));
        }
        self.in_force_from = Some(from);
        Ok(())
    }

    /// Whether the bases came into force later than the calendar says (6 月底前).
    #[must_use]
    pub fn is_late(&self, calendar: &PremiumCalendar) -> bool {
        let limit = calendar.in_force_by(self.year);
        self.in_force_from
            .zip(limit)
            .is_some_and(|(from, limit)| from > limit)
    }

    /// How far it has come.
    #[must_use]
    pub const fn state(&self) -> DeclarationState {
        match (self.checked_on, self.in_force_from) {
            (_, Some(_)) => DeclarationState::InForce,
            (Some(_), None) => DeclarationState::Checked,
            (None, None) => DeclarationState::Declared,
        }
    }

    /// Day of the declaration.
    #[must_use]
    pub const fn declared_on(&self) -> Date {
        self.declared_on
    }

    /// Day of the check.
    #[must_use]
    pub const fn checked_on(&self) -> Option<Date> {
        self.checked_on
    }

    /// First day of the bases.
    #[must_use]
    pub const fn in_force_from(&self) -> Option<Date> {
        self.in_force_from
    }

    fn at(&self, state: DeclarationState, step: &str) -> Result<(), Refused> {
        if self.state() == state {
            return Ok(());
        }
        let (now, wanted) = (self.state().zh(), state.zh());
        Err(Refused::new(
            "premium.state",
            format!(
                "申报 {} 现为“{now}”，{step}须在“{wanted}”之后办理。",
                self.no
            ),
        ))
    }
}

/// The employers that have declared nothing, in the order given; `declared` are those who have.
#[must_use]
pub fn undeclared(
    employers: &[OrganisationNo],
    declared: &[OrganisationNo],
) -> Vec<OrganisationNo> {
    let missing = employers
        .iter()
        .filter(|employer| !declared.contains(employer));
    missing.copied().collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    fn lines() -> Vec<WageLine> {
        vec![wage(2, 800_000), wage(1, 200_000)]
    }

    fn declared() -> Declaration {
        let no = DeclarationNo::new(1).unwrap();
        Declaration::declare(
            no,
            employer(7),
            2026,
            lines(),
            day("2026-04-10"),
            &calendar(),
        )
        .unwrap()
    }

    /// REQ-074: declared in April, checked in June, in force 30 June; who has not declared is listed.
    #[test]
    fn req_074_declared_checked_in_force_and_the_undeclared_listed() {
        let mut declaration = declared();
        assert_eq!(declaration.state(), DeclarationState::Declared);
        declaration.check(day("2026-06-12"), &calendar()).unwrap();
        assert_eq!(declaration.state(), DeclarationState::Checked);
        declaration.put_in_force(day("2026-06-30")).unwrap();
        assert_eq!(declaration.state(), DeclarationState::InForce);
        assert!(!declaration.is_late(&calendar()));
        let register = [employer(7), employer(8), employer(9)];
        assert_eq!(
            undeclared(&register, &[declaration.employer]),
            [employer(8), employer(9)]
        );
    }

    #[test]
    fn steps_come_in_their_order_and_time() {
        let no = DeclarationNo::new(1).unwrap();
        let early = Declaration::declare(
            no,
            employer(7),
            2026,
            lines(),
            day("2026-03-31"),
            &calendar(),
        );
        assert_eq!(early.unwrap_err().code(), "premium.too_early");
        let mut declaration = declared();
        let refused = declaration.put_in_force(day("2026-06-30")).unwrap_err();
        assert_eq!(refused.code(), "premium.state");
        let refused = declaration
            .check(day("2026-05-31"), &calendar())
            .unwrap_err();
        assert_eq!(refused.code(), "premium.too_early");
        declaration.check(day("2026-06-20"), &calendar()).unwrap();
        let refused = declaration.put_in_force(day("2026-06-19")).unwrap_err();
        assert_eq!(refused.code(), "premium.before_check");
        declaration.put_in_force(day("2026-07-01")).unwrap();
        assert!(declaration.is_late(&calendar()));
    }

    #[test]
    fn bad_lines_are_refused() {
        let declare = |lines| {
            let no = DeclarationNo::new(1).unwrap();
            let on = day("2026-04-10");
            Declaration::declare(no, employer(7), 2026, lines, on, &calendar())
                .unwrap_err()
                .code()
        };
        assert_eq!(declare(vec![]), "premium.empty");
        assert_eq!(declare(vec![wage(1, 5), wage(1, 6)]), "premium.twice");
        assert_eq!(declare(vec![wage(1, -5)]), "premium.wage");
    }
}
