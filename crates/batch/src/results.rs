//! Results as files give them: one row a claim.

use std::io;
use std::path::Path;

use base::Fen;
use benefit::determination::{Determination, Status};
use benefit::plan::{AccUnit, Policy, PotKind};

use crate::encode;
use crate::error::{Errors, Problem, ReadErrors};
use crate::record::write::{Kind, Out, OutColumn, OutTable};
use crate::record::{self, Cell, Format, Layout, Row, Source};
use crate::text::Encoding;

/// What a row of results records. Nothing is ever edited: a correction is a row of its own, whose
/// amounts are added to the row that it corrects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// A claim as settled.
    Claim,
    /// A claim taken back: the amounts of its standing determination, negated.
    Reversal,
    /// A later claim determined again: after minus before.
    Difference,
}

/// The result of one claim, as a file holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultRow {
    /// Claim id.
    pub claim_id: String,
    /// Person id.
    pub person_id: String,
    /// What the row records.
    pub entry: Entry,
    /// Claim that a reversal or a difference corrects; empty for a claim.
    pub corrects: String,
    /// Outcome.
    pub status: Status,
    /// Total of the bill.
    pub total: Fen,
    /// What entered the open parts after the items stage.
    pub in_policy: Fen,
    /// Every pot by index of the policy; open parts are 0.
    pub pots: Vec<Fen>,
    /// Change of every accumulator by index of the policy.
    pub deltas: Vec<i64>,
    /// Names of the reasons of denial.
    pub denials: Vec<String>,
    /// Names of the clauses that ask for a review.
    pub reviews: Vec<String>,
    /// Receipt hash, 64 hexadecimal digits; empty where no receipt was made.
    pub receipt: String,
}

impl ResultRow {
    /// The row of a determination.
    #[must_use]
    pub fn of(
        policy: &Policy,
        claim_id: &str,
        person_id: &str,
        found: &Determination,
    ) -> ResultRow {
        let plan = policy.versions.get(usize::from(found.version));
        let denials = found
            .denials
            .iter()
            .filter_map(|index| plan?.denials.get(usize::from(*index)));
        let reviews = found
            .reviews
            .iter()
            .filter_map(|index| plan?.reviews.get(usize::from(*index)));
        ResultRow {
            claim_id: claim_id.to_owned(),
            person_id: person_id.to_owned(),
            entry: Entry::Claim,
            corrects: String::new(),
            status: found.status,
            total: found.total,
            in_policy: found.in_policy,
            pots: found.pots.clone(),
            deltas: found.deltas.clone(),
            denials: denials.map(|deny| deny.reason.clone()).collect(),
            reviews: reviews.map(|review| review.id.clone()).collect(),
            receipt: found
                .receipt
                .hash
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
        }
    }

    /// What the person bears: the sum of all burden causes.
    #[must_use]
    pub fn own(&self, policy: &Policy) -> Option<Fen> {
        let burden = policy
            .pots
            .iter()
            .zip(&self.pots)
            .filter(|(pot, _)| pot.kind == PotKind::Burden);
        Fen::checked_sum(burden.map(|(_, fen)| *fen))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Claim,
    Person,
    Entry,
    Corrects,
    Status,
    Total,
    InPolicy,
    Own,
    Pot(usize),
    Delta(usize),
    Denials,
    Reviews,
    Receipt,
}

const ENTRY: [(&str, Entry); 3] = [
    ("claim", Entry::Claim),
    ("reversal", Entry::Reversal),
    ("difference", Entry::Difference),
];

const STATUS: [(&str, Status); 3] = [
    ("settled", Status::Settled),
    ("denied", Status::Denied),
    ("review", Status::Review),
];

/// The columns of a file of results with their targets, in order.
fn columns(policy: &Policy) -> Vec<(OutColumn, Target)> {
    let mut columns = vec![
        (OutColumn::of("claim_id", Kind::Text), Target::Claim),
        (OutColumn::of("person_id", Kind::Text), Target::Person),
        (OutColumn::of("entry", Kind::Text), Target::Entry),
        (OutColumn::of("corrects", Kind::Text), Target::Corrects),
        (OutColumn::of("status", Kind::Text), Target::Status),
        (OutColumn::of("total", Kind::Money), Target::Total),
        (OutColumn::of("in_policy", Kind::Money), Target::InPolicy),
        (OutColumn::of("self", Kind::Money), Target::Own),
    ];
    for (index, pot) in policy.pots.iter().enumerate() {
        let group = match pot.kind {
            PotKind::Open => continue,
            PotKind::Burden => "burden",
            PotKind::Payer(..) => "paid",
        };
        columns.push((
            OutColumn::in_group(group, &pot.name, Kind::Money),
            Target::Pot(index),
        ));
    }
    for (index, acc) in policy.accs.iter().enumerate() {
        let kind = if acc.unit == AccUnit::Money {
            Kind::Money
        } else {
            Kind::Whole
        };
        columns.push((
            OutColumn::in_group("delta", &acc.id, kind),
            Target::Delta(index),
        ));
    }
    columns.push((OutColumn::of("denials", Kind::Text), Target::Denials));
    columns.push((OutColumn::of("reviews", Kind::Text), Target::Reviews));
    columns.push((OutColumn::of("receipt", Kind::Text), Target::Receipt));
    columns
}

/// Writes results: payers and causes of burden without money are 0 in tables.
///
/// # Errors
/// Whatever the file system reports; the old file is then still there.
pub fn write_results(policy: &Policy, results: &[ResultRow], path: &Path) -> io::Result<()> {
    table(policy, results).write(path, "results")
}

/// Writes results as JSON to a stream, for instance the standard output.
///
/// # Errors
/// Whatever the stream reports.
pub fn print_results(
    policy: &Policy,
    results: &[ResultRow],
    out: &mut impl io::Write,
) -> io::Result<()> {
    table(policy, results).json(out, "results")
}

fn table(policy: &Policy, results: &[ResultRow]) -> OutTable {
    let columns = columns(policy);
    let rows = results.iter().map(|row| {
        let cells = columns.iter().map(|(_, target)| out(policy, row, *target));
        (false, cells.collect())
    });
    let rows = rows.collect();
    OutTable {
        columns: columns.into_iter().map(|(column, _)| column).collect(),
        rows,
    }
}

fn out(policy: &Policy, row: &ResultRow, target: Target) -> Option<Out> {
    let text = |text: &str| Some(Out::from(text)).filter(|_| !text.is_empty());
    match target {
        Target::Claim => text(&row.claim_id),
        Target::Person => text(&row.person_id),
        Target::Entry => name_of(&ENTRY, row.entry),
        Target::Corrects => text(&row.corrects),
        Target::Status => name_of(&STATUS, row.status),
        Target::Total => Some(Out::Value(row.total.get())),
        Target::InPolicy => Some(Out::Value(row.in_policy.get())),
        Target::Own => row.own(policy).map(|fen| Out::Value(fen.get())),
        Target::Pot(index) => row.pots.get(index).map(|fen| Out::Value(fen.get())),
        Target::Delta(index) => row.deltas.get(index).map(|delta| Out::Value(*delta)),
        Target::Denials => text(&row.denials.join("|")),
        Target::Reviews => text(&row.reviews.join("|")),
        Target::Receipt => text(&row.receipt),
    }
}

fn name_of<T: PartialEq + Copy>(names: &[(&'static str, T)], value: T) -> Option<Out> {
    let found = names.iter().find(|(_, known)| *known == value);
    found.map(|(name, _)| Out::from(*name))
}

/// Reads results back, for comparison.
///
/// # Errors
/// Every bad place of the file.
pub fn read_results(policy: &Policy, path: &Path) -> Result<Vec<ResultRow>, ReadErrors> {
    let mut errors = Errors::of(&path.to_string_lossy());
    let mut results = Vec::new();
    match crate::file::source(path, Encoding::Detect) {
        Ok(source) => collect(policy, &source, &mut results, &mut errors),
        Err(problem) => errors.whole(problem),
    }
    errors.unless_any(results)
}

/// Reads results from memory; `name` stands for the file in reports.
///
/// # Errors
/// As [`read_results`].
pub fn read_results_bytes(
    policy: &Policy,
    name: &str,
    bytes: Vec<u8>,
    format: Format,
) -> Result<Vec<ResultRow>, ReadErrors> {
    let (mut errors, mut results) = (Errors::of(name), Vec::new());
    let source = Source {
        bytes: bytes.into(),
        format,
        encoding: Encoding::Detect,
    };
    collect(policy, &source, &mut results, &mut errors);
    errors.unless_any(results)
}

fn collect(policy: &Policy, source: &Source, results: &mut Vec<ResultRow>, errors: &mut Errors) {
    let columns = columns(policy);
    let mut layout = Layout::new();
    columns
        .iter()
        .for_each(|(column, target)| layout.column(column.flat(), *target));
    record::read(source, &layout, errors, &mut |row, errors| {
        results.push(taken(policy, &columns, &row, errors));
    });
}

fn taken(
    policy: &Policy,
    columns: &[(OutColumn, Target)],
    row: &Row<'_, Target>,
    errors: &mut Errors,
) -> ResultRow {
    let mut result = ResultRow {
        claim_id: String::new(),
        person_id: String::new(),
        entry: Entry::Claim,
        corrects: String::new(),
        status: Status::Settled,
        total: Fen::ZERO,
        in_policy: Fen::ZERO,
        pots: vec![Fen::ZERO; policy.pots.len()],
        deltas: vec![0; policy.accs.len()],
        denials: Vec::new(),
        reviews: Vec::new(),
        receipt: String::new(),
    };
    for (target, cell) in &row.cells {
        if let Err(problem) = put(policy, &mut result, *target, cell) {
            let name = columns
                .iter()
                .find(|(_, known)| known == target)
                .map(|(column, _)| column.flat());
            errors.add(row.place, &name.unwrap_or_default(), &cell.shown(), problem);
        }
    }
    if result.claim_id.is_empty() {
        errors.add(row.place, "claim_id", "", Problem::Missing);
    }
    result
}

fn put(
    policy: &Policy,
    row: &mut ResultRow,
    target: Target,
    cell: &Cell<'_>,
) -> Result<(), Problem> {
    let names = || {
        cell.id()
            .map(|text| text.split('|').map(str::to_owned).collect())
    };
    match target {
        Target::Claim => row.claim_id = cell.id()?,
        Target::Person => row.person_id = cell.id()?,
        Target::Entry => {
            let wanted = Problem::Type("claim、reversal 或 difference");
            row.entry = value_of(&ENTRY, &cell.id()?).ok_or(wanted)?;
        }
        Target::Corrects => row.corrects = cell.id()?,
        Target::Status => {
            let wanted = Problem::Type("settled、denied 或 review");
            row.status = value_of(&STATUS, &cell.id()?).ok_or(wanted)?;
        }
        Target::Total => row.total = encode::money(cell)?,
        Target::InPolicy => row.in_policy = encode::money(cell)?,
        Target::Own => drop(encode::money(cell)?),
        Target::Pot(index) => set(&mut row.pots, index, encode::money(cell)?),
        Target::Delta(index) => {
            let money = policy
                .accs
                .get(index)
                .is_some_and(|acc| acc.unit == AccUnit::Money);
            let value = if money {
                encode::money(cell)?.get()
            } else {
                encode::whole(cell)?
            };
            set(&mut row.deltas, index, value);
        }
        Target::Denials => row.denials = names()?,
        Target::Reviews => row.reviews = names()?,
        Target::Receipt => row.receipt = cell.id()?,
    }
    Ok(())
}

fn value_of<T: Copy>(names: &[(&str, T)], text: &str) -> Option<T> {
    let found = names.iter().find(|(name, _)| *name == text);
    found.map(|(_, value)| *value)
}

fn set<T>(list: &mut [T], index: usize, value: T) {
    if let Some(slot) = list.get_mut(index) {
        *slot = value;
    }
}
