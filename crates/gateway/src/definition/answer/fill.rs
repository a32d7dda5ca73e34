//! Filling the fields of one row.

use base::{Date, Fen};

use super::super::number::Number;
use super::super::registry::Definitions;
use super::super::stamp::Stamp;
use super::super::table::{Kind, Node};
use super::super::tree::Tree;

/// One value a field; `None` for an empty one.
pub(super) type Cells = Vec<Option<Tree>>;

/// A value that a use case puts into a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fill {
    /// Nothing.
    Empty,
    /// Text or a code.
    Text(String),
    /// An amount.
    Money(Fen),
    /// Another number.
    Number(Number),
    /// A day.
    Date(Date),
    /// A moment.
    Time(Stamp),
}

impl From<&str> for Fill {
    fn from(text: &str) -> Fill {
        Fill::Text(text.to_owned())
    }
}

impl From<String> for Fill {
    fn from(text: String) -> Fill {
        Fill::Text(text)
    }
}

/// A flag (是否标志).
impl From<bool> for Fill {
    fn from(flag: bool) -> Fill {
        Fill::Text(if flag { "1" } else { "0" }.to_owned())
    }
}

impl From<Fen> for Fill {
    fn from(amount: Fen) -> Fill {
        Fill::Money(amount)
    }
}

impl From<Number> for Fill {
    fn from(number: Number) -> Fill {
        Fill::Number(number)
    }
}

impl From<i64> for Fill {
    fn from(number: i64) -> Fill {
        Fill::Number(Number::whole(number))
    }
}

impl From<Date> for Fill {
    fn from(day: Date) -> Fill {
        Fill::Date(day)
    }
}

impl From<Stamp> for Fill {
    fn from(stamp: Stamp) -> Fill {
        Fill::Time(stamp)
    }
}

impl<T: Into<Fill>> From<Option<T>> for Fill {
    fn from(value: Option<T>) -> Fill {
        value.map_or(Fill::Empty, Into::into)
    }
}

/// One row that is being filled.
pub struct FillRow<'a, 'd> {
    definitions: &'d Definitions,
    place: Option<(&'d Node, &'a mut Cells)>,
    faults: &'a mut Vec<String>,
}

impl<'a, 'd> FillRow<'a, 'd> {
    pub(super) fn of(
        definitions: &'d Definitions,
        node: &'d Node,
        cells: Option<&'a mut Cells>,
        faults: &'a mut Vec<String>,
    ) -> FillRow<'a, 'd> {
        FillRow {
            definitions,
            place: cells.map(|cells| (node, cells)),
            faults,
        }
    }

    /// A row of a node that does not exist: what is put into it is dropped.
    pub(super) fn nowhere(
        definitions: &'d Definitions,
        faults: &'a mut Vec<String>,
    ) -> FillRow<'a, 'd> {
        FillRow {
            definitions,
            place: None,
            faults,
        }
    }

    /// Puts a value into a field; the last value counts.
    pub fn put(&mut self, field: &str, value: impl Into<Fill>) -> &mut Self {
        let Some((node, cells)) = &mut self.place else {
            return self;
        };
        let at = node.position(field);
        let known = at.and_then(|at| Some((node.fields.get(at)?, cells.get_mut(at)?)));
        let Some((known, cell)) = known else {
            self.faults
                .push(format!("{} has no field {field}", node.name));
            return self;
        };
        match written(self.definitions, &known.kind, value.into()) {
            Ok(tree) => *cell = tree,
            Err(what) => self.faults.push(format!("{}.{field} {what}", node.name)),
        }
        self
    }
}

/// A value as JSON; an error says why the definition does not allow it.
fn written(
    definitions: &Definitions,
    kind: &Kind,
    value: Fill,
) -> Result<Option<Tree>, &'static str> {
    let text = |text: String| Ok(Some(Tree::Text(text)));
    match (kind, value) {
        (_, Fill::Empty) => Ok(None),
        (Kind::Text { length }, Fill::Text(value)) => {
            within(&value, length.unwrap_or(usize::MAX))?;
            text(value)
        }
        (Kind::Digits { length }, Fill::Text(value)) => {
            within(&value, *length)?;
            text(value)
        }
        (Kind::Code { .. }, Fill::Text(value)) if value.is_empty() => Ok(None),
        (Kind::Code { dictionary, length }, Fill::Text(value)) => {
            within(&value, *length)?;
            let dictionary = definitions.dictionary(dictionary);
            let known = dictionary.and_then(|dictionary| dictionary.find_any(&value));
            text(known.ok_or("is not in its dictionary")?.to_owned())
        }
        (Kind::Money { .. }, Fill::Money(amount)) => Ok(Some(Tree::Number(amount.to_string()))),
        (Kind::Number { decimals, .. }, Fill::Number(number)) => {
            if number.decimals() > *decimals {
                return Err("has too many decimals");
            }
            Ok(Some(Tree::Number(number.to_string())))
        }
        (Kind::Date, Fill::Date(day)) => text(day.to_string()),
        (Kind::Time, Fill::Time(stamp)) => text(stamp.to_string()),
        _ => Err("is of another kind"),
    }
}

fn within(text: &str, length: usize) -> Result<(), &'static str> {
    if text.chars().count() > length {
        return Err("is too long");
    }
    Ok(())
}
