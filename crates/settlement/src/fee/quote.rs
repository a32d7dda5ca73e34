//! The price of a line, told at upload (2204, 2301).
//!
//! A quote decides nothing: settlement prices every line anew. Its hash says on what it rests, so that a
//! line whose law date, catalogue or class has changed since is seen and told again.

use base::{Date, Fen, Refused};
use benefit::claim::{AccView, Facts, Line};
use benefit::facts::{law_date, prepare, version, with_defaults};
use benefit::plan::Policy;
use benefit::price::{PricedLine, price, priced_for};
use sha2::{Digest, Sha256};

use super::FeeLine;
use crate::named::refused;

/// What is told of a line at upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// Number of the line.
    pub line: u64,
    /// Law date by which it was priced.
    pub law_date: Date,
    /// Full own pay: out of the catalogue (`fulamt_ownpay_amt`).
    pub full_own_pay: Fen,
    /// Above the price ceiling (`overlmt_amt`).
    pub over_limit: Fen,
    /// First self-pay (`preselfpay_amt`).
    pub first_self_pay: Fen,
    /// Within the policy (`inscp_scp_amt`).
    pub in_scope: Fen,
    /// Price ceiling of a unit that applied (`pric_uplmt_amt`).
    pub price_limit: Option<Fen>,
    /// Ratio of the first self-pay in parts of 10,000 (`selfpay_prop`).
    pub self_pay_ratio: i64,
    /// SHA-256 over what the price rests on.
    pub hash: [u8; 32],
}

/// Prices lines one by one, as told at upload; a correction mirrors its positive line.
///
/// # Errors
/// Those of [`FeeLine::claim_line`], and refusals of the rules (`bill.…`).
pub fn quote_batch(
    policy: &Policy,
    place: Option<&Policy>,
    given: &Facts,
    lines: &[&FeeLine],
) -> Result<Vec<Quote>, Refused> {
    lines
        .iter()
        .map(|line| quote(policy, place, given, line))
        .collect()
}

/// Prices one line. `place`: the catalogue of the place of care, where it is another.
///
/// # Errors
/// As [`quote_batch`].
pub fn quote(
    policy: &Policy,
    place: Option<&Policy>,
    given: &Facts,
    line: &FeeLine,
) -> Result<Quote, Refused> {
    let told = |refusal| refused(policy, &refusal);
    let day = law_date(policy, &with_defaults(policy, given)).map_err(told)?;
    let (_, plan) = version(policy, day).map_err(told)?;
    let mut bill = line.claim_line(policy)?;
    let sign = bill.amount.get().signum();
    bill.amount = Fen::new(bill.amount.get().saturating_abs());
    let hash = hash(policy, place, given, day, line.amount, &bill);
    let lines = [bill];
    let priced = match place {
        Some(place) => priced_for(policy, place, given, &lines),
        None => {
            let facts = prepare(policy, plan, given, &AccView::zero(policy.accs.len()));
            price(policy, plan, &facts, &lines)
        }
    };
    let priced = priced.map_err(told)?;
    let parts = priced.lines.first().map(priced_parts).unwrap_or_default();
    let [full_own_pay, over_limit, first_self_pay, in_scope] =
        parts.map(|part| Fen::new(part.get().saturating_mul(sign)));
    let first = priced.lines.first();
    let ratio = first.and_then(|line| line.first_ratio).map_or(0, |rate| {
        let scaled = i128::from(rate.num).saturating_mul(10_000);
        i64::try_from(base::Rounding::HalfUp.div(scaled, i128::from(rate.den))).unwrap_or(0)
    });
    Ok(Quote {
        line: line.number,
        law_date: day,
        full_own_pay,
        over_limit,
        first_self_pay,
        in_scope,
        price_limit: first.and_then(|line| line.price_limit),
        self_pay_ratio: ratio,
        hash,
    })
}

/// The four parts of a priced line: full own pay, above the ceiling, first self-pay, within the policy.
/// They add up to the line, whatever causes the package puts them under.
#[must_use]
pub fn priced_parts(line: &PricedLine) -> [Fen; 4] {
    line.parts().map(|part| part.amount)
}

/// Settlement and discharge come later than the upload and move a price only through the law date.
const LATER: &[&str] = &["settlement_date", "discharge_date", "ended_at", "invoice"];

fn hash(
    policy: &Policy,
    place: Option<&Policy>,
    given: &Facts,
    day: Date,
    amount: Fen,
    bill: &Line,
) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(b"tongchou-quote/1");
    digest.update(policy.hash);
    digest.update(place.map_or([0; 32], |place| place.hash));
    let mut number = |number: i64| digest.update(number.to_be_bytes());
    number(i64::from(day.day_number()));
    for (decl, value) in policy.facts.iter().zip(given.slots()) {
        if !LATER.contains(&decl.name.as_str()) {
            number(*value);
        }
    }
    number(amount.get());
    for (fact, value) in &bill.facts {
        number(i64::from(*fact));
        number(*value);
    }
    digest.finalize().into()
}
