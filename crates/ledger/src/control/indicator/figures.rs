//! The figures that indicators are worked out from.

use base::Fen;

/// Subsidy of one level: due against arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Which level: `central`, `province`, `city`, `county`.
    pub level: String,
    /// Heads × standard.
    pub due: Fen,
    /// What has arrived.
    pub arrived: Fen,
}

/// A fund of a county, or of the city, at the end of a month. Amounts in 分; figures of the year run from January to
/// that month.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FundFigures {
    /// 1 to 12.
    pub month: u32,
    /// Income of the year as booked.
    pub income: Fen,
    /// Of it, contributions for a later benefit year, which the cash basis books as income on receipt.
    pub income_of_later_years: Fen,
    /// Income of this benefit year that was booked as income in an earlier year.
    pub income_booked_earlier: Fen,
    /// Spending of the year.
    pub spending: Fen,
    /// Cumulative surplus.
    pub surplus: Fen,
    /// Spent in the last `outlay_months` months.
    pub outlay: Fen,
    /// How many months that is, up to 12.
    pub outlay_months: u32,
    /// Spending of the year in the budget in force.
    pub budget: Fen,
    /// Contributions due and collected.
    pub collection: Option<Arrival>,
    /// Subsidies due and arrived, by level.
    pub arrivals: Vec<Arrival>,
    /// Days of the oldest outstanding item of the bank reconciliation.
    pub oldest_outstanding: u32,
    /// Days of the oldest money in the income account.
    pub oldest_in_income_account: u32,
    /// Days of the oldest receivable that is open.
    pub oldest_receivable: u32,
    /// What the largest provider received this year and in the same months of last year.
    pub provider: Option<(Fen, Fen)>,
}
