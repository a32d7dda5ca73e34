//! The request for money in five steps: county bureau, city bureau, city finance, county finance, county bureau
//! (淮南2020 五(三)).

mod check;
mod stage;
mod walk;

pub use check::{Means, Progress, check_means};
pub use stage::RequestStage;
pub use walk::{FundRequest, RequestTerms};
