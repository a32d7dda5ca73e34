//! Decimal texts with a bounded number of decimals, read without a float.

/// Why a text is not a decimal number of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    /// There is no text at all.
    #[error("the number is empty")]
    Empty,
    /// A character that has no place there; counted in characters from 1.
    #[error("the number has an unexpected character at position {position}")]
    Character {
        /// Which character, counted from 1.
        position: usize,
    },
    /// A decimal point without a digit before or behind it, or a sign without digits.
    #[error("the number lacks digits before or after the decimal point")]
    MissingDigits,
    /// More decimals than its kind has.
    #[error("the number has more than {most} decimals")]
    TooManyDecimals {
        /// How many it may have.
        most: u32,
    },
    /// A sign where none may stand.
    #[error("the number is negative")]
    Negative,
    /// More digits than its kind has.
    #[error("the number is out of range")]
    OutOfRange,
}

impl DecimalError {
    /// The sentence for users, in Chinese: what is wrong and how to mend it.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            DecimalError::Empty => "数字为空，请填写，如 12.5。".to_owned(),
            DecimalError::Character { position } => format!(
                "第 {position} 个字符不是数字；请只用半角数字、小数点和负号，不加千分位逗号、货币符号或空格。"
            ),
            DecimalError::MissingDigits => "负号或小数点前后缺少数字，请补全，如 0.50。".to_owned(),
            DecimalError::TooManyDecimals { most } => {
                format!("最多 {most} 位小数，请核对后重填。")
            }
            DecimalError::Negative => "不能为负数，请核对。".to_owned(),
            DecimalError::OutOfRange => "数字超出范围，请核对单位和小数点。".to_owned(),
        }
    }
}

/// Reads `text` into units of its last decimal: with 4 decimals `2.5` is 25,000. At most `max` in
/// absolute value; `decimals` is at least 1.
pub(super) fn scaled(text: &str, decimals: u32, max: i64) -> Result<i64, DecimalError> {
    if text.is_empty() {
        return Err(DecimalError::Empty);
    }
    let allowed =
        |(index, c): &(usize, char)| c.is_ascii_digit() || *c == '.' || (*c == '-' && *index == 0);
    if let Some((index, _)) = text.chars().enumerate().find(|at| !allowed(at)) {
        return Err(character(index));
    }
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, tail) = digits.split_once('.').unwrap_or((digits, "0"));
    if let Some(second) = tail.find('.') {
        let before = text.len().saturating_sub(tail.len());
        return Err(character(before.saturating_add(second)));
    }
    if whole.is_empty() || tail.is_empty() {
        return Err(DecimalError::MissingDigits);
    }
    let missing = usize::try_from(decimals)
        .ok()
        .and_then(|most| most.checked_sub(tail.len()))
        .ok_or(DecimalError::TooManyDecimals { most: decimals })?;
    let digits = whole.bytes().chain(tail.bytes());
    let mut value: i64 = 0;
    for digit in digits.chain(std::iter::repeat_n(b'0', missing)) {
        let next = value
            .checked_mul(10)
            .and_then(|value| value.checked_add(i64::from(digit.saturating_sub(b'0'))));
        value = next
            .filter(|next| *next <= max)
            .ok_or(DecimalError::OutOfRange)?;
    }
    Ok(if negative { -value } else { value })
}

fn character(index: usize) -> DecimalError {
    DecimalError::Character {
        position: index.saturating_add(1),
    }
}

/// The text of a scaled number that [`scaled`] reads: at least `least` decimals, no further zeros.
pub(super) fn print(value: i64, decimals: u32, least: usize) -> String {
    let scale = 10_u64.checked_pow(decimals).unwrap_or(1).max(1);
    let (whole, tail) = (value.unsigned_abs() / scale, value.unsigned_abs() % scale);
    let width = usize::try_from(decimals).unwrap_or(0);
    let tail = format!("{tail:0width$}");
    let kept = tail.trim_end_matches('0').len().max(least).min(width);
    let sign = if value < 0 { "-" } else { "" };
    match tail.get(..kept).filter(|kept| !kept.is_empty()) {
        Some(kept) => format!("{sign}{whole}.{kept}"),
        None => format!("{sign}{whole}"),
    }
}
