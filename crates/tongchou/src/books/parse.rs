//! Words of the command line that only the books know.

use base::{Date, Fen};
use ledger::chart::MoneyPlace;
use ledger::entry::{
    AccountCode, BankAccount, Book, Counterparty, CounterpartyKind, CounterpartyName, Digest,
    DocumentId, EventCode, Evidence, EvidenceKind, EvidenceRef, Fund, FundYear, SubAccount,
};
use ledger::event::Part;

/// A slot of a template and the account chosen for it.
pub type Slot = (String, AccountCode);
/// A slot of a template and the bank account chosen for it.
pub type BankOf = (String, BankAccount);

fn one_of<T: Copy>(
    text: &str,
    found: Option<T>,
    all: impl IntoIterator<Item = (&'static str, &'static str)>,
) -> Result<T, String> {
    found.ok_or_else(|| {
        let words: Vec<_> = all
            .into_iter()
            .map(|(code, zh)| format!("{code}（{zh}）"))
            .collect();
        format!(
            "没有“{}”，可选：{}。",
            base::show_value(text),
            words.join("、")
        )
    })
}

pub fn event(text: &str) -> Result<EventCode, String> {
    EventCode::parse(text)
        .ok_or_else(|| format!("事项应为 E1 至 E40，收到“{}”。", base::show_value(text)))
}

pub fn fund(text: &str) -> Result<Fund, String> {
    one_of(
        text,
        Fund::parse(text),
        Fund::ALL.iter().map(|fund| (fund.code(), fund.zh())),
    )
}

pub fn book(text: &str) -> Result<Book, String> {
    one_of(
        text,
        Book::parse(text),
        Book::ALL.iter().map(|book| (book.code(), book.zh())),
    )
}

pub fn place(text: &str) -> Result<MoneyPlace, String> {
    let all = MoneyPlace::ALL
        .iter()
        .map(|place| (place.code(), place.zh()));
    one_of(text, MoneyPlace::parse(text), all)
}

pub fn year(text: &str) -> Result<FundYear, String> {
    let year = text.parse().ok().and_then(FundYear::new);
    year.ok_or_else(|| format!("年度应为四位数字，收到“{}”。", base::show_value(text)))
}

/// A month as its first day.
pub fn month(text: &str) -> Result<Date, String> {
    Date::parse(&format!("{text}-01"))
        .map_err(|_| format!("月份应写成 2026-03，收到“{}”。", base::show_value(text)))
}

pub fn yuan(text: &str) -> Result<Fen, String> {
    Fen::parse_yuan(text).map_err(|error| error.zh())
}

pub fn account(text: &str) -> Result<AccountCode, String> {
    AccountCode::parse(text)
        .ok_or_else(|| format!("科目应为三或四位数字，收到“{}”。", base::show_value(text)))
}

pub fn document(text: &str) -> Result<DocumentId, String> {
    DocumentId::new(text).map_err(|error| error.zh())
}

pub fn bank_name(text: &str) -> Result<BankAccount, String> {
    BankAccount::new(text).map_err(|error| error.zh())
}

fn pair(text: &str) -> Result<(&str, &str), String> {
    text.split_once('=')
        .ok_or_else(|| format!("应写成 名称=值，收到“{}”。", base::show_value(text)))
}

pub fn slot(text: &str) -> Result<Slot, String> {
    let (name, value) = pair(text)?;
    Ok((name.to_owned(), account(value)?))
}

pub fn bank(text: &str) -> Result<BankOf, String> {
    let (name, value) = pair(text)?;
    Ok((name.to_owned(), bank_name(value)?))
}

/// `1234.56,明细=住院,年度=2026,往来=provider:H34042100001`.
pub fn part(text: &str) -> Result<Part, String> {
    let mut fields = text.split(',');
    let mut part = Part::new(yuan(fields.next().unwrap_or_default())?);
    for field in fields {
        let (name, value) = pair(field)?;
        match name {
            "明细" | "sub" => {
                part.sub = Some(SubAccount::new(value).map_err(|error| error.zh())?)
            }
            "年度" | "year" => part.benefit_year = Some(year(value)?),
            "往来" | "party" => part.counterparty = Some(party(value)?),
            other => {
                let other = base::show_value(other);
                return Err(format!("没有“{other}”这一项，可用：明细、年度、往来。"));
            }
        }
    }
    Ok(part)
}

fn party(text: &str) -> Result<Counterparty, String> {
    let (kind, name) = text
        .split_once(':')
        .ok_or_else(|| "往来应写成 种类:编号，如 provider:H34042100001。".to_owned())?;
    let all = CounterpartyKind::ALL
        .iter()
        .map(|kind| (kind.code(), kind.zh()));
    Ok(Counterparty {
        kind: one_of(kind, CounterpartyKind::parse(kind), all)?,
        name: CounterpartyName::new(name).map_err(|error| error.zh())?,
    })
}

/// `settlement:JS-2026-03:结算单.pdf`: the file is hashed here, since nothing else of it is kept.
pub fn evidence(text: &str) -> Result<Evidence, String> {
    let mut fields = text.splitn(3, ':');
    let (Some(kind), Some(reference), Some(file)) = (fields.next(), fields.next(), fields.next())
    else {
        return Err("附件应写成 种类:编号:文件。".to_owned());
    };
    let bytes = std::fs::read(file).map_err(|error| {
        let (file, why) = (base::show_value(file), batch::why(&error));
        format!("附件“{file}”读不出来：{why}，请核对路径和权限。")
    })?;
    let all = EvidenceKind::ALL
        .iter()
        .map(|kind| (kind.code(), kind.zh()));
    Ok(Evidence {
        kind: one_of(kind, EvidenceKind::parse(kind), all)?,
        reference: EvidenceRef::new(reference).map_err(|error| error.zh())?,
        digest: Digest::of(&bytes),
    })
}
