//! Writing bills.

use std::io;
use std::path::Path;

use benefit::claim::{Bill, EnterAt, Line};
use benefit::plan::{FactDecl, FactId, Policy};

use super::layout::owner_of;
use super::{BillRow, BillWhat, Bills};
use crate::codes::{kind, present};
use crate::record::write::{Kind, LINES, Out, OutColumn, OutTable};

/// Writes bills so that [`super::read_bills`] reads them back. Visits are not written.
///
/// # Errors
/// Whatever the file system reports; the old file is then still there.
pub fn write_bills(policy: &Policy, bills: &Bills, path: &Path) -> io::Result<()> {
    let sheet = Sheet::of(policy, bills);
    let mut rows = Vec::with_capacity(bills.rows.len());
    for row in &bills.rows {
        let lines = lines(row);
        rows.push((false, sheet.row(row, lines.first())));
        rows.extend(
            lines
                .iter()
                .skip(1)
                .map(|line| (true, sheet.further(row, line))),
        );
    }
    OutTable {
        columns: sheet.columns,
        rows,
    }
    .write(path, "claims")
}

fn lines(row: &BillRow) -> &[Line] {
    match &row.what {
        BillWhat::Claim(Bill::Lines(lines), _) => lines,
        _ => &[],
    }
}

/// The columns that these bills need.
struct Sheet<'b> {
    bills: &'b Bills,
    facts: Vec<(FactId, &'b FactDecl)>,
    line_facts: Vec<(FactId, &'b FactDecl)>,
    pots: usize,
    columns: Vec<OutColumn>,
}

const HEAD: [&str; 10] = [
    "claim_id",
    "person_id",
    "family_id",
    "group_id",
    "episode_id",
    "provider_id",
    "disease",
    "enter",
    "reverse",
    "amount",
];

impl<'b> Sheet<'b> {
    fn of(policy: &'b Policy, bills: &'b Bills) -> Self {
        let mut facts = present(policy, bills.rows.iter().map(|row| row.facts.as_slice()));
        facts.retain(|(_, decl)| owner_of(&decl.name).is_none());
        let all_lines = bills.rows.iter().flat_map(lines);
        let line_facts = present(policy, all_lines.map(|line| line.facts.as_slice()));
        let mut columns: Vec<OutColumn> = HEAD
            .iter()
            .map(|name| OutColumn::of(*name, Kind::Text))
            .collect();
        if let Some(amount) = columns.last_mut() {
            amount.kind = Kind::Money;
        }
        columns.extend(
            facts
                .iter()
                .map(|(_, decl)| OutColumn::of(&decl.name, kind(decl))),
        );
        for index in (0..).take(policy.pots.len()) {
            columns.push(OutColumn::of(
                super::group::pot_name(policy, index),
                Kind::Money,
            ));
        }
        columns.push(OutColumn::in_group(LINES, "amount", Kind::Money));
        columns.extend(line_facts.iter().map(|(_, decl)| line_column(decl)));
        Self {
            bills,
            facts,
            line_facts,
            pots: policy.pots.len(),
            columns,
        }
    }

    fn row(&self, row: &BillRow, line: Option<&Line>) -> Vec<Option<Out>> {
        let text = |text: &str| Some(Out::from(text)).filter(|_| !text.is_empty());
        let owners = &row.owners;
        let mut cells = vec![
            text(&row.id),
            text(&owners.person),
            text(&owners.family),
            text(&owners.group),
        ];
        cells.extend([
            text(&owners.episode),
            text(&owners.provider),
            text(&owners.disease),
        ]);
        let (mut enter, mut reverse, mut amount, mut pots) =
            (None, None, None, vec![None; self.pots]);
        match &row.what {
            BillWhat::Claim(Bill::Amount(fen), _) => amount = Some(Out::Value(fen.get())),
            BillWhat::Claim(Bill::Lines(_), _) => {}
            BillWhat::Claim(Bill::Enter { step, pots: given }, _) => {
                let (EnterAt::Layer(name) | EnterAt::Step(name)) = step;
                enter = text(name);
                for (pot, fen) in given {
                    if let Some(slot) = pots.get_mut(usize::from(*pot)) {
                        *slot = Some(Out::Value(fen.get()));
                    }
                }
            }
            BillWhat::Reversal(of) => reverse = text(of),
        }
        cells.extend([enter, reverse, amount]);
        cells.extend(self.fact_cells(&self.facts, &row.facts));
        cells.extend(pots);
        cells.extend(self.line_cells(line));
        cells
    }

    /// A further line: the claim's id and the line's own columns.
    fn further(&self, row: &BillRow, line: &Line) -> Vec<Option<Out>> {
        let mut cells = vec![None; HEAD.len() + self.facts.len() + self.pots];
        if let Some(id) = cells.first_mut() {
            *id = Some(Out::from(row.id.as_str()));
        }
        cells.extend(self.line_cells(Some(line)));
        cells
    }

    fn line_cells(&self, line: Option<&Line>) -> Vec<Option<Out>> {
        let mut cells = vec![line.map(|line| Out::Value(line.amount.get()))];
        cells.extend(self.fact_cells(&self.line_facts, line.map_or(&[], |line| &line.facts)));
        cells
    }

    fn fact_cells(
        &self,
        wanted: &[(FactId, &FactDecl)],
        given: &[(FactId, i64)],
    ) -> Vec<Option<Out>> {
        wanted
            .iter()
            .map(|(fact, decl)| {
                let (_, value) = given.iter().find(|(known, _)| known == fact)?;
                self.bills.codes.out(decl, *value)
            })
            .collect()
    }
}

/// Facts of lines stand under their own names in tables, and within `lines` in JSON.
fn line_column(decl: &FactDecl) -> OutColumn {
    OutColumn {
        group: LINES,
        name: decl.name.clone(),
        kind: kind(decl),
    }
}
