//! Which event each sum of the sub-ledgers is.

use std::collections::BTreeMap;

use access::Scope;
use base::{Fen, PersonNo, Refused};
use enrolment::Scheme;
use enrolment::contribution::{Channel, Source};
use ledger::book::BookKey;
use ledger::entry::{
    AccountCode, Book, Counterparty, CounterpartyKind, CounterpartyName, EventCode, Evidence,
    EvidenceKind, Fund, FundYear, SubAccount,
};
use ledger::event::Part;
use store::posting::{self as rows, AccountMoved, Arrived, Moved, Run, Span, Suspended, Way};
use store::{Session, StoreError, ledger as books};

use super::cross::{Crossing, Places};
use super::heading::{
    EXPENDITURE, FISCAL, Heading, INCOME, Line, PREMIUM, TREASURY, minus, positive, year,
};
use super::premiums::Premiums;
use crate::ServiceError;
use crate::books::{Banks, Wish, library};

/// Makes the evidence of a kind.
pub(super) type Proof = Box<dyn Fn(EvidenceKind) -> Evidence>;

/// 集体补助收入.
const SUPPORT: u16 = 4102;
/// Nobody knows yet whose money in suspense is: it stands in the residents' fund until it is identified.
const SUSPENSE: Fund = Fund::ResidentPooled;

/// What a run takes.
pub(super) struct Taken {
    moved: Vec<Moved>,
    suspended: Vec<Suspended>,
    arrived: Vec<Arrived>,
    accounts: Vec<AccountMoved>,
    premiums: Premiums,
}

impl Taken {
    pub(super) fn read(
        session: &mut Session<'_>,
        county: Scope,
        span: Span,
    ) -> Result<Taken, StoreError> {
        Ok(Taken {
            moved: rows::identified_or_used(session, county, span)?,
            suspended: rows::suspended(session, county, span)?,
            arrived: rows::arrived(session, county, span)?,
            accounts: rows::account_moves(session, county, span)?,
            premiums: Premiums::read(session, county, span)?,
        })
    }

    /// What was counted for bills and what lies in suspense must be the money that moved.
    pub(super) fn adds_up_to(&self, cash: Fen) -> Result<(), ServiceError> {
        let fresh = self.moved.iter().filter(|moved| moved.way != Way::Shifted);
        let used = fresh.clone().map(|moved| moved.amount);
        let rest = self.suspended.iter().map(|one| one.amount);
        let employers = self.premiums.arrived();
        // A receipt pays no bill below 0 and none beyond its amount, a refund takes nothing beyond its own.
        let astray = |back: bool, amount: Fen| amount != Fen::ZERO && back != (amount < Fen::ZERO);
        let bills = fresh
            .clone()
            .any(|one| astray(one.way == Way::WentBack, one.amount));
        let waits = self
            .suspended
            .iter()
            .any(|one| astray(one.back, one.amount));
        if !bills && !waits && Fen::checked_sum(used.chain(rest).chain(employers)) == Some(cash) {
            return Ok(());
        }
        Err(Refused::new(
            "posting.sum",
            "收款与账单抵账、待处理款项合计不符，不能过账，请运行 tongchou db verify 查明后重试。",
        )
        .into())
    }

    /// The list that the run's hash is made of.
    pub(super) fn list(&self) -> String {
        let mut list = String::new();
        for one in &self.moved {
            let Moved {
                channel,
                on,
                scheme,
                year,
                payer,
                way,
                amount,
            } = one;
            let line = [channel.code(), scheme.code(), payer.code(), way.code()].join("\t");
            list.push_str(&format!("use\t{on}\t{line}\t{year}\t{}\n", amount.get()));
        }
        for Suspended {
            channel,
            on,
            amount,
            ..
        } in &self.suspended
        {
            list.push_str(&format!(
                "suspense\t{on}\t{}\t{}\n",
                channel.code(),
                amount.get()
            ));
        }
        for Arrived {
            payer,
            on,
            scheme,
            year,
            amount,
        } in &self.arrived
        {
            let line = [payer.code(), scheme.code()].join("\t");
            list.push_str(&format!(
                "subsidy\t{on}\t{line}\t{year}\t{}\n",
                amount.get()
            ));
        }
        for one in &self.accounts {
            let person = one.person.map_or(0, PersonNo::get);
            let (kind, amount) = (one.kind.code(), one.amount.get());
            list.push_str(&format!(
                "account\t{}\t{kind}\t{person}\t{amount}\n",
                one.on
            ));
        }
        list.push_str(&self.premiums.list());
        list
    }

    /// The documents of the run, one for each event, fund, day and account of money.
    pub(super) fn wishes(
        &self,
        session: &mut Session<'_>,
        county: Scope,
        run: &Run,
        proof: &Proof,
    ) -> Result<Vec<Wish>, ServiceError> {
        let mut sums: BTreeMap<Heading, BTreeMap<Line, Fen>> = BTreeMap::new();
        for (heading, line, amount) in self.headed(session, county, run)? {
            let sum = sums.entry(heading).or_default().entry(line).or_default();
            let total = sum.checked_add(amount);
            *sum = total.ok_or_else(|| Refused::new("posting.amount", "合计金额超出范围。"))?;
        }
        let banks = Banks::read(session, county, (run.county, run.book_date))?;
        sums.into_iter()
            .map(|(heading, lines)| wish(&heading, lines, run, (&banks, proof)))
            .collect()
    }

    fn headed(
        &self,
        session: &mut Session<'_>,
        county: Scope,
        run: &Run,
    ) -> Result<Vec<(Heading, Line, Fen)>, ServiceError> {
        let book_date = run.book_date;
        let mut places = Places::new(run.county);
        let mut headed = self
            .premiums
            .headed(session, county, book_date, &mut places)?;
        let linked = self.assistance_is_kept_here(session, county)?;
        for one in &self.moved {
            let fund = fund(one.scheme);
            let later = one.year.number() > i64::from(book_date.year());
            let keeps = books::switch(session, county, fund)?.is_some_and(|from| from <= book_date);
            let (mut heading, line, amount) = of_moved(one, fund, (later && keeps, linked))?;
            if one.way == Way::Shifted && fund != SUSPENSE {
                let comes = one.amount > Fen::ZERO;
                let (from, to) = if comes {
                    (SUSPENSE, fund)
                } else {
                    (fund, SUSPENSE)
                };
                let came = (from, heading.money);
                heading.money = places.account(session, county, came, amount)?;
                let (on, at) = (one.on, heading.money);
                headed.extend(Crossing { on, from, to, at }.documents(amount));
            }
            headed.push((heading, line, amount));
        }
        for one in &self.suspended {
            let (event, variant) = if one.amount.get() > 0 {
                (30, "arrive")
            } else {
                (31, "returned")
            };
            let fund = SUSPENSE;
            let money = money(one.channel);
            let heading = Heading {
                out: one.amount < Fen::ZERO,
                on: one.on,
                event,
                variant,
                fund,
                money,
                income: PREMIUM,
            };
            headed.push((heading, (None, None, None), positive(one.amount)?));
        }
        for one in &netted(&self.arrived)? {
            let variant = if one.amount.get() > 0 {
                "arrive"
            } else {
                "correct"
            };
            let (fund, money) = (fund(one.scheme), FISCAL);
            let heading = Heading {
                out: one.amount < Fen::ZERO,
                on: one.on,
                event: 8,
                variant,
                fund,
                money,
                income: PREMIUM,
            };
            let line = (Some(year(one.year)?), Some(level(one.payer)?), None);
            headed.push((heading, line, positive(one.amount)?));
        }
        for one in &self.accounts {
            headed.push(of_account(one)?);
        }
        Ok(headed)
    }

    /// Whether the fund of medical assistance keeps its books here, so that what it pays for people is its expense
    /// in the same document.
    fn assistance_is_kept_here(
        &self,
        session: &mut Session<'_>,
        county: Scope,
    ) -> Result<bool, StoreError> {
        let pays = |one: &Moved| one.channel == Channel::Assistance && one.amount.get() > 0;
        if !self.moved.iter().any(pays) {
            return Ok(false);
        }
        let kept = books::set_of_books(session, county)?;
        let own = |key: &BookKey| key.fund == Fund::Assistance && key.book == Book::Agency;
        Ok(kept.iter().any(own))
    }
}

/// Interest is income of the fund of personal accounts (E29); what heirs get is paid out of it (E11).
fn of_account(one: &AccountMoved) -> Result<(Heading, Line, Fen), ServiceError> {
    let heading = |event, variant, money| Heading {
        out: one.person.is_some(),
        on: one.on,
        event,
        variant,
        fund: Fund::EmployeeAccounts,
        money,
        income: PREMIUM,
    };
    let amount = positive(one.amount)?;
    Ok(match one.person {
        None => (heading(29, "earn", FISCAL), (None, None, None), amount),
        Some(person) => {
            let line = (Some(one.on.year()), Some("个人账户"), Some(person));
            (heading(11, "pay", EXPENDITURE), line, amount)
        }
    })
}

/// A correction first takes away what arrived in the same run: that is not in the books yet.
fn netted(arrived: &[Arrived]) -> Result<Vec<Arrived>, ServiceError> {
    let (mut kept, corrections): (Vec<Arrived>, Vec<Arrived>) = arrived
        .iter()
        .cloned()
        .partition(|one| one.amount.get() > 0);
    for mut correction in corrections {
        let same = |one: &&mut Arrived| {
            (one.payer, one.scheme, one.year)
                == (correction.payer, correction.scheme, correction.year)
        };
        let mut left = positive(correction.amount)?;
        for one in kept.iter_mut().filter(same) {
            let taken = left.min(one.amount);
            one.amount = minus(one.amount, taken)?;
            left = minus(left, taken)?;
        }
        correction.amount = minus(Fen::ZERO, left)?;
        kept.push(correction);
    }
    kept.retain(|one| one.amount != Fen::ZERO);
    Ok(kept)
}

/// Which event money of bills is: taken in, identified, put back into suspense, or paid back. What a collective or a sponsor pays in the place
/// of persons is 集体补助收入, whenever it comes.
fn of_moved(
    one: &Moved,
    fund: Fund,
    (ahead, linked): (bool, bool),
) -> Result<(Heading, Line, Fen), ServiceError> {
    let money = money(one.channel);
    let aided = matches!(one.channel, Channel::Assistance | Channel::GovernmentAid);
    let linked = linked && one.channel == Channel::Assistance;
    let supports = one.payer.is_sponsor() && fund != Fund::EmployeePooled && money != FISCAL;
    let comes = one.amount.get() > 0;
    let (event, variant, own_sub) = if supports {
        match (one.way, comes, money) {
            (Way::WentBack, _, _) => (7, "support", false),
            (Way::Shifted, true, _) => (31, "identified", false),
            (Way::Shifted, false, _) => (31, "reopened", false),
            (Way::Came, _, TREASURY) => (1, "support", false),
            (Way::Came, _, _) => (3, "support", false),
        }
    } else {
        match (one.way, comes, money, ahead) {
            (Way::WentBack, _, _, true) => (6, "refund", false),
            (Way::WentBack, _, _, false) => (7, "refund", true),
            (Way::Shifted, true, _, true) => (31, "ahead", false),
            (Way::Shifted, true, _, false) => (31, "identified", true),
            (Way::Shifted, false, _, true) => (31, "reopened-ahead", false),
            (Way::Shifted, false, _, false) => (31, "reopened", true),
            (Way::Came, _, TREASURY, true) => (1, "ahead", false),
            (Way::Came, _, TREASURY, false) => (1, "current", true),
            (Way::Came, _, FISCAL, true) if linked => (9, "linked-ahead", false),
            (Way::Came, _, FISCAL, false) if linked => (9, "linked", false),
            (Way::Came, _, FISCAL, true) => (9, "ahead", false),
            (Way::Came, _, FISCAL, false) => (9, "pay", false),
            (Way::Came, _, _, true) => (3, "ahead", false),
            (Way::Came, _, _, false) => (3, "current", true),
        }
    };
    let sub = if aided {
        "资助参保"
    } else {
        "个人缴费"
    };
    let heading = Heading {
        out: one.way == Way::WentBack,
        on: one.on,
        event,
        variant,
        fund,
        money,
        income: if supports { SUPPORT } else { PREMIUM },
    };
    let line = (Some(year(one.year)?), own_sub.then_some(sub), None);
    Ok((heading, line, positive(one.amount)?))
}

fn wish(
    heading: &Heading,
    lines: BTreeMap<Line, Fen>,
    run: &Run,
    (banks, proof): (&Banks, &Proof),
) -> Result<Wish, ServiceError> {
    let unknown = || ServiceError::Input(format!("没有事项 E{}。", heading.event));
    let code = EventCode::new(heading.event).ok_or_else(unknown)?;
    let event = library()?.events.get(code).ok_or_else(unknown)?;
    let parts: Result<Vec<Part>, ServiceError> = lines
        .into_iter()
        .map(|((year, sub, person), amount)| {
            let bad = |error: base::IdError| ServiceError::Input(error.zh());
            let sub = sub.map(SubAccount::new).transpose();
            let party = person.map(|person| CounterpartyName::new(&person.to_string()));
            Ok(Part {
                sub: sub.map_err(bad)?,
                benefit_year: year.and_then(FundYear::new),
                counterparty: party.transpose().map_err(bad)?.map(|name| Counterparty {
                    kind: CounterpartyKind::Person,
                    name,
                }),
                ..Part::new(amount)
            })
        })
        .collect();
    let variant = event.variant(heading.variant).ok_or_else(unknown)?;
    let mut slots = BTreeMap::new();
    for (slot, account) in [
        ("bank", heading.money),
        ("at", heading.money),
        ("to", heading.income),
        ("from", heading.income),
    ] {
        if variant.slots.iter().any(|(name, _)| name == slot) {
            slots.insert(
                slot.to_owned(),
                AccountCode::new(account).ok_or_else(unknown)?,
            );
        }
    }
    // What the assistance fund spends rests on the decision that certified the people on the roster.
    let spends = heading.variant.starts_with("linked");
    let kinds = event.evidence.iter().copied();
    let kinds = kinds.chain(spends.then_some(EvidenceKind::Decision));
    Ok(Wish {
        event: code,
        variant: heading.variant.to_owned(),
        county: run.county,
        fund: heading.fund,
        value_date: heading.on,
        book_date: run.book_date,
        parts: parts?,
        slots,
        banks: banks.of(heading.money),
        evidence: kinds.map(proof).collect(),
        answers: None,
    })
}

/// The account of money that a channel fills.
const fn money(channel: Channel) -> u16 {
    match channel {
        Channel::Tax => TREASURY,
        Channel::Assistance | Channel::GovernmentAid => FISCAL,
        _ => INCOME,
    }
}

const fn fund(scheme: Scheme) -> Fund {
    match scheme {
        Scheme::Resident => Fund::ResidentPooled,
        Scheme::UrbanResident => Fund::UrbanResident,
        Scheme::RuralCooperative => Fund::Nrcms,
        Scheme::Employee => Fund::EmployeePooled,
    }
}

/// The sub-account of 4101 for a level of government.
fn level(payer: Source) -> Result<&'static str, ServiceError> {
    match payer {
        Source::Central => Ok("中央"),
        Source::Province => Ok("省"),
        Source::City => Ok("市"),
        Source::County => Ok("县"),
        other => {
            let sentence = format!(
                "“{}”的补助没有分级，不能记入财政补贴收入，请先更正级次。",
                other.zh()
            );
            Err(Refused::new("posting.level", sentence).into())
        }
    }
}
