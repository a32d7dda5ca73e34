//! Values: literals, references and the forms of section 5 of the reference.

use super::fields::{Fields, condition, int, text, wrong_type};
use crate::ast::{Condition, Value, ValueKind};
use crate::diagnostic::{Draft, Sink};
use crate::source::{Node, Tree};
use base::Rounding;

/// Every form of a table value: the key that names it, and the keys it may have.
const FORMS: &[(&str, &[&str])] = &[
    ("first", &["first", "else"]),
    ("sum", &["sum"]),
    ("min", &["min"]),
    ("max", &["max"]),
    ("minus", &["minus"]),
    ("ratio", &["ratio", "of", "rounding"]),
    ("times", &["times", "of"]),
    ("every", &["every", "of", "up"]),
    ("complement", &["complement"]),
    ("self_factor", &["self_factor", "of"]),
    ("max_of", &["max_of", "table"]),
    ("sum_of", &["sum_of", "table"]),
    ("add_days", &["add_days", "of"]),
    ("add_months", &["add_months", "of"]),
    ("first_of_next_month", &["first_of_next_month"]),
    ("day_after", &["day_after"]),
    ("points", &["points", "to", "at_most", "at_least"]),
];

impl Fields<'_> {
    /// A value that may be missing.
    pub(crate) fn value(&self, key: &str) -> Option<Value> {
        read(self.get(key)?, self.sink)
    }

    /// A value that must be there.
    pub(crate) fn need_value(&self, key: &str) -> Option<Value> {
        read(self.need(key)?, self.sink)
    }
}

/// Reads a value; findings are reported.
pub(crate) fn read(node: &Node, sink: &Sink) -> Option<Value> {
    let kind = match &node.value {
        Tree::Text(text) => ValueKind::Text(text.clone()),
        Tree::Int(int) => ValueKind::Int(*int),
        Tree::Date(date) => ValueKind::Date(*date),
        Tree::Table(_) => return form(node, sink),
        _ => {
            wrong_type(node, "值", "文本、整数、日期或 { … }", sink);
            return None;
        }
    };
    Some(Value::new(
        kind,
        node.text_part(0, node.as_text().map_or(0, str::len)),
    ))
}

fn form(node: &Node, sink: &Sink) -> Option<Value> {
    let table = node.as_table()?;
    let form = FORMS.iter().find(|(name, _)| table.get(name).is_some());
    let Some((name, known)) = form else {
        let names: Vec<&str> = FORMS.iter().map(|(name, _)| *name).collect();
        let message = "这张表不是任何一种值的写法";
        let help = format!("值可以写成 {{ {} = … }}", names.join(" | "));
        sink.push(Draft::error("P0401", node.span, message).help(help));
        return None;
    };
    let fields = Fields::open(node, "值", known, sink)?;
    let kind = scalar_form(name, &fields).or_else(|| listed_form(name, &fields))?;
    Some(Value::new(kind, node.span))
}

fn boxed(fields: &Fields<'_>, key: &str) -> Option<Box<Value>> {
    fields.need_value(key).map(Box::new)
}

fn scalar_form(name: &str, fields: &Fields<'_>) -> Option<ValueKind> {
    let of = || boxed(fields, "of");
    let own = || boxed(fields, name);
    Some(match name {
        "ratio" => ValueKind::Share {
            ratio: own()?,
            of: of()?,
            rounding: rounding(fields),
        },
        "times" => ValueKind::Times(own()?, of()?),
        "every" => ValueKind::Every {
            every: unit(fields)?,
            of: of()?,
            up: fields.flag("up"),
        },
        "complement" => ValueKind::Complement(own()?),
        "self_factor" => ValueKind::SelfFactor {
            factor: own()?,
            ratio: of()?,
        },
        "add_days" => ValueKind::AddDays(own()?, of()?),
        "add_months" => ValueKind::AddMonths(own()?, of()?),
        "first_of_next_month" => ValueKind::FirstOfNextMonth(own()?),
        "day_after" => {
            let date = own()?;
            let one = Value::new(ValueKind::Int(1), date.span);
            ValueKind::AddDays(Box::new(one), date)
        }
        _ => return None,
    })
}

fn listed_form(name: &str, fields: &Fields<'_>) -> Option<ValueKind> {
    Some(match name {
        "first" => ValueKind::First {
            rows: rows(fields, "first", "is"),
            otherwise: fields.value("else").map(Box::new),
        },
        "sum" => ValueKind::Sum(values(fields, name)?),
        "min" => ValueKind::Min(values(fields, name)?),
        "max" => ValueKind::Max(values(fields, name)?),
        "minus" => minus(fields)?,
        "max_of" | "sum_of" => of_set(name, fields)?,
        "points" => ValueKind::Points {
            to: boxed(fields, "to")?,
            rows: rows(fields, "points", "add"),
            at_least: fields.value("at_least").map(Box::new),
            at_most: fields.value("at_most").map(Box::new),
        },
        _ => return None,
    })
}

fn rounding(fields: &Fields<'_>) -> Option<Rounding> {
    let choices = Rounding::ALL.map(|rounding| (rounding.name(), rounding));
    fields.choice("rounding", &choices).map(|at| at.value)
}

fn unit(fields: &Fields<'_>) -> Option<i64> {
    let at = int(fields.need("every")?, "every", fields.sink)?;
    if at.value < 1 {
        fields
            .sink
            .push(Draft::error("P0401", at.span, "`every` 至少为 1"));
        return None;
    }
    Some(at.value)
}

fn values(fields: &Fields<'_>, key: &str) -> Option<Vec<Value>> {
    let node = fields.need(key)?;
    let Some(items) = node.as_array().filter(|items| !items.is_empty()) else {
        wrong_type(node, key, "不为空的列表", fields.sink);
        return None;
    };
    items.iter().map(|item| read(item, fields.sink)).collect()
}

fn minus(fields: &Fields<'_>) -> Option<ValueKind> {
    let mut both = values(fields, "minus")?;
    match (both.pop(), both.pop(), both.is_empty()) {
        (Some(second), Some(first), true) => {
            Some(ValueKind::Minus(Box::new(first), Box::new(second)))
        }
        _ => {
            fields.sink.push(Draft::error(
                "P0401",
                fields.span,
                "`minus` 需要恰好两个值：[被减数, 减数]",
            ));
            None
        }
    }
}

fn of_set(name: &str, fields: &Fields<'_>) -> Option<ValueKind> {
    let mut set = fields.need_text(name);
    let mut table = fields.need_text("table");
    strip(&mut set.value, "fact.");
    strip(&mut table.value, "table.");
    Some(ValueKind::OfSet {
        set,
        table,
        sum: name == "sum_of",
    })
}

fn strip(text: &mut String, prefix: &str) {
    if let Some(rest) = text.strip_prefix(prefix) {
        *text = rest.to_owned();
    }
}

fn rows(fields: &Fields<'_>, key: &str, is: &str) -> Vec<(Condition, Value)> {
    fields
        .list(key)
        .iter()
        .filter_map(|node| row(node, is, fields.sink))
        .collect()
}

fn row(node: &Node, is: &str, sink: &Sink) -> Option<(Condition, Value)> {
    let fields = Fields::open(node, "值的一行", &["when", is], sink)?;
    let when = condition(fields.need("when")?, "when", sink);
    let is = fields.need_value(is);
    Some((when?, is?))
}

/// The text of a leaf of a table: `"85%"`, `"1500"` or a whole number.
pub(crate) fn leaf(node: &Node, sink: &Sink) -> Option<String> {
    match &node.value {
        Tree::Int(int) => Some(int.to_string()),
        _ => text(node, "表的值", sink).map(|at| at.value),
    }
}
