//! The sections of a profile.

use super::table::Table;
use crate::Scheme;
use crate::regime::profile::Source;
use crate::regime::{
    Basis, Cited, Continuity, Conversion, CountyParameter, Custody, DualTrack, EnrolmentPlace,
    ExceptionReason, FlexibleWaitingRow, Flow, FlowStep, FundMode, FundMove, FundRule, HandOver,
    HandOverStep, Interruption, Late, MoveRule, Newborn, NewbornStart, PlaceRule, ServiceItem,
    TransferRule, UnifiedItem, Unity, WaitingRow, Window, WindowMode, WindowPeriod,
};

type Sources = [Source];

/// A table of its own that holds one word and its article: `[x.rule] is = "…"`.
fn ruled<T: Copy>(
    table: &Table<'_, '_>,
    key: &'static str,
    all: &[T],
    code: fn(T) -> &'static str,
    sources: &Sources,
) -> Option<Cited<T>> {
    let inner = table.need(key, table.table(key))?;
    let says = inner.need("is", inner.word("is", all, code));
    let article = inner.article(sources);
    inner.finish();
    Some(Cited::new(says?, article))
}

pub(super) fn place(table: &Table<'_, '_>, sources: &Sources) -> Option<PlaceRule> {
    let rule = ruled(
        table,
        "rule",
        EnrolmentPlace::ALL,
        EnrolmentPlace::code,
        sources,
    );
    let schools = table.table("schools").map(|inner| {
        let article = inner.article(sources);
        inner.finish();
        article
    });
    let mut reasons = Vec::new();
    for row in table.tables("reason") {
        let (code, zh) = (
            row.need("code", row.text("code")),
            row.need("zh", row.text("zh")),
        );
        row.finish();
        reasons.extend(code.zip(zh).map(|(code, zh)| ExceptionReason {
            code: code.into(),
            zh: zh.into(),
        }));
    }
    table.finish();
    let rule = rule?;
    if rule.says == EnrolmentPlace::Huji && reasons.is_empty() {
        table.report("按户籍地参保时应列出例外理由，请加上 [[place.reason]]。");
    }
    Some(PlaceRule {
        rule,
        schools,
        reasons,
    })
}

pub(super) fn window(table: &Table<'_, '_>, sources: &Sources) -> Option<Window> {
    let mode = ruled(table, "mode", WindowMode::ALL, WindowMode::code, sources);
    let late = ruled(table, "late", Late::ALL, Late::code, sources);
    let mut periods = Vec::new();
    for row in table.tables("period") {
        let year = row.need("year", row.text("year"));
        let during = row.validity();
        let article = row.article(sources);
        row.finish();
        periods.extend(year.map(|year| WindowPeriod {
            year: year.into(),
            during,
            article,
        }));
    }
    table.finish();
    Some(Window {
        mode: mode?,
        periods,
        late: late?,
    })
}

pub(super) fn basis(table: &Table<'_, '_>, sources: &Sources) -> Option<Cited<Basis>> {
    let says = table.need("is", table.word("is", Basis::ALL, Basis::code));
    let article = table.article(sources);
    table.finish();
    Some(Cited::new(says?, article))
}

pub(super) fn fund(table: &Table<'_, '_>, sources: &Sources) -> Option<FundRule> {
    let mode = ruled(table, "mode", FundMode::ALL, FundMode::code, sources);
    let mut moves: Vec<MoveRule> = Vec::new();
    for row in table.tables("move") {
        let kind = row.need("kind", row.word("kind", FundMove::ALL, FundMove::code));
        let allowed = row.need("allowed", row.flag("allowed"));
        let article = row.article(sources);
        row.finish();
        if let (Some(kind), Some(allowed)) = (kind, allowed) {
            if moves.iter().any(|one| one.kind == kind) {
                row.report(format!("“{}”写了两次，请留一个。", kind.zh()));
            }
            moves.push(MoveRule {
                kind,
                allowed,
                article,
            });
        }
    }
    table.finish();
    Some(FundRule { mode: mode?, moves })
}

pub(super) fn hand_over(table: &Table<'_, '_>, sources: &Sources) -> Option<HandOver> {
    let first = ruled(
        table,
        "first",
        HandOverStep::ALL,
        HandOverStep::code,
        sources,
    );
    let custody = ruled(table, "custody", Custody::ALL, Custody::code, sources);
    table.finish();
    Some(HandOver {
        first: first?,
        custody: custody?,
    })
}

pub(super) fn unity(table: &Table<'_, '_>, sources: &Sources) -> Unity {
    let mut items = Vec::new();
    for row in table.tables("item") {
        let item = row.need("is", row.word("is", UnifiedItem::ALL, UnifiedItem::code));
        let article = row.article(sources);
        row.finish();
        items.extend(item.map(|item| Cited::new(item, article)));
    }
    let mut parameters = Vec::new();
    for row in table.tables("county_parameter") {
        let name = row.need("name", row.text("name"));
        let item = row.need(
            "item",
            row.word("item", UnifiedItem::ALL, UnifiedItem::code),
        );
        let article = row.article(sources);
        row.finish();
        parameters.extend(name.zip(item).map(|(name, item)| CountyParameter {
            name: name.into(),
            item,
            article,
        }));
    }
    let closed = table.article(sources);
    table.finish();
    Unity {
        items,
        parameters,
        closed,
    }
}

pub(super) fn continuity(table: &Table<'_, '_>, sources: &Sources) -> Option<Continuity> {
    let interruption = ruled(
        table,
        "interruption",
        Interruption::ALL,
        Interruption::code,
        sources,
    );
    let mut waiting = Vec::new();
    for row in table.tables("waiting") {
        let missed = row.need("missed_years", row.number("missed_years"));
        let months = row.need("months", row.number("months"));
        let article = row.article(sources);
        row.finish();
        waiting.extend(missed.zip(months).map(|(missed_years, months)| WaitingRow {
            missed_years,
            months,
            article,
        }));
    }
    table.finish();
    Some(Continuity {
        interruption: interruption?,
        waiting,
    })
}

pub(super) fn newborn(table: &Table<'_, '_>, sources: &Sources) -> Option<Cited<Newborn>> {
    let within_days = table.need("within_days", table.number("within_days"));
    let starts = table.word("starts", NewbornStart::ALL, NewbornStart::code);
    let starts = table.need("starts", starts);
    let article = table.article(sources);
    table.finish();
    let rule = Newborn {
        within_days: within_days?,
        starts: starts?,
    };
    Some(Cited::new(rule, article))
}

pub(super) fn transfer(table: &Table<'_, '_>, sources: &Sources) -> Option<TransferRule> {
    let conversion = table.need("conversion", table.table("conversion"));
    let conversion = conversion.and_then(|inner| {
        let old = inner.need("old_months", inner.number("old_months"));
        let new = inner.need("new_months", inner.number("new_months"));
        let article = inner.article(sources);
        inner.finish();
        if old == Some(0) {
            inner.report("old_months 应为 1 或更多。");
        }
        let (old, new) = (old?, new?);
        Some(Cited::new(Conversion { old, new }, article))
    });
    let counts = table.need("counts_to_required", table.table("counts_to_required"));
    let counts = counts.and_then(|inner| {
        let says = inner.need("is", inner.flag("is"));
        let article = inner.article(sources);
        inner.finish();
        Some(Cited::new(says?, article))
    });
    let flexible_waiting = flexible_waiting(table, sources);
    table.finish();
    Some(TransferRule {
        conversion: conversion?,
        counts_to_required: counts?,
        flexible_waiting,
    })
}

fn flexible_waiting(table: &Table<'_, '_>, sources: &Sources) -> Vec<FlexibleWaitingRow> {
    let mut rows = Vec::new();
    for row in table.tables("flexible_waiting") {
        let converted = row.need("converted_months", row.number("converted_months"));
        let months = row.need("months", row.number("months"));
        let article = row.article(sources);
        row.finish();
        rows.extend(
            converted
                .zip(months)
                .map(|(converted_months, months)| FlexibleWaitingRow {
                    converted_months,
                    months,
                    article,
                }),
        );
    }
    rows
}

pub(super) fn dual_track(table: &Table<'_, '_>, sources: &Sources) -> Option<DualTrack> {
    let during = table.validity();
    let cut = table.need("cut_off", table.table("cut_off"));
    let cut = cut.and_then(|inner| {
        let day = inner.need("day", inner.date("day"));
        let included = inner.need("included", inner.flag("included"));
        let article = inner.article(sources);
        inner.finish();
        Some((Cited::new(day?, article), included?))
    });
    let stays = ruled(table, "stays", &Scheme::ALL, Scheme::code, sources);
    let rural = ruled(table, "rural", &Scheme::ALL, Scheme::code, sources);
    let choices = table.need("choices", table.table("choices")).map(|inner| {
        let says = inner.words("are", &Scheme::ALL, Scheme::code);
        let article = inner.article(sources);
        inner.finish();
        Cited::new(says, article)
    });
    let plain = |key| {
        let inner = table.need(key, table.table(key))?;
        let article = inner.article(sources);
        inner.finish();
        Some(article)
    };
    let (half, bound) = (plain("half"), plain("bound"));
    let unified = ruled(table, "unified", &Scheme::ALL, Scheme::code, sources);
    let unified_from = table.need("unified_from", table.date("unified_from"));
    table.finish();
    let (cut_off, cut_off_included) = cut?;
    Some(DualTrack {
        during,
        cut_off,
        cut_off_included,
        stays: stays?,
        choices: choices?,
        rural: rural?,
        half: half?,
        bound: bound?,
        unified: unified?,
        unified_from: unified_from?,
    })
}

pub(super) fn flows(root: &Table<'_, '_>, sources: &Sources) -> Vec<Flow> {
    let mut flows = Vec::new();
    for row in root.tables("flow") {
        let item = row.need(
            "item",
            row.word("item", ServiceItem::ALL, ServiceItem::code),
        );
        let version = row.need("version", row.number("version"));
        let from = row.need("from", row.date("from"));
        let mut steps: Vec<FlowStep> = Vec::new();
        for step in row.tables("step") {
            let state = step.need("state", step.text("state"));
            let zh = step.need("zh", step.text("zh"));
            let forms = step.texts("forms").into_iter().map(Into::into).collect();
            let working_days = step.number("working_days");
            step.finish();
            let (Some(state), Some(zh)) = (state, zh) else {
                continue;
            };
            if steps.iter().any(|one| *one.state == *state) {
                step.report(format!("环节“{state}”写了两次，请留一个。"));
            }
            steps.push(FlowStep {
                state: state.into(),
                zh: zh.into(),
                forms,
                working_days,
            });
        }
        let article = row.article(sources);
        row.finish();
        if let (Some(item), Some(version), Some(from)) = (item, version, from) {
            flows.push(Flow {
                item,
                version,
                from,
                steps,
                article,
            });
        }
    }
    flows
}
