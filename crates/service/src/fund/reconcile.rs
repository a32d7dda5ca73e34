//! Statements from outside against the books.

use access::{Actor, Permission, Scope};
use base::{Date, Refused, RegionCode};
use ledger::entry::{BankAccount, Digest, Fund};
use ledger::reconcile::{
    BalanceTable, Break, ExceptionNo, ExceptionState, Handled, Item, ItemSide, Matching,
    Outstanding, Statement, StatementNo, classify, handle, match_items, matrix, outstanding,
};
use store::control::{self as rows, FoundBy, FoundException, LineRef, Link, NewStatement};
use store::{Session, Tx};

use super::case::{Rules, reader};
use crate::{Desk, ServiceError};

/// A statement that was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Its number.
    pub no: StatementNo,
    /// Where it does not hang together; it is taken in nevertheless, since that is what the bank said.
    pub breaks: Vec<Break>,
}

/// What came of a reconciliation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconciled {
    /// Groups of lines that were found to belong together now.
    pub linked: usize,
    /// The outstanding items (未达账项).
    pub outstanding: Vec<Outstanding>,
    /// The balance reconciliation table.
    pub table: BalanceTable,
    /// Exceptions that are new.
    pub new_exceptions: u64,
}

/// Takes a statement in; `content` is the file, whose hash keeps it from being taken in twice.
///
/// # Errors
/// `fund.statement.pair` for a pair that the matrix does not name, storage where the file was taken in before.
pub fn import_statement(
    desk: &Desk<'_>,
    actor: &Actor,
    (fund, region): (Fund, RegionCode),
    (pair, account): (&str, &BankAccount),
    statement: &Statement,
    content: &[u8],
) -> Result<Imported, ServiceError> {
    let known = matrix().map_err(|error| ServiceError::Input(error.zh()))?;
    if !known.iter().any(|one| one.id == pair) {
        let ids: Vec<&str> = known.iter().map(|one| one.id.as_str()).collect();
        let sentence = format!("没有名为“{pair}”的对账关系，可选：{}。", ids.join("、"));
        return Err(Refused::new("fund.statement.pair", sentence).into());
    }
    desk.write(actor, "statement.import", None, |tx| {
        let scope = actor.may_in(Permission::BookPropose, region)?;
        let digest = Digest::of(content).to_string();
        let new = NewStatement {
            region,
            pair,
            fund,
            account,
            digest: &digest,
            statement,
        };
        Ok(Imported {
            no: rows::add_statement(tx, scope, &new)?,
            breaks: statement.breaks(),
        })
    })
}

/// Reconciles an account up to the last day of its latest statement by then: matches line by line, keeps what belongs
/// together, names what does not, and draws the balance table.
///
/// # Errors
/// `fund.statement.none` without a statement, `fund.parameter.missing`, storage.
pub fn reconcile(
    desk: &Desk<'_>,
    actor: &Actor,
    (fund, account): (Fund, &BankAccount),
    until: Date,
) -> Result<Reconciled, ServiceError> {
    desk.write(actor, "statement.reconcile", None, |tx| {
        let scope = actor.may(Permission::BookPropose)?;
        let statements = rows::list_statements(tx, scope, fund, account)?;
        let last = statements.into_iter().rfind(|one| one.until <= until);
        let last = last.ok_or_else(|| {
            let sentence = format!("“{account}”在 {until} 之前没有导入对账单，请先导入。");
            Refused::new("fund.statement.none", sentence)
        })?;
        let rules = Rules::load(tx, actor)?;
        let days = rules.parameters(actor, desk).count("reconcile.days")?;
        let sides = Sides::load(tx, scope, fund, account, last.until)?;
        let matching = match_items(&sides.book_items, &sides.line_items, days);
        rows::new_links(tx, &sides.links(&matching))?;
        let balance = rows::bank_balance(tx, scope, fund, account, last.until)?;
        let items = outstanding(&matching);
        let table =
            BalanceTable::new(balance, last.closing, &items).ok_or_else(super::sums::range)?;
        let found = sides.exceptions(&matching, last.region, account);
        Ok(Reconciled {
            linked: matching.matched.len(),
            outstanding: items,
            table,
            new_exceptions: rows::new_exceptions(tx, scope, &found)?,
        })
    })
}

/// Both sides of an account, numbered for the matching.
struct Sides {
    book: Vec<LineRef>,
    lines: Vec<LineRef>,
    book_items: Vec<Item>,
    line_items: Vec<Item>,
}

impl Sides {
    fn load(
        tx: &mut Tx<'_>,
        scope: Scope,
        fund: Fund,
        account: &BankAccount,
        until: Date,
    ) -> Result<Sides, ServiceError> {
        let (mut book, mut book_items) = (Vec::new(), Vec::new());
        for (place, _, item) in rows::unlinked_legs(tx, scope, fund, account, until)? {
            book.push(place);
            book_items.push(item);
        }
        let (mut lines, mut line_items) = (Vec::new(), Vec::new());
        let open = rows::unlinked_lines(tx, scope, fund, account, until)?;
        for (no, (place, line)) in (1_i64..).zip(open) {
            lines.push(place);
            // The book knows no year of a bank line, so that it takes no part in the match.
            line_items.push(Item {
                year: None,
                ..line.item(no)
            });
        }
        Ok(Sides {
            book,
            lines,
            book_items,
            line_items,
        })
    }

    fn links(&self, matching: &Matching) -> Vec<Link> {
        let link = |one: &ledger::reconcile::Matched| Link {
            book: places(&self.book, &one.book),
            statement: places(&self.lines, &one.statement),
            found_by: if one.by_key {
                FoundBy::Key
            } else {
                FoundBy::Amount
            },
        };
        matching.matched.iter().map(link).collect()
    }

    fn exceptions(
        &self,
        matching: &Matching,
        region: RegionCode,
        account: &BankAccount,
    ) -> Vec<FoundException> {
        let matched = matching.matched.iter().flat_map(|one| &one.statement);
        let earlier: Vec<Item> = matched
            .filter_map(|no| self.line_items.iter().find(|item| item.no == *no))
            .cloned()
            .collect();
        let found = classify(matching, &earlier).into_iter().filter_map(|one| {
            let side = match one.side {
                ItemSide::Book => &self.book,
                ItemSide::Statement => &self.lines,
            };
            let line = places(side, &[one.item.no]).pop()?;
            Some(FoundException {
                no: None,
                region,
                account: account.clone(),
                side: one.side,
                line,
                kind: one.kind,
                amount: one.item.amount,
                on: one.item.on,
                state: ExceptionState::Open,
                explained_by: None,
            })
        });
        found.collect()
    }
}

fn places(all: &[LineRef], numbers: &[i64]) -> Vec<LineRef> {
    let place = |no: &i64| {
        let at = no.checked_sub(1).and_then(|at| usize::try_from(at).ok())?;
        all.get(at).copied()
    };
    numbers.iter().filter_map(place).collect()
}

/// The differences within the actor's scope; of one account where one is given.
///
/// # Errors
/// Storage.
pub fn differences(
    desk: &Desk<'_>,
    actor: &Actor,
    account: Option<&BankAccount>,
) -> Result<Vec<FoundException>, ServiceError> {
    let scope = reader(actor)?;
    desk.read(|session| Ok(rows::exceptions(session, scope, account)?))
}

/// Explains a difference, or clears it as another user.
///
/// # Errors
/// `fund.exception.…`, storage.
pub fn handle_difference(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ExceptionNo,
    state: ExceptionState,
    note: &str,
) -> Result<(), ServiceError> {
    desk.write(actor, "statement.difference", None, |tx| {
        let scope = super::case::scope_of(actor, actor.scope().region())?;
        let one = find(tx, scope, no)?;
        let step = Handled {
            state,
            user: actor.user().clone(),
            on: desk.today(),
            note: note.to_owned(),
        };
        let step = handle(one.state, one.explained_by.as_ref(), step)?;
        Ok(rows::handle_exception(tx, scope, &one, &step)?)
    })
}

fn find(
    session: &mut Session<'_>,
    scope: Scope,
    no: ExceptionNo,
) -> Result<FoundException, ServiceError> {
    let all = rows::exceptions(session, scope, None)?;
    let found = all.into_iter().find(|one| one.no == Some(no));
    found.ok_or(ServiceError::NotFound("对账差异"))
}
