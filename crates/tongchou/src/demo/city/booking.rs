//! The funds' books: the accountant proposes, a second person approves.

use super::scene::Scene;
use crate::office::Fault;
use access::{Actor, Role, Verdict};
use anyhow::{Result, anyhow};
use base::{Date, Fen, ProposalNo, RegionCode, Validity};
use ledger::book::BankSeat;
use ledger::chart::MoneyPlace;
use ledger::entry::{
    AccountCode, BankAccount, Counterparty, CounterpartyKind, CounterpartyName, Digest, EventCode,
    Evidence, EvidenceKind, EvidenceRef, Fund, FundYear, SubAccount,
};
use ledger::event::{EventRole, Part};
use service::books::{self, Wish};
use std::collections::BTreeMap;
use store::ledger::Bank;

/// The bank accounts of each place: account of the chart, what it is, and what its name ends in.
const ACCOUNTS: [(u16, MoneyPlace, &str); 4] = [
    (1002, MoneyPlace::Income, "医保基金收入户"),
    (1003, MoneyPlace::Fiscal, "社保基金财政专户"),
    (1004, MoneyPlace::Expenditure, "医保基金支出户"),
    (1005, MoneyPlace::Treasury, "国库"),
];

/// What is to be booked: the event, its variant, the fund of a county, and a day.
pub struct Happened<'a> {
    pub event: &'a str,
    pub variant: &'a str,
    pub fund: Fund,
    pub county: RegionCode,
    pub on: Date,
    /// The account chosen for a slot, where the variant leaves one open.
    pub slot: Option<(&'a str, u16)>,
    /// The source document behind it, one name for all kinds that the event asks for.
    pub reference: &'a str,
}

/// A part of the amount: detail, benefit year, to whom or from whom.
pub struct Piece<'a> {
    pub sub: &'a str,
    pub year: Option<i32>,
    pub party: Option<(CounterpartyKind, &'a str)>,
    pub amount: Fen,
}

/// Opens the accounts of every county and of the city.
pub fn open_banks(scene: &Scene<'_>) -> Result<()> {
    let open = Validity::new(Some(scene.city.spec().reference()), None);
    let validity = open.map_err(|error| anyhow!(error.zh()))?;
    let counties = scene.city.counties().iter().map(|county| county.region);
    for keeper in counties.chain([scene.city.spec().pool]) {
        for (account, place, _) in ACCOUNTS {
            let bank = Bank {
                name: bank(scene, keeper, account)?,
                seat: BankSeat {
                    keeper,
                    place,
                    validity,
                },
            };
            let maker = scene.staff.of("kuaiji")?;
            let no = books::propose_bank(&scene.desk(), maker, &bank).map_err(Fault::from)?;
            approve(scene, scene.staff.of("caihe")?, no)?;
        }
    }
    Ok(())
}

/// The bank account of a county for an account of the chart.
fn bank(scene: &Scene<'_>, county: RegionCode, account: u16) -> Result<BankAccount> {
    let ending = ACCOUNTS.iter().find(|(code, ..)| *code == account);
    let ending = ending.map_or("", |(_, _, ending)| ending);
    BankAccount::new(&format!("{}{ending}", scene.name_of(county)))
        .map_err(|error| anyhow!(error.zh()))
}

/// Approves a proposal about the books, which carries it out.
pub fn approve(scene: &Scene<'_>, checker: &Actor, no: ProposalNo) -> Result<()> {
    books::decide(&scene.desk(), checker, no, Verdict::Approved, "账实相符")
        .map_err(Fault::from)?;
    Ok(())
}

/// Books a happening. Pieces of nothing are left out; where nothing is left, nothing is booked.
pub fn book(scene: &Scene<'_>, happened: &Happened<'_>, pieces: &[Piece<'_>]) -> Result<()> {
    let code = EventCode::parse(happened.event);
    let library = books::library().map_err(Fault::from)?;
    let event = code.and_then(|code| library.events.get(code));
    let event = event.ok_or_else(|| anyhow!("没有事项 {}", happened.event))?;
    let filled = pieces.iter().filter(|piece| piece.amount > Fen::ZERO);
    let parts: Vec<Part> = filled.map(part).collect::<Result<_>>()?;
    if parts.is_empty() {
        return Ok(());
    }
    let mut banks = BTreeMap::new();
    for (account, ..) in ACCOUNTS {
        banks.insert(account.to_string(), bank(scene, happened.county, account)?);
    }
    let mut slots = BTreeMap::new();
    if let Some((slot, account)) = happened.slot {
        let code = AccountCode::new(account).ok_or_else(|| anyhow!("没有科目 {account}"))?;
        slots.insert(slot.to_owned(), code);
    }
    let kinds = event.evidence.iter();
    let evidence = kinds.map(|kind| evidence(*kind, happened.reference));
    let wish = Wish {
        event: event.code,
        variant: happened.variant.to_owned(),
        county: happened.county,
        fund: happened.fund,
        value_date: happened.on,
        book_date: happened.on,
        parts,
        slots,
        banks,
        evidence: evidence.collect::<Result<_>>()?,
        answers: None,
    };
    let maker = scene.staff.at(happened.county, Role::Accountant, 0)?;
    let no = books::propose(&scene.desk(), maker, &wish).map_err(Fault::from)?;
    let role = match event.checker {
        EventRole::Treasury => Role::Treasury,
        EventRole::Accountant | EventRole::FinanceReviewer => Role::FinanceReviewer,
    };
    approve(scene, scene.staff.at(happened.county, role, 0)?, no)
}

fn part(piece: &Piece<'_>) -> Result<Part> {
    let sub = match piece.sub {
        "" => None,
        sub => Some(SubAccount::new(sub).map_err(|error| anyhow!(error.zh()))?),
    };
    let counterparty = match piece.party {
        None => None,
        Some((kind, name)) => Some(Counterparty {
            kind,
            name: CounterpartyName::new(name).map_err(|error| anyhow!(error.zh()))?,
        }),
    };
    Ok(Part {
        sub,
        benefit_year: piece.year.and_then(FundYear::new),
        counterparty,
        ..Part::new(piece.amount)
    })
}

fn evidence(kind: EvidenceKind, reference: &str) -> Result<Evidence> {
    Ok(Evidence {
        kind,
        reference: EvidenceRef::new(reference).map_err(|error| anyhow!(error.zh()))?,
        digest: Digest::of(format!("{} {reference}", kind.code()).as_bytes()),
    })
}
