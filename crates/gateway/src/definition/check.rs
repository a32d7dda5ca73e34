//! An input against its definition: lenient in form, strict in content.
//!
//! Lenient as real clients need it: numbers as text and text as numbers, `null`, `"null"` and `""` for
//! an empty field, one object where a list may stand and a list of one where an object stands, fields
//! without their node where there is one node only, fields that the definition does not know. Strict in
//! what counts: required fields, lengths, digits and decimals, days that exist, codes of the dictionary.

mod cell;
mod rows;

use base::Refused;
use serde_json::Value as Json;

use crate::frame::Infno;
use crate::profile::Profile;

use super::dialect::Dialect;
use super::fault::{Fault, Finding, Place, refusal, shown};
use super::input::{Input, Row};
use super::registry::Definitions;
use super::table::{Node, Rows, Transaction};

pub(super) use cell::{Flaw, read as read_cell};

/// Faults after which no further row is read.
pub(super) const MOST_FAULTS: usize = 200;

impl Definitions {
    /// Checks the `input` of a transaction and types it.
    ///
    /// Names are national: those of a dialect are translated before. A number with decimals comes as the
    /// text that was sent, as `frame` reads it; one that was parsed into a float is taken as it prints.
    ///
    /// # Errors
    /// `gateway.infno` for one that is not served; else the first fault in full and the others by name,
    /// within 200 characters: `gateway.node` (a node is missing or has the wrong number of rows),
    /// `gateway.required`, `gateway.length`, `gateway.number`, `gateway.date`, `gateway.code`,
    /// `gateway.text`.
    pub fn check<'d>(
        &'d self,
        infno: &str,
        input: &Json,
        dialect: &dyn Dialect,
    ) -> Result<Input<'d>, Refused> {
        let check = Check {
            definitions: self,
            transaction: self.find(infno)?,
            dialect,
        };
        check.run(input)
    }

    /// Every fault of an input, in the order of the definition: what a conformance test shows to the
    /// makers of hospital software. None where [`Definitions::check`] takes it.
    ///
    /// # Errors
    /// `gateway.infno` where the transaction is not served.
    pub fn inspect(
        &self,
        infno: &str,
        input: &Json,
        dialect: &dyn Dialect,
    ) -> Result<Vec<Finding>, Refused> {
        let check = Check {
            definitions: self,
            transaction: self.find(infno)?,
            dialect,
        };
        let (_, faults) = check.read(input);
        Ok(faults.iter().map(Fault::finding).collect())
    }

    /// Checks the input of a message of a dialect: its names become national first.
    ///
    /// # Errors
    /// As [`Definitions::check`].
    pub fn check_message<'d>(
        &'d self,
        infno: Infno,
        input: &Json,
        profile: &Profile,
    ) -> Result<Input<'d>, Refused> {
        let national = profile.national_input(infno, input.clone());
        self.check(infno.as_str(), &national, profile)
    }
}

/// One check.
#[derive(Clone, Copy)]
struct Check<'c, 'd> {
    definitions: &'d Definitions,
    transaction: &'d Transaction,
    dialect: &'c dyn Dialect,
}

impl<'d> Check<'_, 'd> {
    fn run(&self, input: &Json) -> Result<Input<'d>, Refused> {
        let (input, faults) = self.read(input);
        match refusal(&self.transaction.infno, &faults) {
            Some(refused) => Err(refused),
            None => Ok(input),
        }
    }

    /// What could be read, and what is wrong with the rest.
    fn read(&self, input: &Json) -> (Input<'d>, Vec<Fault>) {
        let mut faults = Vec::new();
        let mut nodes = Vec::with_capacity(self.transaction.input.len());
        for node in &self.transaction.input {
            let rows = match &node.within {
                Some(_) => Vec::new(),
                None => self.top(node, input, &mut faults),
            };
            nodes.push(rows);
        }
        let input = Input {
            transaction: self.transaction,
            nodes,
        };
        (input, faults)
    }

    /// The rows of a node that stands in the input itself.
    fn top(&self, node: &'d Node, input: &Json, faults: &mut Vec<Fault>) -> Vec<Row<'d>> {
        let found = rows::locate(self.transaction, node, input);
        let rows = self.node(node, found, None, faults);
        if rows.is_empty() && !node.optional && faults.is_empty() {
            let (name, sent) = (&node.name, members(input));
            faults.push(Fault {
                code: "gateway.node",
                place: Place::default(),
                what: format!("缺少节点{name}，收到的是{sent}，请按接口文档补齐"),
            });
        }
        rows
    }

    /// The rows of one node from what was sent for it.
    fn node(
        &self,
        node: &'d Node,
        sent: Option<&Json>,
        outer: Option<usize>,
        faults: &mut Vec<Fault>,
    ) -> Vec<Row<'d>> {
        let objects = match sent.map_or(Ok(Vec::new()), |sent| rows::of(node, sent)) {
            Ok(objects) => objects,
            Err(what) => {
                faults.push(about(node, outer, what));
                return Vec::new();
            }
        };
        if node.rows == Rows::One && objects.len() > 1 {
            let what = format!("只能有一行，收到{}行，请逐笔上传", objects.len());
            faults.push(about(node, outer, what));
            return Vec::new();
        }
        let numbered = node.rows == Rows::Many;
        let mut rows = Vec::with_capacity(objects.len());
        for (number, object) in objects {
            // it is refused by then, and nobody reads of more
            if faults.len() >= MOST_FAULTS {
                break;
            }
            let number = numbered.then_some(number);
            rows.push(self.row(node, object, number, faults));
        }
        rows
    }

    fn row(
        &self,
        node: &'d Node,
        object: &Json,
        number: Option<usize>,
        faults: &mut Vec<Fault>,
    ) -> Row<'d> {
        let infno = &self.transaction.infno;
        let mut values = Vec::with_capacity(node.fields.len());
        let mut flawed = vec![false; node.fields.len()];
        for (field, flawed) in node.fields.iter().zip(&mut flawed) {
            let sent = rows::member(object, &field.name, &field.also);
            let read = cell::read(self.definitions, self.dialect, field, sent);
            values.push(read.unwrap_or_else(|flaw| {
                *flawed = true;
                faults.push(flaw.at(node, number, field));
                None
            }));
        }
        for ((field, value), flawed) in node.fields.iter().zip(&values).zip(flawed) {
            let missing = value.is_none() && !flawed && rows::is_needed(node, field, &values);
            if missing && !self.dialect.is_optional(infno, &field.name) {
                faults.push(Flaw::missing().at(node, number, field));
            }
        }
        let within = |inner: &&'d Node| inner.within.as_ref() == Some(&node.name);
        let mut inner = Vec::new();
        for within in self.transaction.input.iter().filter(within) {
            let sent = rows::member(object, &within.name, &within.also);
            inner.extend(self.node(within, sent, number, faults));
        }
        Row {
            infno,
            node,
            number,
            values,
            inner,
        }
    }
}

/// A fault of a node as a whole.
fn about(node: &Node, row: Option<usize>, what: impl Into<String>) -> Fault {
    Fault {
        code: "gateway.node",
        place: Place {
            node: node.name.clone(),
            row,
            field: None,
        },
        what: what.into(),
    }
}

/// What an input holds, by the names of its members.
fn members(input: &Json) -> String {
    let members = input.as_object().into_iter().flatten();
    let names: Vec<String> = members.take(3).map(|(name, _)| shown(name)).collect();
    if names.is_empty() {
        "空的输入".to_owned()
    } else {
        names.join("、")
    }
}
