//! From determinations to the figures that an institution gets back (2102, 2207, 2304, 2204).
//!
//! The packages name payers and causes of their own; which field and fund of the interface each is, is
//! data: [`Projection`]. Whatever it says, the identities of the interface hold on every answer, since
//! every share of the bill is put into exactly one field ([`Figures::check`]).
//!
//! | file | what lives there |
//! |---|---|
//! | `projection` | payers to fields and kinds of fund, as data |
//! | `figures` | the figures of `setlinfo`, their identities, differences and negatives |
//! | `settlement` | figures and funds of a settlement |
//! | `funds` | rows of `setldetail`: limit before, course of the payment |
//! | `lines` | the split per line |

mod figures;
mod funds;
mod lines;
mod projection;
mod settlement;

pub use figures::{Declared, Figures};
pub use funds::FundShare;
pub use lines::{LineShare, line_shares};
pub use projection::{Field, Projection};
pub use settlement::{Answer, answer};
