//! The deposit (质量保证金): a share withheld of what is approved, given back after the assessment.

use base::{Date, Fen, Ratio, Refused, Rounding};

use super::coded::coded;
use super::sums::{less, total};

/// How much is withheld, from the agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepositRule {
    /// The share of what the fund pays. Account money is the person's; nothing is withheld of it.
    pub share: Ratio,
    /// How the share is rounded to 分.
    pub rounding: Rounding,
    /// Agreement or document, and article.
    pub article: String,
}

impl DepositRule {
    /// What is withheld of an approved amount of fund money; nothing of a negative one.
    ///
    /// # Errors
    /// `claim.deposit_share` where the share is more than the whole.
    pub fn withhold(&self, approved: Fen) -> Result<Fen, Refused> {
        let approved = approved.max(Fen::ZERO);
        let share = approved.share(self.share, self.rounding, 1);
        share.filter(|share| *share <= approved).ok_or_else(|| {
            let zh = "质量保证金比例应在 0 与 100% 之间，请核对协议。";
            Refused::new("claim.deposit_share", zh).under(&self.article)
        })
    }
}

coded! {
    /// What moves a deposit.
    DepositKind {
        /// Withheld from a payment.
        Withheld "withheld" "扣留",
        /// Given back after the assessment.
        Released "released" "返还",
        /// Kept by the fund after the assessment.
        Forfeited "forfeited" "扣减",
    }
}

/// One movement of a deposit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepositMove {
    /// What.
    pub kind: DepositKind,
    /// The year whose assessment decides on it, by the year in which it begins: that of the care that was paid for.
    pub year: i32,
    /// In 分, positive.
    pub amount: Fen,
    /// When.
    pub on: Date,
    /// The payment or the assessment behind it.
    pub document: String,
}

/// What an assessment says of the deposit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessed {
    /// The year that is assessed, by the year in which it begins.
    pub year: i32,
    /// The share that is given back.
    pub returned: Ratio,
    /// How it is rounded to 分.
    pub rounding: Rounding,
    /// The assessment.
    pub document: String,
    /// When.
    pub on: Date,
}

/// How the deposit of one claimant, county, fund and scheme stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Deposit {
    /// All that was withheld.
    pub withheld: Fen,
    /// All that was given back.
    pub released: Fen,
    /// All that the fund kept.
    pub forfeited: Fen,
}

impl Deposit {
    /// Folds the movements.
    ///
    /// # Errors
    /// `settlement.amount_range`.
    pub fn of<'a>(moves: impl IntoIterator<Item = &'a DepositMove>) -> Result<Deposit, Refused> {
        let mut deposit = Deposit::default();
        for one in moves {
            let sum = match one.kind {
                DepositKind::Withheld => &mut deposit.withheld,
                DepositKind::Released => &mut deposit.released,
                DepositKind::Forfeited => &mut deposit.forfeited,
            };
            *sum = total([*sum, one.amount])?;
        }
        Ok(deposit)
    }

    /// What is held.
    ///
    /// # Errors
    /// `settlement.amount_range`.
    pub fn held(&self) -> Result<Fen, Refused> {
        less(less(self.withheld, self.released)?, self.forfeited)
    }

    /// The movements that an assessment makes: what goes back and what the fund keeps add up to what is held of the
    /// assessed year. What was withheld for another year waits for its own assessment.
    ///
    /// # Errors
    /// `claim.deposit_none` where nothing is held of the year, `claim.deposit_share` where the share is more than the whole.
    pub fn assess(moves: &[DepositMove], assessed: &Assessed) -> Result<Vec<DepositMove>, Refused> {
        let of_year = moves.iter().filter(|one| one.year == assessed.year);
        let held = Deposit::of(of_year)?.held()?;
        if held <= Fen::ZERO {
            return Err(Refused::new(
                "claim.deposit_none",
                format!("{} 年度没有留存的质量保证金，无需返还。", assessed.year),
            ));
        }
        let back = held.share(assessed.returned, assessed.rounding, 1);
        let back = back.filter(|back| Fen::ZERO <= *back && *back <= held);
        let back = back.ok_or_else(|| {
            let zh = "保证金返还比例应在 0 与 100% 之间，请核对考核结果。";
            Refused::new("claim.deposit_share", zh)
        })?;
        let parts = [
            (DepositKind::Released, back),
            (DepositKind::Forfeited, less(held, back)?),
        ];
        let moved = parts.into_iter().filter(|(_, amount)| *amount != Fen::ZERO);
        Ok(moved
            .map(|(kind, amount)| DepositMove {
                kind,
                year: assessed.year,
                amount,
                on: assessed.on,
                document: assessed.document.clone(),
            })
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn five_percent() -> DepositRule {
        DepositRule {
            share: Ratio::parse("5%").unwrap(),
            rounding: Rounding::HalfUp,
            article: "服务协议 第 20 条".to_owned(),
        }
    }

    fn moved(kind: DepositKind, amount: i64) -> DepositMove {
        DepositMove {
            kind,
            year: 2025,
            amount: Fen::new(amount),
            on: Date::parse("2025-10-10").unwrap(),
            document: "P1".to_owned(),
        }
    }

    #[test]
    fn a_share_is_withheld_and_nothing_of_a_negative_month() {
        let rule = five_percent();
        assert_eq!(rule.withhold(Fen::new(100_010)), Ok(Fen::new(5_001)));
        assert_eq!(rule.withhold(Fen::new(-100_000)), Ok(Fen::ZERO));
        let all = DepositRule {
            share: Ratio::new(101, 100).unwrap(),
            ..rule
        };
        let code = all.withhold(Fen::new(1_000)).unwrap_err();
        assert_eq!(code.code(), "claim.deposit_share");
    }

    #[test]
    fn an_assessment_parts_what_is_held_to_the_fen() {
        let held = [
            moved(DepositKind::Withheld, 5_001),
            moved(DepositKind::Withheld, 3_000),
            moved(DepositKind::Released, 1_000),
        ];
        assert_eq!(
            Deposit::of(&held).and_then(|one| one.held()),
            Ok(Fen::new(7_001))
        );
        let assessed = Assessed {
            year: 2025,
            returned: Ratio::parse("85%").unwrap(),
            rounding: Rounding::Down,
            document: "考核 2025".to_owned(),
            on: Date::parse("2026-01-20").unwrap(),
        };
        let moves = Deposit::assess(&held, &assessed).unwrap();
        let amounts: Vec<_> = moves
            .iter()
            .map(|one| (one.kind, one.amount.get()))
            .collect();
        let want = [
            (DepositKind::Released, 5_950),
            (DepositKind::Forfeited, 1_051),
        ];
        assert_eq!(amounts, want);
        let none = Deposit::assess(&[], &assessed).unwrap_err();
        assert_eq!(none.code(), "claim.deposit_none");
    }

    /// 600.00 held for 2025 and 100.00 withheld since: the assessment of 2025 at 80 % keeps 120.00 of the 600.00 and
    /// leaves the 100.00 to that of 2026.
    #[test]
    fn an_assessment_touches_its_own_year_alone() {
        let later = DepositMove {
            year: 2026,
            ..moved(DepositKind::Withheld, 10_000)
        };
        let mut all = vec![moved(DepositKind::Withheld, 60_000), later];
        let assessed = Assessed {
            year: 2025,
            returned: Ratio::parse("80%").unwrap(),
            rounding: Rounding::Down,
            document: "考核 2025".to_owned(),
            on: Date::parse("2026-03-20").unwrap(),
        };
        let moves = Deposit::assess(&all, &assessed).unwrap();
        let amounts: Vec<_> = moves.iter().map(|one| (one.kind, one.amount)).collect();
        let want = [
            (DepositKind::Released, Fen::new(48_000)),
            (DepositKind::Forfeited, Fen::new(12_000)),
        ];
        assert_eq!(amounts, want);
        all.extend(moves);
        assert_eq!(
            Deposit::of(&all).and_then(|one| one.held()),
            Ok(Fen::new(10_000))
        );
        let again = Deposit::assess(&all, &assessed).unwrap_err();
        assert_eq!(again.code(), "claim.deposit_none");
    }
}
