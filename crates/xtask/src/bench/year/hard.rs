//! The year as one would write it for this year alone: every number stands in the code.

use anyhow::{Context, Result};
use batch::columns::{Ints, TableReader};

use super::Year;
use super::rows::{CLAIM_COLUMNS, categories, said};

const DAYS: usize = 365;
/// Claims whose persons are looked up ahead.
const AHEAD: usize = 64;
const OP_DEDUCTIBLE: [i32; 3] = [150_000, 70_000, 30_000];
const OP_RATIO: [[i64; 4]; 3] = [[0, 65, 60, 50], [0, 80, 75, 70], [0, 90, 85, 80]];
const IP_DEDUCTIBLE: [i32; 3] = [150_000, 120_000, 70_000];
const IP_RATIO: [i64; 3] = [85, 92, 92];
const CEILING: i32 = 7_000_000;
const OVER_RATIO: i64 = 80;

/// A person's year so far; one cache line holds four.
#[derive(Clone, Copy)]
struct Person {
    outpatient: i32,
    inpatient: i32,
    pool: i32,
    category: u32,
}

/// A claim on its way from the file into the bucket of its day.
#[derive(Clone, Copy)]
struct Claim {
    id: i64,
    person: u32,
    amount: i32,
    kind: i8,
    level: i8,
}

/// From Parquet to the results in memory, in the order in which the claims were taken.
pub fn settle(year: &Year) -> Result<Narrow> {
    let person = |category: i8| Person {
        outpatient: 0,
        inpatient: 0,
        pool: 0,
        category: category as u32,
    };
    let mut persons: Vec<Person> = categories(year)?.into_iter().map(person).collect();
    let (days, rows) = by_day(year)?;
    let mut out = Narrow::with_capacity(rows);
    let mut ahead = [0; AHEAD];
    for claims in days.iter().flat_map(|day| day.chunks(AHEAD)) {
        // A short loop of reads alone lets many of them wait for memory at the same time.
        for (category, claim) in ahead.iter_mut().zip(claims) {
            *category = persons[claim.person as usize].category;
        }
        for (category, claim) in ahead.iter().zip(claims) {
            let person = &mut persons[claim.person as usize];
            let [d, pool, supplement] = one(person, *category as usize, claim);
            let own = claim.amount - pool - supplement;
            out.push(claim.id, [d, pool, supplement, own]);
        }
    }
    Ok(out)
}

#[inline]
fn one(person: &mut Person, category: usize, claim: &Claim) -> [i32; 3] {
    let amount = claim.amount;
    if claim.kind == 0 {
        let d = amount.min(OP_DEDUCTIBLE[category] - person.outpatient);
        person.outpatient += d;
        return [
            d,
            0,
            percent(amount - d, OP_RATIO[category][claim.level as usize]),
        ];
    }
    let d = amount.min(IP_DEDUCTIBLE[category] - person.inpatient);
    person.inpatient += d;
    let rest = amount - d;
    let share = percent(rest, IP_RATIO[category]);
    let pool = share.min(CEILING - person.pool);
    person.pool += pool;
    let consumed = i64::from(pool) * 100 / IP_RATIO[category];
    let over = if pool < share {
        rest - consumed as i32
    } else {
        0
    };
    [d, pool, percent(over, OVER_RATIO)]
}

#[inline]
fn percent(amount: i32, ratio: i64) -> i32 {
    ((i64::from(amount) * ratio + 50) / 100) as i32
}

/// The results, as narrow as the amounts of the file.
pub struct Narrow {
    claim_id: Vec<i64>,
    money: [Vec<i32>; 4],
}

impl Narrow {
    fn with_capacity(rows: usize) -> Narrow {
        let money = [(); 4].map(|()| Vec::with_capacity(rows));
        Narrow {
            claim_id: Vec::with_capacity(rows),
            money,
        }
    }

    #[inline(always)]
    fn push(&mut self, claim_id: i64, money: [i32; 4]) {
        self.claim_id.push(claim_id);
        for (column, fen) in self.money.iter_mut().zip(money) {
            column.push(fen);
        }
    }

    /// The rows by claim id.
    pub fn sorted(&self) -> Vec<[i64; 5]> {
        let fen = |column: usize, row: usize| i64::from(self.money[column][row]);
        let ids = self.claim_id.iter().enumerate();
        let row =
            |(row, id): (usize, &i64)| [*id, fen(0, row), fen(1, row), fen(2, row), fen(3, row)];
        let mut rows: Vec<[i64; 5]> = ids.map(row).collect();
        rows.sort_unstable();
        rows
    }
}

/// The claims of each day in the file's order, which is that of the claim ids.
fn by_day(year: &Year) -> Result<(Vec<Vec<Claim>>, usize)> {
    let mut reader = TableReader::open(&year.claims, &CLAIM_COLUMNS).map_err(said)?;
    let rows = reader.rows();
    let room = rows / DAYS + rows / DAYS / 16;
    let mut days: Vec<Vec<Claim>> = (0..DAYS).map(|_| Vec::with_capacity(room)).collect();
    while let Some(batch) = reader.next_batch().map_err(said)? {
        scatter(&batch, &mut days).context("a column of the claims is not as agreed")?;
    }
    Ok((days, rows))
}

fn scatter(batch: &[Ints], days: &mut [Vec<Claim>]) -> Option<()> {
    let [id, person, day, kind, level, amount] = batch else {
        return None;
    };
    let (id, person, day) = (id.as_i64()?, person.as_i32()?, day.as_i16()?);
    let (kind, level, amount) = (kind.as_i8()?, level.as_i8()?, amount.as_i32()?);
    for row in 0..id.len() {
        days.get_mut(day[row] as usize)?.push(Claim {
            id: id[row],
            person: person[row] as u32,
            amount: amount[row],
            kind: kind[row],
            level: level[row],
        });
    }
    Some(())
}
