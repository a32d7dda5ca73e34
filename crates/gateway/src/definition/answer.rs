//! Building the output of a transaction as its definition has it.

mod fill;
mod kept;

use base::Refused;

use super::dialect::{Dialect, Shape};
use super::registry::Definitions;
use super::table::{Field, Node, Rows, Transaction};
use super::tree::Tree;

pub use fill::{Fill, FillRow};

use fill::{Cells, Faults};

/// The output of one transaction while a use case fills it.
///
/// What the definition does not know, or holds otherwise, is a mistake of the caller: it is kept in
/// [`Answer::faults`]. A value that would be lost keeps the answer from being laid out; one that is only too long
/// or not in its dictionary stops a debug build and is sent by a release.
#[derive(Debug, Clone)]
pub struct Answer<'d> {
    definitions: &'d Definitions,
    transaction: &'d Transaction,
    nodes: Vec<Vec<Cells>>,
    faults: Faults,
}

impl Definitions {
    /// An empty answer of a transaction.
    ///
    /// # Errors
    /// `gateway.infno` where it is not served.
    pub fn answer(&self, infno: &str) -> Result<Answer<'_>, Refused> {
        let transaction = self.find(infno)?;
        Ok(Answer {
            definitions: self,
            transaction,
            nodes: vec![Vec::new(); transaction.output.len()],
            faults: Faults::default(),
        })
    }
}

impl<'d> Answer<'d> {
    /// The transaction.
    #[must_use]
    pub const fn transaction(&self) -> &'d Transaction {
        self.transaction
    }

    /// A new row of a node; a node of one row keeps the one that it has.
    pub fn row(&mut self, node: &str) -> FillRow<'_, 'd> {
        let at = self
            .transaction
            .output
            .iter()
            .position(|known| known.name == node);
        let Some((at, known)) = at.and_then(|at| Some((at, self.transaction.output.get(at)?)))
        else {
            let fault = format!("{} has no output node {node}", self.transaction.infno);
            self.faults.lose(fault);
            return FillRow::nowhere(self.definitions, &mut self.faults);
        };
        let rows = &mut self.nodes[at];
        if known.rows == Rows::Many || rows.is_empty() {
            rows.push(vec![None; known.fields.len()]);
        }
        FillRow::of(self.definitions, known, rows.last_mut(), &mut self.faults)
    }

    /// What was filled that the definition does not allow; empty for a right answer.
    #[must_use]
    pub fn faults(&self) -> &[String] {
        self.faults.told()
    }

    /// Whether nothing was filled.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.iter().all(Vec::is_empty)
    }

    /// The `output` of the response as a dialect lays it out; `null` for a transaction without output.
    ///
    /// Empty numbers are 0, other empty fields `""`; a list without rows is `[]`, a single node that was
    /// not filled is left out.
    /// Whoever changes records lays the answer out before he commits.
    ///
    /// # Errors
    /// `gateway.answer` where a value was put that the definition has no place for: without it an amount would go
    /// out as 0.
    pub fn layout(&self, dialect: &dyn Dialect) -> Result<Tree, Refused> {
        if let Some(lost) = self.faults.lost() {
            let infno = &self.transaction.infno;
            return Err(Refused::new(
                "gateway.answer",
                format!("交易{infno}的应答与接口定义不符（{lost}），未予处理，请联系平台管理员。"),
            ));
        }
        debug_assert!(self.faults().is_empty(), "{:?}", self.faults);
        Ok(self.tree(dialect))
    }

    fn tree(&self, dialect: &dyn Dialect) -> Tree {
        if self.transaction.output.is_empty() {
            return Tree::Null;
        }
        let shape = dialect.shape(&self.transaction.infno);
        let mut members = Vec::new();
        for (node, rows) in self.transaction.output.iter().zip(&self.nodes) {
            let Some(content) = content(node, rows, &shape) else {
                continue;
            };
            let name = match &shape.named {
                Some(named) if node.name.is_empty() => named,
                _ => &node.name,
            };
            match content {
                // fields or rows that stand in the output itself
                Tree::Object(fields) if name.is_empty() => members.extend(fields),
                rows if name.is_empty() => return rows,
                content => members.push((name.clone(), content)),
            }
        }
        laid_out(members, &shape)
    }
}

/// The rows of a node; nothing for a single node that was not filled.
fn content(node: &Node, rows: &[Cells], shape: &Shape) -> Option<Tree> {
    let other = shape.rows.iter().find(|(name, _)| *name == node.name);
    let mut objects = rows.iter().map(|cells| object(node, cells));
    match other.map_or(node.rows, |(_, rows)| *rows) {
        Rows::Many => Some(Tree::List(objects.collect())),
        Rows::One => objects.next(),
    }
}

/// The output of these members with what the shape adds.
fn laid_out(mut members: Vec<(String, Tree)>, shape: &Shape) -> Tree {
    let of = |members: &[(String, Tree)], node: &str| {
        let found = members.iter().find(|(name, _)| name == node);
        found.map(|(_, content)| content.clone())
    };
    for (node, second) in &shape.copies {
        if let Some(content) = of(&members, node) {
            members.push((second.clone(), content));
        }
    }
    let lifted = shape.lifted.as_ref().and_then(|node| of(&members, node));
    if let Some(Tree::Object(fields)) = lifted {
        members.extend(fields);
    }
    match (shape.listed, members.as_slice()) {
        (true, [(_, Tree::List(rows))]) => Tree::List(rows.clone()),
        (true, _) => Tree::List(vec![Tree::Object(members)]),
        (false, _) => Tree::Object(members),
    }
}

/// A row with every field of its definition, under each of its names.
fn object(node: &Node, cells: &Cells) -> Tree {
    let fields = node.fields.iter().zip(cells);
    let members = |(field, cell): (&Field, &Option<Tree>)| {
        let content = cell.clone().unwrap_or_else(|| empty(field));
        let names = std::iter::once(&field.name).chain(&field.also);
        names
            .map(|name| (name.clone(), content.clone()))
            .collect::<Vec<_>>()
    };
    Tree::Object(fields.flat_map(members).collect())
}

/// What stands for an empty field.
fn empty(field: &Field) -> Tree {
    if field.kind.digits().is_some() {
        Tree::Number("0".to_owned())
    } else {
        Tree::Text(String::new())
    }
}
