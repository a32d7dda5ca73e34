//! Enrolment: one by one and in batches, from state to state, moves, transfers, renewal, tracks.
//!
//! | file | what lives there |
//! |---|---|
//! | `enrolling` | one application |
//! | `stepping` | review, approve, confirm, reject; of a list or a whole batch |
//! | `settling` | what money does to enrolments: activate, due again, withdrawn |
//! | `batching` | lists of any length, in chunks that commit with their progress |
//! | `change` | a change of a person's enrolment: moves, ends, transfers, contests, tracks |
//! | `deciding` | a change is proposed by one user and decided by another |
//! | `moving` | the acts that changes are made of |
//! | `carrying` | carrying out what was approved |
//! | `transferring` | messages between two agencies |
//! | `mandates` | mandates to debit and what the bank reports |
//! | `merging` | records that become one person, and come apart |
//! | `renewing` | last year's members into the next |
//! | `telling` | what the feed hears |
//! | `tracking` | the choice of track while two run |
//! | `old_data` | enrolments of the merging schemes, doubles included |
//! | `reports` | histories and lists |

mod batching;
mod carrying;
mod change;
mod deciding;
mod enrolling;
mod mandates;
mod merging;
mod moving;
mod old_data;
mod renewing;
mod reports;
mod settling;
mod stepping;
mod telling;
mod tracking;
mod transferring;

pub use batching::{BadLine, Line, Order, Who, run};
pub use change::Change;
pub use deciding::{CHANGE, decide, propose};
pub use enrolling::{Answer, enrol};
pub use mandates::{DebitLine, MandateLine, add_mandates, record_debits};
pub(crate) use merging::{contest, part};
pub use old_data::{OldLine, load as load_old_data};
pub use renewing::renew;
pub use reports::{
    History, batch_enrolments, batch_results, batch_rows, benefit_scheme, doubles, exceptions,
    history, interrupted, prospects, transfers, unenrolled, unenrolled_counts, work_items,
};
pub use settling::{activate, due_again, reviewed, withdraw};
pub use stepping::{step, step_batch};
pub use tracking::{Tracked, choose as choose_track};
pub use transferring::{Wire, acknowledge, receive, receive_answer, send, turn_down};

use enrolment::membership::{Accepted, Application, Enrolment, State};
use store::membership::enrolment::Kept;

/// A new enrolment of an accepted application.
fn submitted(
    no: base::EnrolmentNo,
    bucket: i64,
    year: i32,
    application: &Application,
    accepted: &Accepted,
) -> Kept {
    Kept {
        bucket,
        is: Enrolment {
            no,
            person: application.person,
            region: application.region,
            scheme: application.scheme,
            year,
            span: accepted.span,
            state: State::Submitted,
            runs: true,
            standing: application.standing,
            channel: application.channel,
            collective: None,
            batch: None,
            ground: accepted.ground,
            place_reason: application
                .place_reason
                .clone()
                .filter(|_| accepted.exception),
            funding: application.funding,
            applied_on: application.applied_on,
            missed_years: accepted.missed_years,
            wait_until: accepted.wait_until,
            follows: None,
            contested_with: None,
            end: None,
        },
    }
}
