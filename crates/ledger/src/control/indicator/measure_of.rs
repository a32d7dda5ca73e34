//! The formulas (accounting.md §7). A formula is code, its limits are data.

use base::Fen;

use super::figures::FundFigures;
use crate::control::measure::Measure;

macro_rules! indicators {
    ($($(#[$doc:meta])* $name:ident $code:literal $zh:literal $unit:ident,)*) => {
        /// An indicator.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Indicator { $($(#[$doc])* $name,)* }

        impl Indicator {
            /// Every indicator.
            pub const ALL: &'static [Indicator] = &[$(Indicator::$name,)*];

            /// The word in the data, the database and exports.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Indicator::$name => $code,)* }
            }

            /// What users read.
            #[must_use]
            pub const fn zh(self) -> &'static str {
                match self { $(Indicator::$name => $zh,)* }
            }

            /// Whether the value is a number of months, of days, or a percentage.
            #[must_use]
            pub const fn unit(self) -> Unit {
                match self { $(Indicator::$name => Unit::$unit,)* }
            }
        }
    };
}

/// In what an indicator is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A percentage.
    Percent,
    /// Months, with one decimal.
    Months,
    /// Days.
    Days,
}

indicators! {
    /// (income − spending) / income, as booked.
    SurplusBooked "surplus_rate" "当期结余率（账面）" Percent,
    /// The same with contributions counted in the year whose benefits they pay.
    SurplusBenefitYear "surplus_rate_benefit_year" "当期结余率（按待遇年度）" Percent,
    /// Cumulative surplus / income of the year.
    CumulativeRate "cumulative_rate" "累计结余率" Percent,
    /// Cumulative surplus / mean monthly outlay of the last twelve months.
    MonthsOfCover "months_of_cover" "累计结余可支付月数" Months,
    /// Spending / budget.
    Execution "execution_rate" "预算执行率" Percent,
    /// (spending − plan of the month) / plan of the month, the plan being budget × month / 12.
    AheadOfPlan "ahead_of_plan" "支出超进度" Percent,
    /// Contributions collected / due.
    Collection "collection_rate" "征缴率" Percent,
    /// Subsidies of all levels arrived / due.
    Arrivals "arrival_rate" "财政补助到位率" Percent,
    /// Days of the oldest outstanding item.
    Outstanding "outstanding_days" "未达账项最长天数" Days,
    /// Days of the oldest money in the income account.
    IncomeAccount "income_account_days" "收入户资金滞留天数" Days,
    /// Days of the oldest open receivable.
    Receivable "receivable_days" "应收财政款最长天数" Days,
    /// The largest provider's payments against those of last year.
    ProviderGrowth "provider_growth" "定点机构费用增长率" Percent,
}

/// The value of an indicator; a measure without a value where the figures do not give one. `None` beyond the range
/// of amounts.
#[must_use]
pub fn measure(indicator: Indicator, of: &FundFigures) -> Option<Measure> {
    let days = |days: u32| Some(Measure::new(i64::from(days), 1));
    match indicator {
        Indicator::SurplusBooked => surplus(of.income, of.spending),
        Indicator::SurplusBenefitYear => {
            let income = of.income.checked_sub(of.income_of_later_years)?;
            surplus(income.checked_add(of.income_booked_earlier)?, of.spending)
        }
        Indicator::CumulativeRate => Some(Measure::of(of.surplus, of.income)),
        Indicator::MonthsOfCover => Some(Measure::months(of.surplus, of.outlay, of.outlay_months)),
        Indicator::Execution => Some(Measure::of(of.spending, of.budget)),
        Indicator::AheadOfPlan => ahead_of_plan(of),
        Indicator::Collection => Some(arrived(of.collection.as_slice())),
        Indicator::Arrivals => Some(arrived(&of.arrivals)),
        Indicator::Outstanding => days(of.oldest_outstanding),
        Indicator::IncomeAccount => days(of.oldest_in_income_account),
        Indicator::Receivable => days(of.oldest_receivable),
        Indicator::ProviderGrowth => match of.provider {
            Some((now, before)) => Some(Measure::of(now.checked_sub(before)?, before)),
            None => Some(Measure::new(0, 0)),
        },
    }
}

fn surplus(income: Fen, spending: Fen) -> Option<Measure> {
    Some(Measure::of(income.checked_sub(spending)?, income))
}

/// 12 × spending against budget × month, so that nothing is rounded before the limit is compared.
fn ahead_of_plan(of: &FundFigures) -> Option<Measure> {
    let plan = of.budget.get().checked_mul(i64::from(of.month.min(12)))?;
    let spent = of.spending.get().checked_mul(12)?;
    Some(Measure::new(spent.checked_sub(plan)?, plan))
}

fn arrived(arrivals: &[super::figures::Arrival]) -> Measure {
    let due = Fen::checked_sum(arrivals.iter().map(|one| one.due));
    let arrived = Fen::checked_sum(arrivals.iter().map(|one| one.arrived));
    match (arrived, due) {
        (Some(arrived), Some(due)) => Measure::of(arrived, due),
        _ => Measure::new(0, 0),
    }
}
