//! Premiums of employers: which fund they are income of.
//!
//! The tax office brings the money of a bill as one sum (E1). It is the pool's until the people of the bill are
//! credited: only then is it known what is theirs, since nothing is credited before a bill is full (篇7 第十二条).
//! Crediting gives the fund of personal accounts what was credited, and the additional fund its part. What arrived in
//! the same run is booked at once where it belongs; what a run before has booked goes from the pool to the other fund
//! by way of suspense, see [`super::cross`].

use std::collections::BTreeMap;

use access::Scope;
use base::{Date, Fen};
use ledger::entry::Fund;
use store::posting::{self as rows, PremiumMoved, PremiumSplit, Span};
use store::{Session, StoreError, ledger as books};

use super::cross::{Crossing, Places};
use super::heading::{Heading, Line, PREMIUM, TREASURY, minus, positive, year};
use crate::ServiceError;

/// The sub-accounts of premiums: what people pay themselves, and what their employer pays.
const OWN: &str = "个人缴费";
const OF_EMPLOYER: &str = "单位缴费";

/// What a run takes of employers.
pub(super) struct Premiums {
    moved: Vec<PremiumMoved>,
    splits: Vec<PremiumSplit>,
}

/// Documents in the making.
type Headed = Vec<(Heading, Line, Fen)>;

/// The year of premiums, and whether they are received ahead.
#[derive(Clone, Copy)]
struct Of {
    year: i32,
    ahead: bool,
}

impl Premiums {
    pub(super) fn read(
        session: &mut Session<'_>,
        county: Scope,
        span: Span,
    ) -> Result<Premiums, StoreError> {
        Ok(Premiums {
            moved: rows::premiums(session, county, span)?,
            splits: rows::premium_splits(session, county, span)?,
        })
    }

    /// What arrived, net of what was taken back.
    pub(super) fn arrived(&self) -> impl Iterator<Item = Fen> {
        self.moved.iter().map(|one| one.amount)
    }

    /// Their lines in the list that the run's hash is made of.
    pub(super) fn list(&self) -> String {
        let mut list = String::new();
        for one in &self.moved {
            let (on, year, amount) = (one.on, one.year, one.amount.get());
            list.push_str(&format!("premium\t{on}\t{year}\t{amount}\n"));
        }
        for one in &self.splits {
            let amounts = [one.accounts, one.own, one.additional].map(|fen| fen.get().to_string());
            let (on, year) = (one.on, one.year);
            list.push_str(&format!("split\t{on}\t{year}\t{}\n", amounts.join("\t")));
        }
        list
    }

    /// The documents of the run about them.
    pub(super) fn headed(
        &self,
        session: &mut Session<'_>,
        county: Scope,
        book_date: Date,
        places: &mut Places,
    ) -> Result<Headed, ServiceError> {
        let switch = books::switch(session, county, Fund::EmployeePooled)?;
        let keeps = switch.is_some_and(|from| from <= book_date);
        let mut arrived: BTreeMap<i32, Vec<(Date, Fen)>> = BTreeMap::new();
        for one in &self.moved {
            let of_year = arrived.entry(year(one.year)?).or_default();
            of_year.push((one.on, one.amount));
        }
        let mut headed = Headed::new();
        for split in &self.splits {
            let number = year(split.year)?;
            let of = Of {
                year: number,
                ahead: keeps && number > book_date.year(),
            };
            let of_year = arrived.entry(number).or_default();
            for (fund, sub, amount) in shares(split)? {
                let lacks = out_of(of_year, (fund, sub, of), amount, &mut headed)?;
                if lacks > Fen::ZERO {
                    let from = (Fund::EmployeePooled, TREASURY);
                    let at = places.account(session, county, from, lacks)?;
                    let from = Fund::EmployeePooled;
                    let crossing = Crossing {
                        on: split.on,
                        from,
                        to: fund,
                        at,
                    };
                    headed.extend(moved_on(crossing, (sub, of), lacks));
                }
            }
        }
        for (number, days) in arrived {
            let ahead = keeps && number > book_date.year();
            let of = Of {
                year: number,
                ahead,
            };
            for (on, amount) in days.into_iter().filter(|(_, amount)| *amount != Fen::ZERO) {
                headed.push(of_the_pool(on, of, amount)?);
            }
        }
        Ok(headed)
    }
}

/// What a split gives to which fund, as what.
fn shares(split: &PremiumSplit) -> Result<[(Fund, &'static str, Fen); 3], ServiceError> {
    let own = split.own.min(split.accounts);
    let of_employers = minus(split.accounts, own)?;
    Ok([
        (Fund::EmployeeAccounts, OWN, own),
        (Fund::EmployeeAccounts, OF_EMPLOYER, of_employers),
        (Fund::Additional, OF_EMPLOYER, split.additional),
    ])
}

/// Books a share out of what arrived, day by day; what is lacking.
fn out_of(
    arrived: &mut [(Date, Fen)],
    (fund, sub, of): (Fund, &'static str, Of),
    amount: Fen,
    headed: &mut Headed,
) -> Result<Fen, ServiceError> {
    let mut left = amount;
    for (on, here) in arrived.iter_mut() {
        let taken = left.min(*here);
        if taken <= Fen::ZERO {
            continue;
        }
        *here = minus(*here, taken)?;
        left = minus(left, taken)?;
        let variant = if of.ahead { "ahead" } else { "current" };
        let heading = heading((1, variant), fund, *on, TREASURY);
        headed.push((heading, line(sub, of), taken));
    }
    Ok(left)
}

/// What is the pool's: income, or what was taken back beyond what arrived on that day.
fn of_the_pool(on: Date, of: Of, amount: Fen) -> Result<(Heading, Line, Fen), ServiceError> {
    let event = match (amount > Fen::ZERO, of.ahead) {
        (true, true) => (1, "ahead"),
        (true, false) => (1, "current"),
        (false, true) => (6, "refund"),
        (false, false) => (7, "refund"),
    };
    let mut heading = heading(event, Fund::EmployeePooled, on, TREASURY);
    heading.out = amount < Fen::ZERO;
    Ok((heading, line(OF_EMPLOYER, of), positive(amount)?))
}

/// What the pool has booked as its own goes to another fund.
fn moved_on(crossing: Crossing, (sub, of): (&'static str, Of), amount: Fen) -> Headed {
    let (back, again) = if of.ahead {
        ("reopened-ahead", "ahead")
    } else {
        ("reopened", "identified")
    };
    let (on, at) = (crossing.on, crossing.at);
    let mut headed = vec![
        (
            heading((31, back), crossing.from, on, at),
            line(OF_EMPLOYER, of),
            amount,
        ),
        (
            heading((31, again), crossing.to, on, at),
            line(sub, of),
            amount,
        ),
    ];
    headed.extend(crossing.documents(amount));
    headed
}

fn heading((event, variant): (u8, &'static str), fund: Fund, on: Date, money: u16) -> Heading {
    Heading {
        out: false,
        on,
        event,
        variant,
        fund,
        money,
        income: PREMIUM,
    }
}

fn line(sub: &'static str, of: Of) -> Line {
    (Some(of.year), (!of.ahead).then_some(sub), None)
}
