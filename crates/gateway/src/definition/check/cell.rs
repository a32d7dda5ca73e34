//! One field: from what was sent to a typed value.

use base::Date;
use base::money::{Count, UnitPrice};
use serde_json::Value as Json;

use super::super::dialect::Dialect;
use super::super::fault::{Fault, Place, shown};
use super::super::input::MISSING;
use super::super::number::{Number, NumberFault};
use super::super::registry::Definitions;
use super::super::stamp::Stamp;
use super::super::table::{Field, Kind, Node};
use super::super::value::Value;
use super::rows::is_empty;

/// What is wrong with one value: a stable code, and the words behind the name of its field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Flaw {
    /// The stable code.
    pub code: &'static str,
    /// What is wrong and how to mend it, without a full stop.
    pub what: String,
}

impl Flaw {
    fn new(code: &'static str, what: impl Into<String>) -> Flaw {
        Flaw {
            code,
            what: what.into(),
        }
    }

    /// A required field is empty.
    pub fn missing() -> Flaw {
        Flaw::new("gateway.required", MISSING)
    }

    /// The flaw with its place.
    pub fn at(self, node: &Node, row: Option<usize>, field: &Field) -> Fault {
        Fault {
            code: self.code,
            place: Place {
                node: node.name.clone(),
                row,
                field: Some((field.name.clone(), field.zh.clone())),
            },
            what: self.what,
        }
    }
}

/// Reads what was sent for a field; `None` where nothing was.
pub(in super::super) fn read(
    definitions: &Definitions,
    dialect: &dyn Dialect,
    field: &Field,
    sent: Option<&Json>,
) -> Result<Option<Value>, Flaw> {
    let Some(sent) = sent.filter(|sent| !is_empty(sent)) else {
        return Ok(None);
    };
    let printed;
    let text = match sent {
        Json::String(text) => text.trim(),
        Json::Number(sent) => {
            printed = sent.to_string();
            printed.as_str()
        }
        _ => {
            let what = "应是文本或数字，收到的是对象、数组或布尔值，请检查报文结构";
            return Err(Flaw::new("gateway.text", what));
        }
    };
    match &field.kind {
        Kind::Text { length } => plain(text, *length),
        Kind::Digits { length } => digits(text, *length),
        Kind::Code { dictionary, length } => code(definitions, dialect, dictionary, text, *length),
        Kind::Money { digits } => money(text, *digits),
        Kind::Price { digits } => price(text, *digits),
        Kind::Count { digits } => count(text, *digits),
        Kind::Number { digits, decimals } => number(text, *digits, *decimals).map(Value::Number),
        Kind::Date => day(text),
        Kind::Time => moment(text),
        // the file itself travels beside the JSON; what stands here is not read
        Kind::Bytes => return Ok(None),
    }
    .map(Some)
}

fn within(text: &str, length: usize) -> Result<(), Flaw> {
    let count = text.chars().count();
    if count <= length {
        return Ok(());
    }
    let what = format!("长{count}个字符，最多{length}个，请缩短");
    Err(Flaw::new("gateway.length", what))
}

fn plain(text: &str, length: Option<usize>) -> Result<Value, Flaw> {
    if let Some(length) = length {
        within(text, length)?;
    }
    let stray = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    if text.contains(stray) {
        return Err(Flaw::new("gateway.text", "含有控制字符，请删除后重新上传"));
    }
    Ok(Value::Text(text.to_owned()))
}

fn digits(text: &str, length: usize) -> Result<Value, Flaw> {
    let all_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits || text.bytes().all(|byte| byte == b'0') {
        let what = format!("“{}”应是不为0的纯数字，请改正", shown(text));
        return Err(Flaw::new("gateway.number", what));
    }
    within(text, length)?;
    Ok(Value::Text(text.to_owned()))
}

/// Characters of a dictionary that a refusal shows.
const HINT: usize = 60;

fn code(
    definitions: &Definitions,
    dialect: &dyn Dialect,
    key: &str,
    text: &str,
    length: usize,
) -> Result<Value, Flaw> {
    within(text, length)?;
    let dictionary = definitions.dictionary(key);
    let known = dictionary.and_then(|dictionary| dictionary.find_in(dialect.id(), text));
    if let Some(known) = known {
        return Ok(Value::Text(known.to_owned()));
    }
    let hint = dictionary.map_or_else(String::new, |dictionary| dictionary.hint(HINT));
    let what = format!(
        "“{}”不在字典{key}中，请改用字典内的代码（{hint}）",
        shown(text)
    );
    Err(Flaw::new("gateway.code", what))
}

fn number(text: &str, digits: usize, decimals: usize) -> Result<Number, Flaw> {
    let flaw = |what: String| Flaw::new("gateway.number", what);
    let number = Number::parse(text).map_err(|fault| match fault {
        NumberFault::Form => flaw(format!(
            "“{}”不是数字，请填写如12.50的十进制数，不带千分位和指数",
            shown(text)
        )),
        NumberFault::Long => flaw("位数过多，请核对".to_owned()),
    })?;
    if number.decimals() > decimals {
        return Err(flaw(match decimals {
            0 => format!("“{}”不是整数，请改为整数", shown(text)),
            _ => format!(
                "“{}”超过{decimals}位小数，请按{decimals}位小数填写",
                shown(text)
            ),
        }));
    }
    if number.whole_digits() > digits - decimals {
        let most = digits - decimals;
        return Err(flaw(format!(
            "“{}”的整数部分超过{most}位，请核对",
            shown(text)
        )));
    }
    Ok(number)
}

/// Says that a number has no place among amounts, prices or counts.
fn beyond(text: &str) -> Flaw {
    let what = format!("“{}”超出范围，请核对", shown(text));
    Flaw::new("gateway.number", what)
}

fn money(text: &str, digits: usize) -> Result<Value, Flaw> {
    let amount = number(text, digits, 2)?.fen();
    amount.map(Value::Money).ok_or_else(|| beyond(text))
}

fn price(text: &str, digits: usize) -> Result<Value, Flaw> {
    let number = number(text, digits, 6)?;
    if number.is_negative() {
        let what = format!("“{}”不能为负，退费请填负的数量", shown(text));
        return Err(Flaw::new("gateway.number", what));
    }
    let price = number.scaled(6).and_then(UnitPrice::from_micro);
    price.map(Value::Price).ok_or_else(|| beyond(text))
}

fn count(text: &str, digits: usize) -> Result<Value, Flaw> {
    let count = number(text, digits, 4)?
        .scaled(4)
        .and_then(Count::from_parts);
    count.map(Value::Count).ok_or_else(|| beyond(text))
}

fn day(text: &str) -> Result<Value, Flaw> {
    // some clients write midnight behind the day
    let bare = text.strip_suffix(" 00:00:00").unwrap_or(text);
    Date::parse(bare).map(Value::Date).map_err(|_| {
        let what = format!(
            "“{}”不是有效日期，请按yyyy-MM-dd填写，如2026-01-31",
            shown(text)
        );
        Flaw::new("gateway.date", what)
    })
}

fn moment(text: &str) -> Result<Value, Flaw> {
    Stamp::parse(text).map(Value::Time).map_err(|_| {
        let what = format!(
            "“{}”不是有效时间，请按yyyy-MM-dd HH:mm:ss填写，如2026-01-31 08:30:00",
            shown(text)
        );
        Flaw::new("gateway.date", what)
    })
}
