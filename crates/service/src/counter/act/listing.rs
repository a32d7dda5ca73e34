//! Settlement lists: 4101 uploads a version, 4102 changes its state.

use base::{Fen, PersonNo, Refused};
use settlement::answer::line_shares;
use settlement::list::{ListNo, ListState, Mover, held};
use settlement::{RecordNo, VisitNo};
use store::counter::record::RecordRow;
use store::list::{
    DiagnosisRow, Head, LineRow, ListRow, NewVersion, OperationRow, Payer, PayerRow, StepRow,
};

use super::settling::recalled;
use super::{Money, refuse_other};
use crate::counter::{Change, VisitFile, World};

/// What a list says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// JSON of the fields without personal data.
    pub form: String,
    /// JSON of addresses, telephone numbers and names.
    pub contact: String,
    /// Diagnoses.
    pub diagnoses: Vec<DiagnosisRow>,
    /// Operations.
    pub operations: Vec<OperationRow>,
    /// What each kind of fund paid (`payinfo`).
    pub paid: Vec<(String, Fen)>,
    /// Where it stands at first: not submitted, or submitted at once (`stas_type`).
    pub state: ListState,
}

/// An upload (4101).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListAsk {
    /// The settlement.
    pub record: RecordNo,
    /// The visit.
    pub visit: VisitNo,
    /// The person; some dialects leave it out.
    pub person: Option<PersonNo>,
    /// The institution.
    pub institution: String,
    /// What the list says.
    pub listed: Listed,
    /// The message.
    pub msgid: String,
}

/// The list and version that an upload became.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListedAs {
    /// The list; it stays the same over all versions.
    pub list: ListNo,
    /// The version.
    pub version: i64,
}

/// Takes a list in as a version of its own: nothing that was uploaded is overwritten.
///
/// # Errors
/// `visit.unknown`, `bill.person`; `list.settlement`: the visit has no such settlement, or it was taken back;
/// `list.submitted`: the version before waits for the bureau; `list.amount`, `list.diagnosis`, `list.operation`.
pub fn upload_list(world: &World, ask: &ListAsk) -> Result<(ListedAs, Vec<Change>), Refused> {
    let file = world.visit(ask.visit, &ask.institution)?;
    if let Some(person) = ask.person {
        refuse_other(file, person)?;
    }
    let record = file
        .live()
        .find(|it| it.no == ask.record)
        .ok_or_else(gone)?;
    checked(&ask.listed)?;
    let money = Money::read(&record.figures)?;
    held(&ask.listed.paid, &money.funds)?;
    let before = world.list_of(ask.record);
    if let Some(head) = before {
        head.state.replaced()?;
    }
    let list = match before {
        Some(head) => head.list.clone(),
        None => new_list(world, file, record)?,
    };
    let version = NewVersion {
        version: before.map_or(1, |head| head.version.saturating_add(1)),
        state: ask.listed.state,
        uploaded: world.now,
        form: ask.listed.form.clone(),
        contact: ask.listed.contact.clone(),
        bill: record.bill,
        msgid: ask.msgid.clone(),
        diagnoses: ask.listed.diagnoses.clone(),
        operations: ask.listed.operations.clone(),
        payers: payers(record, &money),
        lines: lines(world, file, record)?,
        list,
    };
    let told = ListedAs {
        list: version.list.no,
        version: version.version,
    };
    Ok((told, vec![Change::List(Box::new(version))]))
}

fn gone() -> Refused {
    Refused::new(
        "list.settlement",
        "这个就诊没有这笔结算，或结算已撤销，不能上传清单，请核对 setl_id 和 mdtrt_id。",
    )
}

/// What is wrong in itself.
fn checked(listed: &Listed) -> Result<(), Refused> {
    let main = |kind: &str| {
        let mains = listed.diagnoses.iter();
        mains.filter(|it| it.main && it.kind == kind).count()
    };
    if ["1", "2", "3"].into_iter().any(|kind| main(kind) > 1) {
        return Err(Refused::new(
            "list.diagnosis",
            "同一诊断类别（diag_type）只能有一个主诊断（maindiag_flag 为1），请核对 diseinfo。",
        ));
    }
    let turned = |it: &&OperationRow| it.began.zip(it.ended).is_some_and(|(from, to)| to < from);
    if let Some(operation) = listed.operations.iter().find(turned) {
        let code = base::show_value(&operation.code);
        return Err(Refused::new(
            "list.operation",
            format!("手术操作 {code} 的结束时间早于开始时间，请核对 oprninfo。"),
        ));
    }
    if matches!(listed.state, ListState::Draft | ListState::Submitted) {
        return Ok(());
    }
    Err(Refused::new(
        "list.state",
        "上传清单的 stas_type 只能是0（未提交）或1（已提交），请核对。",
    ))
}

fn new_list(world: &World, file: &VisitFile, record: &RecordRow) -> Result<ListRow, Refused> {
    Ok(ListRow {
        no: world.next_list()?,
        bucket: file.row.bucket,
        record: record.no,
        visit: record.visit,
        person: record.person,
        region: record.region,
        institution: record.institution.clone(),
        care: record.care.clone(),
        settled_on: record.on,
    })
}

/// Who pays the bill: what the institution bears is one of them.
fn payers(record: &RecordRow, money: &Money) -> Vec<PayerRow> {
    let of = |payer: Payer, amount: Fen| PayerRow {
        payer,
        fund: String::new(),
        amount,
    };
    let funds = money.funds.iter().map(|(fund, amount)| PayerRow {
        payer: Payer::Fund,
        fund: fund.clone(),
        amount: *amount,
    });
    let others = [
        of(Payer::Account, record.account_pay),
        of(Payer::Person, record.cash),
        of(Payer::Provider, record.provider_pay),
    ];
    let paid = funds.chain(others);
    paid.filter(|row| row.amount != Fen::ZERO).collect()
}

/// What the settlement determined for each line, recomputed from what was kept of it.
fn lines(world: &World, file: &VisitFile, record: &RecordRow) -> Result<Vec<LineRow>, Refused> {
    let settled = recalled(world, record, false)?;
    let shares = line_shares(&settled)?;
    let rows = shares.into_iter().filter_map(|share| {
        let number = share.line?;
        let line = file.lines.iter().find(|it| it.number == number)?;
        Some(LineRow {
            line: number,
            code: line.code.clone(),
            own_code: line.own_code.clone(),
            occurred: line.occurred,
            count: line.count,
            price: line.price,
            share,
        })
    });
    Ok(rows.collect())
}

/// A change of state by the institution (4102).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateAsk {
    /// The settlement.
    pub record: RecordNo,
    /// The person.
    pub person: PersonNo,
    /// The institution.
    pub institution: String,
    /// The state that is asked for.
    pub to: ListState,
}

/// Changes the state of the last version.
///
/// # Errors
/// `reversal.unknown`, `bill.person`; `list.none`: the settlement has no list; `list.settlement`: it was taken back;
/// `list.state`.
pub fn move_list(world: &World, ask: &StateAsk) -> Result<Vec<Change>, Refused> {
    let file = world.visit_of(ask.record, &ask.institution)?;
    refuse_other(file, ask.person)?;
    if file.is_reversed(ask.record) {
        return Err(gone());
    }
    let head: &Head = world
        .list_of(ask.record)
        .ok_or_else(|| Refused::new("list.none", "这笔结算还没有上传清单，请先用4101上传。"))?;
    let state = head.state.moved(ask.to, Mover::Institution)?;
    Ok(vec![Change::ListStep(Box::new(StepRow {
        bucket: head.list.bucket,
        list: head.list.no,
        version: head.version,
        step: head.steps.saturating_add(1),
        state,
        reason: String::new(),
    }))])
}
