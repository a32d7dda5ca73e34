//! Splitting an amount so that the parts add up to it.

use super::Fen;

/// Splits `total` in proportion to `weights` by the largest remainder; the parts always add up to
/// `total` exactly, one part for each weight.
///
/// - Every part differs from its exact proportion by less than one 分.
/// - Left-over 分 go to the largest remainders; among equal ones the earlier weight is served first.
/// - A negative total is the mirror of the positive one, so that a reversal cancels part by part.
/// - A negative weight counts as zero. A zero weight receives nothing, unless all are zero: there
///   is then nothing to weigh by and the total is split evenly.
/// - Without weights there is no part, and the answer is empty; only then is `total` not given out.
#[must_use]
pub fn allocate(total: Fen, weights: &[i64]) -> Vec<Fen> {
    let even = weights.iter().all(|weight| *weight <= 0);
    let weight_of = |weight: &i64| {
        if even {
            1
        } else {
            i128::from((*weight).max(0))
        }
    };
    let whole: i128 = weights.iter().map(weight_of).sum();
    if whole == 0 {
        return Vec::new();
    }
    // Both factors fit 64 bits, so that the product fits 128.
    let amount = i128::from(total.get()).abs();
    let product_of = |weight: &i64| amount * weight_of(weight);
    let mut parts: Vec<i128> = weights.iter().map(|w| product_of(w) / whole).collect();
    let remainders: Vec<i128> = weights.iter().map(|w| product_of(w) % whole).collect();
    let left_over = amount - parts.iter().sum::<i128>();
    hand_out(&mut parts, &remainders, left_over);
    let sign = i128::from(total.get().signum());
    parts.into_iter().map(|part| to_fen(part * sign)).collect()
}

/// Gives one more to each of the `left_over` largest remainders, earlier ones first.
fn hand_out(parts: &mut [i128], remainders: &[i128], left_over: i128) {
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|index| std::cmp::Reverse(remainders.get(*index).copied()));
    let count = usize::try_from(left_over).unwrap_or_default();
    for index in order.into_iter().take(count) {
        if let Some(part) = parts.get_mut(index) {
            *part += 1;
        }
    }
}

/// No part is larger than the total it came from, so that the conversion cannot fail.
fn to_fen(part: i128) -> Fen {
    Fen::new(i64::try_from(part).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(total: i64, weights: &[i64]) -> Vec<i64> {
        let parts = allocate(Fen::new(total), weights);
        parts.into_iter().map(Fen::get).collect()
    }

    #[test]
    fn left_over_fen_go_to_the_largest_remainders() {
        assert_eq!(split(100, &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(split(100, &[1, 5, 1]), [14, 72, 14]);
        assert_eq!(split(2, &[1, 1, 1]), [1, 1, 0]);
    }

    #[test]
    fn negative_totals_mirror_positive_ones() {
        assert_eq!(split(-100, &[1, 1, 1]), [-34, -33, -33]);
        assert_eq!(split(i64::MIN, &[1]), [i64::MIN]);
    }

    #[test]
    fn weights_without_weight() {
        assert_eq!(split(100, &[]), Vec::<i64>::new());
        assert_eq!(split(101, &[0, 0]), [51, 50]);
        assert_eq!(split(100, &[0, 3, -5]), [0, 100, 0]);
        assert_eq!(
            split(i64::MAX, &[i64::MAX, i64::MAX]).iter().sum::<i64>(),
            i64::MAX
        );
    }

    proptest! {
        #[test]
        fn money_is_conserved(
            total in any::<i64>(),
            weights in prop::collection::vec(any::<i64>(), 1..40),
        ) {
            let parts = allocate(Fen::new(total), &weights);
            prop_assert_eq!(parts.len(), weights.len());
            prop_assert_eq!(Fen::checked_sum(parts), Some(Fen::new(total)));
        }

        #[test]
        fn each_part_is_within_a_fen_of_its_proportion(
            total in any::<i64>(),
            weights in prop::collection::vec(1_i64..1_000_000, 1..40),
        ) {
            let whole: i128 = weights.iter().map(|w| i128::from(*w)).sum();
            for (part, weight) in allocate(Fen::new(total), &weights).iter().zip(&weights) {
                let exact = i128::from(total) * i128::from(*weight);
                prop_assert!((i128::from(part.get()) * whole - exact).abs() < whole);
            }
        }

        #[test]
        fn zero_weights_receive_nothing(
            total in any::<i64>(),
            weights in prop::collection::vec(0_i64..3, 1..40),
        ) {
            prop_assume!(weights.iter().any(|w| *w > 0));
            for (part, weight) in allocate(Fen::new(total), &weights).iter().zip(&weights) {
                prop_assert!(*weight > 0 || *part == Fen::ZERO);
            }
        }
    }
}
