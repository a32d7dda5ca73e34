//! What a province's edition, or a client, does differently from the definitions.

use crate::frame::Infno;
use crate::profile::{Profile, Transaction};

use super::table::Rows;

/// A dialect as the definitions see it. Names of nodes and fields are national by then.
pub trait Dialect {
    /// Its id, by which dictionaries name the codes that it adds.
    fn id(&self) -> &str;

    /// Whether it does without a field that the definition requires.
    fn is_optional(&self, infno: &str, field: &str) -> bool;

    /// How the output of a transaction is laid out.
    fn shape(&self, infno: &str) -> Shape {
        let _ = infno;
        Shape::default()
    }
}

/// The definitions as they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct National;

impl Dialect for National {
    fn id(&self) -> &str {
        "national"
    }

    fn is_optional(&self, _infno: &str, _field: &str) -> bool {
        false
    }
}

/// A dialect of the profiles: what it does without, and how it lays outputs out.
impl Dialect for Profile {
    fn id(&self) -> &str {
        &self.id
    }

    fn is_optional(&self, infno: &str, field: &str) -> bool {
        Infno::of(infno).is_some_and(|infno| Profile::is_optional(self, infno, field))
    }

    fn shape(&self, infno: &str) -> Shape {
        let known = Infno::of(infno).and_then(|infno| self.transaction(infno));
        known.map_or_else(Shape::default, shape_of)
    }
}

/// What a profile says of the output of a transaction.
fn shape_of(known: &Transaction) -> Shape {
    let national = |node: &String| {
        let unnamed = known.named.as_ref() == Some(node);
        if unnamed { String::new() } else { node.clone() }
    };
    let one = known.one.iter().map(|node| (national(node), Rows::One));
    let many = known.many.iter().map(|node| (national(node), Rows::Many));
    let copies = known.also.iter();
    Shape {
        listed: known.list,
        rows: one.chain(many).collect(),
        named: known.named.clone(),
        copies: copies
            .map(|(second, first)| (first.clone(), second.clone()))
            .collect(),
        lifted: known.lift.clone(),
    }
}

/// How the output of one transaction is laid out where a dialect has it otherwise. The default is as the
/// definition has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shape {
    /// The output is a list: the rows where there is nothing but rows, else the object as the only one.
    pub listed: bool,
    /// (node, rows): an object stands where the definition has a list, or the other way round.
    pub rows: Vec<(String, Rows)>,
    /// The name of the node whose rows have none in the definition.
    pub named: Option<String>,
    /// (node, name): the node is given once more under another name.
    pub copies: Vec<(String, String)>,
    /// The node whose fields stand at the top as well.
    pub lifted: Option<String>,
}
