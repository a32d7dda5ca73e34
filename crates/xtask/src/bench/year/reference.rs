//! The slow, plain statement of what a year comes to. It shares no code with any contestant:
//! claims are sorted as tuples and walked person by person.

use anyhow::Result;

use super::Year;
use super::rows::{Claims, Outcome, categories};

struct Parameters {
    outpatient_deductible: i128,
    outpatient_percent: [i128; 3],
    inpatient_deductible: i128,
    inpatient_percent: i128,
}

fn parameters(category: i8) -> Parameters {
    let (outpatient_deductible, outpatient_percent, inpatient_deductible, inpatient_percent) =
        match category {
            0 => (150_000, [65, 60, 50], 150_000, 85),
            1 => (70_000, [80, 75, 70], 120_000, 92),
            _ => (30_000, [90, 85, 80], 70_000, 92),
        };
    Parameters {
        outpatient_deductible,
        outpatient_percent,
        inpatient_deductible,
        inpatient_percent,
    }
}

fn round_half_up(hundredths: i128) -> i128 {
    (hundredths + 50).div_euclid(100)
}

/// The outcome, person by person.
pub fn settle(year: &Year) -> Result<Outcome> {
    let categories = categories(year)?;
    let claims = Claims::read(year)?;
    let mut sorted: Vec<(i32, i16, i64, usize)> = (0..claims.person.len())
        .map(|row| {
            (
                claims.person[row],
                claims.day[row],
                claims.claim_id[row],
                row,
            )
        })
        .collect();
    sorted.sort_unstable();
    let mut out = Outcome::with_capacity(sorted.len());
    let (mut current, mut od, mut id, mut pp) = (-1, 0, 0, 0);
    for (person, _, _, row) in sorted {
        if person != current {
            (current, od, id, pp) = (person, 0, 0, 0);
        }
        let rules = parameters(categories[usize::try_from(person)?]);
        let amount = i128::from(claims.amount[row]);
        let (d, pool, supplement);
        if claims.kind[row] == 0 {
            d = amount.min(rules.outpatient_deductible - od);
            od += d;
            let level = usize::try_from(claims.level[row])? - 1;
            pool = 0;
            supplement = round_half_up((amount - d) * rules.outpatient_percent[level]);
        } else {
            d = amount.min(rules.inpatient_deductible - id);
            id += d;
            let share = round_half_up((amount - d) * rules.inpatient_percent);
            pool = share.min(7_000_000 - pp);
            pp += pool;
            let consumed = (pool * 100).div_euclid(rules.inpatient_percent);
            supplement = if pool < share {
                round_half_up((amount - d - consumed) * 80)
            } else {
                0
            };
        }
        let own = amount - pool - supplement;
        let money = [d, pool, supplement, own].map(i64::try_from);
        let [d, pool, supplement, own] = money;
        out.push(claims.claim_id[row], [d?, pool?, supplement?, own?]);
    }
    Ok(out)
}
