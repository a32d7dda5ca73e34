//! Personal accounts: tables of credits, crediting, year end, inheritance, statements.

mod credit;
mod inherit;
mod statement;
mod table;
mod year_end;

pub use credit::{Compile, Credited, credit, credit_adopted};
pub use inherit::{HeirLine, decide_inheritance, propose_inheritance};
pub use statement::statement;
pub use table::{step, study, tables};
pub use year_end::{YearEnded, year_end};
