//! A cell as the encoded value of a fact.

use base::{Date, Fen};
use benefit::claim::code;
use benefit::plan::{FactDecl, FactType};

use crate::error::Problem;
use crate::record::Cell;

/// Encodes a cell for the slot of a fact.
pub(crate) fn fact(decl: &FactDecl, cell: &Cell<'_>) -> Result<i64, Problem> {
    match cell {
        Cell::Text(text) => text_value(decl, text),
        Cell::Number(text) => number(decl, text),
        Cell::Int(value) => int(decl, *value),
        Cell::Day(day) => match decl.ty {
            FactType::Date => date(i64::from(*day)),
            FactType::Time => date(i64::from(*day)).map(|day| day * 1440),
            _ => Err(expected(decl)),
        },
        Cell::Minute(minute) => match decl.ty {
            FactType::Time => Ok(*minute),
            FactType::Date => date(minute.div_euclid(1440)),
            _ => Err(expected(decl)),
        },
        Cell::Bool(value) if decl.ty == FactType::Bool => Ok(i64::from(*value)),
        Cell::Bool(_) | Cell::Other(_) => Err(expected(decl)),
    }
}

/// A JSON number: only whole numbers and codes are written so; money and ratios are text.
fn number(decl: &FactDecl, text: &str) -> Result<i64, Problem> {
    match decl.ty {
        FactType::Int { .. } | FactType::Code => text_value(decl, text),
        FactType::Money => Err(Problem::MoneyAsNumber),
        _ => Err(expected(decl)),
    }
}

/// A Parquet integer is the encoded value itself, within the bounds of the type.
fn int(decl: &FactDecl, value: i64) -> Result<i64, Problem> {
    match &decl.ty {
        FactType::Date => date(value),
        FactType::Int { .. } => text_value(decl, &value.to_string()),
        FactType::Money if value.abs() <= Fen::MAX_ABS => Ok(value),
        FactType::Money => Err(Problem::Money(base::MoneyError::OutOfRange)),
        FactType::Ratio if (0..=1_000_000).contains(&value) => Ok(value),
        FactType::Ratio => Err(Problem::Type("比例（Parquet 中为百万分之几的整数）")),
        FactType::Bool if value == 0 || value == 1 => Ok(value),
        FactType::Code => Ok(code(&value.to_string())),
        FactType::Time | FactType::Bool | FactType::Enum(_) | FactType::Set(_) => {
            Err(expected(decl))
        }
    }
}

fn date(day: i64) -> Result<i64, Problem> {
    let known = i32::try_from(day).ok().and_then(Date::from_day_number);
    known
        .map(|date| i64::from(date.day_number()))
        .ok_or(Problem::Date(base::DateError::Year))
}

/// Encodes a cell as money.
pub(crate) fn money(cell: &Cell<'_>) -> Result<Fen, Problem> {
    match cell {
        Cell::Text(text) => Fen::parse_yuan(text).map_err(Problem::Money),
        Cell::Int(value) if value.checked_abs().is_some_and(|abs| abs <= Fen::MAX_ABS) => {
            Ok(Fen::new(*value))
        }
        Cell::Int(_) => Err(Problem::Money(base::MoneyError::OutOfRange)),
        Cell::Number(_) => Err(Problem::MoneyAsNumber),
        _ => Err(Problem::Type("金额（元）")),
    }
}

/// Encodes a cell as a whole number.
pub(crate) fn whole(cell: &Cell<'_>) -> Result<i64, Problem> {
    let value = match cell {
        Cell::Int(value) => Some(*value),
        Cell::Text(text) => text.parse().ok(),
        Cell::Number(text) => text.parse().ok(),
        _ => None,
    };
    value.ok_or(Problem::Type("整数"))
}

fn expected(decl: &FactDecl) -> Problem {
    Problem::Type(match decl.ty {
        FactType::Date => "日期，如 2026-01-31",
        FactType::Time => "时间，如 2026-01-31T08:30",
        FactType::Int { .. } => "整数",
        FactType::Money => "金额（元）",
        FactType::Ratio => "比例，如 85%",
        FactType::Bool => "yes 或 no",
        FactType::Enum(_) => "枚举名（文字）",
        FactType::Set(_) => "名称的列表",
        FactType::Code => "编码（文字）",
    })
}

fn text_value(decl: &FactDecl, text: &str) -> Result<i64, Problem> {
    benefit::input::encode(decl, text).map_err(|error| Problem::Fact(error.zh()))
}
