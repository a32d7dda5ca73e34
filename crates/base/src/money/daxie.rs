//! Amounts in the capital numerals of vouchers and receipts (大写金额).
//!
//! The rules are those of the People's Bank of China, 《支付结算办法》附件一《正确填写票据和结算凭证
//! 的基本规定》: an amount that ends at 元 closes with 整; several zeros in a row are read as one 零;
//! a missing 角 before a 分 is read as 零. Where the text leaves a 零 or 整 free (before 角, after
//! 角) the shorter form is taken.

use super::Fen;

const DIGITS: [&str; 10] = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"];
const WAN: u64 = 10_000;
const YI: u64 = 100_000_000;

impl Fen {
    /// The amount in capital numerals, with 负 before a negative one: `壹仟伍佰元整`,
    /// `叁佰贰拾伍元零肆分`; nothing is `零元整`.
    #[must_use]
    pub fn to_daxie(self) -> String {
        let magnitude = self.get().unsigned_abs();
        let (yuan, jiao, fen) = (magnitude / 100, magnitude / 10 % 10, magnitude % 10);
        let mut text = String::new();
        if self.get() < 0 {
            text.push('负');
        }
        if yuan > 0 {
            push_number(&mut text, yuan);
            text.push('元');
        }
        push_decimals(&mut text, yuan > 0, jiao, fen);
        text
    }
}

fn push_decimals(text: &mut String, has_yuan: bool, jiao: u64, fen: u64) {
    if jiao == 0 && fen == 0 {
        text.push_str(if has_yuan { "整" } else { "零元整" });
        return;
    }
    if jiao > 0 {
        push_digit(text, jiao);
        text.push('角');
    } else if has_yuan {
        text.push('零');
    }
    if fen > 0 {
        push_digit(text, fen);
        text.push('分');
    }
}

/// Writes a positive number; above 亿 the count of 亿 is itself a number (壹万亿).
fn push_number(text: &mut String, number: u64) {
    if number >= YI {
        push_scaled(text, number, YI, '亿');
    } else if number >= WAN {
        push_scaled(text, number, WAN, '万');
    } else {
        push_below_wan(text, number);
    }
}

fn push_scaled(text: &mut String, number: u64, scale: u64, name: char) {
    let rest = number % scale;
    push_number(text, number / scale);
    text.push(name);
    if rest > 0 {
        if rest < scale / 10 {
            text.push('零');
        }
        push_number(text, rest);
    }
}

fn push_below_wan(text: &mut String, number: u64) {
    let mut started = false;
    let mut zero_pending = false;
    for (place, name) in [(1000, "仟"), (100, "佰"), (10, "拾"), (1, "")] {
        let digit = number / place % 10;
        if digit == 0 {
            zero_pending = started;
            continue;
        }
        if zero_pending {
            text.push('零');
            zero_pending = false;
        }
        push_digit(text, digit);
        text.push_str(name);
        started = true;
    }
}

fn push_digit(text: &mut String, digit: u64) {
    let digit = usize::try_from(digit).unwrap_or_default();
    text.push_str(DIGITS.get(digit).copied().unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn writes_the_examples_of_the_regulation() {
        let cases = [
            (140_950, "壹仟肆佰零玖元伍角"),
            (600_714, "陆仟零柒元壹角肆分"),
            (168_032, "壹仟陆佰捌拾元叁角贰分"),
            (10_700_053, "壹拾万柒仟元伍角叁分"),
            (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
            (32_504, "叁佰贰拾伍元零肆分"),
        ];
        for (fen, text) in cases {
            assert_eq!(Fen::new(fen).to_daxie(), text);
        }
    }

    #[test]
    fn writes_zeros_signs_and_large_amounts() {
        let cases = [
            (150_000, "壹仟伍佰元整"),
            (0, "零元整"),
            (5, "伍分"),
            (50, "伍角"),
            (-320, "负叁元贰角"),
            (1_000, "壹拾元整"),
            (100_000_000, "壹佰万元整"),
            (100_000_100, "壹佰万零壹元整"),
            (10_000_000_000, "壹亿元整"),
            (10_001_000_000, "壹亿零壹万元整"),
            (100_000_001_000, "壹拾亿零壹拾元整"),
            (Fen::MAX_ABS, "壹拾万亿元整"),
            (1_234_000_000_000_000, "壹拾贰万叁仟肆佰亿元整"),
        ];
        for (fen, text) in cases {
            assert_eq!(Fen::new(fen).to_daxie(), text, "{fen}");
        }
    }

    proptest! {
        #[test]
        fn zeros_never_repeat_or_stand_before_a_unit(fen in any::<i64>()) {
            let text = Fen::new(fen).to_daxie();
            for wrong in ["零零", "零亿", "零万", "零仟", "零佰", "零拾", "零角", "零分"] {
                prop_assert!(!text.contains(wrong), "{}", text);
            }
            prop_assert!(fen == 0 || !text.contains("零元"), "{}", text);
        }
    }
}
