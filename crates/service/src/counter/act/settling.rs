//! Settlement (2207, 2304, and the end of 2102), which is the pre-settlement too (2101, 2206, 2303): nothing is
//! changed here, the changes are an answer.

use base::{Date, Fen, PersonNo, ProviderId, Refused};
use benefit::plan::Policy;
use enrolment::Scheme;
use enrolment::account::{Balance, EntryKind};
use settlement::answer::{Answer, Declared, Projection, answer};
use settlement::bill::{AccountUse, Asked, Posting, SettlementRecord, settle_over, to_settle};
use settlement::claim::paper::BillKey;
use settlement::claim::{Care, FundCode, Nature as PayNature, Part, Payable, SettlementId};
use settlement::fee::{FeeLine, FeeSheet};
use settlement::insurer::{ContractNo, InsuredLayer, InsurerCode, Payer};
use settlement::visit::{Act, ContractBy, Standing, Visit, VisitKind};
use settlement::{RecordNo, VisitNo};
use store::counter::accumulator::EntryRow;
use store::counter::bill::{BillRow, Where};
use store::counter::insured::ShareRow;
use store::counter::payable::PayableRow;
use store::counter::record::{Nature, RecordRow};
use store::counter::visit::VisitRow;

use super::facts::Facts;
use super::kept::{Kept, unreadable};
use super::sheet::sheet;
use super::{Money, refuse_other, standing};
use crate::bills;
use crate::counter::change::AccountMove;
use crate::counter::world::sub_balance;
use crate::counter::{Change, Ids, Patient, Shown, VisitFile, World};

/// How a settlement is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettleAsk {
    /// The visit; of a purchase the one that is opened.
    pub visit: VisitNo,
    /// The person.
    pub person: PersonNo,
    /// The institution.
    pub institution: String,
    /// Charge batches; empty: all.
    pub batches: Vec<String>,
    /// Mid-stay (`mid_setl_flag`).
    pub mid_stay: bool,
    /// Whose account pays (`acct_used_flag`).
    pub using: AccountUse,
    /// The credential shown.
    pub shown: Shown,
    /// The number of the invoice (`invono`), where one was printed.
    pub invoice: Option<String>,
    /// What the institution says that the bill comes to.
    pub declared: Option<Declared>,
    /// The message that asks.
    pub msgid: String,
}

/// A settlement, or what one would come to.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    /// Its number.
    pub no: RecordNo,
    /// The visit.
    pub visit: VisitNo,
    /// The patient.
    pub patient: Patient,
    /// The medical category.
    pub med_type: String,
    /// The figures and the funds.
    pub answer: Answer,
    /// Balance of the account afterwards; `None` where there is none.
    pub balance: Option<Fen>,
}

/// Settles a visit.
///
/// # Errors
/// Those of [`World::verified`], `visit.…`, `bill.…`, `fee.…`, `stay.…`, `answer.declared_…`, `account.…`, `person.…`, `package.none`.
pub fn settle(world: &World, ids: Ids, ask: &SettleAsk) -> Result<(Settled, Vec<Change>), Refused> {
    let file = world.visit(ask.visit, &ask.institution)?;
    refuse_other(file, ask.person)?;
    // editions whose stays are settled without a number stand on what was shown at admission
    let visit = &file.row.visit;
    let must = visit.emergency || visit.opening.kind != VisitKind::Stay;
    if must || !ask.shown.is_nothing() {
        world.verified(ask.person, &ask.shown)?;
    }
    let (settled, _, changes) = settled(world, ids, file, ask)?;
    Ok((settled, changes))
}

/// The settlement of a visit, the visit after it, and what is written.
pub(super) fn settled(
    world: &World,
    ids: Ids,
    file: &VisitFile,
    ask: &SettleAsk,
) -> Result<(Settled, Visit, Vec<Change>), Refused> {
    if ask.using == AccountUse::Relative {
        return Err(Refused::new(
            "account.relative",
            "共济账户支付尚未开通，acct_used_flag 请填 0 或 1。",
        ));
    }
    let visit = &file.row.visit;
    let (opening, ground) = (&visit.opening, file.row.ground);
    let providers = &world.rules.providers;
    providers.may_settle(&opening.institution, ground, visit.service_date())?;
    let facts = Facts::of(world, file)?;
    let case = facts.case(world, visit);
    let sheet = sheet(world, &facts.patient, file)?;
    let batches: Vec<&str> = ask.batches.iter().map(String::as_str).collect();
    let earlier = if visit.opening.kind == VisitKind::Stay {
        records(world, file)?
    } else {
        Vec::new()
    };
    let when = (world.today(), ask.mid_stay, world.rules.year_end);
    let what = to_settle(&facts.stack, &case, &sheet, &batches, &earlier, when)?;
    let after = visit_after(file, &sheet, ask)?;
    let projection = world.rules.projection(facts.stack.base);
    let balance = facts.patient.account.and_then(Balance::total);
    let asked = Asked {
        id: &ids.record.to_string(),
        mid_stay: ask.mid_stay,
        using: ask.using,
        balance: balance.unwrap_or_default(),
        account_pays: projection.account_pays(),
        drawn_by_law: projection.drawn_by_law(&facts.stack.base.id),
        earlier: &[],
    };
    let state = world.state(&facts.patient, &visit.episode);
    let record = settle_over(&facts.stack, &case, &what, asked, &state)?;
    let insurance = &visit.opening.insurance;
    let answer = answer(projection, insurance, &record, what.before)?;
    if let (Some(declared), None) = (&ask.declared, what.before) {
        declared.check(&answer.figures)?;
    }
    let paid_before = what.before.map_or(Fen::ZERO, |before| before.account_paid);
    let money = Money::of(&answer, drawn(&facts.patient, &record, paid_before)?);
    let money = insured(world, (projection, &facts.patient), visit, money);
    let answer = named(answer, projection, &money);
    let made = Made {
        world,
        file,
        facts: &facts,
        base: facts.stack.base,
        care: visit.category(&world.rules.types)?.care.clone(),
        msgid: &ask.msgid,
    };
    let row = made.row(ids.record, &record, &money)?;
    let mut changes = Vec::with_capacity(7);
    changes.push(Change::Visit(Box::new(VisitRow {
        visit: after.clone(),
        ..file.row.clone()
    })));
    changes.extend(made.changes(&row, &record.postings, &money)?);
    changes.extend(billed(world, &row, ask)?);
    changes.extend(facts.rests(&case, (file.row.bucket, ids.record)));
    let settled = Settled {
        no: ids.record,
        visit: file.row.no,
        med_type: visit.med_type.clone().unwrap_or_default(),
        answer,
        balance: balance_after(&facts.patient, &money),
        patient: facts.patient.clone(),
    };
    Ok((settled, after, changes))
}

/// The money with the insurer who makes good what the fund of a layer pays: the one of the contract that holds in the
/// district of the member on the contract date.
fn insured(
    world: &World,
    (projection, patient): (&Projection, &Patient),
    visit: &Visit,
    mut money: Money,
) -> Money {
    let pays = |(fund, _): &(String, Fen)| projection.book(fund) == SERIOUS_ILLNESS;
    if !money.funds.iter().any(pays) {
        return money;
    }
    let today = world.today();
    let on = match world.rules.contract_by {
        ContractBy::Service => visit.service_date(),
        ContractBy::Discharge => visit.ended.map_or(today, |ended| ended.date()),
        ContractBy::Settlement => today,
    };
    let layer = InsuredLayer::SeriousIllness;
    if let Payer::Insurer(no, code) = world.rules.contracts.payer_on(layer, patient.region, on) {
        money.insurer = Some((no.get(), code.to_string(), on.number()));
    }
    money
}

/// The answer with the insurer named beside the fund that he makes good.
fn named(mut answer: Answer, projection: &Projection, money: &Money) -> Answer {
    if let Some((_, insurer, _)) = &money.insurer {
        for share in &mut answer.funds {
            if projection.book(&share.fund) == SERIOUS_ILLNESS {
                share.name = format!("{}（{insurer}承办）", share.name);
            }
        }
    }
    answer
}

/// The word of the fund that a commissioned insurer makes good, in the funds' books.
const SERIOUS_ILLNESS: &str = "serious-illness";

/// Numbers of invoices have eight digits or ten; what is shorter than this is none.
const SHORTEST_INVOICE: usize = 6;

/// The bill that a settlement takes: no other counter, window or system has settled it (REQ-108, REQ-247).
fn billed(world: &World, row: &RecordRow, ask: &SettleAsk) -> Result<Option<Change>, Refused> {
    let number = ask.invoice.as_deref().map(str::trim).unwrap_or_default();
    // some software sends a number of its own where no invoice was printed
    let signs = number.chars().filter(|c| c.is_alphanumeric());
    let nothing = signs.clone().count() < SHORTEST_INVOICE || signs.clone().all(|c| c == '0');
    if nothing || row.bill <= Fen::ZERO {
        return Ok(None);
    }
    let on = world.today();
    let name = world.rules.providers.name(&row.institution, on);
    let issuer = name.unwrap_or_else(|| row.institution.clone());
    let key = BillKey::new(&issuer, number, on, row.bill)?;
    world.refuse_settled(&key)?;
    Ok(Some(Change::Billed(Box::new(BillRow {
        key,
        issuer,
        number: number.to_owned(),
        on,
        amount: row.bill,
        layer: bills::BASIC.to_owned(),
        region: row.region,
        at: Where::Counter(row.no),
    }))))
}

/// The visit once the lines of the asked batches are settled.
fn visit_after(file: &VisitFile, sheet: &FeeSheet, ask: &SettleAsk) -> Result<Visit, Refused> {
    let waits = |line: &&FeeLine| !ask.batches.is_empty() && !ask.batches.contains(&line.batch);
    let hangs = Standing {
        left_unsettled: sheet.unsettled().filter(waits).count(),
        ..standing(file, sheet.unsettled().count())
    };
    let act = if ask.mid_stay {
        Act::SettleMidStay
    } else {
        Act::Settle
    };
    file.row.visit.after(act, hangs)
}

/// What is left in the account once the money moved; `None` where there is none.
pub(super) fn balance_after(patient: &Patient, money: &Money) -> Option<Fen> {
    let total = patient.account?.total().unwrap_or_default();
    let (current, past) = money.drawn;
    let gone = current.get().saturating_add(past.get());
    Some(Fen::new(total.get().saturating_sub(gone)))
}

/// The settlements of a visit as the rules know them, recomputed from what was kept.
pub(super) fn records<'w>(
    world: &'w World,
    file: &VisitFile,
) -> Result<Vec<SettlementRecord<'w>>, Refused> {
    let settlements = file.records.iter();
    let settlements = settlements.filter(|it| it.nature == Nature::Settlement);
    settlements
        .map(|row| recalled(world, row, file.is_reversed(row.no)))
        .collect()
}

/// One settlement, recomputed from what was kept by the packages that it was settled by.
pub(super) fn recalled<'w>(
    world: &'w World,
    row: &RecordRow,
    reversed: bool,
) -> Result<SettlementRecord<'w>, Refused> {
    let kept = Kept::read(row)?;
    let stack = kept.stack(|hash| world.rules.by_hash(hash))?;
    let projection = world.rules.projection(stack.base);
    let record = kept.record(stack, row, reversed)?;
    Ok(SettlementRecord {
        account_pays: projection.account_pays().to_vec(),
        ..record
    })
}

/// What a settlement draws from the two sub-balances: by steps of the package where it draws them by name, else
/// 历年结余资金 first.
fn drawn(
    patient: &Patient,
    record: &SettlementRecord<'_>,
    paid_before: Fen,
) -> Result<(Fen, Fen), Refused> {
    let Some(balance) = patient.account else {
        return Ok((Fen::ZERO, Fen::ZERO));
    };
    let mut current = 0_i64;
    let mut past = 0_i64;
    let mut either = record.account_paid.get().saturating_sub(paid_before.get());
    for posting in &record.postings {
        let taken = posting.amount.saturating_neg();
        match sub_balance(&posting.key) {
            Some("account_current") => current = current.saturating_add(taken),
            Some("account_past") => past = past.saturating_add(taken),
            Some(_) => either = either.saturating_add(taken),
            None => {}
        }
    }
    let old = either.min(balance.past.get().saturating_sub(past)).max(0);
    // what goes back goes back to the money of the year
    past = past.saturating_add(old);
    current = current.saturating_add(either.saturating_sub(old));
    let drawn = (Fen::new(current), Fen::new(past));
    let fits = drawn.0 <= balance.current && drawn.1 <= balance.past;
    if fits {
        return Ok(drawn);
    }
    Err(Refused::new(
        "account.overdrawn",
        "个人账户余额不足以支付本次结算，请重新预结算后再结算。",
    ))
}

/// What the records and changes of one visit have in common.
pub(super) struct Made<'a> {
    pub(super) world: &'a World,
    pub(super) file: &'a VisitFile,
    pub(super) facts: &'a Facts<'a>,
    pub(super) base: &'a Policy,
    pub(super) care: String,
    pub(super) msgid: &'a str,
}

impl Made<'_> {
    fn row(
        &self,
        no: RecordNo,
        record: &SettlementRecord<'_>,
        money: &Money,
    ) -> Result<RecordRow, Refused> {
        let replaces = record.replaces.as_deref().and_then(RecordNo::of_id);
        let visit = &self.file.row.visit;
        Ok(RecordRow {
            no,
            bucket: self.file.row.bucket,
            visit: self.file.row.no,
            person: visit.opening.person,
            region: self.file.row.region,
            institution: visit.opening.institution.clone(),
            nature: Nature::Settlement,
            scheme: self.facts.patient.scheme,
            insurance: visit.opening.insurance.clone(),
            care: self.care.clone(),
            benefit_year: record.stack.base.year_of(record.day).from.year(),
            on: record.day,
            mid_stay: record.mid_stay,
            replaces,
            part: record.part.clone(),
            lines: record.lines.clone(),
            using: record.using,
            account_paid: record.account_paid,
            hidden: record.balances_hidden,
            bill: money.figures.medfee_sumamt,
            fund_pay: money.figures.fund_pay_sumamt,
            account_pay: money.figures.acct_pay,
            cash: money.figures.psn_cash_pay,
            provider_pay: money.figures.hosp_part_amt,
            kept: Kept::text(record)?,
            figures: money.json()?,
            msgid: self.msgid.to_owned(),
        })
    }

    /// The record with what follows from it: accumulators, payables, the account.
    pub(super) fn changes(
        &self,
        row: &RecordRow,
        postings: &[Posting],
        money: &Money,
    ) -> Result<Vec<Change>, Refused> {
        let mut changes = vec![Change::Record(Box::new(row.clone()))];
        let entries = entries(row, postings);
        if !entries.is_empty() {
            changes.push(Change::Entries(entries));
        }
        let about = row.nature.about().or(row.replaces);
        let nature = match row.nature {
            Nature::Reversal(no) => PayNature::Reversal(settlement_id(no)?),
            Nature::Settlement | Nature::Adjustment(_) => match about {
                None => PayNature::Settlement,
                Some(no) => PayNature::Adjustment(settlement_id(no)?),
            },
        };
        let payables = self.payables(row, (nature, about), money)?;
        if !payables.is_empty() {
            changes.push(Change::Payables(payables));
        }
        changes.extend(self.shares(row, about, money)?);
        if let Some(moved) = account_move((row, self.facts.patient.account_of), money) {
            changes.push(Change::Account(moved));
        }
        Ok(changes)
    }

    /// What the insurer owes for it, or gets back.
    fn shares(
        &self,
        row: &RecordRow,
        about: Option<RecordNo>,
        money: &Money,
    ) -> Result<Option<Change>, Refused> {
        let Some((contract, insurer, on)) = &money.insurer else {
            return Ok(None);
        };
        let projection = self.world.rules.projection(self.base);
        let of = money.funds.iter();
        let of = of.filter(|(fund, _)| projection.book(fund) == SERIOUS_ILLNESS);
        let amount = Fen::checked_sum(of.map(|(_, amount)| *amount)).ok_or_else(unreadable)?;
        if amount == Fen::ZERO {
            return Ok(None);
        }
        let share = ShareRow {
            bucket: row.bucket,
            record: row.no,
            about,
            fund: SERIOUS_ILLNESS.to_owned(),
            contract: ContractNo::new(*contract).ok_or_else(unreadable)?,
            insurer: InsurerCode::new(insurer).map_err(|_| unreadable())?,
            district: row.region,
            contract_date: Date::from_number(*on).ok_or_else(unreadable)?,
            settled_on: row.on,
            amount,
        };
        Ok(Some(Change::Insured(vec![share])))
    }

    /// What is owed to the institution: by funds, and for accounts.
    pub(super) fn payables(
        &self,
        row: &RecordRow,
        (nature, about): (PayNature, Option<RecordNo>),
        money: &Money,
    ) -> Result<Vec<PayableRow>, Refused> {
        let projection = self.world.rules.projection(self.base);
        let mut owed: Vec<(Part, String, Fen)> = Vec::new();
        for (fund, amount) in &money.funds {
            let fund = of_scheme(projection.book(fund), row.scheme);
            match owed.iter_mut().find(|(_, it, _)| *it == fund) {
                Some((.., sum)) => *sum = sum.checked_add(*amount).unwrap_or(*sum),
                None => owed.push((Part::Fund, fund.to_owned(), *amount)),
            }
        }
        let account = money.figures.acct_pay;
        owed.push((Part::Account, ACCOUNTS.to_owned(), account));
        owed.retain(|(.., amount)| *amount != Fen::ZERO);
        let institution = ProviderId::new(&row.institution).map_err(|_| unreadable())?;
        let settlement = settlement_id(row.no)?;
        let payable = |(part, fund, amount): (Part, String, Fen)| {
            Ok(PayableRow {
                bucket: row.bucket,
                record: row.no,
                about,
                payable: Payable {
                    settlement: settlement.clone(),
                    nature: nature.clone(),
                    institution: institution.clone(),
                    county: row.region,
                    scheme: row.scheme,
                    fund: FundCode::new(&fund).map_err(|_| unreadable())?,
                    part,
                    care: claim_care(&row.care),
                    benefit_year: row.benefit_year,
                    settled_on: row.on,
                    amount,
                },
            })
        };
        owed.into_iter().map(payable).collect()
    }
}

fn settlement_id(no: RecordNo) -> Result<SettlementId, Refused> {
    SettlementId::new(&no.to_string()).map_err(|_| unreadable())
}

/// The word of the accounts' money in the funds' books.
const ACCOUNTS: &str = "employee-account";

/// Old schemes keep their own fund until they are merged.
fn of_scheme(fund: &str, scheme: Scheme) -> &str {
    match (fund, scheme) {
        ("resident", Scheme::UrbanResident) => "urban-resident",
        ("resident", Scheme::RuralCooperative) => "nrcms",
        _ => fund,
    }
}

/// The sub-account of the expense for a kind of care of the rules.
fn claim_care(care: &str) -> Care {
    match care {
        "inpatient" | "day_surgery" | "home_bed" => Care::Inpatient,
        "maternity" => Care::Maternity,
        "chronic" | "chronic_outpatient" => Care::Chronic,
        _ => Care::Outpatient,
    }
}

/// Money of accounts stands in their entries, everything else here.
fn entries(row: &RecordRow, postings: &[Posting]) -> Vec<EntryRow> {
    let counted = postings.iter().filter(|it| sub_balance(&it.key).is_none());
    counted
        .map(|posting| EntryRow {
            bucket: row.bucket,
            record: Some(row.no),
            key: posting.key.clone(),
            amount: posting.amount,
        })
        .collect()
}

fn account_move(
    (row, account_of): (&RecordRow, Option<PersonNo>),
    money: &Money,
) -> Option<AccountMove> {
    let (current, past) = money.drawn;
    let sum = current.get().saturating_add(past.get());
    if current == Fen::ZERO && past == Fen::ZERO {
        return None;
    }
    let kind = if sum >= 0 {
        EntryKind::Payment
    } else {
        EntryKind::Refund
    };
    let magnitude = |amount: Fen| {
        if kind == EntryKind::Payment {
            amount
        } else {
            Fen::new(amount.get().saturating_neg())
        }
    };
    Some(AccountMove {
        person: account_of?,
        kind,
        current: magnitude(current),
        past: magnitude(past),
        because: format!("结算 {}", row.no),
    })
}
