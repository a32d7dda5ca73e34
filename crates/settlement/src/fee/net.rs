//! Corrections priced together with their lines.
//!
//! What is rounded for each line would not come back to nothing: 3 × 0.35 with 10 % of first self-pay is 11 分, and
//! three corrections of one each are 3 × 4. So a line is priced as what is left of it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use base::{Count, Fen, Refused};

use super::FeeLine;

/// The lines of a bill as they are priced: each with its corrections taken off, those that were taken back wholly left
/// out. A correction whose line is not of the bill stands for itself.
///
/// # Errors
/// `fee.range`: what is left of a line is out of range.
pub fn netted<'a>(lines: &[&'a FeeLine]) -> Result<Vec<Cow<'a, FeeLine>>, Refused> {
    let mut taken: BTreeMap<u64, (i64, Fen)> = BTreeMap::new();
    let here = |number: u64| lines.iter().any(|line| line.number == number);
    for line in lines {
        if let Some(of) = line.corrects.filter(|of| here(*of)) {
            let (count, amount) = taken.entry(of).or_default();
            *count = count
                .checked_add(line.count.parts())
                .ok_or_else(|| range(of))?;
            *amount = amount.checked_add(line.amount).ok_or_else(|| range(of))?;
        }
    }
    let mut priced = Vec::with_capacity(lines.len());
    for line in lines {
        if line.corrects.is_some_and(|of| taken.contains_key(&of)) {
            continue;
        }
        match taken.get(&line.number) {
            None => priced.push(Cow::Borrowed(*line)),
            Some(taken) => priced.extend(left_of(line, *taken)?.map(Cow::Owned)),
        }
    }
    Ok(priced)
}

/// What is left of a line; `None` where nothing is.
fn left_of(line: &FeeLine, (count, amount): (i64, Fen)) -> Result<Option<FeeLine>, Refused> {
    let parts = line.count.parts().checked_add(count);
    let count = parts.and_then(Count::from_parts);
    let amount = line.amount.checked_add(amount);
    let (count, amount) = count.zip(amount).ok_or_else(|| range(line.number))?;
    if amount == Fen::ZERO {
        return Ok(None);
    }
    let mut left = line.clone();
    (left.count, left.amount) = (count, amount);
    left.listed = left.listed_as(line).ok_or_else(|| range(line.number))?;
    Ok(Some(left))
}

fn range(number: u64) -> Refused {
    Refused::new(
        "fee.range",
        format!("第 {number} 号明细连同退单的数量或金额超出范围，请核对。"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fee::sample;

    #[test]
    fn a_line_is_priced_as_what_is_left_of_it() {
        let line = sample::line(1, "3", "0.35");
        let back = |number: u64, count: &str| FeeLine {
            corrects: Some(1),
            ..sample::line(number, count, "0.35")
        };
        let (one, two) = (back(2, "-1"), back(3, "-2"));
        let other = sample::line(4, "1", "5");
        let left = netted(&[&line, &one, &other]).unwrap();
        let told: Vec<_> = left
            .iter()
            .map(|it| (it.number, it.listed.amount.get(), it.listed.quantity))
            .collect();
        assert_eq!(told, [(1, 70, 2), (4, 500, 1)]);
        let gone = netted(&[&line, &one, &two, &other]).unwrap();
        assert_eq!(gone.len(), 1, "what was taken back wholly is not priced");
        let alone = netted(&[&one]).unwrap();
        assert_eq!(
            alone[0].amount,
            Fen::new(-35),
            "its line is of another bill"
        );
    }
}
