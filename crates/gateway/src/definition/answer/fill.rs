//! Filling the fields of one row.

use base::money::{Count, UnitPrice};
use base::{Date, Fen};

use super::super::number::Number;
use super::super::registry::Definitions;
use super::super::stamp::Stamp;
use super::super::table::{Kind, Node};
use super::super::tree::Tree;

/// One value a field; `None` for an empty one.
pub(super) type Cells = Vec<Option<Tree>>;

/// What was filled that the definition does not allow.
#[derive(Debug, Clone, Default)]
pub(super) struct Faults {
    told: Vec<String>,
    /// The first of those whose value has no place in the output.
    lost: Option<usize>,
}

impl Faults {
    pub fn told(&self) -> &[String] {
        &self.told
    }

    /// The first fault that loses a value.
    pub fn lost(&self) -> Option<&String> {
        self.told.get(self.lost?)
    }

    /// A value that is sent though it is not allowed.
    fn mind(&mut self, fault: String) {
        self.told.push(fault);
    }

    /// A value that cannot be sent.
    pub fn lose(&mut self, fault: String) {
        self.lost = self.lost.or(Some(self.told.len()));
        self.told.push(fault);
    }
}

/// A value that a use case puts into a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fill {
    /// Nothing.
    Empty,
    /// Text or a code.
    Text(String),
    /// An amount.
    Money(Fen),
    /// The price of a unit.
    Price(UnitPrice),
    /// How many units.
    Count(Count),
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

impl From<UnitPrice> for Fill {
    fn from(price: UnitPrice) -> Fill {
        Fill::Price(price)
    }
}

impl From<Count> for Fill {
    fn from(count: Count) -> Fill {
        Fill::Count(count)
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
    faults: &'a mut Faults,
}

impl<'a, 'd> FillRow<'a, 'd> {
    pub(super) fn of(
        definitions: &'d Definitions,
        node: &'d Node,
        cells: Option<&'a mut Cells>,
        faults: &'a mut Faults,
    ) -> FillRow<'a, 'd> {
        FillRow {
            definitions,
            place: cells.map(|cells| (node, cells)),
            faults,
        }
    }

    /// A row of a node that does not exist: what is put into it is dropped.
    pub(super) fn nowhere(definitions: &'d Definitions, faults: &'a mut Faults) -> FillRow<'a, 'd> {
        FillRow {
            definitions,
            place: None,
            faults,
        }
    }

    /// Puts a value into a field; the last value counts. A text that is too long is a fault, and cut.
    pub fn put(&mut self, field: &str, value: impl Into<Fill>) -> &mut Self {
        self.write(field, value.into(), false)
    }

    /// Puts a text into a field and cuts what is too long: names and remarks, whose length others decide.
    pub fn cut(&mut self, field: &str, text: &str) -> &mut Self {
        self.write(field, text.into(), true)
    }

    fn write(&mut self, field: &str, value: Fill, may_cut: bool) -> &mut Self {
        let Some((node, cells)) = &mut self.place else {
            return self;
        };
        let at = node.position(field);
        let known = at.and_then(|at| Some((node.fields.get(at)?, cells.get_mut(at)?)));
        let Some((known, cell)) = known else {
            self.faults
                .lose(format!("{} has no field {field}", node.name));
            return self;
        };
        let (tree, fault) = written(self.definitions, &known.kind, value);
        *cell = tree;
        match fault {
            Some(TOO_LONG) if may_cut => {}
            Some(OTHER_KIND) => {
                let fault = format!("{}.{field} {OTHER_KIND}", node.name);
                self.faults.lose(fault);
            }
            Some(what) => self.faults.mind(format!("{}.{field} {what}", node.name)),
            None => {}
        }
        self
    }
}

/// What is said of a text that has more characters than its field.
const TOO_LONG: &str = "is too long";
/// What is said of a value that its field cannot hold.
const OTHER_KIND: &str = "is of another kind";

/// A value as JSON, and why the definition does not allow it, if it does not. What is wrong in length or
/// code is sent all the same, so that a release does not lose it.
fn written(
    definitions: &Definitions,
    kind: &Kind,
    value: Fill,
) -> (Option<Tree>, Option<&'static str>) {
    match (kind, value) {
        (_, Fill::Empty) => (None, None),
        (Kind::Text { length }, Fill::Text(value)) => bounded(value, length.unwrap_or(usize::MAX)),
        (Kind::Digits { length }, Fill::Text(value)) => bounded(value, *length),
        (Kind::Code { .. }, Fill::Text(value)) if value.is_empty() => (None, None),
        (Kind::Code { dictionary, length }, Fill::Text(value)) => {
            let dictionary = definitions.dictionary(dictionary);
            match dictionary.and_then(|dictionary| dictionary.find_any(&value)) {
                Some(known) => bounded(known.to_owned(), *length),
                None => (Some(Tree::Text(value)), Some("is not in its dictionary")),
            }
        }
        (Kind::Money { .. }, Fill::Money(amount)) => (Some(Tree::Number(amount.to_string())), None),
        (Kind::Price { .. }, Fill::Price(price)) => (Some(Tree::Number(price.to_string())), None),
        (Kind::Count { .. }, Fill::Count(count)) => (Some(Tree::Number(count.to_string())), None),
        (Kind::Number { decimals, .. }, Fill::Number(number)) => {
            let fault = (number.decimals() > *decimals).then_some("has too many decimals");
            (Some(Tree::Number(number.to_string())), fault)
        }
        (Kind::Date, Fill::Date(day)) => (Some(Tree::Text(day.to_string())), None),
        (Kind::Time, Fill::Time(stamp)) => (Some(Tree::Text(stamp.to_string())), None),
        _ => (None, Some(OTHER_KIND)),
    }
}

/// A text of at most so many characters.
fn bounded(text: String, length: usize) -> (Option<Tree>, Option<&'static str>) {
    if text.chars().count() <= length {
        return (Some(Tree::Text(text)), None);
    }
    (
        Some(Tree::Text(text.chars().take(length).collect())),
        Some(TOO_LONG),
    )
}
