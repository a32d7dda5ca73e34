//! `tongchou user list`: users, grants, rights.

use anyhow::Result;
use service::users::{UserReport, rights};

use super::args::List;
use crate::exit::Outcome;
use crate::office::Office;
use crate::tally::table;

pub fn list(ask: &List) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let reports = office.act("user.list", "", rights)?;
    let mut table = table(&[
        "用户名",
        "姓名",
        "工号",
        "单位",
        "授权号",
        "角色",
        "区划",
        "起止",
        "状态",
    ]);
    for report in &reports {
        rows(report).into_iter().for_each(|row| {
            table.add_row(row);
        });
    }
    println!("{table}");
    if ask.rights {
        reports.iter().for_each(print_rights);
    }
    Ok(Outcome::Done)
}

fn rows(report: &UserReport) -> Vec<[String; 9]> {
    let user = &report.user;
    let head = [
        user.name.as_str(),
        user.real_name.as_str(),
        user.staff_no.as_str(),
        user.organisation.as_str(),
    ]
    .map(str::to_owned);
    let left = user.left_on.map(|day| format!("{day} 离岗"));
    let row = |rest: [String; 5]| {
        let mut all = head.iter().cloned().chain(rest);
        std::array::from_fn(|_| all.next().unwrap_or_default())
    };
    if report.grants.is_empty() {
        let state = left.unwrap_or_else(|| "无授权".to_owned());
        return vec![row([
            String::new(),
            String::new(),
            String::new(),
            String::new(),
            state,
        ])];
    }
    let grant = |held: &store::users::HeldGrant| {
        let days = held.grant.validity();
        let day = |day: Option<base::Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let state = match (&left, held.revoked) {
            (Some(left), _) => left.clone(),
            (None, true) => "已撤销".to_owned(),
            (None, false) => "有效".to_owned(),
        };
        row([
            held.no.to_string(),
            format!("{}（{}）", held.grant.role().zh(), held.grant.role().code()),
            held.grant.scope().region().short(),
            format!("{} 至 {}", day(days.from()), day(days.until())),
            state,
        ])
    };
    report.grants.iter().map(grant).collect()
}

fn print_rights(report: &UserReport) {
    let may: Vec<&str> = report
        .may
        .iter()
        .map(|permission| permission.zh())
        .collect();
    let may = if may.is_empty() {
        "无".to_owned()
    } else {
        may.join("、")
    };
    println!(
        "{}（{}）今天可以：{may}",
        report.user.real_name, report.user.name
    );
}
