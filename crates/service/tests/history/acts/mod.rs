//! What may happen, and how often.
//!
//! | module | what happens there |
//! |---|---|
//! | [`rules`] | the regime, packages, standards, bank accounts: before the first day |
//! | [`people`] | the register, papers, merges, households, categories |
//! | [`enrolling`] | enrolments one by one and by list, steps, changes |
//! | [`collecting`] | bills, payments, suspense, refunds, debits, disputes, subsidies |
//! | [`employers`] | employers, declarations, premiums, deferrals, personal accounts |
//! | [`deriving`] | entitlement and its decisions |
//! | [`booking`] | events E1 to E40, red letters, posting runs, closings |
//! | [`controlling`] | budgets, requests, the risk fund, receivables, reconciliation |
//! | [`mischief`] | what must be refused |

mod booking;
mod collecting;
mod controlling;
mod deriving;
mod employers;
mod enrolling;
mod mischief;
mod people;
mod rules;

pub use booking::FUND;
pub use rules::furnish;

use crate::history::History;

/// An act: one or a few use cases.
pub type Act = fn(&mut History);

/// The acts with their weights.
pub const ALL: &[(usize, Act)] = &[
    (30, people::register),
    (6, people::import),
    (10, people::change),
    (8, people::papers),
    (5, people::double),
    (6, people::merge),
    (2, people::apart),
    (16, people::household),
    (6, people::certify),
    (30, enrolling::one),
    (6, enrolling::list),
    (36, enrolling::step),
    (10, enrolling::step_list),
    (10, enrolling::change),
    (4, enrolling::old_data),
    (12, collecting::bill),
    (30, collecting::pay),
    (10, collecting::pay_family),
    (8, collecting::file),
    (8, collecting::identify),
    (8, collecting::refund),
    (5, collecting::debit),
    (4, collecting::dispute),
    (8, collecting::subsidy),
    (2, collecting::hand_over),
    (3, collecting::reconcile),
    (8, employers::found),
    (24, employers::join),
    (12, employers::declare),
    (18, employers::draw),
    (14, employers::pay),
    (2, employers::take_back),
    (2, employers::defer),
    (3, employers::dispute),
    (8, employers::credit),
    (1, employers::year_end),
    (6, deriving::residents),
    (4, deriving::employees),
    (3, deriving::decision),
    (40, booking::event),
    (6, booking::undo),
    (8, booking::run),
    (10, booking::close),
    (10, booking::sweep),
    (2, booking::switch),
    (5, controlling::budget),
    (12, controlling::request),
    (8, controlling::promise),
    (3, controlling::permit),
    (5, controlling::owed),
    (2, controlling::risk),
    (4, controlling::statement),
    (3, controlling::alert),
    (2, controlling::publish),
    (6, controlling::revolving),
    (1, controlling::hand_in),
    (40, mischief::something),
];
