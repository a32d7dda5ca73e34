//! The average base of a year, over all and for enterprises (篇10 二).

use super::dues::out_of_range;
use ::base::{Fen, Refused, Rounding};

/// What a bill gives to the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AverageBase {
    /// Whether the employer is an enterprise.
    pub is_enterprise: bool,
    /// Σ of the bases of the month.
    pub bases: Fen,
    /// People with a base in the month.
    pub people: i64,
}

/// Average monthly bases of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Averages {
    /// Over everybody; `None` where nobody had a base.
    pub overall: Option<Fen>,
    /// Over enterprises alone.
    pub enterprises: Option<Fen>,
    /// Person-months behind the first figure.
    pub months: i64,
}

/// The averages over the bills of a year: Σ of bases over person-months, rounded half up to 分.
///
/// # Errors
/// [`Refused`] `money.range` where a sum leaves the range of money.
pub fn averages(bills: impl IntoIterator<Item = AverageBase>) -> Result<Averages, Refused> {
    let (mut all, mut enterprises) = ((Fen::ZERO, 0_i64), (Fen::ZERO, 0_i64));
    for bill in bills {
        add(&mut all, &bill)?;
        if bill.is_enterprise {
            add(&mut enterprises, &bill)?;
        }
    }
    Ok(Averages {
        overall: average(all),
        enterprises: average(enterprises),
        months: all.1,
    })
}

fn add((bases, people): &mut (Fen, i64), bill: &AverageBase) -> Result<(), Refused> {
    *bases = bases.checked_add(bill.bases).ok_or_else(out_of_range)?;
    *people = people.checked_add(bill.people).ok_or_else(out_of_range)?;
    Ok(())
}

fn average((bases, people): (Fen, i64)) -> Option<Fen> {
    if people <= 0 {
        return None;
    }
    let quotient = Rounding::HalfUp.div(i128::from(bases.get()), i128::from(people));
    i64::try_from(quotient).ok().map(Fen::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bill(is_enterprise: bool, bases: i64, people: i64) -> AverageBase {
        AverageBase {
            is_enterprise,
            bases: Fen::new(bases),
            people,
        }
    }

    /// REQ-069: the report of a year shows 1100 over all and 920 for enterprises.
    #[test]
    fn req_069_both_averages_of_the_year() {
        // Enterprises: 200 person-months of 920 on average; others: 100 of 1460;
        // (184,000 + 146,000) / 300 = 1100.
        let year = [
            bill(true, 9_000_000, 100),
            bill(true, 9_400_000, 100),
            bill(false, 14_600_000, 100),
        ];
        let found = averages(year).unwrap();
        assert_eq!(found.overall, Some(Fen::new(110_000)));
        assert_eq!(found.enterprises, Some(Fen::new(92_000)));
        assert_eq!(found.months, 300);
    }

    #[test]
    fn nobody_has_no_average() {
        let found = averages([bill(false, 0, 0)]).unwrap();
        assert_eq!((found.overall, found.enterprises), (None, None));
    }
}
