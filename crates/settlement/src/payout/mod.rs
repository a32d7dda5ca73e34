//! Payment of what was decided: sheets by claimant, transfers approved by two users, the file to the bank, its answer
//! line by line, and what of it moves the statutory books.
//!
//! A [`Sheet`] says how a payment comes about. Its [`Transfer`] is put into a [`Payout`] of one fund, which a second
//! user approves; [`PaymentFile`] is what the bank gets. [`Payout::confirm`] takes the answer in and hands over
//! [`BookCase`]s: the expense of the books is the sum of payments confirmed, nothing else.

mod batch;
mod books;
mod cases;
mod file;
mod sheet;
mod transfer;

pub use batch::{BankRow, Confirmed, Payout, PayoutNo};
pub use books::{BookCase, BookEvent, BookPart, DepositBooking, Party, PartyKind, sub_account};
pub use cases::kept;
pub use file::PaymentFile;
pub use sheet::{Bearing, Carried, Portion, Sheet, Taken, released_portions, sheet};
pub use transfer::{FileDigest, Order, Payee, Purpose, Transfer, TransferNo, TransferState};
