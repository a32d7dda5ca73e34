//! The head of a profile and the order of its sections.

use super::section;
use super::table::Table;
use crate::Scheme;
use crate::regime::article::Article;
use crate::regime::profile::{Department, Function, MinimumWage, Profile, Source};
use crate::regime::{FlowBook, SchemePeriod};
use base::{Fen, MonthDay, YearCalendar};

pub(super) fn sources(root: &Table<'_, '_>) -> Vec<Source> {
    let mut sources = Vec::new();
    for row in root.tables("source") {
        let id = row.need("id", row.text("id"));
        let title = row.need("title", row.text("title"));
        let number = row.text("number");
        row.finish();
        if let (Some(id), Some(title)) = (id, title) {
            sources.push(Source {
                id: id.into(),
                title: title.into(),
                number: number.map(Into::into),
            });
        }
    }
    sources
}

/// The profile without its flows.
pub(super) fn profile(root: &Table<'_, '_>) -> Option<Profile> {
    let sources = sources(root);
    let pool = root.need("pool", root.region("pool"));
    let title = root.need("title", root.text("title"));
    let during = root.validity();
    let at = |key| root.table(key);
    Some(Profile {
        pool: pool?,
        title: title?.into(),
        during,
        calendar: at("year").map_or(NATURAL, |table| calendar(&table, &sources)),
        schemes: schemes(root, &sources),
        employees_excluded: at("coverage").map(|table| coverage(&table, &sources)),
        place: at("place").and_then(|table| section::place(&table, &sources)),
        window: at("window").and_then(|table| section::window(&table, &sources)),
        basis: at("basis").and_then(|table| section::basis(&table, &sources)),
        fund: at("fund").and_then(|table| section::fund(&table, &sources)),
        hand_over: at("hand_over").and_then(|table| section::hand_over(&table, &sources)),
        departments: departments(root, &sources),
        unity: at("unity").map(|table| section::unity(&table, &sources)),
        continuity: at("continuity").and_then(|table| section::continuity(&table, &sources)),
        minimum_wages: minimum_wages(root, &sources),
        newborn: at("newborn").and_then(|table| section::newborn(&table, &sources)),
        transfer: at("transfer").and_then(|table| section::transfer(&table, &sources)),
        dual_track: at("dual_track").and_then(|table| section::dual_track(&table, &sources)),
        flows: FlowBook::default(),
        sources,
    })
}

/// Where a profile is silent its years are those of the calendar.
const NATURAL: YearCalendar = YearCalendar::new(MonthDay::JANUARY_FIRST);

fn calendar(table: &Table<'_, '_>, sources: &[Source]) -> YearCalendar {
    let starts = table.need("starts", table.text("starts"));
    let day = starts.and_then(|text| MonthDay::parse(text).ok());
    if starts.is_some() && day.is_none() {
        table.report("starts 应为月日，如 \"01-01\"。");
    }
    let _ = table.article(sources);
    table.finish();
    day.map_or(NATURAL, YearCalendar::new)
}

fn coverage(table: &Table<'_, '_>, sources: &[Source]) -> Article {
    if table.text("except") != Some("employee_obligation") {
        table.report("except 目前只有 \"employee_obligation\"（应参加职工医保的人员除外）。");
    }
    let article = table.article(sources);
    table.finish();
    article
}

fn schemes(root: &Table<'_, '_>, sources: &[Source]) -> Vec<SchemePeriod> {
    let mut periods = Vec::new();
    for row in root.tables("scheme") {
        let scheme = row.need("code", row.word("code", &Scheme::ALL, Scheme::code));
        let during = row.validity();
        let article = row.article(sources);
        row.finish();
        periods.extend(scheme.map(|scheme| SchemePeriod {
            scheme,
            during,
            article,
        }));
    }
    if periods.is_empty() {
        root.report("没有列出开放的制度，请加上 [[scheme]]。");
    }
    periods
}

fn minimum_wages(root: &Table<'_, '_>, sources: &[Source]) -> Vec<MinimumWage> {
    let mut wages = Vec::new();
    for row in root.tables("minimum_wage") {
        let region = row.region("region");
        let text = row.need("monthly", row.text("monthly"));
        let monthly = text.and_then(|text| Fen::parse_yuan(text).ok());
        let monthly = monthly.filter(|monthly| *monthly > Fen::ZERO);
        if text.is_some() && monthly.is_none() {
            row.report("monthly 应为带引号的元数，大于 0，如 \"1340.00\"。");
        }
        let during = row.validity();
        let article = row.article(sources);
        row.finish();
        wages.extend(monthly.map(|monthly| MinimumWage {
            region,
            monthly,
            during,
            article,
        }));
    }
    wages
}

fn departments(root: &Table<'_, '_>, sources: &[Source]) -> Vec<Department> {
    let mut found: Vec<Department> = Vec::new();
    for row in root.tables("department") {
        let function = row.need(
            "function",
            row.word("function", Function::ALL, Function::code),
        );
        let scheme = row.word("scheme", &Scheme::ALL, Scheme::code);
        let name = row.need("name", row.text("name"));
        let during = row.validity();
        let article = row.article(sources);
        row.finish();
        let (Some(function), Some(name)) = (function, name) else {
            continue;
        };
        let twice = found.iter().any(|one| {
            one.function == function && one.scheme == scheme && one.during.overlaps(&during)
        });
        if twice {
            row.report(format!(
                "“{}”在同一时间有两个负责部门，请核对起止日期。",
                function.zh()
            ));
        }
        found.push(Department {
            function,
            scheme,
            name: name.into(),
            during,
            article,
        });
    }
    found
}
