//! Makes a benchmark year: skewed claims a person, file order = order of settlement.

use anyhow::Result;
use batch::columns::{Ints, write_table};

use super::Year;
use super::random::Random;

const SEED: u64 = 20_001_201;
const DAYS: u64 = 365;
/// Active, retired, retired before the scheme began.
const CATEGORIES: [f64; 3] = [0.62, 0.28, 0.10];
const CLAIM_WEIGHTS: [f64; 3] = [1.0, 2.5, 3.0];
const INPATIENT: [f64; 3] = [0.035, 0.07, 0.10];
const LEVELS: [f64; 3] = [0.35, 0.30, 0.35];
const LEVEL_COST: [f64; 3] = [0.7, 1.0, 1.35];
const DEAREST_FEN: f64 = 200_000_000.0;

/// One claim before the sort into settlement order.
struct Drawn {
    settled: u16,
    person: i32,
    day: i16,
    kind: i8,
    level: i8,
    amount: i32,
}

pub fn write(year: &Year, rows: usize, persons: usize) -> Result<()> {
    let mut random = Random::new(SEED ^ rows as u64);
    let categories: Vec<i8> = (0..persons)
        .map(|_| random.choice(&CATEGORIES) as i8)
        .collect();
    let cumulative = cumulative_weights(&mut random, &categories);
    let mut drawn: Vec<Drawn> = (0..rows)
        .map(|_| draw(&mut random, &categories, &cumulative))
        .collect();
    drawn.sort_by_key(|claim| claim.settled);
    let ids = (0..rows).map(|row| row as i64).collect::<Vec<_>>();
    write_table(
        &year.claims,
        &[
            ("claim_id", Ints::I64(ids.into())),
            (
                "person_id",
                Ints::I32(drawn.iter().map(|claim| claim.person).collect()),
            ),
            (
                "service_day",
                Ints::I16(drawn.iter().map(|claim| claim.day).collect()),
            ),
            (
                "kind",
                Ints::I8(drawn.iter().map(|claim| claim.kind).collect()),
            ),
            (
                "level",
                Ints::I8(drawn.iter().map(|claim| claim.level).collect()),
            ),
            (
                "amount_fen",
                Ints::I32(drawn.iter().map(|claim| claim.amount).collect()),
            ),
        ],
    )?;
    let ids: Vec<i32> = (0..persons).map(|person| person as i32).collect();
    let columns = [
        ("person_id", Ints::I32(ids.into())),
        ("category", Ints::I8(categories.into())),
    ];
    write_table(&year.persons, &columns)?;
    Ok(())
}

/// A few persons have many claims, most have few; the older have more.
fn cumulative_weights(random: &mut Random, categories: &[i8]) -> Vec<f64> {
    let mut sum = 0.0;
    let weights = categories.iter().map(|category| {
        sum += random.gamma_below_one(0.7) * CLAIM_WEIGHTS[*category as usize];
        sum
    });
    weights.collect()
}

fn draw(random: &mut Random, categories: &[i8], cumulative: &[f64]) -> Drawn {
    let whole = cumulative.last().copied().unwrap_or(1.0);
    let at = random.unit() * whole;
    let person = cumulative
        .partition_point(|sum| *sum <= at)
        .min(categories.len() - 1);
    let day = random.below(DAYS);
    let lag = if random.unit() < 0.9 {
        random.below(3)
    } else {
        3 + random.below(57)
    };
    let inpatient = random.unit() < INPATIENT[categories[person] as usize];
    let level = random.choice(&LEVELS);
    let ln_yuan = if inpatient {
        random.normal(9.1, 1.0)
    } else {
        random.normal(5.2, 0.9)
    };
    let fen = (ln_yuan.exp() * LEVEL_COST[level] * 100.0)
        .round()
        .clamp(1.0, DEAREST_FEN);
    Drawn {
        settled: (day + lag) as u16,
        person: person as i32,
        day: day as i16,
        kind: i8::from(inpatient),
        level: level as i8 + 1,
        amount: fen as i32,
    }
}
