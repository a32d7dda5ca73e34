//! The policy-driven batch on a year: what the columns mean as facts, and nothing else.

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use batch::ReadErrors;
use batch::columns::{
    ClaimBatch, ClaimSource, FactColumn, Ints, Output, PersonTable, Results, TableReader, ValueMap,
    settle_columns, settle_columns_traced,
};
use benefit::claim::NONE;
use benefit::plan::{FactType, Policy};
use policy::{CompileOptions, Files, Package};

use super::Year;
use super::rows::{CLAIM_COLUMNS, said};

/// Day 0 of the columns: 1 January of the benefit year.
const YEAR_BEGINS: (i32, u32, u32) = (2010, 1, 1);
const KINDS: [&str; 2] = ["outpatient", "inpatient"];
const CATEGORIES: [&str; 3] = ["active", "retired", "early"];

/// The year's results by a package that knows the year's own categories.
pub fn settle(year: &Year, package: &Path) -> Result<Results> {
    let policy = compiled(package)?;
    let persons = persons(&policy, year)?;
    let mut source = Source::open(&policy, year)?;
    Ok(settle_columns(
        &policy,
        &persons,
        &mut source,
        &outputs(&policy)?,
    )?)
}

/// As [`settle`], the trace of every claim made and read once.
pub fn settle_traced(year: &Year, package: &Path) -> Result<Results> {
    let policy = compiled(package)?;
    let persons = persons(&policy, year)?;
    let mut source = Source::open(&policy, year)?;
    let mut told = 0_usize;
    let mut listener = |trace: batch::columns::Traced<'_>| {
        told = told.wrapping_add(
            trace
                .events
                .iter()
                .map(std::mem::size_of_val)
                .sum::<usize>(),
        );
    };
    let results = settle_columns_traced(
        &policy,
        &persons,
        &mut source,
        &outputs(&policy)?,
        &mut listener,
    )?;
    ensure!(told > 0, "no claim left a trace");
    Ok(results)
}

/// The same claims under a package that asks other things of a person; all payers and what the
/// person bears.
pub fn settle_other(year: &Year, package: &Path) -> Result<Results> {
    let policy = compiled(package)?;
    let persons = lives(&policy, year)?;
    let mut source = Source::open(&policy, year)?;
    let payers = (0..).zip(&policy.pots);
    let payers = payers.filter(|(_, pot)| matches!(pot.kind, benefit::plan::PotKind::Payer(..)));
    let mut outputs: Vec<Output> = payers.map(|(pot, _)| Output::Pot(pot)).collect();
    outputs.push(Output::Own);
    Ok(settle_columns(&policy, &persons, &mut source, &outputs)?)
}

/// Reads and compiles a package folder.
pub fn compiled(folder: &Path) -> Result<Policy> {
    let mut files = Files::new();
    read_into(&mut files, folder, "")?;
    let refused = |findings: Vec<policy::Diagnostic>| {
        let first = findings
            .first()
            .map(|finding| format!("{finding:?}"))
            .unwrap_or_default();
        anyhow::anyhow!("{} does not compile: {first}", folder.display())
    };
    let package = Package::load(&files).map_err(refused)?;
    policy::compile(&package, &CompileOptions::default()).map_err(refused)
}

fn read_into(files: &mut Files, folder: &Path, prefix: &str) -> Result<()> {
    let entries = std::fs::read_dir(folder);
    for entry in entries.with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        let name = format!("{prefix}{}", name.unwrap_or_default());
        if path.is_dir() {
            read_into(files, &path, &format!("{name}/"))?;
        } else if [".toml", ".md", ".csv"]
            .iter()
            .any(|ending| name.ends_with(ending))
        {
            files.insert(name, std::fs::read(&path)?);
        }
    }
    Ok(())
}

fn outputs(policy: &Policy) -> Result<[Output; 4]> {
    let pot = |name| {
        policy
            .pot(name)
            .with_context(|| format!("the package has no pot `{name}`"))
    };
    Ok([
        Output::Pot(pot("deductible")?),
        Output::Pot(pot("pool")?),
        Output::Pot(pot("supplement")?),
        Output::Own,
    ])
}

/// The rows by claim id.
pub fn sorted(results: &Results) -> Vec<[i64; 5]> {
    let money = |column: usize, row| results.columns.get(column).map_or(0, |ints| ints.get(row));
    let row = |row: usize| {
        let id = results.claim_id.get(row);
        [
            id,
            money(0, row),
            money(1, row),
            money(2, row),
            money(3, row),
        ]
    };
    let mut rows: Vec<[i64; 5]> = (0..results.claim_id.len()).map(row).collect();
    rows.sort_unstable();
    rows
}

fn persons(policy: &Policy, year: &Year) -> Result<PersonTable> {
    let category = super::rows::categories(year)?;
    let count = category.len();
    let map = ValueMap::Listed(indices(policy, "category", &CATEGORIES)?);
    let column = FactColumn::named(policy, "category", Ints::I8(category.into()), map);
    let column = column.context("the package has no fact `category`")?;
    Ok(PersonTable {
        count,
        facts: vec![column],
        ..PersonTable::default()
    })
}

/// Encoded values of names of an enumeration.
fn indices(policy: &Policy, fact: &str, names: &[&str]) -> Result<Vec<i64>> {
    let decl = policy
        .fact(fact)
        .and_then(|fact| policy.facts.get(usize::from(fact)));
    let Some(FactType::Enum(values)) = decl.map(|decl| &decl.ty) else {
        bail!("the package has no enumeration `{fact}`");
    };
    let index = |name: &&str| {
        let found = values.iter().position(|(known, _)| known == name);
        found.and_then(|index| i64::try_from(index).ok())
    };
    names
        .iter()
        .map(|name| index(name).with_context(|| format!("`{fact}` has no value `{name}`")))
        .collect()
}

/// Lives that go with the categories: work from the age of 20 and retirement at 60, after the scheme
/// began (for one in ten within the year itself) or before it, spread over the persons by number.
fn lives(policy: &Policy, year: &Year) -> Result<PersonTable> {
    let categories = super::rows::categories(year)?;
    let count = categories.len();
    let (mut birth, mut employed, mut retired) = (Vec::new(), Vec::new(), Vec::new());
    for (person, category) in (0_i32..).zip(&categories) {
        let spread = person.wrapping_mul(7_919).rem_euclid(5_000);
        let born = match category {
            0 => day(1951, 1, 1)? + spread * 2,
            1 => day(1941, 1, 1)? + spread * 73 / 100,
            _ => day(1921, 1, 1)? + spread,
        };
        birth.push(born);
        employed.push(born + 20 * 366);
        retired.push(match category {
            0 => None,
            1 => Some(born + 60 * 366),
            _ => Some(day(1990, 1, 1)? + spread / 2),
        });
    }
    let retired = retired.iter().map(|day| day.map_or(NONE, i64::from));
    let columns = [
        ("birth", Ints::I32(birth.into())),
        ("employed_on", Ints::I32(employed.into())),
        ("retired_on", Ints::I64(retired.collect::<Vec<_>>().into())),
    ];
    let mut facts = Vec::new();
    for (name, numbers) in columns {
        facts.extend(FactColumn::named(policy, name, numbers, ValueMap::Same));
    }
    Ok(PersonTable {
        count,
        facts,
        ..PersonTable::default()
    })
}

fn day(year: i32, month: u32, day: u32) -> Result<i32> {
    Ok(base::Date::from_ymd(year, month, day)?.day_number())
}

/// The claims of a year as batches of facts.
struct Source<'p> {
    policy: &'p Policy,
    reader: TableReader,
    begins: i64,
    kinds: Vec<i64>,
}

impl<'p> Source<'p> {
    fn open(policy: &'p Policy, year: &Year) -> Result<Source<'p>> {
        let reader = TableReader::open(&year.claims, &CLAIM_COLUMNS).map_err(said)?;
        let (y, m, d) = YEAR_BEGINS;
        let begins = i64::from(day(y, m, d)?);
        Ok(Source {
            policy,
            reader,
            begins,
            kinds: indices(policy, "care", &KINDS)?,
        })
    }
}

impl ClaimSource for Source<'_> {
    fn expected(&self) -> usize {
        self.reader.rows()
    }

    fn next_batch(&mut self) -> Result<Option<ClaimBatch>, ReadErrors> {
        let Some(columns) = self.reader.next_batch()? else {
            return Ok(None);
        };
        let Ok([claim_id, person, day, kind, level, amount]) = <[Ints; 6]>::try_from(columns)
        else {
            return Ok(None);
        };
        let facts = [
            ("service_date", day, ValueMap::Plus(self.begins)),
            ("care", kind, ValueMap::Listed(self.kinds.clone())),
            ("level", level, ValueMap::Same),
        ];
        let facts = facts
            .into_iter()
            .filter_map(|(name, numbers, map)| FactColumn::named(self.policy, name, numbers, map));
        Ok(Some(ClaimBatch {
            claim_id,
            person,
            amount,
            facts: facts.collect(),
        }))
    }
}
