//! Settlement and its reversal: 2206–2208, 2303–2305, 2101–2103.

use base::{Fen, Refused};
use directory::agreement::{Circumstance, Service};
use service::counter::act::{
    self, Described, LineAsk, OpenAsk, ReverseAsk, Reversed, SettleAsk, Settled,
};
use service::counter::person::PersonFile;
use service::counter::{Contact, Needs, Patient};
use settlement::VisitNo;
use settlement::answer::{Declared, Figures};
use settlement::bill::AccountUse;
use settlement::statement::clearing_type;
use settlement::visit::VisitKind;

use super::call::Call;
use super::fields::{person, presented, record, said, time, visit};
use super::named::{Named, shown};
use super::post::Post;
use crate::definition::{Answer, Definitions, Fill, Number, Row, Stamp};

/// Further numbers that a reversal may use for later settlements that it changes.
pub(super) const SPARE: u32 = 64;

/// 2206 门诊预结算, 2207 门诊结算.
///
/// # Errors
/// A field that cannot be read, here and below.
pub fn outpatient(call: &Call<'_>) -> Result<Post, Refused> {
    let row = call.input.row("data")?;
    let mut ask = asked(call, row, visit(row)?)?;
    ask.batches.extend(said(row, "chrg_bchno"));
    settle(call, row, ask)
}

/// 2303 住院预结算, 2304 住院结算.
///
/// # Errors
/// As [`outpatient`].
pub fn inpatient(call: &Call<'_>) -> Result<Post, Refused> {
    let row = call.input.row("data")?;
    let mut ask = asked(call, row, visit(row)?)?;
    ask.mid_stay = row.flag("mid_setl_flag");
    settle(call, row, ask)
}

fn settle(call: &Call<'_>, row: &Row<'_>, ask: SettleAsk) -> Result<Post, Refused> {
    let (echo, named) = (Echo::of(call, row), Named::of(row));
    let needs = Needs {
        visits: vec![ask.visit],
        shown: vec![ask.shown.clone()],
        invoices: ask.invoice.iter().cloned().collect(),
        ..Needs::default()
    };
    Ok(Post::new(needs, move |world, ids| {
        let visit = &world.visit(ask.visit, &ask.institution)?.row.visit;
        let on = visit.service_date();
        if visit.opening.person == ask.person {
            named.holds(world, (ask.person, on))?;
        }
        let (settled, changes) = act::settle(world, ids, &ask)?;
        let file = world.file(ask.person, on)?;
        Ok((echo.settled(&settled, file)?, changes))
    }))
}

/// 2101 药店预结算, 2102 药店结算: opened, charged and settled in one message.
///
/// # Errors
/// As [`outpatient`].
pub fn purchase(call: &Call<'_>) -> Result<Post, Refused> {
    let row = call.input.row("druginfo")?;
    let med_type: String = row.need("med_type")?;
    let open = OpenAsk {
        person: person(row)?,
        institution: call.sender.institution.clone(),
        inside_no: call.message.envelope.msgid.chars().take(30).collect(),
        kind: VisitKind::Pharmacy,
        insurance: row.need("insutype")?,
        shown: presented(call, row, Contact::Purchase)?,
        department: String::new(),
        physician: None,
        began: time(row, "begntime")?,
        service: Service::of_med_type(&med_type).unwrap_or(Service::Pharmacy),
        circumstance: Circumstance::Ordinary,
        described: Some(Described {
            med_type,
            diagnoses: Vec::new(),
            disease: said(row, "dise_codg"),
            operation: None,
        }),
        transferred_from: None,
    };
    let lines = call.input.rows("drugdetail").iter();
    let lines: Vec<LineAsk> = lines.map(bought).collect::<Result<_, _>>()?;
    let ask = asked(call, row, VisitNo::new(1).ok_or_else(no_number)?)?;
    let (echo, named) = (Echo::of(call, row), Named::of(row));
    let needs = Needs {
        people: vec![(open.person, open.began.date())],
        shown: vec![open.shown.clone()],
        invoices: ask.invoice.iter().cloned().collect(),
        // a trial has no sender that the counter knows
        institutions: vec![open.institution.clone()],
        ..Needs::default()
    };
    Ok(Post::new(needs, move |world, ids| {
        let whom = (open.person, open.began.date());
        named.holds(world, whom)?;
        let how = SettleAsk {
            visit: ids.visit,
            ..ask.clone()
        };
        let (settled, changes) = act::purchase(world, ids, (&open, &lines, &how))?;
        let file = world.file(whom.0, whom.1)?;
        Ok((echo.settled(&settled, file)?, changes))
    }))
}

/// The charge batch of a purchase: it has one, which nobody names.
const BATCH: &str = "1";

/// A line of a purchase: one batch, no approval of a hospital.
fn bought(row: &Row<'_>) -> Result<LineAsk, Refused> {
    Ok(LineAsk {
        number: settlement::fee::FeeLine::number_of(row.need("feedetl_sn")?)?,
        corrects: None,
        batch: BATCH.to_owned(),
        occurred: time(row, "fee_ocur_time")?,
        code: row.need("med_list_codg")?,
        own_code: row.need("medins_list_codg")?,
        count: row.need("cnt")?,
        price: row.need("pric")?,
        amount: row.need("det_item_fee_sumamt")?,
        disease: None,
        approval: directory::catalogue::Approval::NotNeeded,
        physician: said(row, "bilg_dr_codg"),
    })
}

/// 2208 门诊结算撤销, 2305 住院结算撤销, 2103 药店结算撤销.
///
/// # Errors
/// As [`outpatient`].
pub fn reverse(call: &Call<'_>) -> Result<Post, Refused> {
    let row = call.input.row("data")?;
    let ask = ReverseAsk {
        record: record(row)?,
        visit: visit(row)?,
        person: person(row)?,
        institution: call.sender.institution.clone(),
        msgid: call.message.envelope.msgid.clone(),
    };
    let echo = Echo::none(call);
    let needs = Needs {
        visits: vec![ask.visit],
        records: vec![ask.record],
        whole_history: true,
        spare: SPARE,
        ..Needs::default()
    };
    Ok(Post::new(needs, move |world, ids| {
        let (reversed, changes) = act::reverse(world, ids, &ask)?;
        let visit = &world.visit(reversed.visit, &ask.institution)?.row.visit;
        let file = world.file(visit.opening.person, visit.service_date())?;
        Ok((echo.reversed(&reversed, file)?, changes))
    }))
}

fn no_number() -> Refused {
    Refused::new("gateway.mdtrt_id", "无法编制就诊ID，请报告系统管理员。")
}

fn asked(call: &Call<'_>, row: &Row<'_>, visit: VisitNo) -> Result<SettleAsk, Refused> {
    let flag = row.text("acct_used_flag");
    Ok(SettleAsk {
        visit,
        person: person(row)?,
        institution: call.sender.institution.clone(),
        batches: Vec::new(),
        mid_stay: false,
        using: AccountUse::parse(if flag.is_empty() { "0" } else { flag })?,
        shown: presented(call, row, Contact::Settlement)?,
        invoice: invoice(call, row),
        declared: row.get::<Fen>("medfee_sumamt").map(|total| Declared {
            medfee_sumamt: total,
            parts: parts(call, row),
        }),
        msgid: call.message.envelope.msgid.clone(),
    })
}

/// The invoice of a bill, where the input has one.
fn invoice(call: &Call<'_>, row: &Row<'_>) -> Option<String> {
    let has = matches!(call.infno(), "2102" | "2207" | "2304");
    has.then(|| said(row, "invono")).flatten()
}

/// The four parts that a bill was declared to have, where the input has them.
fn parts(call: &Call<'_>, row: &Row<'_>) -> Option<[Fen; 4]> {
    if !matches!(call.infno(), "2207" | "2304") {
        return None;
    }
    let part = |field: &str| row.get::<Fen>(field);
    Some([
        part("fulamt_ownpay_amt")?,
        part("overlmt_selfpay")?,
        part("preselfpay_amt")?,
        part("inscp_scp_amt")?,
    ])
}

/// What an answer repeats of its question.
struct Echo {
    infno: String,
    msgid: String,
    at: Stamp,
    /// The kind of credential (`mdtrt_cert_type`).
    shown: String,
}

impl Echo {
    fn of(call: &Call<'_>, row: &Row<'_>) -> Echo {
        let shown = match row.has("mdtrt_cert_type") {
            true => row.text("mdtrt_cert_type").to_owned(),
            false => String::new(),
        };
        Echo {
            shown,
            ..Echo::none(call)
        }
    }

    fn none(call: &Call<'_>) -> Echo {
        Echo {
            infno: call.infno().to_owned(),
            msgid: call.message.envelope.msgid.clone(),
            at: call.received.stamp(),
            shown: String::new(),
        }
    }

    fn settled(&self, settled: &Settled, file: &PersonFile) -> Result<Answer<'static>, Refused> {
        let mut answer = Definitions::shipped().answer(&self.infno)?;
        let figures = &settled.answer.figures;
        let numbers = (settled.visit.to_string(), settled.no.to_string());
        let whom = (&settled.patient, file);
        self.head(&mut answer, numbers, whom, &settled.med_type);
        self.money(&mut answer, figures, settled.balance);
        for share in &settled.answer.funds {
            let mut row = answer.row("setldetail");
            row.put("fund_pay_type", share.fund.as_str())
                .put("inscp_scp_amt", share.in_scope)
                .put("crt_payb_lmt_amt", share.limit_before)
                .put("fund_payamt", share.amount)
                .cut("fund_pay_type_name", &share.name)
                .cut("setl_proc_info", &share.course);
        }
        Ok(answer)
    }

    fn reversed(&self, reversed: &Reversed, file: &PersonFile) -> Result<Answer<'static>, Refused> {
        let mut answer = Definitions::shipped().answer(&self.infno)?;
        let numbers = (reversed.visit.to_string(), reversed.no.to_string());
        let whom = (&reversed.patient, file);
        self.head(&mut answer, numbers, whom, &reversed.med_type);
        self.money(&mut answer, &reversed.money.figures, reversed.balance);
        for (fund, amount) in &reversed.money.funds {
            let mut row = answer.row("setldetail");
            row.put("fund_pay_type", fund.as_str())
                .put("fund_payamt", *amount);
        }
        Ok(answer)
    }

    /// Who, where and when. Editions have different fields; what one lacks is left out.
    fn head(
        &self,
        answer: &mut Answer<'static>,
        (visit, record): (String, String),
        (patient, file): (&Patient, &PersonFile),
        med_type: &str,
    ) {
        let on = self.at.day();
        let age = patient.age(on).map(|years| Number::whole(i64::from(years)));
        let clearing = clearing_type(med_type);
        let mut fields: Vec<(&str, Fill)> = vec![
            ("mdtrt_id", visit.into()),
            ("setl_id", record.into()),
            ("psn_no", patient.no.to_string().into()),
            ("brdy", patient.birth.into()),
            ("age", age.into()),
            ("insutype", patient.insurance.as_str().into()),
            ("cvlserv_flag", false.into()),
            ("setl_time", self.at.into()),
            ("med_type", med_type.into()),
            (
                "medins_setl_id",
                self.msgid.chars().take(30).collect::<String>().into(),
            ),
            ("clr_optins", patient.region.admdvs().into()),
            ("insu_admdvs", patient.region.admdvs().into()),
            ("clr_way", "1".into()),
            ("clr_type", clearing.into()),
        ];
        fields.push(("mdtrt_cert_type", self.shown.as_str().into()));
        fields.extend(shown(file, &patient.insurance));
        put(answer, fields);
    }

    fn money(&self, answer: &mut Answer<'static>, figures: &Figures, balance: Option<Fen>) {
        let pairs = figures.pairs().into_iter();
        let mut fields: Vec<(&str, Fill)> = pairs
            .map(|(name, amount)| (name, Fill::from(amount)))
            .collect();
        fields.push(("balc", balance.into()));
        let ratio = Number::new(figures.pool_ratio(), 4);
        fields.push(("pool_prop_selfpay", ratio.into()));
        put(answer, fields);
    }
}

/// Fills `setlinfo` with the fields that the transaction has there.
fn put(answer: &mut Answer<'static>, fields: Vec<(&str, Fill)>) {
    let node = answer.transaction().output_node("setlinfo");
    let known: Vec<(&str, Fill)> = fields
        .into_iter()
        .filter(|(name, _)| node.is_some_and(|node| node.field(name).is_some()))
        .collect();
    let mut row = answer.row("setlinfo");
    for (name, value) in known {
        row.put(name, value);
    }
}
