//! A checked input, as a use case reads it.

use base::money::{Count, UnitPrice};
use base::{Date, Fen, Refused};

use super::fault::{Fault, Place, refusal};
use super::number::Number;
use super::stamp::Stamp;
use super::table::{Kind, Node, Transaction};
use super::value::Value;

/// The input of one transaction that passed its check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input<'d> {
    pub(super) transaction: &'d Transaction,
    /// The rows of each node, in the order of the definition; those of inner nodes stand in their rows.
    pub(super) nodes: Vec<Vec<Row<'d>>>,
}

impl<'d> Input<'d> {
    /// The transaction.
    #[must_use]
    pub const fn transaction(&self) -> &'d Transaction {
        self.transaction
    }

    /// The rows of a node; none where it was not sent.
    #[must_use]
    pub fn rows(&self, node: &str) -> &[Row<'d>] {
        let at = self
            .transaction
            .input
            .iter()
            .position(|known| known.name == node);
        debug_assert!(
            at.is_some(),
            "{} has no node {node}",
            self.transaction.infno
        );
        at.and_then(|at| self.nodes.get(at))
            .map_or(&[], Vec::as_slice)
    }

    /// The one row of a node.
    ///
    /// # Errors
    /// `gateway.node` where an optional node was not sent.
    pub fn row(&self, node: &str) -> Result<&Row<'d>, Refused> {
        self.rows(node).first().ok_or_else(|| {
            let fault = Fault {
                code: "gateway.node",
                place: Place::default(),
                what: format!("缺少节点{node}，请补充后重新上传"),
            };
            refused(&self.transaction.infno, fault)
        })
    }
}

/// One row of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<'d> {
    pub(super) infno: &'d str,
    pub(super) node: &'d Node,
    /// Which row of its node, counted from 1, where there may be several.
    pub(super) number: Option<usize>,
    /// One value a field, in the order of the definition.
    pub(super) values: Vec<Option<Value>>,
    /// The rows of the nodes that stand within this one.
    pub(super) inner: Vec<Row<'d>>,
}

/// What a value can be read as.
pub trait Cell<'r>: Sized {
    /// Whether fields of this kind are read so.
    fn fits(kind: &Kind) -> bool;

    /// The value as this type; `None` where it is of another kind.
    fn of(value: &'r Value) -> Option<Self>;
}

/// Reads one variant of [`Value`], which fields of one kind hold.
macro_rules! cell {
    ($($type:ty, $variant:ident;)*) => {$(
        impl Cell<'_> for $type {
            fn fits(kind: &Kind) -> bool {
                matches!(kind, Kind::$variant { .. })
            }

            fn of(value: &Value) -> Option<Self> {
                match value {
                    Value::$variant(found) => Some(*found),
                    _ => None,
                }
            }
        }
    )*};
}

cell! {
    Fen, Money;
    UnitPrice, Price;
    Count, Count;
    Number, Number;
    Date, Date;
    Stamp, Time;
}

impl<'r> Cell<'r> for &'r str {
    fn fits(kind: &Kind) -> bool {
        matches!(
            kind,
            Kind::Text { .. } | Kind::Digits { .. } | Kind::Code { .. }
        )
    }

    fn of(value: &'r Value) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl Cell<'_> for String {
    fn fits(kind: &Kind) -> bool {
        <&str>::fits(kind)
    }

    fn of(value: &Value) -> Option<Self> {
        <&str>::of(value).map(str::to_owned)
    }
}

/// A number without decimals.
impl Cell<'_> for i64 {
    fn fits(kind: &Kind) -> bool {
        matches!(kind, Kind::Number { decimals: 0, .. })
    }

    fn of(value: &Value) -> Option<Self> {
        Number::of(value)?.scaled(0)
    }
}

impl<'d> Row<'d> {
    /// The value of a field; `None` where it was left empty.
    ///
    /// A field that the definition does not have, or has in another kind, is a mistake of the caller: it
    /// stops a debug build and is empty otherwise.
    #[must_use]
    pub fn get<'r, T: Cell<'r>>(&'r self, field: &str) -> Option<T> {
        let at = self.node.position(field);
        let fits = self
            .node
            .field(field)
            .is_some_and(|known| T::fits(&known.kind));
        debug_assert!(
            fits,
            "{} {} has no such {field}",
            self.infno, self.node.name
        );
        let value = self.values.get(at?)?.as_ref()?;
        T::of(value)
    }

    /// Whether the definition has a field, for what is common to transactions that differ.
    #[must_use]
    pub fn has(&self, field: &str) -> bool {
        self.node.field(field).is_some()
    }

    /// A text, or nothing at all for an empty field.
    #[must_use]
    pub fn text(&self, field: &str) -> &str {
        self.get(field).unwrap_or("")
    }

    /// Whether a flag (是否标志) is 1.
    #[must_use]
    pub fn flag(&self, field: &str) -> bool {
        self.text(field) == "1"
    }

    /// The value of a field that this use needs, though the definition lets it be empty.
    ///
    /// # Errors
    /// `gateway.required`, naming node, row and field.
    pub fn need<'r, T: Cell<'r>>(&'r self, field: &str) -> Result<T, Refused> {
        self.get(field)
            .ok_or_else(|| self.refuse(field, "gateway.required", MISSING))
    }

    /// A refusal about a field of this row; `what` follows the name of the field and ends without a full
    /// stop, such as `不在登记的科室中，请先用3401上传`.
    #[must_use]
    pub fn refuse(&self, field: &str, code: &'static str, what: &str) -> Refused {
        let known = self.node.field(field);
        let fault = Fault {
            code,
            place: Place {
                node: self.node.name.clone(),
                row: self.number,
                field: known.map(|field| (field.name.clone(), field.zh.clone())),
            },
            what: what.to_owned(),
        };
        refused(self.infno, fault)
    }

    /// The fields that were filled, each as text, in the order of the definition.
    pub fn filled(&self) -> impl Iterator<Item = (&'d str, String)> + '_ {
        let fields = self.node.fields.iter().zip(&self.values);
        fields.filter_map(|(field, value)| Some((field.name.as_str(), value.as_ref()?.to_text())))
    }

    /// Which row of its node this is, counted from 1; 1 where there is one only.
    #[must_use]
    pub fn number(&self) -> usize {
        self.number.unwrap_or(1)
    }

    /// The rows of the node `node` that stand within this row.
    pub fn inner<'r>(&'r self, node: &'r str) -> impl Iterator<Item = &'r Row<'d>> {
        self.inner.iter().filter(move |row| row.node.name == node)
    }
}

/// What is said of a field that is missing.
pub(super) const MISSING: &str = "不能为空，请填写后重新上传";

fn refused(infno: &str, fault: Fault) -> Refused {
    let fallback = Refused::new(fault.code, fault.what.clone());
    refusal(infno, &[fault]).unwrap_or(fallback)
}
