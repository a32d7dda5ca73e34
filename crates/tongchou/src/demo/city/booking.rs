//! The funds' books: the accountant proposes, a second person approves.

use super::scene::Scene;
use crate::office::Fault;
use access::{Actor, Verdict};
use anyhow::{Result, anyhow};
use base::{Date, Fen, ProposalNo, RegionCode, Validity};
use ledger::book::BankSeat;
use ledger::chart::MoneyPlace;
use ledger::entry::{
    BankAccount, Digest, EventCode, Evidence, EvidenceKind, EvidenceRef, Fund, FundYear, SubAccount,
};
use ledger::event::Part;
use service::books::{self, Wish};
use std::collections::BTreeMap;
use store::ledger::Bank;

/// The city's account with the finance department, where all income is gathered.
const FISCAL: &str = "青禾市社保基金财政专户";

/// What is to be booked: the event, its variant, a county and a day.
pub struct Happened {
    pub event: &'static str,
    pub variant: &'static str,
    pub county: RegionCode,
    pub on: Date,
}

/// Opens the bank account of the city.
pub fn open_bank(scene: &Scene<'_>) -> Result<()> {
    let bank = Bank {
        name: bank()?,
        seat: BankSeat {
            keeper: scene.city.spec().pool,
            place: MoneyPlace::Fiscal,
            validity: Validity::new(Some(scene.city.spec().reference()), None)
                .map_err(|error| anyhow!(error.zh()))?,
        },
    };
    let maker = scene.staff.of("kuaiji")?;
    let no = books::propose_bank(&scene.desk(), maker, &bank).map_err(Fault::from)?;
    approve(scene, scene.staff.of("caihe")?, no)
}

fn bank() -> Result<BankAccount> {
    BankAccount::new(FISCAL).map_err(|error| anyhow!(error.zh()))
}

/// Approves a proposal about the books, which carries it out.
pub fn approve(scene: &Scene<'_>, checker: &Actor, no: ProposalNo) -> Result<()> {
    books::decide(&scene.desk(), checker, no, Verdict::Approved, "账实相符")
        .map_err(Fault::from)?;
    Ok(())
}

/// Books a happening with its parts (detail and amount) of a benefit year. Parts of nothing are left out.
pub fn book(
    scene: &Scene<'_>,
    happened: &Happened,
    year: i32,
    parts: &[(&str, Fen)],
) -> Result<()> {
    let code = EventCode::parse(happened.event);
    let code = code.ok_or_else(|| anyhow!("没有事项 {}", happened.event))?;
    let library = books::library().map_err(Fault::from)?;
    let event = library.events.get(code);
    let event = event.ok_or_else(|| anyhow!("没有事项 {}", happened.event))?;
    let filled = parts.iter().filter(|(_, amount)| *amount > Fen::ZERO);
    let parts: Vec<Part> = filled
        .map(|(sub, amount)| part(sub, *amount, year))
        .collect::<Result<_>>()?;
    if parts.is_empty() {
        return Ok(());
    }
    let reference = format!(
        "{}-{}-{}",
        happened.event,
        happened.county.short(),
        happened.on
    );
    let evidence = event
        .evidence
        .iter()
        .map(|kind| evidence(*kind, &reference));
    let wish = Wish {
        event: code,
        variant: happened.variant.to_owned(),
        county: happened.county,
        fund: Fund::ResidentPooled,
        value_date: happened.on,
        book_date: happened.on,
        parts,
        slots: BTreeMap::new(),
        banks: BTreeMap::from([("1003".to_owned(), bank()?)]),
        evidence: evidence.collect::<Result<_>>()?,
        answers: None,
    };
    let maker = scene.staff.of("kuaiji")?;
    let no = books::propose(&scene.desk(), maker, &wish).map_err(Fault::from)?;
    approve(scene, scene.staff.of("caihe")?, no)
}

fn part(sub: &str, amount: Fen, year: i32) -> Result<Part> {
    let sub = match sub {
        "" => None,
        sub => Some(SubAccount::new(sub).map_err(|error| anyhow!(error.zh()))?),
    };
    Ok(Part {
        sub,
        benefit_year: FundYear::new(year),
        ..Part::new(amount)
    })
}

fn evidence(kind: EvidenceKind, reference: &str) -> Result<Evidence> {
    Ok(Evidence {
        kind,
        reference: EvidenceRef::new(reference).map_err(|error| anyhow!(error.zh()))?,
        digest: Digest::of(format!("{} {reference}", kind.code()).as_bytes()),
    })
}
