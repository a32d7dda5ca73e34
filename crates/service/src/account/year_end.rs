//! The end of a year over all accounts: interest and carry-over, chunk by chunk.

use access::{Actor, Permission};
use base::{Date, Fen, PersonNo, Refused};
use benefit::plan::Policy;
use enrolment::account::{AccountEntryNo, EntryKind, year_end as compute};
use store::Tx;
use store::account::{self as rows, AccountRow, NewEntry};

use crate::{Desk, ServiceError};

/// Accounts in one transaction.
const CHUNK: i64 = 2_000;

/// What the end of a year did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct YearEnded {
    /// Accounts looked at.
    pub accounts: i64,
    /// Interest, in all.
    pub interest: Fen,
    /// Carried over, in all.
    pub carried: Fen,
}

/// Ends a calendar year: interest on the balance of its last day and the roll-over, once for each
/// account. An account that was paid out to heirs since has nothing left that could bear interest or roll over.
/// Cut off at any moment, the same command finishes the work. `told` hears of each chunk.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Refused`] `account.year_open` before the year is over,
/// or where the package does not answer (`policy.unset`: no rate); storage.
pub fn year_end(
    desk: &Desk<'_>,
    actor: &Actor,
    policy: &Policy,
    year: i32,
    told: &mut dyn FnMut(i64),
) -> Result<YearEnded, ServiceError> {
    let scope = actor.may(Permission::BookPropose)?;
    let last = Date::from_ymd(year, 12, 31).map_err(|error| ServiceError::Input(error.zh()))?;
    if desk.today() <= last {
        let sentence = format!("{year} 年尚未结束，账户年末计息与结转请在 {last} 以后办理。");
        return Err(Refused::new("account.year_open", sentence).into());
    }
    let (mut done, mut after) = (YearEnded::default(), 0);
    loop {
        let chunk = desk.write(actor, "account.year_end", None, |tx| {
            let accounts = rows::accounts(tx, scope, after, CHUNK)?;
            let ended = chunk_end(tx, scope, policy, &accounts, last)?;
            let behind = accounts.last().map(|account| account.person.get());
            Ok::<_, ServiceError>((ended, behind))
        })?;
        let (ended, Some(behind)) = chunk else {
            return Ok(done);
        };
        let sum = |a: Fen, b: Fen| a.checked_add(b).unwrap_or(Fen::ZERO);
        done = YearEnded {
            accounts: done.accounts.saturating_add(ended.accounts),
            interest: sum(done.interest, ended.interest),
            carried: sum(done.carried, ended.carried),
        };
        after = behind;
        told(done.accounts);
    }
}

fn chunk_end(
    tx: &mut Tx<'_>,
    scope: access::Scope,
    policy: &Policy,
    accounts: &[AccountRow],
    last: Date,
) -> Result<YearEnded, ServiceError> {
    let people: Vec<PersonNo> = accounts.iter().map(|account| account.person).collect();
    let year = i64::from(last.year());
    let ended = rows::ended(tx, scope, year, &people)?;
    let balances = rows::balances_on(tx, scope, &people, last)?;
    let standing = rows::last(tx, scope, &people)?;
    let inherited = rows::inherited(tx, scope, last, &people)?;
    let mut done = YearEnded::default();
    let mut entries = Vec::new();
    for account in accounts {
        done.accounts = done.accounts.saturating_add(1);
        let balance = balances.get(&account.person).copied().unwrap_or_default();
        let over = ended.contains(&account.person) || inherited.contains(&account.person);
        if over || balance.total() == Some(Fen::ZERO) {
            continue;
        }
        let mut end = compute(policy, balance, last)?;
        // Money of the new year may be there already: the balance after is that of the last entry. What left the
        // current year since, by a correction for instance, cannot roll over.
        let mut after = standing.get(&account.person).copied().unwrap_or_default();
        end.carried = end.carried.min(after.current).max(Fen::ZERO);
        done.interest = done.interest.checked_add(end.interest).unwrap_or(Fen::ZERO);
        done.carried = done.carried.checked_add(end.carried).unwrap_or(Fen::ZERO);
        let numbers = || AccountEntryNo::new(1).ok_or_else(unreachable_number);
        let number = numbers()?;
        for entry in end.entries(account.person, last, || number) {
            after = after.after(entry.moves)?;
            entries.push(NewEntry {
                account: account.place(),
                on: last,
                kind: entry.kind,
                period: if entry.kind == EntryKind::Credit {
                    0
                } else {
                    year
                },
                moves: entry.moves,
                after,
                corrects: None,
                bill: None,
                because: entry.because,
            });
        }
    }
    rows::add(tx, scope, &entries)?;
    Ok(done)
}

fn unreachable_number() -> ServiceError {
    ServiceError::Input("账户分录编号不正确。".to_owned())
}
