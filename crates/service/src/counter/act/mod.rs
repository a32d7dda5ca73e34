//! The acts of the counter: from world and question to answer and changes, nothing else.

pub mod charging;
pub mod describing;
mod facts;
pub mod filing;
mod kept;
pub mod leaving;
pub mod listing;
pub mod money;
pub mod opening;
pub mod reversing;
pub mod settling;
mod sheet;
pub mod undoing;

pub use charging::{Charged, LineAsk, charge, uncharge};
pub use describing::{Described, describe};
pub use filing::{FileAsk, file, withdraw};
pub(super) use kept::Kept;
pub use leaving::{amend, cancel, discharge, undo_discharge};
pub use listing::{ListAsk, Listed, ListedAs, StateAsk, move_list, upload_list};
pub use money::Money;
pub use opening::{OpenAsk, open, purchase};
pub use reversing::{ReverseAsk, Reversed, reverse};
pub use settling::{SettleAsk, Settled, settle};
pub use undoing::{UndoAsk, Undone, undo};

use base::{PersonNo, Refused};
use settlement::visit::Standing;

use super::VisitFile;

/// What hangs on a visit.
fn standing(file: &VisitFile, unsettled: usize) -> Standing {
    Standing {
        unsettled_lines: unsettled,
        left_unsettled: 0,
        live_settlements: file.live().count(),
        final_settlement: file.live().any(|it| !it.mid_stay),
    }
}

/// Lines that are neither undone nor settled.
fn unsettled(file: &VisitFile) -> usize {
    let stands = file.lines.iter().filter(|line| !line.undone);
    stands
        .filter(|line| !file.live().any(|it| it.lines.contains(&line.number)))
        .count()
}

/// A visit is spoken of together with its person: a slip of the keyboard must not hit another's.
fn refuse_other(file: &VisitFile, person: PersonNo) -> Result<(), Refused> {
    if file.row.visit.opening.person == person {
        return Ok(());
    }
    Err(Refused::new(
        "bill.person",
        "就诊登记的参保人与本次交易的人员编号不是同一人，请核对 psn_no 和 mdtrt_id。",
    ))
}
