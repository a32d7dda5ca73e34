//! People: entry, import, view, change, merge and un-merge; households, organisations, categories.
//!
//! | module | what it does |
//! |---|---|
//! | [`entry`] | admitted rows become records: matched, numbered, written, many at once |
//! | [`import`] | lists of persons, resumable, a result for every row |
//! | [`register`] | one person at the counter; the register of region codes |
//! | [`view`] | who is who, masked but for a reason, each view on record |
//! | [`shown`] | what a view shows of a person |
//! | [`change`] | names, numbers, moves, deaths |
//! | [`merge`] | two records, one person; and apart again; four eyes |
//! | [`household`] | households |
//! | [`organisation`] | employers and others: acts, reviews, notices; agents |
//! | [`members`] | who belongs to an organisation; rosters |
//! | [`category`] | certified categories, identity lists, work items, facts for packages |
//! | [`coverage`] | who is in no scheme |
//! | [`takeover`] | lists of merging schemes against their counts |

pub mod category;
pub mod change;
pub mod coverage;
pub mod entry;
pub mod household;
pub mod import;
pub mod members;
pub mod merge;
pub mod number;
pub mod organisation;
pub mod register;
pub mod shown;
pub mod takeover;
pub mod view;
