//! The stock of numbered receipts that is cleared at a hand-over (怀远2015 六(三) “票据清理”).

/// A stretch of numbers, both ends included.
pub type Numbers = (u64, u64);

/// What a keeper of receipts accounts for: one kind of receipt with its numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VoucherStock {
    /// Received from the printer.
    pub received: Vec<Numbers>,
    /// Issued.
    pub used: Vec<Numbers>,
    /// Spoilt or withdrawn.
    pub void: Vec<Numbers>,
    /// Still blank.
    pub blank: Vec<Numbers>,
}

/// What does not reconcile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum VoucherFlaw {
    /// A stretch that ends before it begins.
    Reversed(Numbers),
    /// Numbers received that are neither used, void nor blank.
    Missing(Numbers),
    /// Numbers accounted for more than once, or received twice.
    Doubled(Numbers),
    /// Numbers accounted for that were never received.
    Foreign(Numbers),
}

impl VoucherFlaw {
    /// The sentence for users, in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        let (what, (from, until)) = match self {
            VoucherFlaw::Reversed(numbers) => ("止号小于起号", numbers),
            VoucherFlaw::Missing(numbers) => ("已领未交代去向", numbers),
            VoucherFlaw::Doubled(numbers) => ("重复登记", numbers),
            VoucherFlaw::Foreign(numbers) => ("未曾领用", numbers),
        };
        format!("票据 {from}–{until} {what}，请清点后更正。")
    }
}

impl VoucherStock {
    /// How many were received, used, are void and blank; `None` where a count leaves 64 bits.
    #[must_use]
    pub fn counts(&self) -> Option<[u64; 4]> {
        let count = |stretches: &[Numbers]| {
            stretches.iter().try_fold(0_u64, |sum, (from, until)| {
                sum.checked_add(until.checked_sub(*from)?.checked_add(1)?)
            })
        };
        Some([
            count(&self.received)?,
            count(&self.used)?,
            count(&self.void)?,
            count(&self.blank)?,
        ])
    }
}

/// Holds received numbers against used, void and blank ones. An empty answer means that each number
/// received is accounted for exactly once.
#[must_use]
pub fn check_vouchers(stock: &VoucherStock) -> Vec<VoucherFlaw> {
    let mut flaws = Vec::new();
    let mut accounted: Vec<Numbers> = Vec::new();
    for stretches in [&stock.used, &stock.void, &stock.blank] {
        accounted.extend(stretches.iter().copied());
    }
    let all = stock.received.iter().chain(&accounted);
    flaws.extend(
        all.filter(|(from, until)| until < from)
            .map(|one| VoucherFlaw::Reversed(*one)),
    );
    if !flaws.is_empty() {
        return flaws;
    }
    let (received, doubled) = merged(stock.received.clone());
    flaws.extend(doubled.into_iter().map(VoucherFlaw::Doubled));
    let (accounted, doubled) = merged(accounted);
    flaws.extend(doubled.into_iter().map(VoucherFlaw::Doubled));
    flaws.extend(
        without(&received, &accounted)
            .into_iter()
            .map(VoucherFlaw::Missing),
    );
    flaws.extend(
        without(&accounted, &received)
            .into_iter()
            .map(VoucherFlaw::Foreign),
    );
    flaws.sort_unstable();
    flaws
}

/// Stretches joined where they touch, and what lies in two of them.
fn merged(mut stretches: Vec<Numbers>) -> (Vec<Numbers>, Vec<Numbers>) {
    stretches.sort_unstable();
    let (mut joined, mut doubled): (Vec<Numbers>, Vec<Numbers>) = (Vec::new(), Vec::new());
    for (from, until) in stretches {
        match joined.last_mut() {
            Some((_, last)) if from <= *last => {
                doubled.push((from, until.min(*last)));
                *last = until.max(*last);
            }
            Some((_, last)) if Some(from) == last.checked_add(1) => *last = until,
            _ => joined.push((from, until)),
        }
    }
    (joined, doubled)
}

/// What lies in `all` and not in `some`; both joined and in order.
fn without(all: &[Numbers], some: &[Numbers]) -> Vec<Numbers> {
    let mut left = Vec::new();
    for (from, until) in all {
        let mut next = Some(*from);
        for (other_from, other_until) in some {
            let Some(at) =
                next.filter(|at| at <= until && other_from <= until && at <= other_until)
            else {
                continue;
            };
            if at < *other_from {
                left.push((at, other_from.saturating_sub(1)));
            }
            next = other_until.checked_add(1);
        }
        if let Some(at) = next.filter(|at| at <= until) {
            left.push((at, *until));
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// REQ-203: the stock is counted; used, void and blank numbers reconcile with those received.
    #[test]
    fn req_203_numbers_received_are_each_accounted_for_once() {
        let stock = VoucherStock {
            received: vec![(1, 500), (501, 1000)],
            used: vec![(1, 700)],
            void: vec![(701, 705)],
            blank: vec![(706, 1000)],
        };
        assert_eq!(check_vouchers(&stock), []);
        assert_eq!(stock.counts(), Some([1000, 700, 5, 295]));
        let wrong = VoucherStock {
            used: vec![(1, 700), (1200, 1201)],
            void: vec![(700, 704)],
            ..stock
        };
        let flaws = check_vouchers(&wrong);
        assert_eq!(
            flaws,
            [
                VoucherFlaw::Missing((705, 705)),
                VoucherFlaw::Doubled((700, 700)),
                VoucherFlaw::Foreign((1200, 1201)),
            ]
        );
        assert!(flaws.first().unwrap().zh().contains("705"));
    }

    proptest! {
        #[test]
        fn a_partition_has_no_flaw_and_a_hole_is_found(
            cuts in prop::collection::btree_set(2_u64..1_000, 3),
            hole in 1_u64..1_000,
        ) {
            let cuts: Vec<u64> = cuts.into_iter().collect();
            let stock = VoucherStock {
                received: vec![(1, 1_000)],
                used: vec![(1, cuts[0] - 1), (cuts[1], cuts[2] - 1)],
                void: vec![(cuts[0], cuts[1] - 1)],
                blank: vec![(cuts[2], 1_000)],
            };
            prop_assert_eq!(check_vouchers(&stock), vec![]);
            let with_hole = |stretches: &[Numbers]| -> Vec<Numbers> {
                without(stretches, &[(hole, hole)])
            };
            let holed = VoucherStock {
                received: stock.received.clone(),
                used: with_hole(&stock.used),
                void: with_hole(&stock.void),
                blank: with_hole(&stock.blank),
            };
            prop_assert_eq!(check_vouchers(&holed), vec![VoucherFlaw::Missing((hole, hole))]);
        }
    }
}
