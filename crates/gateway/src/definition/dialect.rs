//! What a province's edition, or a client, does differently from the definitions.

use super::table::Rows;

/// A dialect as the definitions see it. Names of nodes and fields are national by then.
pub trait Dialect {
    /// Whether it does without a field that the definition requires.
    fn is_optional(&self, infno: &str, field: &str) -> bool;

    /// Whether it adds a code to a dictionary.
    fn has_code(&self, dictionary: &str, code: &str) -> bool {
        let _ = (dictionary, code);
        false
    }

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
    fn is_optional(&self, _infno: &str, _field: &str) -> bool {
        false
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
