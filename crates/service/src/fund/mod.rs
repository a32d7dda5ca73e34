//! Control of the funds: budgets, permits, requests for money, the risk fund, what is owed, deposits, indicators,
//! publication, reconciliation.
//!
//! Whatever needs more than one pair of eyes is a case that walks a chain ([`ledger::control::Chain`]): opened here by
//! one user, stepped by others; the database refuses what the chain forbids a second time.

mod advance;
mod alert;
mod body;
mod budget;
mod case;
mod confirm;
mod entries;
mod fallen;
mod hold;
mod item;
mod owed;
mod permit;
mod publish;
mod rates;
mod receivable;
mod reconcile;
mod report;
mod request;
mod revolving;
mod risk;
mod rules;
mod short;
mod spend;
mod strength;
mod sums;
mod upload;

pub use advance::{
    DepositTerms, alliances, deposits, propose_alliance, propose_deposit, propose_prepay,
    settle_alliance, step_deposit, step_prepay,
};
pub use alert::{
    AlertRow, alerts, assessment, figures_of, late_transfers, points, raise_alerts, step_alert,
    surplus_proposal, warnings_of,
};
pub use budget::{
    BudgetDraft, BudgetRow, budgets, draft_budget, execution_of, prepare_budget, step_budget,
};
pub use case::{CaseRow, StepInput, reject_case};
pub use confirm::{
    Target, TermsOfRate, account_rate, confirm_case, pending, propose_parameters, propose_rate,
    propose_target, target_use,
};
pub(crate) use hold::{Redeemed, hold, redeem};
pub use owed::{collect, confirm_collection, cover_deficit, propose_gap, receivables};
pub use permit::{PermitTerms, permits, request_permit, step_permit};
pub use publish::{Published, generate, publication, publications, step_publication};
pub use receivable::ReceivableRow;
pub use reconcile::{
    Imported, Reconciled, differences, handle_difference, import_statement, reconcile,
};
pub use report::{hand_in_report, late_reports, report_list};
pub use request::{RequestRow, draft_request, requests, step_request};
pub use revolving::{confirm_revolving, propose_revolving, revolving};
pub use risk::{RiskAct, propose_risk, risk_audit, risk_books, risk_settlement, step_risk};
pub use rules::fund_catalogue;
pub(crate) use short::{held, owe, pays_benefits};
pub(crate) use spend::promise_in;
pub use spend::{Payable, admit_payment, release_commitment};
pub use upload::{UploadRow, UploadTerms, note_memo, open_upload, step_upload, uploads};
