//! `ledger bank`, `ahead`, `takeover`, `upload`.

use anyhow::{Result, anyhow};
use base::Validity;
use batch::sheet::{BadRow, Column, Flaw, Sheet, SheetOptions, SheetRow};
use ledger::book::BankSeat;
use ledger::entry::{BankAccount, SubAccount};
use service::books::{self, AuditLine};
use store::ledger::Bank;

use super::args::{Ahead, NewBank, Takeover, Upload};
use super::parse;
use super::posting::told;
use crate::exit::Outcome;
use crate::office::Office;

pub fn bank(ask: &NewBank) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let validity = Validity::new(Some(ask.from), ask.until);
    let bank = Bank {
        name: BankAccount::new(&ask.name).map_err(|error| anyhow!(error.zh()))?,
        seat: BankSeat {
            keeper: ask.keeper,
            place: ask.place,
            validity: validity.map_err(|error| anyhow!(error.zh()))?,
        },
    };
    told(office.act("ledger.propose_bank", &ask.name, |desk, actor| {
        books::propose_bank(desk, actor, &bank)
    })?);
    Ok(Outcome::Done)
}

pub fn ahead(ask: &Ahead) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    told(
        office.act("ledger.propose_switch", ask.fund.code(), |desk, actor| {
            books::propose_switch(desk, actor, (ask.fund, ask.from), &ask.filing)
        })?,
    );
    Ok(Outcome::Done)
}

pub fn upload(ask: &Upload) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    told(office.act(
        "ledger.propose_upload",
        &ask.county.short(),
        |desk, actor| {
            let place = (ask.county, ask.fund);
            let what = (ask.date, ask.amount);
            books::propose_upload(
                desk,
                actor,
                place,
                what,
                (&ask.from, &ask.to),
                &ask.evidence,
            )
        },
    )?);
    Ok(Outcome::Done)
}

const COLUMNS: &[Column] = &[
    Column::text("county", &["县区"]).required(),
    Column::text("fund", &["基金"]).required(),
    Column::text("book", &["账簿"]).required(),
    Column::text("account", &["科目"]).required(),
    Column::text("sub", &["明细"]),
    Column::number("on_debit", &["借方余额"]).required(),
];

pub fn takeover(ask: &Takeover) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let sheet = Sheet::open(&ask.file, COLUMNS, &SheetOptions::default());
    let sheet = sheet.map_err(|error| anyhow!(error.zh()))?;
    let mut lines = Vec::new();
    for row in sheet {
        let line = row.and_then(|row| line(&row));
        // An audited balance with a bad line is no audited balance.
        lines.push(line.map_err(|bad| anyhow!(bad.zh()))?);
    }
    let to = (ask.to, ask.date, ask.chart.as_deref());
    told(
        office.act("ledger.propose_takeover", ask.to.code(), |desk, actor| {
            books::propose_takeover(desk, actor, to, &lines, &ask.evidence)
        })?,
    );
    Ok(Outcome::Done)
}

fn line(row: &SheetRow) -> Result<AuditLine, BadRow> {
    let missing = |key: &str| row.bad(key, Flaw::Missing);
    let sub = |text: &str| SubAccount::new(text).map_err(|error| error.zh());
    Ok(AuditLine {
        county: row.region("county")?.ok_or_else(|| missing("county"))?,
        fund: row
            .read("fund", parse::fund)?
            .ok_or_else(|| missing("fund"))?,
        book: row
            .read("book", parse::book)?
            .ok_or_else(|| missing("book"))?,
        account: row
            .read("account", parse::account)?
            .ok_or_else(|| missing("account"))?,
        sub: row.read("sub", sub)?,
        on_debit: row.fen("on_debit")?.ok_or_else(|| missing("on_debit"))?,
    })
}
