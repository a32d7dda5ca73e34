//! Facts as text: what stands in a file of persons or bills, and the slot value it becomes.
//!
//! | type | text |
//! |---|---|
//! | date | `2023-05-01` |
//! | time | `2023-05-01T08:30` (a blank for the `T` is read too) |
//! | int | `3` |
//! | money | 元: `1500`, `0.50` |
//! | ratio | `85%`, `2/3` where that is a whole number of millionths |
//! | bool | `yes`, `no` |
//! | enum | the name of a value |
//! | set | names joined by a vertical bar: `dibao\|canji`; empty is no member |
//! | code | any text that is not empty |

mod time;

use crate::claim::code;
use crate::plan::{FactDecl, FactType};
use base::{Date, Fen, Ratio};

/// Parts per million: how a ratio is encoded.
const RATIO_SCALE: i64 = 1_000_000;

/// A text that is not a value of its fact.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no value of the fact `{fact}`: {flaw}")]
pub struct InputError {
    /// Name of the fact.
    pub fact: String,
    /// Chinese title of the fact.
    pub title: String,
    /// The text.
    pub text: String,
    /// What is wrong with it.
    pub flaw: Box<Flaw>,
}

/// What is wrong with a text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// Another type would read it, or none.
    #[error("{0}")]
    Malformed(String, String),
    /// A number outside the bounds of its fact.
    #[error("outside {min} to {max}")]
    Bounds {
        /// Smallest value.
        min: i64,
        /// Largest value.
        max: i64,
    },
    /// A name that the fact does not have; with the names it has.
    #[error("unknown value `{name}`")]
    Unknown {
        /// The name.
        name: String,
        /// The names that the fact has.
        known: Vec<String>,
    },
}

impl InputError {
    /// The sentence for users, in Chinese: the value, what is wrong, and how to mend it.
    #[must_use]
    pub fn zh(&self) -> String {
        let (title, fact, text) = (&self.title, &self.fact, base::show_value(&self.text));
        let mend = match &*self.flaw {
            Flaw::Malformed(_, zh) => zh.clone(),
            Flaw::Bounds { min, max } => format!("应在 {min} 至 {max} 之间，请核对。"),
            Flaw::Unknown { name, known } => {
                let name = base::show_value(name);
                format!("没有“{name}”这个取值，可填：{}。", known.join("、"))
            }
        };
        format!("{title}（{fact}）的值“{text}”不正确：{mend}")
    }
}

/// Encodes a text by the type of its fact. Blanks around it are not taken away.
///
/// # Errors
/// [`InputError`] with the value and the mend.
pub fn encode(decl: &FactDecl, text: &str) -> Result<i64, InputError> {
    let value = match &decl.ty {
        FactType::Date => date(text),
        FactType::Time => minutes(text),
        FactType::Int { min, max } => int(text, *min, *max),
        FactType::Money => money(text),
        FactType::Ratio => ratio(text),
        FactType::Bool => named(text, &[("yes", 1), ("no", 0)]),
        FactType::Enum(values) => named(text, &indexed(values)),
        FactType::Set(values) => set(text, &indexed(values)),
        FactType::Code if text.is_empty() => {
            Err(malformed("a code is empty", "编码为空，请填写。"))
        }
        FactType::Code => Ok(code(text)),
    };
    value.map_err(|flaw| InputError {
        fact: decl.name.clone(),
        title: decl.title.clone(),
        text: text.to_owned(),
        flaw: Box::new(flaw),
    })
}

/// The text of an encoded value, as [`encode`] reads it; `None` for a code, whose text is not kept,
/// and for a number that is no value of the fact.
#[must_use]
pub fn decode(decl: &FactDecl, value: i64) -> Option<String> {
    match &decl.ty {
        FactType::Date => Some(Date::from_day_number(i32::try_from(value).ok()?)?.to_string()),
        FactType::Time => time::print(value),
        FactType::Int { min, max } => (*min..=*max).contains(&value).then(|| value.to_string()),
        FactType::Money => Some(Fen::new(value).to_string()),
        FactType::Ratio => Some(Ratio::new(value, RATIO_SCALE).ok()?.to_string()),
        FactType::Bool => match value {
            0 => Some("no".to_owned()),
            1 => Some("yes".to_owned()),
            _ => None,
        },
        FactType::Enum(values) => Some(values.get(usize::try_from(value).ok()?)?.0.clone()),
        FactType::Set(values) => members(values, value).map(|held| held.join("|")),
        FactType::Code => None,
    }
}

/// The names of the members of a set, in order of declaration; `None` for a bit without a name.
fn members(values: &[(String, String)], mask: i64) -> Option<Vec<&str>> {
    let bit = |index: usize| 1_i64.checked_shl(u32::try_from(index).unwrap_or(u32::MAX));
    let held = values
        .iter()
        .enumerate()
        .filter(|(index, _)| bit(*index).is_some_and(|bit| mask & bit != 0));
    let names: Vec<&str> = held.map(|(_, (name, _))| name.as_str()).collect();
    let counted = u32::try_from(names.len()).ok()?;
    (counted == mask.count_ones()).then_some(names)
}

fn malformed(why: &str, zh: &str) -> Flaw {
    Flaw::Malformed(why.to_owned(), zh.to_owned())
}

fn date(text: &str) -> Result<i64, Flaw> {
    let date = Date::parse(text).map_err(|e| Flaw::Malformed(e.to_string(), e.zh()))?;
    Ok(i64::from(date.day_number()))
}

fn minutes(text: &str) -> Result<i64, Flaw> {
    time::parse(text).ok_or_else(|| {
        malformed(
            "the time is not of the form yyyy-mm-ddThh:mm",
            "时间请写成 年-月-日T时:分，如 2023-05-01T08:30。",
        )
    })
}

fn int(text: &str, min: i64, max: i64) -> Result<i64, Flaw> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let whole = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let value: i64 =
        text.parse().ok().filter(|_| whole).ok_or_else(|| {
            malformed("not a whole number", "请填写整数，如 3，不带小数点和单位。")
        })?;
    if value < min || value > max {
        return Err(Flaw::Bounds { min, max });
    }
    Ok(value)
}

fn money(text: &str) -> Result<i64, Flaw> {
    let fen = Fen::parse_yuan(text).map_err(|e| Flaw::Malformed(e.to_string(), e.zh()))?;
    Ok(fen.get())
}

fn ratio(text: &str) -> Result<i64, Flaw> {
    let ratio = Ratio::parse(text).map_err(|e| Flaw::Malformed(e.to_string(), e.zh()))?;
    let scaled = ratio.num().checked_mul(RATIO_SCALE);
    let exact = scaled.filter(|scaled| scaled.checked_rem(ratio.den()) == Some(0));
    exact
        .and_then(|scaled| scaled.checked_div(ratio.den()))
        .ok_or_else(|| {
            malformed(
                "not a whole number of millionths",
                "比例最多精确到百万分之一，请写成百分数，如 66.6667%。",
            )
        })
}

fn indexed(values: &[(String, String)]) -> Vec<(&str, i64)> {
    (0..)
        .zip(values)
        .map(|(index, (name, _))| (name.as_str(), index))
        .collect()
}

fn named(text: &str, values: &[(&str, i64)]) -> Result<i64, Flaw> {
    let found = values
        .iter()
        .find(|(name, _)| *name == text)
        .map(|(_, value)| *value);
    found.ok_or_else(|| Flaw::Unknown {
        name: text.to_owned(),
        known: values.iter().map(|(name, _)| (*name).to_owned()).collect(),
    })
}

fn set(text: &str, values: &[(&str, i64)]) -> Result<i64, Flaw> {
    if text.is_empty() {
        return Ok(0);
    }
    text.split('|').try_fold(0, |mask, name| {
        let bit = named(name, values)?;
        let bit = u32::try_from(bit)
            .ok()
            .and_then(|bit| 1_i64.checked_shl(bit));
        Ok(mask | bit.unwrap_or(0))
    })
}

#[cfg(test)]
mod tests;
