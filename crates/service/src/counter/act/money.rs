//! What rows keep of the money of an answer.

use std::collections::BTreeMap;

use base::{Fen, Refused};
use serde::{Deserialize, Serialize};
use settlement::answer::{Answer, Figures};

/// The figures of an answer, what each kind of fund pays, and what moved on the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Money {
    /// The figures; of a reversal negative.
    pub figures: Figures,
    /// Kind of fund (`fund_pay_type`) and what it pays.
    pub funds: Vec<(String, Fen)>,
    /// What was drawn from the account: 当年计入资金 and 历年结余资金.
    pub drawn: (Fen, Fen),
    /// The insurer who makes good what the fund of his layer pays: contract, code, contract date as a number.
    pub insurer: Option<(i64, String, i64)>,
}

/// As rows keep it.
#[derive(Serialize, Deserialize)]
struct Kept {
    figures: BTreeMap<String, i64>,
    funds: Vec<(String, i64)>,
    drawn: (i64, i64),
    #[serde(default, skip_serializing_if = "Option::is_none")]
    insurer: Option<(i64, String, i64)>,
}

impl Money {
    /// The money of an answer.
    #[must_use]
    pub fn of(answer: &Answer, drawn: (Fen, Fen)) -> Money {
        let funds = answer.funds.iter().map(|it| (it.fund.clone(), it.amount));
        Money {
            figures: answer.figures.clone(),
            funds: funds.collect(),
            drawn,
            insurer: None,
        }
    }

    /// The same taken back.
    ///
    /// # Errors
    /// `answer.range`.
    pub fn negative(&self) -> Result<Money, Refused> {
        let turned = |amount: Fen| amount.checked_neg().ok_or_else(range);
        let funds = self.funds.iter();
        let funds = funds.map(|(fund, amount)| Ok((fund.clone(), turned(*amount)?)));
        Ok(Money {
            figures: self.figures.negative().ok_or_else(range)?,
            funds: funds.collect::<Result<_, Refused>>()?,
            drawn: (turned(self.drawn.0)?, turned(self.drawn.1)?),
            insurer: self.insurer.clone(),
        })
    }

    /// Both together.
    ///
    /// # Errors
    /// `answer.range`.
    pub fn plus(&self, other: &Money) -> Result<Money, Refused> {
        let mut funds: BTreeMap<&str, Fen> = BTreeMap::new();
        for (fund, amount) in self.funds.iter().chain(&other.funds) {
            let sum = funds.entry(fund).or_default();
            *sum = sum.checked_add(*amount).ok_or_else(range)?;
        }
        let moved = funds.into_iter().filter(|(_, amount)| *amount != Fen::ZERO);
        let add = |one: Fen, more: Fen| one.checked_add(more).ok_or_else(range);
        Ok(Money {
            figures: self.figures.plus(&other.figures).ok_or_else(range)?,
            funds: moved
                .map(|(fund, amount)| (fund.to_owned(), amount))
                .collect(),
            drawn: (
                add(self.drawn.0, other.drawn.0)?,
                add(self.drawn.1, other.drawn.1)?,
            ),
            insurer: self.insurer.clone().or_else(|| other.insurer.clone()),
        })
    }

    /// JSON for the row.
    ///
    /// # Errors
    /// `answer.kept`: never, for figures made here.
    pub fn json(&self) -> Result<String, Refused> {
        let figures = self.figures.pairs().into_iter();
        let funds = self.funds.iter();
        let kept = Kept {
            figures: figures
                .map(|(name, amount)| (name.to_owned(), amount.get()))
                .collect(),
            funds: funds
                .map(|(fund, amount)| (fund.clone(), amount.get()))
                .collect(),
            drawn: (self.drawn.0.get(), self.drawn.1.get()),
            insurer: self.insurer.clone(),
        };
        serde_json::to_string(&kept).map_err(|_| broken())
    }

    /// The money of a row.
    ///
    /// # Errors
    /// `answer.kept`: the row is not one of ours.
    pub fn read(json: &str) -> Result<Money, Refused> {
        let kept: Kept = serde_json::from_str(json).map_err(|_| broken())?;
        let find = |name: &str| kept.figures.get(name).copied().map(Fen::new);
        let funds = kept.funds.into_iter();
        Ok(Money {
            figures: Figures::of_pairs(find).ok_or_else(broken)?,
            funds: funds
                .map(|(fund, amount)| (fund, Fen::new(amount)))
                .collect(),
            drawn: (Fen::new(kept.drawn.0), Fen::new(kept.drawn.1)),
            insurer: kept.insurer,
        })
    }
}

fn range() -> Refused {
    Refused::new("answer.range", "金额超出可表示的范围，请核对明细金额。")
}

fn broken() -> Refused {
    Refused::new(
        "answer.kept",
        "结算记录的金额不能读取，请报告系统管理员核查。",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_comes_back_from_its_row_and_its_negative_undoes_it() {
        let figures = Figures {
            medfee_sumamt: Fen::new(1_099),
            hifp_pay: Fen::new(600),
            psn_cash_pay: Fen::new(499),
            ..Figures::default()
        };
        let money = Money {
            figures,
            funds: vec![("390100".to_owned(), Fen::new(600))],
            drawn: (Fen::ZERO, Fen::new(7)),
            insurer: Some((3, "甲".to_owned(), 20_260_301)),
        };
        assert_eq!(Money::read(&money.json().unwrap()).unwrap(), money);
        let back = money.negative().unwrap();
        assert_eq!(back.figures.medfee_sumamt, Fen::new(-1_099));
        assert_eq!(back.negative().unwrap(), money);
        assert_eq!(Money::read("{}").unwrap_err().code(), "answer.kept");
    }
}
