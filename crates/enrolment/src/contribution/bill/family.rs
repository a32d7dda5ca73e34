//! The bill of a family: the sum of its members' bills.

use crate::contribution::standard::Year;
use base::{BillNo, Fen, HouseholdNo, PersonNo};

/// One member on a family's bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FamilyLine {
    /// The member.
    pub person: PersonNo,
    /// The member's own bill.
    pub bill: BillNo,
    /// What the member owes; 0 for one whose contribution another source pays.
    pub due: Fen,
    /// What of it has been paid.
    pub paid: Fen,
}

/// The bill of a household and year (篇5 六).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FamilyBill {
    /// The household.
    pub household: HouseholdNo,
    /// The year.
    pub year: Year,
    /// Its members, in order of their bills.
    pub lines: Vec<FamilyLine>,
}

impl FamilyBill {
    /// The family's bill of its members' bills.
    #[must_use]
    pub fn new(household: HouseholdNo, year: Year, mut lines: Vec<FamilyLine>) -> FamilyBill {
        lines.sort_by_key(|line| line.bill);
        FamilyBill {
            household,
            year,
            lines,
        }
    }

    /// Σ of what the members owe.
    #[must_use]
    pub fn due(&self) -> Fen {
        Fen::checked_sum(self.lines.iter().map(|line| line.due)).unwrap_or(Fen::ZERO)
    }

    /// What is still to be paid, line by line: the parts of one payment by the head of the family.
    #[must_use]
    pub fn open(&self) -> Vec<(BillNo, Fen)> {
        let open = self.lines.iter().filter_map(|line| {
            let left = line.due.checked_sub(line.paid)?;
            (left > Fen::ZERO).then_some((line.bill, left))
        });
        open.collect()
    }

    /// Σ of what is still to be paid.
    #[must_use]
    pub fn left(&self) -> Fen {
        let open = self.open();
        Fen::checked_sum(open.into_iter().map(|(_, left)| left)).unwrap_or(Fen::ZERO)
    }
}
