//! Budgets and final accounts: versions, the stop at their lines, what lifts it, execution, preparation, targets.

mod admission;
mod execution;
mod line;
mod permit;
mod prepare;
mod target;
mod version;

pub use admission::{Admission, Spending, Standing, admit};
pub use execution::{Execution, MonthFigure, execution, final_accounts};
pub use line::{Basis, BudgetLine, Direction, LineCode, totals};
pub use permit::{Permit, PermitGround, PermitStage};
pub use prepare::{Cohort, Outlay, prepare_income, prepare_spending};
pub use target::{TargetFigure, track_target};
pub use version::{Budget, BudgetKind, BudgetStage, Imbalance};
