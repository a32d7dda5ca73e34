//! Entitlement: derived for many, shown and explained for one; the working life it rests on.

mod career;
mod decision;
mod derive;
mod explain;
mod law;
mod rules;
mod standing;

pub use career::{Retire, decide_deemed, propose_deemed, set_career, set_careers};
pub use decision::{Days, decide_decision, propose_decision};
pub use derive::{Derivation, derive_employees, derive_residents};
pub use explain::{Shown, explain, show};
pub use law::Law;
pub use rules::Rules;
pub use standing::{Paid, Standing, standings, told};
