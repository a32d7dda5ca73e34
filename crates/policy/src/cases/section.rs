//! Cases of the sections beside the bill.

use super::given;
use super::judge::{not_wanted, number, refused, words};
use super::read::SectionCase;
use super::report::CaseDifference;
use crate::resolve::encode;
use crate::source::{Entry, Node, Tree};
use base::{Date, Fen, WorkingCalendar};
use benefit::claim::{AccView, Facts};
use benefit::determination::Refusal;
use benefit::facts::law_date;
use benefit::plan::{FactType, Plan, Policy};
use benefit::sections::Section;
use std::collections::BTreeSet;

type Found = Result<Vec<CaseDifference>, Stop>;

/// Why a case of a section came to no answer.
enum Stop {
    /// The kernel refuses: may be what the case expects.
    Refused(Refusal),
    /// The sum of a contribution is below its floor; names the entry and the floor's tables.
    BelowFloor(Vec<String>),
    /// The case cannot be read.
    Broken(String),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Stop::Refused(refusal)
    }
}

impl From<String> for Stop {
    fn from(message: String) -> Self {
        Stop::Broken(message)
    }
}

/// Runs one case of a section.
///
/// # Errors
/// A Chinese sentence where what is given cannot be read.
pub(super) fn run(
    policy: &Policy,
    case: &SectionCase,
    known: &BTreeSet<String>,
) -> Result<Vec<CaseDifference>, String> {
    let mut facts = Facts::none(policy.facts.len());
    given::facts(policy, known, &case.facts, &[], &mut facts)?;
    let day = given::date(case.input.get("on")).or_else(|| given::date(case.input.get("event")));
    if let (Some(service), Some(day)) = (policy.known.service_date, day)
        && facts.get(service).is_none()
    {
        facts.set(service, i64::from(day.day_number()));
    }
    let mut view = AccView::zero(policy.accs.len());
    for entry in &case.opening.entries {
        let acc = policy
            .acc(&entry.key.value)
            .ok_or_else(|| format!("没有累计 `{}`", entry.key.value))?;
        let unit = policy
            .accs
            .get(usize::from(acc))
            .map_or(benefit::plan::AccUnit::Money, |acc| acc.unit);
        view.set(acc, given::amount(unit, &entry.node)?);
    }
    let wanted = case.wanted.get("refused").and_then(Node::as_text);
    let answer = match version(policy, &facts) {
        Ok(plan) => ask(&Asked {
            policy,
            plan,
            case,
            section: Section::new(policy, plan, &facts, &view),
        }),
        Err(refusal) => Err(Stop::Refused(refusal)),
    };
    match (answer, wanted) {
        (Ok(differences), None) => Ok(differences),
        (Ok(_), Some(want)) => Ok(words("", "refused", want, "有结果").into_iter().collect()),
        (Err(Stop::Refused(refusal)), Some(want)) => {
            Ok(refused(policy, "", want, &refusal).into_iter().collect())
        }
        (Err(Stop::Refused(refusal)), None) => {
            Ok(not_wanted(policy, "", &refusal).into_iter().collect())
        }
        (Err(Stop::BelowFloor(names)), want) => {
            let want = want.unwrap_or_default();
            let named = names.iter().any(|name| name == want);
            let found = words("", "refused", want, "低于下限").filter(|_| !named);
            Ok(found.into_iter().collect())
        }
        (Err(Stop::Broken(message)), _) => Err(message),
    }
}

/// The version by law date; the newest where the section has no date at all.
fn version<'p>(policy: &'p Policy, facts: &Facts) -> Result<&'p Plan, Refusal> {
    match law_date(policy, facts) {
        Ok(date) => policy.version_on(date).ok_or(Refusal::NoVersion(date)),
        Err(refusal) => policy.versions.last().ok_or(refusal),
    }
}

struct Asked<'a> {
    policy: &'a Policy,
    plan: &'a Plan,
    case: &'a SectionCase,
    section: Section<'a>,
}

fn ask(asked: &Asked<'_>) -> Found {
    match asked.case.section.as_str() {
        "contribution" => asked.contribution(),
        "account_credit" => asked.account_credit(),
        "entitlement" => asked.entitlement(),
        "deadline" => asked.deadline(),
        "penalty" => asked.penalty(),
        "allowance" => asked.allowance(),
        "indicator" => asked.indicator(),
        _ => asked.class(),
    }
}

impl Asked<'_> {
    fn entry(&self) -> Option<&str> {
        self.case.entry.as_deref()
    }

    /// Compares each expected key by `judge`; an unknown key breaks the case.
    fn each(&self, judge: impl Fn(&Entry) -> Result<Option<Vec<CaseDifference>>, Stop>) -> Found {
        let mut differences = Vec::new();
        for entry in self
            .case
            .wanted
            .entries
            .iter()
            .filter(|entry| entry.key.value != "refused")
        {
            match judge(entry)? {
                Some(found) => differences.extend(found),
                None => {
                    return Err(Stop::Broken(format!(
                        "{} 的 expect 没有 `{}` 这个键",
                        self.case.section, entry.key.value
                    )));
                }
            }
        }
        Ok(differences)
    }

    fn contribution(&self) -> Found {
        let found = self.section.contributions(self.entry())?;
        let Some(first) = found.first() else {
            return Ok(nothing());
        };
        if first.says.below_floor && self.case.wanted.get("below_floor").is_none() {
            return Err(Stop::BelowFloor(self.floor_names(first.entry)));
        }
        self.each(|entry| {
            Ok(match entry.key.value.as_str() {
                "base" => Some(list(self.money("base", &entry.node, first.says.base)?)),
                "sum" => Some(list(self.money(
                    "sum",
                    &entry.node,
                    Some(first.says.sum),
                )?)),
                "below_floor" => Some(list(flag(
                    "below_floor",
                    &entry.node,
                    first.says.below_floor,
                ))),
                "pay" => {
                    let mut differences = Vec::new();
                    let rows = entry
                        .node
                        .as_table()
                        .map(|table| table.entries.as_slice())
                        .unwrap_or_default();
                    for row in rows {
                        let parts = first.says.pay.iter();
                        let part = parts
                            .filter(|part| format!("{}>{}", part.by, part.to) == row.key.value);
                        let sum = Fen::checked_sum(part.map(|part| part.amount));
                        differences.extend(self.money(
                            &format!("pay.{}", row.key.value),
                            &row.node,
                            sum,
                        )?);
                    }
                    let named = |part: &&benefit::sections::Part| {
                        let name = format!("{}>{}", part.by, part.to);
                        rows.iter().any(|row| row.key.value == name)
                    };
                    for part in first
                        .says
                        .pay
                        .iter()
                        .filter(|part| !named(part) && part.amount != Fen::ZERO)
                    {
                        let name = format!("pay.{}>{}", part.by, part.to);
                        differences.extend(number("", &name, 0, part.amount.get(), true));
                    }
                    Some(differences)
                }
                _ => None,
            })
        })
    }

    /// The entry and the table that its floor reads.
    fn floor_names(&self, entry: &benefit::plan::Entry) -> Vec<String> {
        use benefit::plan::{EntryKind, Value};
        let mut names = vec![entry.id.clone()];
        if let EntryKind::Contribution {
            floor: Some(Value::Table(table)),
            ..
        } = &entry.kind
        {
            names.extend(
                self.plan
                    .tables
                    .get(usize::from(*table))
                    .map(|table| table.name.clone()),
            );
        }
        names
    }

    fn money(
        &self,
        what: &str,
        node: &Node,
        have: Option<Fen>,
    ) -> Result<Option<CaseDifference>, Stop> {
        let want = given::money(node)?;
        Ok(match have {
            Some(have) => number("", what, want, have.get(), true),
            None => words("", what, &Fen::new(want).to_string(), "无"),
        })
    }

    fn account_credit(&self) -> Found {
        let Some(credit) = self.section.account_credit(self.entry())? else {
            return Ok(nothing());
        };
        self.each(|entry| {
            Ok(match entry.key.value.as_str() {
                "band" => Some(list(text("band", &entry.node, &credit.says.band))),
                "to" => Some(list(text("to", &entry.node, &credit.says.to))),
                "amount" => Some(list(self.money(
                    "amount",
                    &entry.node,
                    Some(credit.says.amount),
                )?)),
                _ => None,
            })
        })
    }

    fn allowance(&self) -> Found {
        let found = self.section.allowances(self.entry())?;
        let Some(first) = found.first() else {
            return Ok(nothing());
        };
        self.each(|entry| {
            Ok(match entry.key.value.as_str() {
                "to" => Some(list(text("to", &entry.node, &first.says.to))),
                "amount" => Some(list(self.money(
                    "amount",
                    &entry.node,
                    Some(first.says.amount),
                )?)),
                _ => None,
            })
        })
    }

    fn entitlement(&self) -> Found {
        let entitlement = self.section.entitlement(self.entry())?;
        let spans = entitlement.effective();
        let on = given::date(self.case.input.get("on"));
        let day =
            |date: Option<Date>| date.map_or_else(|| "无".to_owned(), |date| date.to_string());
        let covering = spans.iter().find(|(from, until)| {
            on.is_some_and(|on| *from <= on && until.is_none_or(|until| on <= until))
        });
        let span = covering.or(spans.first());
        self.each(|entry| {
            Ok(match entry.key.value.as_str() {
                "entitled" => {
                    let on = on.ok_or_else(|| "entitled 需要 on".to_owned())?;
                    Some(list(flag(
                        "entitled",
                        &entry.node,
                        entitlement.is_entitled(on),
                    )))
                }
                "from" => Some(list(text(
                    "from",
                    &entry.node,
                    &day(span.map(|(from, _)| *from)),
                ))),
                "until" => Some(list(text(
                    "until",
                    &entry.node,
                    &day(span.and_then(|(_, until)| *until)),
                ))),
                "spans" => {
                    let show = |(from, until): &(Date, Option<Date>)| {
                        format!(
                            "{from}..{}",
                            until.map(|until| until.to_string()).unwrap_or_default()
                        )
                    };
                    let have = spans.iter().map(show).collect::<Vec<_>>().join(",");
                    Some(list(text("spans", &entry.node, &have)))
                }
                _ => None,
            })
        })
    }

    fn deadline(&self) -> Found {
        let input = &self.case.input;
        let event =
            given::date(input.get("event")).ok_or_else(|| "deadline 需要 event".to_owned())?;
        let calendar = calendar(
            &given::dates(input.get("holidays")),
            &given::dates(input.get("workdays")),
        )?;
        let Some(due) = self.section.deadline(self.entry(), event, &calendar)? else {
            return Ok(nothing());
        };
        self.each(|entry| {
            Ok(match entry.key.value.as_str() {
                "due" => Some(list(text("due", &entry.node, &due.says.due.to_string()))),
                "late" => {
                    let done = given::date(input.get("done"))
                        .ok_or_else(|| "late 需要 done".to_owned())?;
                    Some(list(flag("late", &entry.node, due.says.is_late(done))))
                }
                _ => None,
            })
        })
    }

    fn penalty(&self) -> Found {
        let proposed = self
            .case
            .input
            .get("proposed")
            .ok_or_else(|| "penalty 需要 proposed".to_owned())?;
        let proposed = Fen::new(given::money(proposed)?);
        let Some(judged) = self.section.penalty(self.entry(), proposed)? else {
            return Ok(nothing());
        };
        self.each(|entry| {
            Ok(match entry.key.value.as_str() {
                "allowed" => Some(list(flag("allowed", &entry.node, judged.says.allowed))),
                "at_least" => Some(list(self.money(
                    "at_least",
                    &entry.node,
                    Some(judged.says.at_least),
                )?)),
                "at_most" => Some(list(self.money(
                    "at_most",
                    &entry.node,
                    Some(judged.says.at_most),
                )?)),
                _ => None,
            })
        })
    }

    fn indicator(&self) -> Found {
        let found = self.section.indicators(self.entry())?;
        let Some(first) = found.first() else {
            return Ok(nothing());
        };
        let count = |what: &str, node: &Node, have: i64| match node.value {
            Tree::Int(want) => Ok(number("", what, want, have, false)),
            _ => self.money(what, node, Some(Fen::new(have))),
        };
        self.each(|entry| {
            Ok(match entry.key.value.as_str() {
                "numerator" => Some(list(count("numerator", &entry.node, first.says.numerator)?)),
                "denominator" => Some(list(count(
                    "denominator",
                    &entry.node,
                    first.says.denominator,
                )?)),
                "ok" => {
                    let have = first
                        .says
                        .ok
                        .map_or("无", |ok| if ok { "yes" } else { "no" });
                    Some(list(text("ok", &entry.node, have)))
                }
                _ => None,
            })
        })
    }

    /// Classes and other derived facts by name.
    fn class(&self) -> Found {
        let facts = self.section.facts();
        self.each(|entry| {
            let name = &entry.key.value;
            let id = self
                .policy
                .fact(name)
                .ok_or_else(|| format!("没有派生事实 `{name}`"))?;
            let decl = self
                .policy
                .facts
                .get(usize::from(id))
                .ok_or_else(String::new)?;
            let Some(have) = facts.get(id) else {
                if facts.raw(id) == benefit::claim::UNKNOWN {
                    // The kernel names the given fact that is missing behind a derived one.
                    let miss = benefit::value::Miss::Fact(id);
                    return Err(
                        benefit::facts::refusal(self.policy, self.plan, facts, miss, name).into(),
                    );
                }
                return Ok(Some(list(text(name, &entry.node, "none"))));
            };
            let have = encode::show(&decl.ty, have);
            let want = match (&decl.ty, given::text(&entry.node)) {
                (FactType::Money | FactType::Ratio, Some(want)) => encode::fact(&decl.ty, &want)
                    .map_or(want, |value| encode::show(&decl.ty, value)),
                (_, want) => want.unwrap_or_default(),
            };
            Ok(Some(list(words("", name, &want, &have))))
        })
    }
}

fn nothing() -> Vec<CaseDifference> {
    list(words("", "entry", "有适用的条目", "没有适用的条目"))
}

fn list(difference: Option<CaseDifference>) -> Vec<CaseDifference> {
    difference.into_iter().collect()
}

fn text(what: &str, node: &Node, have: &str) -> Option<CaseDifference> {
    words("", what, &given::text(node).unwrap_or_default(), have)
}

fn flag(what: &str, node: &Node, have: bool) -> Option<CaseDifference> {
    text(what, node, if have { "yes" } else { "no" })
}

/// Holidays and make-up days, entered year by year.
fn calendar(holidays: &[Date], workdays: &[Date]) -> Result<WorkingCalendar, Stop> {
    let years: BTreeSet<i32> = holidays
        .iter()
        .chain(workdays)
        .map(|date| date.year())
        .collect();
    let mut calendar = WorkingCalendar::weekends_only();
    for year in years {
        let of = |days: &[Date]| {
            days.iter()
                .copied()
                .filter(|day| day.year() == year)
                .collect::<Vec<_>>()
        };
        let with = calendar.with_year(year, &of(holidays), &of(workdays));
        calendar = with.map_err(|error| Stop::Broken(error.zh()))?;
    }
    Ok(calendar)
}
