//! Files of providers, departments, staff: set by set, each set one commit, every row with its result. A run that was
//! cut off is finished by the same call, and a file that was taken in whole is not taken again.

use access::{Actor, Permission, Scope};
use base::{Fen, Refused, RegionCode};
use store::Tx;
use store::batch::{self, Batch, BatchRow, Chunk};

use crate::{Desk, ServiceError, running};

/// Rows of one commit.
const CHUNK: usize = 2_000;

/// A file that is taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileOf {
    /// The region whose providers it names: a county, or the city.
    pub region: RegionCode,
    /// Digest of the file: the same file is taken once.
    pub digest: String,
}

/// A row as the reader gives it: its line and what it says, or why it cannot be understood.
pub type ReadRow<R> = Result<(i64, R), BatchRow>;

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowResult {
    /// Taken: its line and what it is about, such as a code.
    Taken(i64, String),
    /// Not taken, and why.
    Refused(BatchRow),
}

/// What became of a row of a set: what it is about, and the refusal where there is one.
pub(super) type Fate = (String, Result<(), Refused>);

/// Deals with a set of rows.
type Work<'a, R> = dyn Fn(&mut Tx<'_>, Scope, &[&R]) -> Result<Vec<Fate>, ServiceError> + 'a;

/// Takes a file in. `work` deals with a set of rows and answers for each in their order.
pub(super) fn take<R>(
    desk: &Desk<'_>,
    actor: &Actor,
    (kind, file): (&'static str, &FileOf),
    rows: impl Iterator<Item = ReadRow<R>>,
    tell: &mut dyn FnMut(&RowResult),
    work: &Work<'_, R>,
) -> Result<Batch, ServiceError> {
    actor.may_in(Permission::ProviderPropose, file.region)?;
    let scope = Scope::new(actor.scope().pool(), file.region);
    let scope = scope.ok_or(ServiceError::NotFound("区划"))?;
    let key = format!("{}/{}", file.digest, file.region);
    let open = |tx: &mut Tx<'_>| batch::open(tx, file.region, kind, &key);
    let mut batch = desk.write(actor, kind, None, open)?;
    if batch.finished {
        return Ok(batch);
    }
    let done = usize::try_from(batch.done).unwrap_or(usize::MAX);
    let mut rows = rows.skip(done).peekable();
    loop {
        let set: Vec<ReadRow<R>> = rows.by_ref().take(CHUNK).collect();
        let last = rows.peek().is_none();
        let (next, told) = desk.write(actor, kind, None, |tx| {
            running::hold(tx, &batch)?;
            let good: Vec<&R> = set
                .iter()
                .filter_map(|row| row.as_ref().ok())
                .map(|(_, row)| row)
                .collect();
            let mut fates = work(tx, scope, &good)?.into_iter();
            let told: Vec<RowResult> = set.iter().map(|row| result(row, &mut fates)).collect();
            let refused = told.iter().filter_map(|one| match one {
                RowResult::Refused(row) => Some(row.clone()),
                RowResult::Taken(..) => None,
            });
            let refused: Vec<BatchRow> = refused.collect();
            let taken = set.len().saturating_sub(refused.len());
            let chunk = Chunk {
                taken: i64::try_from(taken).unwrap_or(i64::MAX),
                amount: Fen::ZERO,
                rows: refused,
                last,
            };
            Ok::<_, ServiceError>((batch::advance(tx, &batch, &chunk)?, told))
        })?;
        batch = next;
        told.iter().for_each(&mut *tell);
        if last {
            return Ok(batch);
        }
    }
}

fn result<R>(row: &ReadRow<R>, fates: &mut impl Iterator<Item = Fate>) -> RowResult {
    let line = match row {
        Err(bad) => return RowResult::Refused(bad.clone()),
        Ok((line, _)) => *line,
    };
    let missing = || {
        let zh = "这一行没有办理，请重新导入。";
        (String::new(), Err(Refused::new("row.missing", zh)))
    };
    let (shown, fate) = fates.next().unwrap_or_else(missing);
    match fate {
        Ok(()) => RowResult::Taken(line, shown),
        Err(refused) => RowResult::Refused(BatchRow {
            line,
            refused: true,
            code: refused.code().to_owned(),
            shown,
            reason: refused.zh(),
        }),
    }
}
