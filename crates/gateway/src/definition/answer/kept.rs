//! An answer as it is kept for a retry: before any dialect lays it out.

use base::Refused;
use serde_json::Value;

use super::super::registry::Definitions;
use super::super::table::{Node, Rows};
use super::super::tree::Tree;
use super::Answer;
use super::fill::Cells;
use crate::frame::{Bounds, read_json};

/// What was kept is our own; the bounds are those of no message.
const BOUNDS: Bounds = Bounds {
    depth: 8,
    values: 10_000_000,
};

impl Answer<'_> {
    /// The answer as text, for [`Definitions::restored`]: one list of rows a node, without the empty fields.
    #[must_use]
    pub fn kept(&self) -> String {
        let row = |node: &Node, cells: &Cells| {
            let filled = node.fields.iter().zip(cells);
            let filled =
                filled.filter_map(|(field, cell)| Some((field.name.clone(), cell.clone()?)));
            Tree::Object(filled.collect())
        };
        let nodes = self.transaction.output.iter().zip(&self.nodes);
        let nodes = nodes.map(|(node, rows)| {
            let rows = rows.iter().map(|cells| row(node, cells)).collect();
            (node.name.clone(), Tree::List(rows))
        });
        Tree::Object(nodes.collect()).to_string()
    }
}

impl Definitions {
    /// An answer of a transaction from what was kept of it.
    ///
    /// # Errors
    /// `gateway.infno` where the transaction is not served, `gateway.answer` where the text is not one that
    /// [`Answer::kept`] wrote for this definition.
    pub fn restored(&self, infno: &str, kept: &str) -> Result<Answer<'_>, Refused> {
        let mut answer = self.answer(infno)?;
        let value = read_json(kept, BOUNDS).map_err(|_| unreadable(infno))?;
        for (node, rows) in answer.transaction.output.iter().zip(&mut answer.nodes) {
            let sent = value.get(&node.name).and_then(Value::as_array);
            for row in sent.into_iter().flatten() {
                rows.push(cells(node, row).ok_or_else(|| unreadable(infno))?);
            }
            if node.rows == Rows::One && rows.len() > 1 {
                return Err(unreadable(infno));
            }
        }
        Ok(answer)
    }
}

/// The cells of a row. Numbers were written as they are and come back as text.
fn cells(node: &Node, row: &Value) -> Option<Cells> {
    let members = row.as_object()?;
    if members.keys().any(|name| node.position(name).is_none()) {
        return None;
    }
    let cell = |(name, is_number): (&String, bool)| match members.get(name) {
        None => Some(None),
        Some(Value::String(text)) if is_number => Some(Some(Tree::Number(text.clone()))),
        Some(Value::String(text)) => Some(Some(Tree::Text(text.clone()))),
        Some(Value::Number(number)) if is_number => Some(Some(Tree::Number(number.to_string()))),
        Some(_) => None,
    };
    let fields = node.fields.iter();
    fields
        .map(|field| cell((&field.name, field.kind.digits().is_some())))
        .collect()
}

fn unreadable(infno: &str) -> Refused {
    Refused::new(
        "gateway.answer",
        format!("交易{infno}保存的应答无法读取，请联系平台管理员。"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::National;
    use base::{Date, Fen};

    #[test]
    fn what_was_kept_is_laid_out_alike() {
        let definitions = Definitions::shipped();
        let mut answer = definitions.answer("2207").unwrap();
        let mut row = answer.row("setlinfo");
        row.put("mdtrt_id", "0012").put("psn_name", "甲\"乙\\丙");
        row.put("medfee_sumamt", Fen::new(1_099));
        row.put("hifp_pay", Fen::new(4_500));
        row.put("balc", Fen::new(-1));
        row.put("brdy", Date::from_ymd(1990, 2, 28).unwrap());
        for amount in [1, 100, 12_345_678_900] {
            let mut part = answer.row("setldetail");
            part.put("fund_pay_type", "390100")
                .put("fund_payamt", Fen::new(amount));
        }
        let again = definitions.restored("2207", &answer.kept()).unwrap();
        assert_eq!(again.layout(&National), answer.layout(&National));
        assert_eq!(again.kept(), answer.kept());
    }

    #[test]
    fn an_answer_of_another_transaction_is_not_taken() {
        let definitions = Definitions::shipped();
        for wrong in [
            "",
            "[]x",
            "{\"setlinfo\":[{\"nobody\":\"x\"}]}",
            "{\"setlinfo\":[{},{}]}",
            "{\"setlinfo\":[3]}",
        ] {
            let refused = definitions.restored("2207", wrong).unwrap_err();
            assert_eq!(refused.code(), "gateway.answer", "{wrong}");
        }
    }
}
