//! The columns of a year in memory, and the results every contestant makes.

use anyhow::{Context, Result, ensure};
use batch::columns::{Ints, TableReader, write_table};

use super::Year;

pub const CLAIM_COLUMNS: [&str; 6] = [
    "claim_id",
    "person_id",
    "service_day",
    "kind",
    "level",
    "amount_fen",
];

/// Claims by column, in file order.
pub struct Claims {
    pub claim_id: Vec<i64>,
    pub person: Vec<i32>,
    pub day: Vec<i16>,
    pub kind: Vec<i8>,
    pub level: Vec<i8>,
    pub amount: Vec<i32>,
}

impl Claims {
    pub fn read(year: &Year) -> Result<Claims> {
        let mut reader = TableReader::open(&year.claims, &CLAIM_COLUMNS).map_err(said)?;
        let rows = reader.rows();
        let mut claims = Claims {
            claim_id: Vec::with_capacity(rows),
            person: Vec::with_capacity(rows),
            day: Vec::with_capacity(rows),
            kind: Vec::with_capacity(rows),
            level: Vec::with_capacity(rows),
            amount: Vec::with_capacity(rows),
        };
        while let Some(batch) = reader.next_batch().map_err(said)? {
            claims
                .take(&batch)
                .context("a column of the claims has another width than agreed")?;
        }
        Ok(claims)
    }

    fn take(&mut self, batch: &[Ints]) -> Option<()> {
        let [claim_id, person, day, kind, level, amount] = batch else {
            return None;
        };
        self.claim_id.extend_from_slice(claim_id.as_i64()?);
        self.person.extend_from_slice(person.as_i32()?);
        self.day.extend_from_slice(day.as_i16()?);
        self.kind.extend_from_slice(kind.as_i8()?);
        self.level.extend_from_slice(level.as_i8()?);
        self.amount.extend_from_slice(amount.as_i32()?);
        Some(())
    }
}

/// Category of every person; the person number is the row.
pub fn categories(year: &Year) -> Result<Vec<i8>> {
    let reader = TableReader::open(&year.persons, &["person_id", "category"]).map_err(said)?;
    let columns = reader.read_all().map_err(said)?;
    let [ids, categories] = columns.as_slice() else {
        anyhow::bail!("two columns of persons were asked for")
    };
    let in_order = (0..ids.len()).all(|row| usize::try_from(ids.get(row)) == Ok(row));
    ensure!(
        in_order,
        "persons must be numbered 0, 1, 2 … in the order of their rows"
    );
    let categories = categories
        .as_i8()
        .context("the column category must be 8 bits wide")?;
    let known = categories.iter().all(|category| (0..=2).contains(category));
    ensure!(known, "a category must be 0, 1 or 2");
    Ok(categories.to_vec())
}

/// What a year comes to: one entry a claim, in the order in which the claims were taken, in 分.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    pub claim_id: Vec<i64>,
    pub deductible: Vec<i64>,
    pub pool: Vec<i64>,
    pub supplement: Vec<i64>,
    pub own: Vec<i64>,
}

impl Outcome {
    pub fn with_capacity(rows: usize) -> Outcome {
        let column = || Vec::with_capacity(rows);
        Outcome {
            claim_id: column(),
            deductible: column(),
            pool: column(),
            supplement: column(),
            own: column(),
        }
    }

    #[inline(always)]
    pub fn push(&mut self, claim_id: i64, [deductible, pool, supplement, own]: [i64; 4]) {
        self.claim_id.push(claim_id);
        self.deductible.push(deductible);
        self.pool.push(pool);
        self.supplement.push(supplement);
        self.own.push(own);
    }

    /// The rows by claim id.
    pub fn sorted(&self) -> Vec<[i64; 5]> {
        let row = |row: usize| {
            let money = [
                self.deductible[row],
                self.pool[row],
                self.supplement[row],
                self.own[row],
            ];
            [self.claim_id[row], money[0], money[1], money[2], money[3]]
        };
        let mut rows: Vec<[i64; 5]> = (0..self.claim_id.len()).map(row).collect();
        rows.sort_unstable();
        rows
    }

    pub fn write(rows: &[[i64; 5]], path: &std::path::Path) -> Result<()> {
        let column = |index: usize| Ints::I64(rows.iter().map(|row| row[index]).collect());
        let names = ["claim_id", "d", "pool", "supp", "self"];
        let columns: Vec<(&str, Ints)> = (0..)
            .zip(names)
            .map(|(i, name)| (name, column(i)))
            .collect();
        write_table(path, &columns).with_context(|| format!("cannot write {}", path.display()))
    }
}

/// The report of a reader as one error.
pub fn said(errors: batch::ReadErrors) -> anyhow::Error {
    anyhow::anyhow!("{errors}\n{}", errors.zh())
}
