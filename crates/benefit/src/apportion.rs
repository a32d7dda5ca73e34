//! The split of a determination over the lines of the bill.

use crate::determination::Determination;
use crate::plan::{Policy, PotId, PotKind};
use crate::price::Priced;
use crate::spread::spread;
use base::Fen;

/// For each line of the bill, its money by pot (by index of the policy).
///
/// Exact in both directions: a line's split adds up to the line's amount, a pot's column to the
/// pot. What the items stage decided for a line (excluded, above the price limit, first self-pay)
/// stays with it, unless a step moved money of that pot; such money, like all of the open parts,
/// goes to its new pots in proportion to what each line contributed, by largest remainders. A
/// correction line carries its sign; where all that opened cancels out, a line's part of nothing is
/// shown as uncovered.
#[must_use]
pub fn apportion(policy: &Policy, priced: &Priced, determination: &Determination) -> Vec<Vec<Fen>> {
    let pots = policy.pots.len();
    let mut split: Vec<Vec<i64>> = priced.lines.iter().map(|_| vec![0; pots]).collect();
    for (row, line) in split.iter_mut().zip(&priced.lines) {
        for part in line.parts() {
            add(row, part.pot, part.amount.get());
        }
    }
    let mut loose = vec![0_i64; split.len()];
    let mut gains: Vec<(PotId, i64)> = Vec::new();
    for (pot, decl) in (0_u16..).zip(&policy.pots) {
        let ended = amount(&determination.pots, pot);
        let began = column(&split, pot);
        let moved = began.saturating_sub(ended);
        if decl.kind == PotKind::Open {
            loosen_all(&mut split, pot, &mut loose);
            if ended > 0 {
                gains.push((pot, ended));
            }
        } else if moved > 0 {
            loosen(&mut split, pot, moved, &mut loose);
        } else if moved < 0 {
            gains.push((pot, moved.saturating_neg()));
        }
    }
    settle(&mut split, &gains, &mut loose);
    if let Some(uncovered) = policy.pot("uncovered") {
        for (row, left) in split.iter_mut().zip(&loose) {
            add(row, uncovered, *left);
        }
    }
    split
        .into_iter()
        .map(|row| row.into_iter().map(Fen::new).collect())
        .collect()
}

/// Gives each gaining pot its money, out of what is loose on the lines.
fn settle(split: &mut [Vec<i64>], gains: &[(PotId, i64)], loose: &mut [i64]) {
    for (pot, gain) in gains {
        let whole: i128 = loose.iter().map(|left| i128::from(*left)).sum();
        let exact: Vec<i128> = loose
            .iter()
            .map(|left| i128::from(*left).saturating_mul(i128::from(*gain)))
            .collect();
        let parts = spread(&exact, whole, *gain, loose);
        for ((row, left), part) in split.iter_mut().zip(loose.iter_mut()).zip(parts) {
            add(row, *pot, part);
            *left = left.saturating_sub(part);
        }
    }
}

/// Takes `moved` out of a pot's column, in proportion to what the lines have there.
fn loosen(split: &mut [Vec<i64>], pot: PotId, moved: i64, loose: &mut [i64]) {
    let held: Vec<i64> = split.iter().map(|row| value(row, pot)).collect();
    let whole: i128 = held.iter().map(|held| i128::from(*held)).sum();
    let exact: Vec<i128> = held
        .iter()
        .map(|held| i128::from(*held).saturating_mul(i128::from(moved)))
        .collect();
    for ((row, left), part) in split
        .iter_mut()
        .zip(loose)
        .zip(spread(&exact, whole, moved, &held))
    {
        add(row, pot, part.saturating_neg());
        *left = left.saturating_add(part);
    }
}

fn loosen_all(split: &mut [Vec<i64>], pot: PotId, loose: &mut [i64]) {
    for (row, left) in split.iter_mut().zip(loose) {
        let held = value(row, pot);
        add(row, pot, held.saturating_neg());
        *left = left.saturating_add(held);
    }
}

fn column(split: &[Vec<i64>], pot: PotId) -> i64 {
    split
        .iter()
        .fold(0, |sum, row| sum.saturating_add(value(row, pot)))
}

fn value(row: &[i64], pot: PotId) -> i64 {
    row.get(usize::from(pot)).copied().unwrap_or(0)
}

fn amount(pots: &[Fen], pot: PotId) -> i64 {
    pots.get(usize::from(pot)).map_or(0, |amount| amount.get())
}

fn add(row: &mut [i64], pot: PotId, by: i64) {
    if let Some(cell) = row.get_mut(usize::from(pot)) {
        *cell = cell.saturating_add(by);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::{Bill, Line};
    use crate::settle::{Options, settle_priced};
    use crate::testing::*;
    use proptest::prelude::*;

    fn line(item: i64, fen: i64) -> Line {
        Line {
            amount: Fen::new(fen),
            facts: vec![(ITEM, item), (OWN_FIRST, 100_000)],
        }
    }

    fn split(lines: Vec<Line>) -> Option<(Vec<Vec<Fen>>, Determination)> {
        let policy = policy(usual_steps());
        let mut claim = claim("a", "2020-01-01", 0);
        claim.bill = Bill::Lines(lines);
        let settled = settle_priced(&policy, &claim, &zero(&policy), Options::default()).ok()?;
        let split = apportion(&policy, &settled.priced?, &settled.determination);
        Some((split, settled.determination))
    }

    #[test]
    fn a_line_keeps_what_the_items_stage_said() {
        let (rows, _) = split(vec![line(2, 5_000), line(0, 200_000), line(1, 100_000)]).unwrap();
        let of = |row: usize, pot: PotId| rows[row][usize::from(pot)].get();
        assert_eq!(of(0, EXCLUDED), 5_000);
        // in policy 180000 + 90000; 1300 deductible, 85 % of 1400 = 1190, 2 : 1
        assert_eq!((of(1, FIRST), of(2, FIRST)), (20_000, 10_000));
        assert_eq!((of(1, DEDUCTIBLE), of(2, DEDUCTIBLE)), (86_667, 43_333));
        assert_eq!((of(1, POOL), of(2, POOL)), (79_333, 39_667));
    }

    #[test]
    fn a_bill_that_cancels_out_has_a_split_too() {
        let (rows, _) = split(vec![line(0, 100), line(0, -100)]).unwrap();
        let sums: Vec<i64> = rows
            .iter()
            .map(|row| row.iter().map(|fen| fen.get()).sum())
            .collect();
        assert_eq!(sums, [100, -100]);
        assert_eq!(rows[0][usize::from(MAIN)], Fen::ZERO);
    }

    proptest! {
        #[test]
        fn both_margins_are_exact(
            lines in prop::collection::vec((0_i64..4, -3_000_i64..300_000), 0..15),
        ) {
            let bill: Vec<Line> = lines.iter().map(|(item, fen)| line(*item, *fen)).collect();
            let amounts: Vec<i64> = bill.iter().map(|line| line.amount.get()).collect();
            if let Some((rows, determination)) = split(bill) {
                let sums: Vec<i64> =
                    rows.iter().map(|row| row.iter().map(|fen| fen.get()).sum()).collect();
                prop_assert_eq!(sums, amounts);
                for (pot, ended) in (0_usize..).zip(&determination.pots) {
                    let column: i64 = rows.iter().map(|row| row[pot].get()).sum();
                    prop_assert_eq!(column, ended.get());
                }
            }
        }
    }
}
