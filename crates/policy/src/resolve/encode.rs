//! Texts to encoded facts and scalars, and back.

use base::{Date, Fen, Ratio};
use benefit::plan::{FactType, Scalar, ValueType};

/// Ratios of facts are kept exact to one millionth.
pub(crate) const MILLION: i64 = 1_000_000;

/// The encoded value of a text by the fact's type; the error says what is wrong, in Chinese.
///
/// # Errors
/// A Chinese sentence where the text is no value of the type.
pub(crate) fn fact(ty: &FactType, text: &str) -> Result<i64, String> {
    match ty {
        FactType::Date => Date::parse(text)
            .map(|date| i64::from(date.day_number()))
            .map_err(|error| error.zh()),
        FactType::Time => {
            time(text).ok_or_else(|| format!("`{text}` 不是时间，应写成 2000-12-31T08:30"))
        }
        FactType::Int { min, max } => int(text, *min, *max),
        FactType::Money => Fen::parse_yuan(text)
            .map(Fen::get)
            .map_err(|error| error.zh()),
        FactType::Ratio => ratio(text),
        FactType::Bool => match text {
            "yes" => Ok(1),
            "no" => Ok(0),
            _ => Err(format!("`{text}` 不是 yes 或 no")),
        },
        FactType::Enum(values) => member(values, text),
        FactType::Set(values) => set(values, text),
        FactType::Code => Ok(benefit::claim::code(text)),
    }
}

fn int(text: &str, min: i64, max: i64) -> Result<i64, String> {
    let value: i64 = text.parse().map_err(|_| format!("`{text}` 不是整数"))?;
    if value < min || value > max {
        return Err(format!("{value} 超出范围 {min}..{max}"));
    }
    Ok(value)
}

fn ratio(text: &str) -> Result<i64, String> {
    let ratio = Ratio::parse(text).map_err(|error| error.zh())?;
    let scaled = ratio
        .num()
        .checked_mul(MILLION)
        .filter(|scaled| scaled.checked_rem(ratio.den()) == Some(0));
    scaled
        .and_then(|scaled| scaled.checked_div(ratio.den()))
        .ok_or_else(|| format!("事实的比例 {text} 不能精确到百万分之一"))
}

fn time(text: &str) -> Option<i64> {
    let (date, time) = text.split_once(['T', ' '])?;
    let mut parts = time.split(':');
    let hour: i64 = parts
        .next()?
        .parse()
        .ok()
        .filter(|hour| (0..24).contains(hour))?;
    let minute: i64 = parts
        .next()?
        .parse()
        .ok()
        .filter(|minute| (0..60).contains(minute))?;
    let day = i64::from(Date::parse(date).ok()?.day_number());
    day.checked_mul(1440)?
        .checked_add(hour.checked_mul(60)?)?
        .checked_add(minute)
}

/// Index of a named value.
pub(crate) fn member(values: &[(String, String)], name: &str) -> Result<i64, String> {
    let index = values.iter().position(|(value, _)| value == name);
    index
        .and_then(|index| i64::try_from(index).ok())
        .ok_or_else(|| {
            let names: Vec<&str> = values.iter().map(|(value, _)| value.as_str()).collect();
            let near = crate::diagnostic::did_you_mean(name, names.iter().copied());
            format!("没有取值 `{name}`，可选：{}。{near}", names.join("、"))
        })
}

fn set(values: &[(String, String)], text: &str) -> Result<i64, String> {
    let mut mask = 0;
    for name in text
        .split([',', '|', ';'])
        .map(str::trim)
        .filter(|name| !name.is_empty())
    {
        mask |= bit(member(values, name)?);
    }
    Ok(mask)
}

/// The mask of one member.
pub(crate) fn bit(index: i64) -> i64 {
    u32::try_from(index)
        .ok()
        .and_then(|index| 1_i64.checked_shl(index))
        .unwrap_or(0)
}

/// The scalar of a literal by the type of the value.
///
/// # Errors
/// Code and Chinese message.
pub(crate) fn scalar(ty: ValueType, text: &str) -> Result<Scalar, (&'static str, String)> {
    match ty {
        ValueType::Money => Fen::parse_yuan(text)
            .map(|fen| Scalar::Int(fen.get()))
            .map_err(|error| ("P0106", error.zh())),
        ValueType::Ratio => Ratio::parse(text)
            .map(Scalar::Ratio)
            .map_err(|error| ("P0107", error.zh())),
        ValueType::Int => text
            .parse()
            .map(Scalar::Int)
            .map_err(|_| ("P0401", format!("`{text}` 不是整数"))),
        ValueType::Date => Date::parse(text)
            .map(|date| Scalar::Int(i64::from(date.day_number())))
            .map_err(|error| ("P0108", error.zh())),
    }
}

/// Chinese name of a type of value.
pub(crate) fn type_zh(ty: ValueType) -> &'static str {
    match ty {
        ValueType::Money => "金额",
        ValueType::Ratio => "比例",
        ValueType::Int => "整数",
        ValueType::Date => "日期",
    }
}

/// The type of value that a fact holds, where it holds one.
pub(crate) fn value_type(ty: &FactType) -> Option<ValueType> {
    match ty {
        FactType::Date => Some(ValueType::Date),
        FactType::Int { .. } => Some(ValueType::Int),
        FactType::Money => Some(ValueType::Money),
        FactType::Ratio => Some(ValueType::Ratio),
        _ => None,
    }
}

/// Chinese name of a fact's type.
pub(crate) fn fact_type_zh(ty: &FactType) -> &'static str {
    match ty {
        FactType::Date => "日期",
        FactType::Time => "时间",
        FactType::Int { .. } => "整数",
        FactType::Money => "金额",
        FactType::Ratio => "比例",
        FactType::Bool => "是否",
        FactType::Enum(_) => "枚举",
        FactType::Set(_) => "集合",
        FactType::Code => "编码",
    }
}

/// An encoded fact as the language writes it; codes cannot be read back.
pub(crate) fn show(ty: &FactType, value: i64) -> String {
    let names = |values: &[(String, String)], index: i64| {
        usize::try_from(index)
            .ok()
            .and_then(|index| values.get(index))
            .map(|(name, _)| name.clone())
    };
    match ty {
        FactType::Date => i32::try_from(value)
            .ok()
            .and_then(Date::from_day_number)
            .map(|date| date.to_string()),
        FactType::Money => Some(Fen::new(value).to_string()),
        FactType::Ratio => Ratio::new(value, MILLION)
            .ok()
            .map(|ratio| ratio.to_string()),
        FactType::Bool => Some(if value == 1 { "yes" } else { "no" }.to_owned()),
        FactType::Enum(values) => names(values, value),
        FactType::Set(values) => {
            let held = (0_i64..)
                .zip(values)
                .filter(|(index, _)| value & bit(*index) != 0);
            Some(
                held.map(|(_, (name, _))| name.as_str())
                    .collect::<Vec<_>>()
                    .join(","),
            )
        }
        FactType::Time | FactType::Int { .. } => Some(value.to_string()),
        FactType::Code => Some("某个编码".to_owned()),
    }
    .unwrap_or_else(|| value.to_string())
}

/// A scalar as the language writes it.
pub(crate) fn show_scalar(ty: ValueType, value: Scalar) -> String {
    match (ty, value) {
        (_, Scalar::Ratio(ratio)) => ratio.to_string(),
        (ValueType::Money, Scalar::Int(fen)) => Fen::new(fen).to_string(),
        (ValueType::Date, Scalar::Int(day)) => show(&FactType::Date, day),
        (_, Scalar::Int(int)) => int.to_string(),
    }
}
