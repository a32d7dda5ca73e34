//! Accumulators before the first claim of a file.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use benefit::claim::Owners;
use benefit::plan::{AccId, AccUnit, Policy};

use crate::encode;
use crate::error::{Errors, Problem, ReadErrors};
use crate::record::write::{Kind, Out, OutColumn, OutTable};
use crate::record::{self, Cell, Format, Layout, Row, Source, nearest};
use crate::text::Encoding;

/// One accumulator of one owner in one window, as it stands before the first claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Line of a text file, else number of the record, from 1.
    pub place: u64,
    /// Owner ids; those that the accumulator's owner kind needs are given.
    pub owners: Owners,
    /// Index of the accumulator.
    pub acc: AccId,
    /// Label of the benefit year, month `2026-01` or day `2026-01-31`; empty: the window of the
    /// owner's first claim, and accumulators without a window in time.
    pub window: String,
    /// 分, or a number of events or days.
    pub value: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Person,
    Family,
    Group,
    Disease,
    Provider,
    Episode,
    Accumulator,
    Window,
    Value,
}

const COLUMNS: [(&str, Target); 9] = [
    ("person_id", Target::Person),
    ("family_id", Target::Family),
    ("group_id", Target::Group),
    ("disease", Target::Disease),
    ("provider_id", Target::Provider),
    ("episode_id", Target::Episode),
    ("accumulator", Target::Accumulator),
    ("window", Target::Window),
    ("value", Target::Value),
];

/// Reads the accumulators of a file under a policy.
///
/// # Errors
/// Every bad place of the file; nothing of a file with a bad place is used.
pub fn read_accumulators(
    policy: &Policy,
    path: &Path,
    encoding: Encoding,
) -> Result<Vec<Opening>, ReadErrors> {
    let name = path.to_string_lossy();
    match crate::file::source(path, encoding) {
        Ok(source) => from_source(policy, &name, &source),
        Err(problem) => {
            let mut errors = Errors::of(&name);
            errors.whole(problem);
            errors.unless_any(Vec::new())
        }
    }
}

/// Reads accumulators from memory; `name` stands for the file in reports.
///
/// # Errors
/// As [`read_accumulators`].
pub fn read_accumulators_bytes(
    policy: &Policy,
    name: &str,
    bytes: Vec<u8>,
    format: Format,
    encoding: Encoding,
) -> Result<Vec<Opening>, ReadErrors> {
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

fn from_source(policy: &Policy, name: &str, source: &Source) -> Result<Vec<Opening>, ReadErrors> {
    let mut layout = Layout::new();
    COLUMNS
        .iter()
        .for_each(|(name, target)| layout.column(*name, *target));
    let (mut openings, mut errors) = (Vec::new(), Errors::of(name));
    let mut seen = BTreeMap::new();
    record::read(source, &layout, &mut errors, &mut |row, errors| {
        let Some(opening) = opening(policy, &row, errors) else {
            return;
        };
        let key = (
            opening.acc,
            opening.window.clone(),
            owner_key(&opening.owners),
        );
        match seen.insert(key, opening.place) {
            Some(first) => errors.add(
                row.place,
                "accumulator",
                "",
                Problem::DuplicateAccumulator(first),
            ),
            None => openings.push(opening),
        }
    });
    errors.unless_any(openings)
}

fn owner_key(owners: &Owners) -> [String; 6] {
    let Owners {
        person,
        family,
        group,
        disease,
        provider,
        episode,
    } = owners.clone();
    [person, family, group, disease, provider, episode]
}

fn opening(policy: &Policy, row: &Row<'_, Target>, errors: &mut Errors) -> Option<Opening> {
    let mut opening = Opening {
        place: row.place,
        owners: Owners::default(),
        acc: 0,
        window: String::new(),
        value: 0,
    };
    let (mut acc, mut value) = (None, None);
    for (target, cell) in &row.cells {
        let owners = &mut opening.owners;
        let outcome = match target {
            Target::Person => cell.id().map(|id| owners.person = id),
            Target::Family => cell.id().map(|id| owners.family = id),
            Target::Group => cell.id().map(|id| owners.group = id),
            Target::Disease => cell.id().map(|id| owners.disease = id),
            Target::Provider => cell.id().map(|id| owners.provider = id),
            Target::Episode => cell.id().map(|id| owners.episode = id),
            Target::Window => cell.id().map(|id| opening.window = id),
            Target::Accumulator => find(policy, cell).map(|found| acc = Some(found)),
            Target::Value => {
                value = Some(cell);
                Ok(())
            }
        };
        if let Err(problem) = outcome {
            errors.add(row.place, name(*target), &cell.shown(), problem);
            return None;
        }
    }
    let (Some(acc), Some(cell)) = (acc, value) else {
        errors.add(
            row.place,
            if acc.is_none() {
                "accumulator"
            } else {
                "value"
            },
            "",
            Problem::Missing,
        );
        return None;
    };
    opening.acc = acc;
    opening.value = checked(policy, acc, cell)
        .map_err(|p| errors.add(row.place, "value", &cell.shown(), p))
        .ok()?;
    if owner_key(&opening.owners).iter().all(String::is_empty) {
        errors.add(row.place, "person_id", "", Problem::Missing);
        return None;
    }
    Some(opening)
}

fn name(target: Target) -> &'static str {
    COLUMNS
        .iter()
        .find(|(_, known)| *known == target)
        .map_or("", |(name, _)| name)
}

fn find(policy: &Policy, cell: &Cell<'_>) -> Result<AccId, Problem> {
    let id = cell.id()?;
    let known = policy.accs.iter().map(|acc| acc.id.as_str());
    policy
        .acc(&id)
        .ok_or_else(|| Problem::UnknownAccumulator(nearest(&id, known)))
}

fn checked(policy: &Policy, acc: AccId, cell: &Cell<'_>) -> Result<i64, Problem> {
    let unit = policy.accs.get(usize::from(acc)).map(|acc| acc.unit);
    let value = match unit {
        Some(AccUnit::Money) => encode::money(cell)?.get(),
        _ => encode::whole(cell)?,
    };
    if value < 0 {
        Err(Problem::Negative)
    } else {
        Ok(value)
    }
}

/// Writes accumulators so that [`read_accumulators`] reads them back.
///
/// # Errors
/// Whatever the file system reports; the old file is then still there.
pub fn write_accumulators(policy: &Policy, openings: &[Opening], path: &Path) -> io::Result<()> {
    let mut columns: Vec<OutColumn> = COLUMNS
        .iter()
        .map(|(name, _)| OutColumn::of(*name, Kind::Text))
        .collect();
    // One column holds money and counts: text, so that each keeps its own form, also in Parquet.
    if let Some(value) = columns.last_mut() {
        value.kind = Kind::Text;
    }
    let rows = openings.iter().map(|opening| {
        let texts = owner_key(&opening.owners);
        let mut cells: Vec<Option<Out>> = texts.into_iter().map(some).collect();
        let decl = policy.accs.get(usize::from(opening.acc));
        cells.push(decl.map(|decl| Out::from(decl.id.as_str())));
        cells.push(some(opening.window.clone()));
        let money = decl.is_some_and(|decl| decl.unit == AccUnit::Money);
        let value = opening.value;
        cells.push(some(if money {
            base::Fen::new(value).to_string()
        } else {
            value.to_string()
        }));
        (false, cells)
    });
    OutTable {
        columns,
        rows: rows.collect(),
    }
    .write(path, "accumulators")
}

fn some(text: String) -> Option<Out> {
    if text.is_empty() {
        None
    } else {
        Some(Out::Text(text))
    }
}
