//! What is drawn from the books: balance sheet, income and expenditure, yearly and monthly figures, each
//! by tier and for the whole pooling area, each figure traceable to the legs behind it.

mod column;
mod flow;
mod rate;
mod row;
mod sheet;
mod summary;

pub use column::Column;
pub use flow::{income_and_expenditure, without_closing};
pub use rate::Rate;
pub use row::{Counts, Row, Scope, Statement};
pub use sheet::balance_sheet;
pub use summary::{MonthFigures, YearFigures, figures_from_balances, month_figures, year_figures};
