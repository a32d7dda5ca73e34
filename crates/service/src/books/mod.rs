//! The funds' books: an accountant proposes, a reviewer (or the treasury) approves, and the entries are
//! posted in the transaction of the approval.
//!
//! | file | what lives there |
//! |---|---|
//! | `library` | charts, templates, fund modes: the data that ships |
//! | `waiting` | what waits for a second user, in words |
//! | `wish` | what a maker asks for, and how it is kept in a proposal |
//! | `posting` | propose, approve, post, undo |
//! | `closing` | month-end and year-end |
//! | `takeover` | the merger of two schemes, the upload of a surplus |
//! | `banks` | in which bank accounts the money of a tier lies |
//! | `setting` | bank accounts, the switch of 2026 |
//! | `standing` | what the rules read of the books |
//! | `mode` | how the pooling area keeps its money, from its regime |
//! | `report` | statements, figures of a month, the legs behind a figure |

mod banks;
mod closing;
mod decide;
mod library;
mod mode;
mod posting;
mod report;
mod setting;
mod standing;
mod takeover;
mod waiting;
mod wish;

pub(crate) use banks::Banks;
pub use closing::{propose_carry, propose_close};
pub use decide::{Done, decide};
pub use library::{Library, library};
pub(crate) use mode::mode_on;
pub(crate) use posting::{asked, post_in, propose_in, propose_unheld, undo_in};
pub use posting::{propose, propose_undo};
pub use report::{Asked, Paper, drawn, figures_of_month, memo_register, trace};
pub use setting::{propose_bank, propose_switch};
pub(crate) use takeover::take_up;
pub use takeover::{AuditLine, propose_takeover, propose_upload};
pub use waiting::{Waiting, in_words};
pub use wish::Wish;
