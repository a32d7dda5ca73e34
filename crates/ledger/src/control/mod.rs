//! Control of the funds: budgets and the stop at their lines, requests for money, advances, the risk fund, arrears,
//! deposits, indicators and warnings, publication.
//!
//! | module | what lives there |
//! |---|---|
//! | [`catalogue`] | the data: parameters, ladders, steps of approval, duties, standards, each with its article |
//! | [`budget`] | versions, the stop, permits, execution, preparation, targets |
//! | [`request`] | the request for money in five steps |
//! | [`prepay`] | advances to alliances and providers |
//! | [`risk`] | the risk adjustment fund |
//! | [`receivable`] | gaps, deficits, arrears, the memo register |
//! | [`upload`] | the upload of historic surplus |
//! | [`timely`] | money and reports that are late |
//! | [`deposit`] | term deposits, agreed rates, the register of investments |
//! | [`indicator`] | formulas and graded warnings |
//! | [`publish`] | the publication pack |
//!
//! Start with [`Chain`]: every approval walks one, stage by stage, by users that differ.

mod alert;
mod assess;
pub mod budget;
pub mod catalogue;
mod chain;
mod confirm;
pub mod deposit;
mod digest;
pub mod indicator;
mod ladder;
mod measure;
mod number;
mod parameter;
pub mod prepay;
pub mod publish;
pub mod receivable;
pub mod request;
mod revolving;
pub mod risk;
mod surplus;
pub mod timely;
pub mod upload;

pub use alert::AlertStage;
pub use assess::{ItemScore, Score, Standard, score};
pub use chain::{Chain, Given, Seat, Stage, StepRule, Taken, Track};
pub use confirm::{CityConfirmStage, ConfirmStage};
pub use digest::digest_lines;
pub use ladder::{Graded, Level, Rung, Side, grade, in_force, limit};
pub use measure::{BasisPoints, Measure};
pub use number::{CaseNo, CommitmentNo, ItemNo};
pub use parameter::{Ground, Parameter, Parameters, Setting, Standing};
pub use revolving::{Revolving, RevolvingKind, RevolvingMove};
pub use surplus::{ProposalKind, SurplusProposal, propose, simulate};

#[cfg(test)]
mod tests;
