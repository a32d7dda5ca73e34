//! Cases on the command line: a step, a rejection, how far one has come.

use base::Fen;
use clap::Args;
use ledger::control::{CaseNo, Stage, Track};
use service::fund::StepInput;

use super::words::{case, money};
use crate::office::OfficeArgs;

/// What a step brings.
#[derive(Debug, Clone, Args)]
pub struct Bring {
    /// 事项编号
    #[arg(value_parser = case)]
    pub no: CaseNo,
    /// 金额（元）；不填则沿用上一步
    #[arg(long, value_name = "YUAN", value_parser = money)]
    pub amount: Option<Fen>,
    /// 批准文件或凭证的编号
    #[arg(long, value_name = "DOC")]
    pub document: Option<String>,
    /// 说明或理由
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub note: String,
    #[command(flatten)]
    pub office: OfficeArgs,
}

impl Bring {
    /// As the use case takes it.
    pub fn input(&self) -> StepInput<'_> {
        StepInput {
            amount: self.amount,
            document: self.document.as_deref(),
            note: &self.note,
        }
    }
}

/// How far a case has come, in one cell.
pub fn progress<S: Stage>(track: &Track<S>) -> String {
    let stage = track.stage().map_or("—", Stage::zh);
    let late = track.late().count();
    let mut text = if track.is_rejected() {
        format!("已退回（{stage}之后）")
    } else {
        stage.to_owned()
    };
    if late > 0 {
        text.push_str(&format!("，{late} 步超时"));
    }
    text
}

/// The steps of a case, one line each.
pub fn steps<S: Stage>(track: &Track<S>) -> Vec<[String; 6]> {
    let row = |step: &ledger::control::Taken<S>| {
        [
            step.stage
                .map_or("退回".to_owned(), |stage| stage.zh().to_owned()),
            step.on.to_string(),
            step.user.to_string(),
            step.role.zh().to_owned(),
            step.amount
                .map_or(String::new(), |amount| amount.to_string()),
            step.document.clone().unwrap_or_default(),
        ]
    };
    track.steps().iter().map(row).collect()
}
