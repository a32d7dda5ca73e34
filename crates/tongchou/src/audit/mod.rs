//! `tongchou audit`: the trail of who saw and did what.

use access::{Role, TrailKind};
use anyhow::Result;
use clap::Args;
use store::audit::Filter;

use crate::exit::Outcome;
use crate::office::{Office, OfficeArgs, moment};
use crate::tally::table;

/// Options of `audit`.
#[derive(Debug, Args)]
pub struct Audit {
    /// 只看这个用户
    #[arg(long, value_name = "USER")]
    pub user: Option<String>,
    /// 只看这一类：signed-in、sign-in-failed、signed-out、viewed、unmasked、exported、wrote、refused
    #[arg(long, value_name = "KIND", value_parser = kind)]
    pub kind: Option<TrailKind>,
    /// 只看这个序号以后的
    #[arg(long, value_name = "NO", default_value_t = 0)]
    pub after: i64,
    /// 最多列出几条
    #[arg(long, value_name = "COUNT", default_value_t = 100, value_parser = clap::value_parser!(i64).range(1..=10_000))]
    pub limit: i64,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Lists the trail.
///
/// # Errors
/// Where the user may not, or the store fails.
pub fn run(ask: &Audit) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let filter = Filter {
        user: ask.user.as_deref(),
        kind: ask.kind,
        after: ask.after,
        limit: ask.limit,
    };
    let entries = office.act("audit.read", "", |desk, actor| {
        service::audit::read(desk, actor, &filter)
    })?;
    let mut table = table(&[
        "序号", "时间", "用户", "角色", "行为", "事项", "对象", "原因",
    ]);
    for entry in &entries {
        table.add_row([
            entry.number.to_string(),
            moment(entry.at.millis()),
            entry.user.clone(),
            Role::parse(&entry.role).map_or(entry.role.clone(), |role| role.zh().to_owned()),
            entry.kind.zh().to_owned(),
            access::command_zh(&entry.command).unwrap_or_else(|| entry.command.clone()),
            entry.subject.clone(),
            entry.reason.clone(),
        ]);
    }
    println!("{table}");
    let region = office.actor().scope().region().short();
    println!("共 {} 条（{region} 范围内）", entries.len());
    Ok(Outcome::Done)
}

fn kind(text: &str) -> Result<TrailKind, String> {
    TrailKind::parse(text).ok_or_else(|| {
        let all: Vec<_> = TrailKind::ALL.iter().map(|kind| kind.code()).collect();
        format!(
            "没有“{}”这一类，可选：{}。",
            base::show_value(text),
            all.join("、")
        )
    })
}
