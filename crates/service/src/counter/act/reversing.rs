//! Taking a settlement back (2103, 2208, 2305, and 2601 where one was made).

use base::{Fen, PersonNo, Refused};
use benefit::plan::{Policy, ReversalMode};
use settlement::answer::answer;
use settlement::bill::SettlementRecord;
use settlement::reversal::{Difference, reverse as taken_back};
use settlement::visit::{Act, Standing};
use settlement::{RecordNo, VisitNo};
use store::counter::record::{Nature, RecordRow};
use store::counter::visit::VisitRow;

use super::facts::Facts;
use super::kept::Kept;
use super::settling::{Made, balance_after, recalled};
use super::sheet::sheet;
use super::{Money, refuse_other, standing};
use crate::counter::world::sub_balance;
use crate::counter::{Change, Ids, Patient, VisitFile, World};

/// Which settlement is taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReverseAsk {
    /// The settlement (`setl_id`).
    pub record: RecordNo,
    /// The visit that the institution names with it (`mdtrt_id`).
    pub visit: VisitNo,
    /// The person.
    pub person: PersonNo,
    /// The institution.
    pub institution: String,
    /// The message that asks.
    pub msgid: String,
}

/// A settlement taken back.
#[derive(Debug, Clone, PartialEq)]
pub struct Reversed {
    /// The number of the reversal.
    pub no: RecordNo,
    /// What was taken back.
    pub of: RecordNo,
    /// The visit.
    pub visit: VisitNo,
    /// The patient.
    pub patient: Patient,
    /// The medical category.
    pub med_type: String,
    /// The negative figures.
    pub money: Money,
    /// Balance of the account afterwards.
    pub balance: Option<Fen>,
}

/// Takes a settlement back.
///
/// # Errors
/// `reversal.…`, `bill.person`, `visit.…`, `kept.…`; `reversal.too_many`: a replay changes more later
/// settlements than one message may.
pub fn reverse(
    world: &World,
    ids: Ids,
    ask: &ReverseAsk,
) -> Result<(Reversed, Vec<Change>), Refused> {
    let file = world.visit_of(ask.record, &ask.institution)?;
    refuse_other(file, ask.person)?;
    if file.row.no != ask.visit {
        return Err(Refused::new(
            "reversal.visit",
            "这笔结算不属于所填的就诊，请核对 setl_id 和 mdtrt_id。",
        ));
    }
    let visit = &file.row.visit;
    let original = file.records.iter().find(|it| it.no == ask.record);
    let original = original
        .filter(|it| it.nature == Nature::Settlement)
        .ok_or_else(|| Refused::new("reversal.unknown", "没有这笔结算，请核对 setl_id。"))?;
    let facts = Facts::on(world, file, original.on)?;
    let own = recalled(world, original, false)?;
    let records = history(world, own.stack.base, file)?;
    let reversal = taken_back(&records, &ask.record.to_string(), false)?;
    let money = Money::read(&original.figures)?.negative()?;
    let row = RecordRow {
        no: ids.record,
        nature: Nature::Reversal(original.no),
        on: world.today(),
        replaces: None,
        account_paid: Fen::ZERO,
        kept: String::new(),
        msgid: ask.msgid.clone(),
        ..with_money(original, &money)?
    };
    let made = Made {
        world,
        file,
        facts: &facts,
        base: own.stack.base,
        care: original.care.clone(),
        msgid: &ask.msgid,
    };
    let mut changes = vec![visit_after(world, &facts.patient, file, original)?];
    changes.push(Change::Unbilled(original.no));
    changes.extend(made.changes(&row, &reversal.postings, &money)?);
    changes.extend(adjusted(world, ids, &made, &reversal.differences)?);
    let reversed = Reversed {
        no: ids.record,
        of: original.no,
        visit: file.row.no,
        med_type: visit.med_type.clone().unwrap_or_default(),
        balance: balance_after(&facts.patient, &money),
        money,
        patient: facts.patient,
    };
    Ok((reversed, changes))
}

/// The settlements that the reversal looks at: those of the visit, and where the package replays or takes back
/// the last one only, all that the person has, each by the packages that it was settled by.
fn history<'w>(
    world: &'w World,
    base: &Policy,
    file: &VisitFile,
) -> Result<Vec<SettlementRecord<'w>>, Refused> {
    let mut rows: Vec<(&VisitFile, &RecordRow)> = Vec::new();
    let all = base.reversal != ReversalMode::Keep;
    let person = file.row.visit.opening.person;
    for other in world.visits_of(person) {
        if all || other.row.no == file.row.no {
            let settles = other.records.iter();
            let settles = settles.filter(|it| it.nature == Nature::Settlement);
            rows.extend(settles.map(|row| (other, row)));
        }
    }
    rows.sort_by_key(|(_, row)| row.no);
    rows.into_iter()
        .map(|(other, row)| recalled(world, row, other.is_reversed(row.no)))
        .collect()
}

fn visit_after(
    world: &World,
    patient: &Patient,
    file: &VisitFile,
    original: &RecordRow,
) -> Result<Change, Refused> {
    let sheet = sheet(world, patient, file)?.reopened(&original.no.to_string());
    let others = || file.live().filter(|it| it.no != original.no);
    let hangs = Standing {
        live_settlements: others().count(),
        final_settlement: others().any(|it| !it.mid_stay),
        ..standing(file, sheet.unsettled().count())
    };
    let visit = file.row.visit.after(Act::Reverse, hangs)?;
    Ok(Change::Visit(Box::new(VisitRow {
        visit,
        ..file.row.clone()
    })))
}

/// Later settlements that came out otherwise: each stands again with its new figures, and the difference is a
/// record of its own.
fn adjusted(
    world: &World,
    ids: Ids,
    made: &Made<'_>,
    differences: &[Difference<'_>],
) -> Result<Vec<Change>, Refused> {
    if differences.len() > usize::try_from(ids.spare).unwrap_or(0) {
        return Err(Refused::new(
            "reversal.too_many",
            "撤销会改变其后过多的结算，不能在窗口办理，请到医保经办机构办理。",
        ));
    }
    let mut changes = Vec::new();
    for (offset, difference) in (1_i64..).zip(differences) {
        let no = RecordNo::new(ids.record.get().saturating_add(offset));
        let no = no.ok_or_else(|| Refused::new("reversal.too_many", "没有可用的结算编号。"))?;
        changes.extend(one_adjusted(world, no, made, difference)?);
    }
    Ok(changes)
}

fn one_adjusted(
    world: &World,
    no: RecordNo,
    made: &Made<'_>,
    difference: &Difference<'_>,
) -> Result<Vec<Change>, Refused> {
    let (file, row) = found(world, &difference.after.id)?;
    let money = changed(world, row, difference)?;
    let now = Money::read(&row.figures)?.plus(&money)?;
    let mut replayed = with_money(row, &now)?;
    replayed.account_paid = difference.after.account_paid;
    replayed.kept = Kept::text(&difference.after)?;
    let adjustment = RecordRow {
        no,
        nature: Nature::Adjustment(row.no),
        on: world.today(),
        replaces: None,
        kept: String::new(),
        msgid: made.msgid.to_owned(),
        ..with_money(row, &money)?
    };
    let of_other = Made {
        world,
        file,
        facts: made.facts,
        base: difference.after.stack.base,
        care: row.care.clone(),
        msgid: made.msgid,
    };
    let mut changes = vec![Change::Replayed(Box::new(replayed))];
    changes.extend(of_other.changes(&adjustment, &difference.postings, &money)?);
    Ok(changes)
}

/// A record of this world by its id.
fn found<'w>(world: &'w World, id: &str) -> Result<(&'w VisitFile, &'w RecordRow), Refused> {
    let no = RecordNo::of_id(id);
    let mut files = world.visits();
    let found = files.find_map(|file| {
        let row = file.records.iter().find(|it| Some(it.no) == no)?;
        Some((file, row))
    });
    found.ok_or_else(|| {
        Refused::new(
            "reversal.unknown",
            "撤销影响的后续结算没有找到，请报告系统管理员。",
        )
    })
}

/// What a replay changes of a record's own money: of one that stands in another's place what is beyond the other's.
/// What the account gets back is money of the year, where the package does not draw it by name.
fn changed(world: &World, row: &RecordRow, difference: &Difference<'_>) -> Result<Money, Refused> {
    let own = |record: &SettlementRecord<'_>, other: Option<&SettlementRecord<'_>>| {
        let projection = world.rules.projection(record.stack.base);
        let answer = answer(projection, &row.insurance, record, other)?;
        let paid = other.map_or(Fen::ZERO, |other| other.account_paid);
        let paid = record.account_paid.checked_sub(paid).unwrap_or_default();
        Ok::<Money, Refused>(Money::of(&answer, (paid, Fen::ZERO)))
    };
    let replaced = difference.replaced.as_ref();
    let before = own(&difference.before, replaced.map(|it| &it.before))?;
    let after = own(&difference.after, replaced.map(|it| &it.after))?;
    let mut money = after.plus(&before.negative()?)?;
    // what changes of an insurer's share is under the contract that it was settled under
    money.insurer = Money::read(&row.figures)?.insurer;
    for posting in &difference.postings {
        let drawn = Fen::new(posting.amount.saturating_neg());
        let (current, past) = &mut money.drawn;
        let to = match sub_balance(&posting.key) {
            Some("account_past") => past,
            Some(_) => current,
            None => continue,
        };
        *to = to.checked_add(drawn).unwrap_or(*to);
    }
    Ok(money)
}

/// The record with other money.
fn with_money(row: &RecordRow, money: &Money) -> Result<RecordRow, Refused> {
    let figures = &money.figures;
    Ok(RecordRow {
        bill: figures.medfee_sumamt,
        fund_pay: figures.fund_pay_sumamt,
        account_pay: figures.acct_pay,
        cash: figures.psn_cash_pay,
        provider_pay: figures.hosp_part_amt,
        figures: money.json()?,
        ..row.clone()
    })
}
