//! The check character of GB 11643 (ISO 7064 MOD 11-2).

/// The check character behind 17 digits, `0`–`9` or `X`; `None` where `digits` is anything else.
///
/// Each digit weighs 2^(places behind it, the check character included) modulo 11; the character
/// makes the weighted sum leave 1. Folding from the left doubles the weight of what came before.
pub(super) fn check_character(digits: &[u8]) -> Option<u8> {
    if digits.len() != 17 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let sum = digits.iter().fold(0_u32, |sum, digit| {
        (sum + u32::from(digit.saturating_sub(b'0'))) * 2 % 11
    });
    match (12 - sum) % 11 {
        10 => Some(b'X'),
        value => u8::try_from(value).ok()?.checked_add(b'0'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_examples_of_the_standard() {
        assert_eq!(check_character(b"11010519491231002"), Some(b'X'));
        assert_eq!(check_character(b"44052418800101001"), Some(b'4'));
        assert_eq!(check_character(b"1101051949123100"), None);
        assert_eq!(check_character(b"1101051949123100a"), None);
    }

    proptest! {
        #[test]
        fn one_wrong_digit_or_a_swap_changes_it(
            digits in prop::collection::vec(b'0'..=b'9', 17),
            place in 0_usize..16,
            by in 1_u8..10,
        ) {
            let right = check_character(&digits);
            let mut wrong = digits.clone();
            wrong[place] = b'0' + (wrong[place] - b'0' + by) % 10;
            prop_assert_ne!(check_character(&wrong), right);
            let mut swapped = digits.clone();
            swapped.swap(place, place + 1);
            prop_assert_eq!(check_character(&swapped) == right, swapped == digits);
        }
    }
}
