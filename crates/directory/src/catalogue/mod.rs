//! The catalogue of a city: what may be charged and on what terms, what diagnoses and operations are
//! called, and what an institution's own lists mean by it.
//!
//! | module | what lives there |
//! |---|---|
//! | [`kind`], [`code`] | kinds of lists and their dictionaries, national codes and their forms |
//! | [`item`], [`terms`], [`restriction`] | an item: class, first self-pay, limits, who may use it |
//! | [`table`] | a list with its history, found by code and day |
//! | [`row`] | rows of files, with a refusal for each cell that is wrong |
//! | [`difference`], [`concern`] | what a new list changes, before it takes effect |
//! | [`city`] | the one catalogue with its versions and wider lists |
//! | [`recode`] | old codes |
//! | [`mod@line`], [`bill`] | from an item to the facts of a line that `benefit` prices |
//! | [`own`] | institutions' own lists, their approval, and the queue of what is not mapped |
//! | [`essential`] | essential drugs in stock and in use |
//!
//! The way of a file: `batch` reads cells, [`read`] makes entries of them, [`Catalogue::plan_items`]
//! tells what changes, [`Catalogue::take_items`] lets it take effect. The way of a line:
//! [`own::identify`] finds the national code, [`Catalogue::find_for`] the item of the day,
//! [`line_facts`] and [`bill_line`] what `benefit` prices.

pub mod bill;
pub mod city;
pub mod code;
pub mod concern;
pub mod difference;
pub mod essential;
pub mod item;
mod item_row;
pub mod kind;
pub mod line;
mod map_row;
mod numbers;
pub mod own;
pub mod recode;
pub mod restriction;
pub mod row;
pub mod table;
pub mod terms;

pub use bill::{bill_line, unfit_facts};
pub use city::{Catalogue, List, Overlay, Planned, Version};
pub use code::{Code, CodeError};
pub use concern::Concern;
pub use difference::{Change, Difference, Effect, Extent, FieldChange, Listed, Release};
pub use item::{Flags, Item, Term};
pub use kind::{Approval, Class, FeeCategory, HospitalLevel, Kind, PayGroup};
pub use line::{Charge, Exclusion, LineContext, LineFacts, LineLimit, line_facts};
pub use map_row::{MAPPING_COLUMNS, RECODE_COLUMNS, read_mappings, read_recodes};
pub use numbers::{ListedNo, MappingNo, ReleaseNo};
pub use recode::{Recode, Recodes};
pub use restriction::{Circumstances, Conditions, Restriction, Unmet};
pub use row::{Cells, Column, DraftRow, Reading, RowFlaw, Tabular, draft, read};
pub use table::{Coded, Entry, Found, Table};
pub use terms::{Ceilings, FirstSelfPay, LimitKind, PaymentTerms};
