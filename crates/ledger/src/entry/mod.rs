//! Entries and legs: the values that every other module of the books speaks in.
//!
//! A [`Document`] is a linked set of entries under one id; each [`Entry`] belongs to one pooling area,
//! county, fund and book, and balances there. Money is integer 分; a correction is a red-letter entry
//! that names the old one. [`chain`] links the entries of a book by hash.

mod account;
pub mod chain;
mod dimensions;
mod document;
mod event_code;
mod evidence;
mod kinds;
mod leg;
mod sound;

pub use account::{AccountClass, AccountCode, SubAccount};
pub use dimensions::{Dimensions, FundYear};
pub use document::{Document, DocumentId, Draft, Entry, Header, Memo, MemoKind};
pub use event_code::EventCode;
pub use evidence::{Digest, Evidence, EvidenceKind, EvidenceRef};
pub use kinds::{Book, Fund, FundMode, Side};
pub use leg::{BankAccount, Counterparty, CounterpartyKind, CounterpartyName, Leg, LegRef};
pub use sound::{Unsound, check_draft};
