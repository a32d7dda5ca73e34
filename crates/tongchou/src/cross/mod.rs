//! `tongchou cross`: cases between pooling areas, message by message. The other side is simulated: it stands as far as
//! what it answered before.

use anyhow::Result;
use base::{Fen, RegionCode};
use clap::{Args, Subcommand};
use service::clearing::{self, Passed, Registered};
use settlement::claim::SettlementId;
use settlement::clearing::{Message, RegistrationId};

use crate::exit::Outcome;
use crate::office::{Office, OfficeArgs, region};
use crate::premium::yuan;

/// Commands about cases between pooling areas.
#[derive(Debug, Subcommand)]
pub enum Cross {
    /// 登记异地就医备案，告知对方
    Register(Of),
    /// 登记入院
    Admit(Of),
    /// 登记就医地的结算
    Settle(Settle),
    /// 撤销一笔结算
    Reverse(OfSettlement),
    /// 清算一笔结算；已撤销的填负数
    Clear(Clear),
    /// 重发待发的报文
    Flush(Flush),
}

/// A case.
#[derive(Debug, Args)]
pub struct Of {
    /// 备案编号，双方共用
    #[arg(value_name = "REGISTRATION", value_parser = registration)]
    pub registration: RegistrationId,
    /// 参保地统筹区
    #[arg(long, value_name = "CODE", value_parser = region)]
    pub home: RegionCode,
    /// 就医地统筹区
    #[arg(long, value_name = "CODE", value_parser = region)]
    pub care: RegionCode,
    /// 我方县（区）：参保人或医院所在
    #[arg(long, value_name = "CODE", value_parser = region)]
    pub at: RegionCode,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// A settlement of a case.
#[derive(Debug, Args)]
pub struct OfSettlement {
    /// 结算编号
    #[arg(long, value_name = "NO", value_parser = settlement)]
    pub settlement: SettlementId,
    #[command(flatten)]
    pub of: Of,
}

/// Options of `cross settle`.
#[derive(Debug, Args)]
pub struct Settle {
    /// 费用总额（元）
    #[arg(long, value_name = "YUAN", value_parser = yuan)]
    pub bill: Fen,
    /// 其中参保地基金支付（元）
    #[arg(long, value_name = "YUAN", value_parser = yuan)]
    pub fund: Fen,
    #[command(flatten)]
    pub of: OfSettlement,
}

/// Options of `cross clear`.
#[derive(Debug, Args)]
pub struct Clear {
    /// 清算金额（元），收回的填负数
    #[arg(long, value_name = "YUAN", value_parser = yuan, allow_hyphen_values = true)]
    pub amount: Fen,
    #[command(flatten)]
    pub of: OfSettlement,
}

/// Options of `cross flush`.
#[derive(Debug, Args)]
pub struct Flush {
    #[command(flatten)]
    pub office: OfficeArgs,
}

fn registration(text: &str) -> Result<RegistrationId, String> {
    RegistrationId::new(text).map_err(|error| error.zh())
}

fn settlement(text: &str) -> Result<SettlementId, String> {
    SettlementId::new(text).map_err(|error| error.zh())
}

/// Does what was asked.
///
/// # Errors
/// What the use case answers.
pub fn run(ask: &Cross) -> Result<Outcome> {
    match ask {
        Cross::Register(of) => tell(
            of,
            &Message::Register {
                registration: of.registration.clone(),
            },
        ),
        Cross::Admit(of) => tell(
            of,
            &Message::Admit {
                registration: of.registration.clone(),
            },
        ),
        Cross::Settle(ask) => tell(
            &ask.of.of,
            &Message::Settle {
                settlement: ask.of.settlement.clone(),
                bill: ask.bill,
                pool: ask.fund,
            },
        ),
        Cross::Reverse(ask) => tell(
            &ask.of,
            &Message::Reverse {
                settlement: ask.settlement.clone(),
            },
        ),
        Cross::Clear(ask) => tell(
            &ask.of.of,
            &Message::Clear {
                settlement: ask.of.settlement.clone(),
                amount: ask.amount,
            },
        ),
        Cross::Flush(ask) => flush(ask),
    }
}

fn tell(ask: &Of, message: &Message) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let of = Registered {
        registration: ask.registration.clone(),
        home: ask.home,
        care: ask.care,
        region: ask.at,
    };
    let passed = office.act("cross.tell", ask.registration.as_str(), |desk, actor| {
        let mut port = clearing::counterpart(desk, actor, Some(&ask.registration))?;
        clearing::tell(desk, actor, &of, message, &mut port)
    })?;
    let (answer, state) = match &passed {
        Passed::Answered(answer) => (answer, "对方已确认"),
        Passed::Waiting(answer) => (answer, "对方尚未答复，已列入待发"),
    };
    println!("备案 {}：{}，{state}。", ask.registration, zh(answer));
    Ok(Outcome::Done)
}

fn zh(answer: &settlement::clearing::Answer) -> String {
    use settlement::clearing::Answer;
    match answer {
        Answer::Registered => "已备案".to_owned(),
        Answer::Admitted => "已入院登记".to_owned(),
        Answer::Settled(amount) => format!("已结算，基金支付 {amount} 元"),
        Answer::Reversed(amount) => format!("已撤销，基金 {amount} 元"),
        Answer::Cleared(amount) => format!("已清算 {amount} 元"),
    }
}

fn flush(ask: &Flush) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let left = office.act("cross.flush", "", |desk, actor| {
        let mut port = clearing::counterpart(desk, actor, None)?;
        clearing::flush(desk, actor, &mut port)
    })?;
    println!("待发报文已重发，还有 {left} 条未得到答复。");
    Ok(Outcome::Done)
}
