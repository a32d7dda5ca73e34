//! Accounts and contacts as tables.

use anyhow::Result;
use report::{Cell, Column, Table};
use service::gateway as cases;
use store::gateway::KeyKind;

use super::args::{List, Status};
use crate::exit::Outcome;
use crate::office::{Office, moment};

pub fn list(ask: &List) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let reports = office.act("gateway.list", "", cases::accounts)?;
    let titles = [
        "账号",
        "使用单位",
        "方言",
        "区划",
        "有效期",
        "账号密钥",
        "机构",
        "机构密钥",
    ];
    let mut table = Table::new("接口账号", titles.map(Column::text).to_vec());
    for report in &reports {
        for (institution, kinds) in &report.institutions {
            let account = &report.account;
            let secret = if report.has_secret { "有" } else { "无" };
            let row = [
                account.account.clone(),
                account.title.clone(),
                account.profile.clone(),
                account.region.short(),
                format!("{} 至 {}", account.valid_from, account.valid_to),
                secret.to_owned(),
                institution.clone(),
                kinds
                    .iter()
                    .map(|kind| zh(*kind))
                    .collect::<Vec<_>>()
                    .join("、"),
            ];
            table.push(row.map(Cell::Text).to_vec());
        }
    }
    print!("{}", report::drawn(&table));
    Ok(Outcome::Done)
}

pub fn status(ask: &Status) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let contacts = office.act("gateway.status", "", |desk, actor| {
        cases::contacts(desk, actor, ask.limit)
    })?;
    let titles = ["类别", "机构", "区划", "最近联网", "状态"];
    let mut table = Table::new("机构联网状态", titles.map(Column::text).to_vec());
    let silent = contacts.iter().filter(|contact| contact.silent).count();
    for contact in &contacts {
        let state = match (contact.heard, contact.silent) {
            (None, _) => "从未联网",
            (Some(_), true) => "静默",
            (Some(_), false) => "正常",
        };
        let row = [
            contact.kind.zh().to_owned(),
            contact.institution.clone(),
            contact.region.short(),
            contact.heard.map(moment).unwrap_or_default(),
            state.to_owned(),
        ];
        table.push(row.map(Cell::Text).to_vec());
    }
    table.note(format!(
        "共 {} 家，{silent} 家超过 {} 分钟没有联网",
        contacts.len(),
        ask.limit
    ));
    print!("{}", report::drawn(&table));
    Ok(Outcome::Done)
}

const fn zh(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::Secret => "账号密钥",
        KeyKind::Sm2Public => "SM2公钥",
        KeyKind::Sm4 => "SM4",
        KeyKind::Sm2Private => "SM2私钥",
    }
}
