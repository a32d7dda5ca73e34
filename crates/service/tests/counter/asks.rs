//! What the software of the hospital sends: one function a message.

use super::*;

pub fn registration(who: i64, institution: &str) -> Box<Message> {
    registration_with(who, |ask| institution.clone_into(&mut ask.institution))
}

/// A registration at eight o'clock of a day.
pub fn registration_on(who: i64, institution: &str, on: &str) -> Box<Message> {
    registration_with(who, |ask| {
        institution.clone_into(&mut ask.institution);
        ask.began = CivilTime::parse("begntime", &format!("{on} 08:00:00")).unwrap();
    })
}

/// A registration that differs from the usual one.
pub fn registration_with(who: i64, change: impl FnOnce(&mut OpenAsk)) -> Box<Message> {
    let mut ask = OpenAsk {
        person: person(who),
        institution: HOSPITAL.to_owned(),
        inside_no: format!("MZ{who}"),
        kind: VisitKind::Outpatient,
        insurance: "390".to_owned(),
        shown: card(who, Contact::Visit),
        department: "0101".to_owned(),
        physician: None,
        began: CivilTime::parse("begntime", "2026-11-22 08:00:00").unwrap(),
        service: Service::Outpatient,
        circumstance: Circumstance::Ordinary,
        described: None,
        transferred_from: None,
    };
    change(&mut ask);
    let needs = Needs {
        people: vec![(ask.person, ask.began.date())],
        shown: vec![ask.shown.clone()],
        ..Needs::default()
    };
    Message::new(needs, move |world, ids| {
        let (no, changes) = act::open(world, ids, &ask)?;
        Ok(done(&json!({ "mdtrt_id": no.to_string() }), changes))
    })
}

fn of_visit(visit: VisitNo) -> Needs {
    Needs {
        visits: vec![visit],
        ..Needs::default()
    }
}

pub fn description(visit: VisitNo, who: i64) -> Box<Message> {
    let described = Described {
        med_type: "11".to_owned(),
        diagnoses: vec![Diagnosis {
            kind: DiagnosisKind::Western,
            sequence: 1,
            code: "J18.900".to_owned(),
            name: "肺炎".to_owned(),
            main: true,
            department: "0101".to_owned(),
            physician: "D340421000011".to_owned(),
            made_at: CivilTime::parse("diag_time", "2026-11-22 08:30:00").unwrap(),
            valid: true,
        }],
        disease: None,
        operation: None,
    };
    Message::new(of_visit(visit), move |world, _| {
        let which = (visit, person(who), HOSPITAL);
        let changes = act::describe(world, which, &described)?;
        Ok(done(&json!({}), changes))
    })
}

pub const DRUG: &str = "XA01ABD075A002010100483";
/// An item that the catalogue of these tests leaves out.
pub const OUTSIDE: &str = "XA01ABD075A002010100484";
/// An item over which the catalogue of these tests stumbles.
pub const DEFECT: &str = "XN05CFZ023A001010101337";

pub fn fee(visit: VisitNo, who: i64, (number, code, amount): (u64, &str, &str)) -> Box<Message> {
    let line = LineAsk {
        number,
        corrects: None,
        batch: format!("B{number}"),
        occurred: CivilTime::parse("fee_ocur_time", "2026-11-22 08:40:00").unwrap(),
        code: code.to_owned(),
        own_code: "Y1".to_owned(),
        count: Count::parse("1").unwrap(),
        price: UnitPrice::parse(amount).unwrap(),
        amount: yuan(amount),
        disease: None,
        approval: Approval::NotNeeded,
        physician: None,
    };
    Message::new(of_visit(visit), move |world, _| {
        let which = (visit, person(who), HOSPITAL);
        let (charged, changes) = act::charge(world, which, std::slice::from_ref(&line))?;
        let told = charged.quotes[0].in_scope.get();
        Ok(done(&json!({ "inscp_scp_amt": told }), changes))
    })
}

pub fn settlement(visit: VisitNo, who: i64) -> Box<Message> {
    settlement_as(visit, who, (false, AccountUse::No))
}

/// A settlement, mid-stay or not, with or without the account.
pub fn settlement_as(
    visit: VisitNo,
    who: i64,
    (mid_stay, using): (bool, AccountUse),
) -> Box<Message> {
    settlement_with(visit, who, |ask| {
        (ask.mid_stay, ask.using) = (mid_stay, using)
    })
}

/// A settlement that differs from the usual one.
pub fn settlement_with(
    visit: VisitNo,
    who: i64,
    change: impl FnOnce(&mut SettleAsk),
) -> Box<Message> {
    let mut ask = SettleAsk {
        visit,
        person: person(who),
        institution: HOSPITAL.to_owned(),
        batches: Vec::new(),
        mid_stay: false,
        using: AccountUse::No,
        shown: card(who, Contact::Settlement),
        invoice: None,
        declared: None,
        msgid: "m".to_owned(),
    };
    change(&mut ask);
    let needs = Needs {
        shown: vec![ask.shown.clone()],
        invoices: ask.invoice.iter().cloned().collect(),
        ..of_visit(visit)
    };
    Message::new(needs, move |world, ids| {
        let (settled, changes) = act::settle(world, ids, &ask)?;
        let figures = settled.answer.figures;
        let answer = json!({
            "setl_id": settled.no.to_string(),
            "bill": figures.medfee_sumamt.get(),
            "fund": figures.fund_pay_sumamt.get(),
            "funds": settled.answer.funds.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(),
            "deductible": figures.act_pay_dedc.get(),
            "account": figures.acct_pay.get(),
            "cash": figures.psn_cash_pay.get(),
            "balance": settled.balance.map(Fen::get),
            "figures": figures.pairs().into_iter().map(|(name, it)| (name, it.get())).collect::<BTreeMap<_, _>>(),
        });
        Ok(done(&answer, changes))
    })
}

pub fn reversal(record: RecordNo, visit: VisitNo, who: i64) -> Box<Message> {
    let ask = ReverseAsk {
        record,
        visit,
        person: person(who),
        institution: HOSPITAL.to_owned(),
        msgid: "r".to_owned(),
    };
    let needs = Needs {
        people: vec![(ask.person, day(TODAY))],
        records: vec![record],
        whole_history: true,
        spare: 16,
        ..Needs::default()
    };
    Message::new(needs, move |world, ids| {
        let (reversed, changes) = act::reverse(world, ids, &ask)?;
        let answer = json!({
            "setl_id": reversed.no.to_string(),
            "fund": reversed.money.figures.fund_pay_sumamt.get(),
            "figures": reversed.money.figures.pairs().into_iter().map(|(name, it)| (name, it.get())).collect::<BTreeMap<_, _>>(),
        });
        Ok(done(&answer, changes))
    })
}

/// 2503: a chronic disease is filed.
pub fn chronic_filing(who: i64) -> Box<Message> {
    let ask = FileAsk {
        person: person(who),
        institution: HOSPITAL.to_owned(),
        kind: FilingKind::Chronic,
        from: day("2026-11-01"),
        until: None,
        place: Place::Local,
        leads_to: None,
        disease: Some("M03900".to_owned()),
        certified_on: Some(day("2026-10-20")),
        from_visit: None,
        detail: "{}".to_owned(),
    };
    let needs = Needs {
        people: vec![(ask.person, day(TODAY))],
        ..Needs::default()
    };
    Message::new(needs, move |world, ids| {
        let (no, changes) = act::file(world, ids, &ask)?;
        Ok(done(&json!({ "trt_dcla_detl_sn": no.get() }), changes))
    })
}

/// 2504: it is taken back.
pub fn withdrawal(filing: i64, who: i64) -> Box<Message> {
    let no = FilingNo::new(filing).unwrap();
    let needs = Needs {
        people: vec![(person(who), day(TODAY))],
        ..Needs::default()
    };
    Message::new(needs, move |world, _| {
        let changes = act::withdraw(world, (no, person(who), HOSPITAL), "填错")?;
        Ok(done(&json!({}), changes))
    })
}

/// 2601 of a settlement's message.
pub fn undoing(msgid: &str, who: i64) -> Box<Message> {
    undoing_as(msgid, who, true)
}

/// 2601 in a dialect whose ids are unique, or repeat.
pub fn undoing_as(msgid: &str, who: i64, unique: bool) -> Box<Message> {
    let ask = UndoAsk {
        of: key("2207", msgid, "").message,
        person: person(who),
        unique,
        msgid: "u".to_owned(),
    };
    let needs = Needs {
        people: vec![(ask.person, day(TODAY))],
        messages: vec![ask.of.clone()],
        whole_history: true,
        spare: 17,
        ..Needs::default()
    };
    Message::new(needs, move |world, ids| {
        let (undone, changes) = act::undo(world, ids, &ask)?;
        let said = match undone {
            Undone::NeverCame => "never came",
            Undone::Already => "already",
            Undone::TakenBack(_) => "taken back",
        };
        Ok(done(&json!({ "said": said }), changes))
    })
}

/// 2401: somebody lies down.
pub fn admission(who: i64) -> Box<Message> {
    let ask = OpenAsk {
        person: person(who),
        institution: HOSPITAL.to_owned(),
        inside_no: format!("ZY{who}"),
        kind: VisitKind::Stay,
        insurance: "390".to_owned(),
        shown: card(who, Contact::Admission),
        department: "0101".to_owned(),
        physician: None,
        began: CivilTime::parse("begntime", "2026-11-18 08:00:00").unwrap(),
        service: Service::Inpatient,
        circumstance: Circumstance::Ordinary,
        described: Some(Described {
            med_type: "2101".to_owned(),
            diagnoses: Vec::new(),
            disease: None,
            operation: None,
        }),
        transferred_from: None,
    };
    let needs = Needs {
        people: vec![(ask.person, ask.began.date())],
        shown: vec![ask.shown.clone()],
        whole_history: true,
        ..Needs::default()
    };
    Message::new(needs, move |world, ids| {
        let (no, changes) = act::open(world, ids, &ask)?;
        Ok(done(&json!({ "mdtrt_id": no.to_string() }), changes))
    })
}

/// 2301: a line of a stay; a negative count gives back of another line.
pub fn stay_fee(
    visit: VisitNo,
    who: i64,
    (number, corrects, count, price): (u64, Option<u64>, &str, &str),
) -> Box<Message> {
    let (count, price) = (
        Count::parse(count).unwrap(),
        UnitPrice::parse(price).unwrap(),
    );
    let line = LineAsk {
        number,
        corrects,
        batch: String::new(),
        occurred: CivilTime::parse("fee_ocur_time", "2026-11-19 08:40:00").unwrap(),
        code: DRUG.to_owned(),
        own_code: "Y1".to_owned(),
        count,
        price,
        amount: price.times(count, base::Rounding::HalfUp).unwrap(),
        disease: None,
        approval: Approval::NotNeeded,
        physician: None,
    };
    Message::new(of_visit(visit), move |world, _| {
        let which = (visit, person(who), HOSPITAL);
        let (_, changes) = act::charge(world, which, std::slice::from_ref(&line))?;
        Ok(done(&json!({}), changes))
    })
}

/// 2402: the patient leaves.
pub fn leaving(visit: VisitNo, who: i64) -> Box<Message> {
    let ended = CivilTime::parse("endtime", "2026-11-21 10:00:00").unwrap();
    Message::new(of_visit(visit), move |world, _| {
        let which = (visit, person(who), HOSPITAL);
        let changes = act::discharge(world, which, (ended, None))?;
        Ok(done(&json!({}), changes))
    })
}

/// 2202 and 2404: the visit is undone.
pub fn cancelling(visit: VisitNo, who: i64) -> Box<Message> {
    Message::new(of_visit(visit), move |world, _| {
        let changes = act::cancel(world, (visit, person(who), HOSPITAL))?;
        Ok(done(&json!({}), changes))
    })
}
