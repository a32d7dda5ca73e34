//! A fee line as the rules see it.

use base::{Fen, Refused, Rounding};
use benefit::claim::Line;
use benefit::plan::Policy;

use super::FeeLine;
use super::measure::{for_all, in_fen, units_begun};
use crate::named::slot;

/// The line for the benefit functions.
///
/// | fact | whence |
/// |---|---|
/// | `item` | class of the catalogue |
/// | `own_first` | ratio of the first self-pay of the catalogue |
/// | `price_limit`, `quantity` | ceiling and count; see below |
/// | `unit_price` | price, rounded to 分 |
/// | `code` | code of the national catalogue |
/// | others | further facts of the catalogue by name |
///
/// The rules count whole units. A count with decimals and a ceiling of the catalogue becomes one unit
/// with the ceiling of all of it, which is exact; without such a ceiling the units begun are counted, so
/// that a limit of the package is never multiplied by less than what was used.
///
/// # Errors
/// `bill.fact`: a value of the catalogue is none of its fact. `fee.range`: out of range.
pub fn claim_line(policy: &Policy, line: &FeeLine) -> Result<Line, Refused> {
    let listed = &line.listed;
    let (limit, quantity) = limit_and_quantity(line)?;
    let unit_price = in_fen(line.price, Rounding::HalfUp).ok_or_else(|| range(line))?;
    let mut named: Vec<(&str, String)> = vec![
        ("quantity", quantity.to_string()),
        ("unit_price", unit_price.to_string()),
        ("code", line.code.clone()),
    ];
    if !listed.class.is_empty() {
        named.push(("item", listed.class.clone()));
    }
    named.extend(
        listed
            .first_self_pay
            .clone()
            .map(|ratio| ("own_first", ratio)),
    );
    named.extend(limit.map(|limit| ("price_limit", limit.to_string())));
    named.extend(
        listed
            .facts
            .iter()
            .map(|(name, value)| (name.as_str(), value.clone())),
    );
    let mut facts = Vec::with_capacity(named.len());
    for (name, value) in named {
        facts.extend(slot(policy, name, &value)?);
    }
    Ok(Line {
        amount: line.amount,
        facts,
    })
}

fn limit_and_quantity(line: &FeeLine) -> Result<(Option<Fen>, i64), Refused> {
    let begun = units_begun(line.count);
    match line.listed.price_limit {
        Some(limit) if line.count.units().is_none() => {
            let whole = for_all(line.count, limit, Rounding::HalfUp).ok_or_else(|| range(line))?;
            Ok((Some(whole), 1))
        }
        limit => Ok((limit, begun)),
    }
}

fn range(line: &FeeLine) -> Refused {
    Refused::new(
        "fee.range",
        format!(
            "第 {} 号明细的数量、单价或限价超出范围，请核对。",
            line.number
        ),
    )
}
