//! Records from JSON: an array, an object with one array, or one record a line.

use std::borrow::Cow;

use super::json_value::Json;
use super::{Cell, Cells, Layout, Row, Visit};
use crate::error::{Errors, Problem};

pub(super) fn read<T: Copy>(
    text: &str,
    layout: &Layout<T>,
    errors: &mut Errors,
    visit: Visit<'_, T>,
) {
    let mut number = 0_u64;
    for value in serde_json::Deserializer::from_str(text).into_iter::<Json>() {
        let value = match value {
            Ok(value) => value,
            Err(error) => {
                let line = error.line() as u64;
                return errors.add(line, "", "", Problem::BrokenJson(why(&error)));
            }
        };
        for record in records(value) {
            number += 1;
            Reading {
                layout,
                errors,
                place: number,
            }
            .record(record, visit);
        }
    }
    if number == 0 {
        errors.whole(Problem::Empty);
    }
}

fn why(error: &serde_json::Error) -> String {
    let at = error.column();
    match error.classify() {
        serde_json::error::Category::Eof => {
            "文件到这里就断了，缺少右引号或右括号，可能没有传完".to_owned()
        }
        _ => format!("第 {at} 个字节附近的逗号、引号或括号不对：{error}"),
    }
}

/// An array is its records; an object whose only entry (but for `format`) is an array of objects
/// likewise; anything else is one record.
fn records(value: Json) -> Vec<Json> {
    match value {
        Json::List(list) => list,
        Json::Object(mut entries) => {
            let lists = entries
                .iter()
                .filter(|(_, value)| matches!(value, Json::List(_)))
                .count();
            let others = entries
                .iter()
                .filter(|(name, value)| name != "format" && !matches!(value, Json::List(_)));
            if lists == 1 && others.count() == 0 {
                let list = entries
                    .iter()
                    .position(|(_, value)| matches!(value, Json::List(_)));
                if let Some((_, Json::List(list))) = list.map(|index| entries.swap_remove(index)) {
                    return list;
                }
            }
            vec![Json::Object(entries)]
        }
        other => vec![other],
    }
}

struct Reading<'r, T> {
    layout: &'r Layout<T>,
    errors: &'r mut Errors,
    place: u64,
}

impl<T: Copy> Reading<'_, T> {
    fn record(&mut self, record: Json, visit: Visit<'_, T>) {
        let Json::Object(entries) = record else {
            return self.bad("", &record, Problem::Type("一条记录（JSON 对象）"));
        };
        let row = self.row(entries);
        visit(row, self.errors);
    }

    fn row(&mut self, entries: Vec<(String, Json)>) -> Row<'static, T> {
        let mut row = Row {
            place: self.place,
            cells: Vec::new(),
            lines: Vec::new(),
            visits: Vec::new(),
        };
        let mut seen = std::collections::BTreeSet::new();
        for (name, value) in entries {
            if !seen.insert(name.clone()) {
                self.errors.add(self.place, &name, "", Problem::TwiceColumn);
            }
            match value {
                Json::List(list) if name == "lines" && self.layout.has_lines() => {
                    self.lines(list, &mut row)
                }
                Json::List(list) if name == "visits" && self.layout.has_lines() => {
                    self.visits(list, &mut row)
                }
                Json::Object(entries) => self.group(&name, entries, &mut row.cells),
                value => self.cell(&name, value, &mut row.cells),
            }
        }
        row
    }

    /// `items = { a: … }` is the same as `amount_a`; other groups prefix their names alike.
    fn group(&mut self, group: &str, entries: Vec<(String, Json)>, cells: &mut Cells<'static, T>) {
        let prefix = if group == "items" { "amount" } else { group };
        for (name, value) in entries {
            self.cell(&format!("{prefix}_{name}"), value, cells);
        }
    }

    fn cell(&mut self, name: &str, value: Json, cells: &mut Cells<'static, T>) {
        match self.layout.find(name) {
            Ok(target) => cells.extend(cell(value).map(|cell| (target, cell))),
            Err(problem) => self.bad(name, &value, problem),
        }
    }

    fn lines(&mut self, list: Vec<Json>, row: &mut Row<'static, T>) {
        for (index, line) in list.into_iter().enumerate() {
            let path = format!("lines[{}]", index + 1);
            let Json::Object(entries) = line else {
                self.bad(&path, &line, Problem::Type("一条明细（JSON 对象）"));
                continue;
            };
            let mut cells = Vec::new();
            for (name, value) in entries {
                match self.layout.find_line(&name) {
                    Ok(target) => cells.extend(cell(value).map(|cell| (target, cell))),
                    Err(problem) => self.bad(&format!("{path}.{name}"), &value, problem),
                }
            }
            row.lines.push(cells);
        }
    }

    fn visits(&mut self, list: Vec<Json>, row: &mut Row<'static, T>) {
        for visit in list {
            match visit {
                Json::Object(entries) => {
                    // A visit inside a visit has no meaning; one level is read, deeper ones refused.
                    let nested = entries.iter().any(|(name, _)| name == "visits");
                    if nested {
                        self.errors.add(
                            self.place,
                            "visits.visits",
                            "",
                            Problem::UnknownColumn(None),
                        );
                        continue;
                    }
                    let visit = self.row(entries);
                    row.visits.push(visit);
                }
                other => self.bad("visits", &other, Problem::Type("一次就诊（JSON 对象）")),
            }
        }
    }

    fn bad(&mut self, name: &str, value: &Json, problem: Problem) {
        let shown = cell(value.clone())
            .map(|cell| cell.shown())
            .unwrap_or_default();
        self.errors.add(self.place, name, &shown, problem);
    }
}

/// `None` for null and empty text, which both mean *not given*.
fn cell(value: Json) -> Option<Cell<'static>> {
    Some(match value {
        Json::Null => return None,
        Json::Bool(value) => Cell::Bool(value),
        Json::Number(text) => Cell::Number(text),
        Json::Text(text) if text.is_empty() => return None,
        Json::Text(text) => Cell::Text(Cow::Owned(text)),
        Json::List(list) => match joined(&list) {
            Some(text) if text.is_empty() => return None,
            Some(text) => Cell::Text(Cow::Owned(text)),
            None => Cell::Other("[…]".to_owned()),
        },
        Json::Object(_) => Cell::Other("{…}".to_owned()),
    })
}

/// A list of texts is the members of a set.
fn joined(list: &[Json]) -> Option<String> {
    let texts: Option<Vec<&str>> = list
        .iter()
        .map(|item| match item {
            Json::Text(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    Some(texts?.join("|"))
}
