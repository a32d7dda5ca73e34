//! Settling by the column: the same compiled plan as at the counter, millions of claims at a time.
//!
//! A rule can tell two claims apart only where a fact lies on different sides of a number that the
//! rules name (`needs`). So each fact becomes the number of its bucket (`digits`), persons whom
//! no rule can tell apart share a class (`classes`), claims likewise a code (`gather`), and a
//! program is resolved once for each class, code and span of days (`programs`). The loop
//! (`settle`) then runs the kernel's own `execute` over flat arrays of accumulators (`books`).

mod block;
mod books;
mod classes;
mod clock;
mod collect;
mod digits;
mod error;
mod gather;
mod input;
mod ints;
mod needs;
mod one_by_one;
mod output;
mod programs;
mod scope;
mod settle;
mod table;
mod trace;

pub use error::{BatchError, Refused};
pub use input::{ClaimBatch, ClaimSource, FactColumn, PersonTable, ValueMap};
pub use ints::Ints;
pub use output::{Output, Results};
pub use settle::{settle_columns, settle_columns_traced};
pub use table::{TableReader, write_table};
pub use trace::{TraceEvent, Traced};
