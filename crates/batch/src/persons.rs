//! Persons as files give them: one row a person with the facts that do not hang on a claim.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use benefit::claim::{Claim, Facts, Owners};
use benefit::plan::{FactId, FactScope, Policy};

use crate::bills::{BillRow, BillWhat, Bills};
use crate::codes::{Codes, kind, present};
use crate::encode;
use crate::error::{Errors, Problem, ReadErrors};
use crate::record::write::{Kind, Out, OutColumn, OutTable};
use crate::record::{self, Format, Layout, Row, Source};
use crate::text::Encoding;
use crate::unused;

/// The persons of a file by their ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Persons {
    /// Persons by `person_id`.
    pub by_id: BTreeMap<String, Person>,
    /// Texts of the code facts.
    pub codes: Codes,
}

/// One person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Line of a text file, else number of the record, from 1.
    pub place: u64,
    /// Family, or empty.
    pub family: String,
    /// Benefit group, or empty.
    pub group: String,
    /// Facts of the person.
    pub facts: Vec<(FactId, i64)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Id,
    Family,
    Group,
    Fact(FactId),
    /// A fact of the registry that the policy does not ask about.
    Unused(u16),
}

/// Reads the persons of a file under a policy.
///
/// # Errors
/// Every bad place of the file; nothing of a file with a bad place is used.
pub fn read_persons(
    policy: &Policy,
    path: &Path,
    encoding: Encoding,
) -> Result<Persons, ReadErrors> {
    let name = path.to_string_lossy();
    match crate::file::source(path, encoding) {
        Ok(source) => from_source(policy, &name, &source),
        Err(problem) => {
            let mut errors = Errors::of(&name);
            errors.whole(problem);
            errors.unless_any(Persons::default())
        }
    }
}

/// Reads persons from memory; `name` stands for the file in reports.
///
/// # Errors
/// As [`read_persons`].
pub fn read_persons_bytes(
    policy: &Policy,
    name: &str,
    bytes: Vec<u8>,
    format: Format,
    encoding: Encoding,
) -> Result<Persons, ReadErrors> {
    from_source(
        policy,
        name,
        &Source {
            bytes: bytes.into(),
            format,
            encoding,
        },
    )
}

fn from_source(policy: &Policy, name: &str, source: &Source) -> Result<Persons, ReadErrors> {
    let (mut persons, mut errors) = (Persons::default(), Errors::of(name));
    record::read(source, &layout(policy), &mut errors, &mut |row, errors| {
        take(policy, &mut persons, row, errors);
    });
    errors.unless_any(persons)
}

fn layout(policy: &Policy) -> Layout<Target> {
    let mut layout = Layout::new();
    layout.column("person_id", Target::Id);
    layout.column("id", Target::Id);
    layout.column("family_id", Target::Family);
    layout.column("group_id", Target::Group);
    for (index, decl) in (0..).zip(&policy.facts) {
        match decl.of {
            FactScope::Person => layout.column(&decl.name, Target::Fact(index)),
            FactScope::Derived => layout.computed(&decl.name),
            _ => {}
        }
    }
    for (index, name) in unused::unused_of(policy, &[FactScope::Person]) {
        layout.column(name, Target::Unused(index));
    }
    layout
}

fn take(policy: &Policy, persons: &mut Persons, row: Row<'_, Target>, errors: &mut Errors) {
    let mut person = Person {
        place: row.place,
        family: String::new(),
        group: String::new(),
        facts: Vec::new(),
    };
    let mut id = None;
    for (target, cell) in &row.cells {
        let outcome = match target {
            Target::Id => cell.id().map(|text| id = Some(text)),
            Target::Family => cell.id().map(|text| person.family = text),
            Target::Group => cell.id().map(|text| person.group = text),
            Target::Unused(index) => unused::check(*index, cell),
            Target::Fact(fact) => match policy.facts.get(usize::from(*fact)) {
                Some(decl) => encode::fact(decl, cell).map(|value| {
                    persons.codes.keep(decl, value, cell);
                    person.facts.push((*fact, value));
                }),
                None => Ok(()),
            },
        };
        if let Err(problem) = outcome {
            errors.add(row.place, &name(policy, *target), &cell.shown(), problem);
        }
    }
    let Some(id) = id else {
        return errors.add(row.place, "person_id", "", Problem::Missing);
    };
    if let Some(first) = persons.by_id.get(&id) {
        return errors.add(
            row.place,
            "person_id",
            &id,
            Problem::DuplicatePerson(first.place),
        );
    }
    persons.by_id.insert(id, person);
}

fn name(policy: &Policy, target: Target) -> String {
    match target {
        Target::Id => "person_id".to_owned(),
        Target::Family => "family_id".to_owned(),
        Target::Group => "group_id".to_owned(),
        Target::Unused(index) => unused::name(index).to_owned(),
        Target::Fact(fact) => policy
            .facts
            .get(usize::from(fact))
            .map(|decl| decl.name.clone())
            .unwrap_or_default(),
    }
}

/// Writes persons so that [`read_persons`] reads them back.
///
/// # Errors
/// Whatever the file system reports; the old file is then still there.
pub fn write_persons(policy: &Policy, persons: &Persons, path: &Path) -> io::Result<()> {
    let facts = present(
        policy,
        persons.by_id.values().map(|person| person.facts.as_slice()),
    );
    let mut columns: Vec<OutColumn> = ["person_id", "family_id", "group_id"]
        .iter()
        .map(|name| OutColumn::of(*name, Kind::Text))
        .collect();
    columns.extend(
        facts
            .iter()
            .map(|(_, decl)| OutColumn::of(&decl.name, kind(decl))),
    );
    let text = |text: &str| Some(Out::from(text)).filter(|_| !text.is_empty());
    let rows = persons.by_id.iter().map(|(id, person)| {
        let mut cells = vec![text(id), text(&person.family), text(&person.group)];
        cells.extend(facts.iter().map(|(fact, decl)| {
            let (_, value) = person.facts.iter().find(|(known, _)| known == fact)?;
            persons.codes.out(decl, *value)
        }));
        (false, cells)
    });
    OutTable {
        columns,
        rows: rows.collect(),
    }
    .write(path, "persons")
}

/// Lays the facts of a claim's row over those of its person.
///
/// # Errors
/// The file of bills with the rows whose person the file of persons does not have.
pub fn check_persons(bills: &Bills, persons: &Persons) -> Result<(), ReadErrors> {
    let mut errors = Errors::of(&bills.file);
    for row in &bills.rows {
        let known = persons.by_id.contains_key(&row.owners.person);
        if matches!(row.what, BillWhat::Claim(..)) && !known {
            errors.add(
                row.place,
                "person_id",
                &row.owners.person,
                Problem::UnknownPerson,
            );
        }
    }
    errors.unless_any(())
}

/// The claim of a row, with the facts of its person (a fact given by the row wins); `None` for a
/// reversal.
#[must_use]
pub fn claim_of(policy: &Policy, row: &BillRow, persons: Option<&Persons>) -> Option<Claim> {
    let BillWhat::Claim(bill, visits) = &row.what else {
        return None;
    };
    let mut facts = Facts::none(policy.facts.len());
    let mut owners: Owners = row.owners.clone();
    if let Some(person) = persons.and_then(|persons| persons.by_id.get(&owners.person)) {
        person
            .facts
            .iter()
            .for_each(|(fact, value)| facts.set(*fact, *value));
        fill(&mut owners.family, &person.family);
        fill(&mut owners.group, &person.group);
    }
    row.facts
        .iter()
        .for_each(|(fact, value)| facts.set(*fact, *value));
    Some(Claim {
        id: row.id.clone(),
        owners,
        facts,
        bill: bill.clone(),
        visits: visits.clone(),
    })
}

fn fill(slot: &mut String, from: &str) {
    if slot.is_empty() {
        *slot = from.to_owned();
    }
}
