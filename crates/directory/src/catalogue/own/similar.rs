//! How alike two names are.

/// How alike two texts are, from 0 to 1,000: twice the pairs of neighbouring characters that both
/// have, over all pairs of both. Blanks, case and the width of letters and digits do not count.
#[must_use]
pub fn likeness(a: &str, b: &str) -> u32 {
    let (a, b) = (plain(a), plain(b));
    if a == b {
        return 1_000;
    }
    let (mut a, mut b) = (pairs(&a), pairs(&b));
    let all = a.len().saturating_add(b.len());
    a.sort_unstable();
    b.sort_unstable();
    let shared = shared(&a, &b).saturating_mul(2_000);
    let likeness = shared.checked_div(all).unwrap_or(0);
    u32::try_from(likeness).unwrap_or(1_000)
}

/// Without blanks, in lower case, in narrow letters and digits.
fn plain(text: &str) -> Vec<char> {
    let narrow = |c: char| match c {
        '！'..='～' => u32::from(c)
            .checked_sub(0xFEE0)
            .and_then(char::from_u32)
            .unwrap_or(c),
        other => other,
    };
    let kept = text.chars().filter(|c| !c.is_whitespace()).map(narrow);
    kept.flat_map(char::to_lowercase).collect()
}

/// Neighbours; a text of one character is a pair with nothing.
fn pairs(text: &[char]) -> Vec<(char, Option<char>)> {
    match text {
        [] => Vec::new(),
        [only] => vec![(*only, None)],
        _ => text
            .windows(2)
            .filter_map(|pair| Some((*pair.first()?, pair.get(1).copied())))
            .collect(),
    }
}

/// How many pairs two sorted lists have in common, each counted as often as both have it.
fn shared(a: &[(char, Option<char>)], b: &[(char, Option<char>)]) -> usize {
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    let mut shared = 0_usize;
    while let (Some(left), Some(right)) = (a.peek(), b.peek()) {
        match left.cmp(right) {
            std::cmp::Ordering::Less => {
                a.next();
            }
            std::cmp::Ordering::Greater => {
                b.next();
            }
            std::cmp::Ordering::Equal => {
                shared = shared.saturating_add(1);
                a.next();
                b.next();
            }
        }
    }
    shared
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_written_otherwise_are_alike_and_other_names_are_not() {
        assert_eq!(likeness("甲乙片 0.25Ｇ", "甲乙片0.25g"), 1_000);
        assert_eq!(likeness("甲乙缓释片", "甲乙片"), 333);
        assert_eq!(likeness("甲乙片", "丙丁注射液"), 0);
        assert_eq!(likeness("", "甲"), 0);
        assert_eq!(likeness("", ""), 1_000);
        assert_eq!(likeness("甲", "甲"), 1_000);
    }

    proptest! {
        #[test]
        fn likeness_has_no_order_and_stays_in_range(a in "\\PC{0,12}", b in "\\PC{0,12}") {
            prop_assert_eq!(likeness(&a, &b), likeness(&b, &a));
            prop_assert!(likeness(&a, &b) <= 1_000);
            prop_assert_eq!(likeness(&a, &a), 1_000);
        }
    }
}
