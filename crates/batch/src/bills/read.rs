//! Reading bills.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use benefit::plan::Policy;

use super::group::Gathering;
use super::{BillWhat, Bills, form, layout};
use crate::error::{Errors, Problem, ReadErrors};
use crate::record::{self, Format, Source};
use crate::text::Encoding;

/// How files are read.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// Encoding of CSV and JSON.
    pub encoding: Encoding,
    /// A second table with the lines of the bills (`claim_id`, `line_amount`, facts of lines).
    pub lines: Option<PathBuf>,
}

/// Reads the bills of a file under a policy.
///
/// # Errors
/// Every bad place of the file; nothing of a file with a bad place is used.
pub fn read_bills(
    policy: &Policy,
    path: &Path,
    options: &ReadOptions,
) -> Result<Bills, ReadErrors> {
    let mut reading = Reading::new(policy, &path.to_string_lossy());
    for path in std::iter::once(path).chain(options.lines.as_deref()) {
        match crate::file::source(path, options.encoding) {
            Ok(source) => reading.take(&source),
            Err(problem) => reading.errors.whole(problem),
        }
    }
    reading.finish()
}

/// Reads bills from memory; `name` stands for the file in reports.
///
/// # Errors
/// As [`read_bills`].
pub fn read_bills_bytes(
    policy: &Policy,
    name: &str,
    bytes: Vec<u8>,
    format: Format,
    encoding: Encoding,
) -> Result<Bills, ReadErrors> {
    let mut reading = Reading::new(policy, name);
    reading.take(&Source {
        bytes: bytes.into(),
        format,
        encoding,
    });
    reading.finish()
}

struct Reading<'p> {
    policy: &'p Policy,
    file: String,
    gathering: Gathering<'p>,
    errors: Errors,
}

impl<'p> Reading<'p> {
    fn new(policy: &'p Policy, file: &str) -> Self {
        let (gathering, errors) = (Gathering::new(policy), Errors::of(file));
        Self {
            policy,
            file: file.to_owned(),
            gathering,
            errors,
        }
    }

    fn take(&mut self, source: &Source) {
        let layout = layout::layout(self.policy);
        let gathering = &mut self.gathering;
        record::read(source, &layout, &mut self.errors, &mut |row, errors| {
            gathering.row(row, errors)
        });
    }

    fn finish(mut self) -> Result<Bills, ReadErrors> {
        let mut rows = Vec::with_capacity(self.gathering.drafts.len());
        for draft in self.gathering.drafts {
            rows.extend(form::finish(self.policy, draft, &mut self.errors));
        }
        let bills = Bills {
            file: self.file,
            codes: self.gathering.codes,
            rows,
        };
        check_reversals(&bills, &mut self.errors);
        self.errors.unless_any(bills)
    }
}

/// A reversal names a claim of an earlier row. (One of an earlier file is reversed in that file's year.)
fn check_reversals(bills: &Bills, errors: &mut Errors) {
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for row in &bills.rows {
        match &row.what {
            BillWhat::Claim(..) => {
                known.insert(&row.id);
            }
            BillWhat::Reversal(of) if !known.contains(of.as_str()) => {
                errors.add(row.place, "reverse", of, Problem::UnknownClaim);
            }
            BillWhat::Reversal(_) => {}
        }
    }
}
