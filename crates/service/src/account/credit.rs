//! Crediting the money of a bill that is paid: accounts are opened, months credited, the rest goes to
//! the pool and the additional fund.

use access::{Actor, Permission, Scope};
use base::{BillNo, Date, Fen, PersonNo, Refused};
use benefit::plan::Policy;
use enrolment::account::{Balance, Crediting, EntryKind, MonthCredit, Move, may_open, usable};
use enrolment::ask::Basis;
use enrolment::premium::{Due, FundSplit, PersonDue, PremiumBill, Worker};
use enrolment::{Month, Scheme};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::account::{self as rows, AccountPlace, AccountRow, NewEntry};
use store::premium::bill::{self, BillRow};
use store::premium::{plan, roll};
use store::{Event, Session, Tx};

use crate::premium::EmployerAccount;
use crate::{Desk, ServiceError, package};

/// What crediting a bill did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credited {
    /// Accounts opened.
    pub opened: usize,
    /// People credited.
    pub people: usize,
    /// People whose credit is stopped.
    pub stopped: usize,
    /// Where the money of the bill went.
    pub split: FundSplit,
}

/// Compiles the pool's package with the amounts of a table.
pub type Compile<'c> = &'c mut dyn FnMut(
    &mut Session<'_>,
    &BTreeMap<String, String>,
) -> Result<Arc<Policy>, ServiceError>;

/// As [`credit`], by the package that the pool has adopted.
///
/// # Errors
/// As [`credit`]; `package.none` where none is adopted.
pub fn credit_adopted(
    desk: &Desk<'_>,
    actor: &Actor,
    no: BillNo,
) -> Result<Credited, ServiceError> {
    let scope = actor.may(Permission::ContributionCollect)?;
    let of = desk.read(|session| bill::find(session, scope, no))?;
    let of = of.ok_or(ServiceError::NotFound("单位缴费账单"))?;
    let on = of.month.first();
    credit(desk, actor, no, &mut |session, more| {
        package::with(session, scope, (Scheme::Employee, on), more)
    })
}

/// Credits the people of a paid bill. `compile` compiles the pool's package with the amounts of the
/// table in force. A bill is credited once: a second call finds everything done.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::Refused`] `account.unpaid`,
/// `account.unregistered`, `account.no_table`, or where the package does not answer; storage.
pub fn credit(
    desk: &Desk<'_>,
    actor: &Actor,
    no: BillNo,
    compile: Compile<'_>,
) -> Result<Credited, ServiceError> {
    let scope = actor.may(Permission::ContributionCollect)?;
    let today = desk.today();
    desk.write(actor, "account.credit", None, |tx| {
        let of = bill::find(tx, scope, no)?.filter(|it| it.of.is_none());
        let of = of.ok_or(ServiceError::NotFound("单位缴费账单"))?;
        let variant = plan::of_employer(tx, scope, of.employer, of.month.first())?;
        let account = crate::premium::load_account(tx, scope, of.employer, today)?;
        let paid_on = paid_on(&account, &of)?;
        let opens = may_open(
            account.employer.registered_on,
            Some(paid_on),
            variant.as_ref(),
        )?;
        let tables = rows::tables(tx, scope)?;
        let table = usable(&tables, of.month.first())?;
        let policy = compile(tx, &table.parameters())?;
        let credits = credits(tx, scope, &policy, &of)?;
        let (opened, people) = enter(tx, scope, &of, &credits, (opens, today))?;
        let sum = Fen::checked_sum(credits.iter().map(|(_, credit)| credit.amount));
        let sum = sum.ok_or_else(|| Refused::new("money.range", "计入金额合计超出范围。"))?;
        let split = FundSplit::of(&figures(tx, scope, &of)?, sum)?;
        tx.emit(&[credited(&of, &split)])?;
        Ok(Credited {
            opened,
            people,
            stopped: credits.len().saturating_sub(people),
            split,
        })
    })
}

/// The day since when a bill is full.
fn paid_on(account: &EmployerAccount, of: &BillRow) -> Result<Date, Refused> {
    let mut bills = account.payments.bills.iter();
    let settled = bills.find(|settled| settled.bill.no == of.no);
    let completed = settled.and_then(|settled| settled.completed);
    completed.map(|completion| completion.on).ok_or_else(|| {
        let sentence = format!(
            "账单 {}（{}）尚未足额缴纳，不能计入个人账户；请先收款。",
            of.no, of.month
        );
        Refused::new("account.unpaid", sentence).under("篇7 第十二条")
    })
}

/// The credit of each person on a bill, with the bucket; the bill is full, so nothing stops but the pension.
fn credits(
    tx: &mut Tx<'_>,
    scope: Scope,
    policy: &Policy,
    of: &BillRow,
) -> Result<Vec<(i64, MonthCredit)>, ServiceError> {
    let crediting = Crediting::new(policy);
    let roll = roll::roll(tx, scope, of.employer, of.month)?;
    let careers: BTreeMap<PersonNo, _> = roll.iter().map(|row| (row.person, row.career)).collect();
    let mut credits = Vec::new();
    for (bucket, due) in bill::dues(tx, scope, of.no)? {
        let Some(career) = careers.get(&due.person) else {
            continue;
        };
        let worker = Worker {
            person: due.person,
            career: *career,
            wage: due.wage,
        };
        credits.push((bucket, crediting.month(&worker, &due, of.month, None)?));
    }
    Ok(credits)
}

/// Opens what accounts are missing and enters the credits that are not entered yet.
fn enter(
    tx: &mut Tx<'_>,
    scope: Scope,
    of: &BillRow,
    credits: &[(i64, MonthCredit)],
    (opens, today): (Date, Date),
) -> Result<(usize, usize), ServiceError> {
    let people: Vec<PersonNo> = credits.iter().map(|(_, credit)| credit.person).collect();
    // An account stays where it was opened, which may be another county of the pool.
    let whole = Scope::whole(scope.pool());
    let known = rows::of_people(tx, whole, &people)?;
    let missing: Vec<AccountRow> = credits
        .iter()
        .filter(|(_, credit)| !known.contains_key(&credit.person))
        .map(|(bucket, credit)| AccountRow {
            bucket: *bucket,
            person: credit.person,
            region: of.region,
            employer: of.employer,
            opened_on: opens,
        })
        .collect();
    rows::open_many(tx, scope, &missing)?;
    let accounts: BTreeMap<PersonNo, AccountRow> = known
        .into_values()
        .chain(missing.iter().copied())
        .map(|account| (account.person, account))
        .collect();
    let done = rows::credited(tx, whole, of.month, &people)?;
    let balances = rows::last(tx, whole, &people)?;
    let mut entries = Vec::new();
    for (_, credit) in credits {
        let Some(account) = accounts.get(&credit.person) else {
            continue;
        };
        if credit.amount == Fen::ZERO || done.contains(&credit.person) {
            continue;
        }
        let before = balances.get(&credit.person).copied().unwrap_or_default();
        entries.push(entry(of, *account, credit, before, today)?);
    }
    rows::add(tx, scope, &entries)?;
    Ok((missing.len(), entries.len()))
}

fn entry(
    of: &BillRow,
    account: AccountRow,
    credit: &MonthCredit,
    before: Balance,
    today: Date,
) -> Result<NewEntry, Refused> {
    let moves = Move {
        current: credit.amount,
        past: Fen::ZERO,
    };
    let basis: &Basis = &credit.basis;
    Ok(NewEntry {
        account: AccountPlace {
            region: of.region,
            ..account.place()
        },
        on: today,
        kind: EntryKind::Credit,
        period: of.month.number(),
        moves,
        after: before.after(moves)?,
        corrects: None,
        bill: Some(of.no),
        because: format!("{}〔{}〕", basis.title, basis.articles),
    })
}

/// The figures of a bill as the split reads them.
fn figures(tx: &mut Tx<'_>, scope: Scope, of: &BillRow) -> Result<PremiumBill, ServiceError> {
    let parts = bill::parts(tx, scope, of.no)?;
    let people: Vec<PersonDue> = Vec::new();
    let parts: Vec<Due> = parts;
    Ok(PremiumBill {
        employer: of.employer,
        month: of.month,
        variant: of.variant.clone(),
        people,
        unit_base: of.unit_base,
        parts,
        total: of.amount,
        basis: Basis::new("", "", ""),
    })
}

fn credited(of: &BillRow, split: &FundSplit) -> Event {
    let month: Month = of.month;
    let body = serde_json::json!({
        "month": month.number(), "accounts": split.accounts.get(), "pool": split.pool.get(),
        "additional": split.additional.get(),
    });
    Event {
        kind: "premium.credited".to_owned(),
        version: 1,
        region: of.region,
        subject: of.no.get(),
        body: body.to_string(),
    }
}
