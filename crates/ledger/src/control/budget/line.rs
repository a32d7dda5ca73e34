//! The lines of a budget.

use base::Fen;

base::typed_id! {
    /// The code of a budget line: an account of the chart, with its detail where the budget has one
    /// (`4101.province`, `5001`).
    LineCode
}

/// Whether a line brings money or takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// 收入.
    Income,
    /// 支出.
    Spending,
}

impl Direction {
    /// The word in files and the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Direction::Income => "income",
            Direction::Spending => "spending",
        }
    }

    /// The direction of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<Direction> {
        [Direction::Income, Direction::Spending]
            .into_iter()
            .find(|direction| direction.code() == code)
    }
}

/// What the amount of a line rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// Persons enrolled in a category times a standard.
    Heads {
        /// The category of the persons.
        category: String,
        /// How many are enrolled.
        heads: u64,
        /// The standard for each.
        standard: Fen,
    },
    /// What was spent before, changed by a ratio.
    Outlay {
        /// The year whose spending it starts from.
        year: i32,
        /// What was spent.
        spent: Fen,
    },
    /// Entered by hand, with the reason.
    Entered {
        /// Why so much.
        reason: String,
    },
}

/// A line of a budget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BudgetLine {
    /// Which line.
    pub code: LineCode,
    /// Income or spending.
    pub direction: Direction,
    /// How much, in 分, not negative.
    pub amount: Fen,
    /// On what the amount rests.
    pub basis: Vec<Basis>,
}

/// Planned income and planned spending; `None` beyond the range of amounts.
#[must_use]
pub fn totals(lines: &[BudgetLine]) -> Option<(Fen, Fen)> {
    let of = |direction| {
        let lines = lines.iter().filter(|line| line.direction == direction);
        Fen::checked_sum(lines.map(|line| line.amount))
    };
    Some((of(Direction::Income)?, of(Direction::Spending)?))
}
