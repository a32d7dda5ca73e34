//! Splitting a total over signed parts so that it adds up exactly.

/// Splits `total` over parts in proportion to exact shares.
///
/// Part `i` is as near as possible to `exact[i] / den` and stays between 0 and `bounds[i]` (whose
/// sign is that of the part); left-over 分 go to the largest remainders, earlier parts first. A
/// total beyond what the bounds admit is held to them, so that the answer then adds up to less.
pub(crate) fn spread(exact: &[i128], den: i128, total: i64, bounds: &[i64]) -> Vec<i64> {
    let low: i64 = bounds
        .iter()
        .fold(0, |sum, bound| sum.saturating_add((*bound).min(0)));
    let high: i64 = bounds
        .iter()
        .fold(0, |sum, bound| sum.saturating_add((*bound).max(0)));
    let total = total.clamp(low, high);
    let mut parts: Vec<i64> = Vec::with_capacity(exact.len());
    let mut order: Vec<(i128, usize)> = Vec::with_capacity(exact.len());
    for (index, (share, bound)) in exact.iter().zip(bounds).enumerate() {
        let floor = share.checked_div_euclid(den).unwrap_or(0);
        let floor = i64::try_from(floor)
            .unwrap_or(0)
            .clamp((*bound).min(0), (*bound).max(0));
        parts.push(floor);
        order.push((share.checked_rem_euclid(den).unwrap_or(0), index));
    }
    order.sort_by_key(|(remainder, index)| (std::cmp::Reverse(*remainder), *index));
    let given: i64 = parts.iter().fold(0, |sum, part| sum.saturating_add(*part));
    level(&mut parts, bounds, &order, total.saturating_sub(given));
    parts
}

/// Hands out what is left, one 分 a part and round, within the bounds.
fn level(parts: &mut [i64], bounds: &[i64], order: &[(i128, usize)], mut left: i64) {
    while left != 0 {
        let step = left.signum();
        let mut moved = false;
        let mut next = order.iter();
        while let Some((_, index)) = if step > 0 {
            next.next()
        } else {
            next.next_back()
        } {
            let (Some(part), Some(bound)) = (parts.get_mut(*index), bounds.get(*index)) else {
                continue;
            };
            let to = part.saturating_add(step);
            if left != 0 && (*bound).min(0) <= to && to <= (*bound).max(0) {
                *part = to;
                left = left.saturating_sub(step);
                moved = true;
            }
        }
        if !moved {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn remainders_decide_and_bounds_hold() {
        assert_eq!(
            spread(&[100, 100, 100], 3, 100, &[50, 50, 50]),
            [34, 33, 33]
        );
        assert_eq!(spread(&[1, 1], 2, 3, &[1, 9]), [1, 2]);
        assert_eq!(spread(&[10, -4], 2, 3, &[9, -9]), [5, -2]);
        assert_eq!(spread(&[], 1, 0, &[]), [0_i64; 0]);
    }

    proptest! {
        #[test]
        fn adds_up_within_the_bounds(
            bounds in prop::collection::vec(-10_000_i64..100_000, 1..20),
            (num, den) in (1_i128..=100).prop_flat_map(|den| (0..=den, Just(den))),
            extra in -50_i64..50,
        ) {
            let exact: Vec<i128> = bounds.iter().map(|b| i128::from(*b) * num).collect();
            let low: i64 = bounds.iter().map(|b| (*b).min(0)).sum();
            let high: i64 = bounds.iter().map(|b| (*b).max(0)).sum();
            let sum = i64::try_from(exact.iter().sum::<i128>() / den).unwrap();
            let total = (sum + extra).clamp(low, high);
            let parts = spread(&exact, den, total, &bounds);
            prop_assert_eq!(parts.iter().sum::<i64>(), total);
            for (part, bound) in parts.iter().zip(&bounds) {
                prop_assert!((*bound).min(0) <= *part && *part <= (*bound).max(0));
            }
        }
    }
}
