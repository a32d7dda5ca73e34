//! From the sections of a policy package to a standard.

use super::level::{GroupCode, TierCode};
use super::{FundShare, Level, Part, Standard, Year};
use crate::contribution::source::{FundName, Source};
use base::{Fen, Refused};
use benefit::claim::{AccView, Facts};
use benefit::determination::Refusal;
use benefit::plan::{Entry, FactType, Plan, Policy};
use benefit::sections::{Contribution, Ruled, Section};

/// The class that names a person's group.
pub const GROUP: &str = "contribution_group";

/// The facts or classes that name a person's tier: a tier proper, or the track of a transition.
const TIERS: [&str; 2] = ["tier", "track"];

/// A package asked for the standard of one person: facts of the person, on the first day of a year.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    policy: &'a Policy,
    plan: &'a Plan,
    year: Year,
    section: Section<'a>,
}

impl<'a> Question<'a> {
    /// The package's version on the first day of the year, with the facts of a person. The service date
    /// of the facts is set to that day, since a package picks eras by it.
    ///
    /// # Errors
    /// `standard.no_version` where the package is not in force on that day.
    pub fn new(policy: &'a Policy, year: Year, person: &Facts) -> Result<Question<'a>, Refused> {
        let plan = policy.version_on(year.first()).ok_or_else(|| {
            Refused::new(
                "standard.no_version",
                format!(
                    "政策包“{}”在 {} 没有施行的版本，请采用该年度的政策包。",
                    policy.title,
                    year.first()
                ),
            )
        })?;
        let mut facts = person.clone();
        if let Some(slot) = policy.known.service_date {
            facts.set(slot, i64::from(year.first().day_number()));
        }
        let view = AccView::zero(policy.accs.len());
        let section = Section::new(policy, plan, &facts, &view);
        Ok(Question {
            policy,
            plan,
            year,
            section,
        })
    }

    /// The section behind the question, for indicators and deadlines of the same person and year.
    #[must_use]
    pub const fn section(&self) -> &Section<'a> {
        &self.section
    }

    /// A refusal of the package as one of the register.
    pub(super) fn refused(&self, refusal: &Refusal) -> Refused {
        let sentence = benefit::render::refusal(self.policy, refusal);
        let code = match refusal {
            Refusal::Unset(_) => "standard.unset",
            Refusal::FactMissing { .. } => "standard.fact_missing",
            _ => "standard.refused",
        };
        let what = format!("{} 年筹资标准无法确定：{sentence}。", self.year);
        Refused::new(code, what.replace("。。", "。"))
    }

    /// Documents and articles of an entry.
    fn articles(&self, entry: &Entry) -> Vec<String> {
        let cites = entry.cite.iter().map(|cite| {
            let source = self.policy.sources.get(usize::from(cite.source));
            let title = source.map_or("", |source| source.title.as_str());
            format!("{title} {}", cite.article)
        });
        cites.collect()
    }

    /// The name of a person's value of an enumeration or class.
    fn named(&self, name: &str) -> Option<String> {
        let id = self.policy.fact(name)?;
        let value = self.section.facts().get(id)?;
        let decl = self.policy.facts.get(usize::from(id))?;
        let FactType::Enum(values) = &decl.ty else {
            return None;
        };
        let index = usize::try_from(value).ok()?;
        values.get(index).map(|(name, _)| name.clone())
    }

    /// The version asked.
    #[must_use]
    pub const fn plan(&self) -> &'a Plan {
        self.plan
    }
}

/// The standard of the person that a question is about: the one `[[contribution]]` that applies and is
/// paid by sources; one whose payers are funds divides the whole.
///
/// # Errors
/// `standard.none`, `standard.several`, `standard.payer`, `standard.amount`, or what the package lacks.
pub fn standard(question: &Question<'_>) -> Result<Standard, Refused> {
    let found = question.section.contributions(None);
    let found = found.map_err(|refusal| question.refused(&refusal))?;
    let (paid, divided): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|ruled| is_paid(&ruled.says));
    let mut paid = paid.into_iter();
    let ruled = paid.next().ok_or_else(|| none(question.year))?;
    if let Some(second) = paid.next() {
        return Err(several(ruled.entry, second.entry));
    }
    let parts = parts(&ruled)?;
    let level = Level::of(&parts).ok_or_else(|| amount(ruled.entry))?;
    let group = question.named(GROUP);
    let group = group.and_then(|name| GroupCode::new(&name).ok());
    let tier = TIERS.iter().find_map(|name| question.named(name));
    Ok(Standard {
        year: question.year,
        entry: ruled.entry.id.clone(),
        articles: question.articles(ruled.entry),
        group,
        tier: tier.and_then(|name| TierCode::new(&name).ok()),
        parts,
        split: split(&divided)?,
        level,
        total_floor: ruled.says.floor,
    })
}

/// A contribution is paid by sources unless every payer is some fund.
fn is_paid(contribution: &Contribution) -> bool {
    let mut payers = contribution.pay.iter();
    payers.any(|line| Source::parse(&line.by).is_some())
}

/// Parts by source and fund; lines of one source and fund are added, those of 0 left out.
fn parts(ruled: &Ruled<'_, Contribution>) -> Result<Vec<Part>, Refused> {
    let mut parts: Vec<Part> = Vec::with_capacity(ruled.says.pay.len());
    for line in &ruled.says.pay {
        let source = Source::parse(&line.by).ok_or_else(|| payer(ruled.entry, &line.by))?;
        let fund = FundName::new(&line.to).map_err(|_| payer(ruled.entry, &line.to))?;
        if line.amount < Fen::ZERO {
            return Err(amount(ruled.entry));
        }
        let same = parts
            .iter_mut()
            .find(|part| part.source == source && part.fund == fund);
        match same {
            Some(part) => {
                let sum = part.amount.checked_add(line.amount);
                part.amount = sum.ok_or_else(|| amount(ruled.entry))?;
            }
            None if line.amount == Fen::ZERO => {}
            None => parts.push(Part {
                source,
                fund,
                amount: line.amount,
            }),
        }
    }
    Ok(parts)
}

fn split(divided: &[Ruled<'_, Contribution>]) -> Result<Vec<FundShare>, Refused> {
    let mut shares = Vec::new();
    for ruled in divided {
        for line in &ruled.says.pay {
            let to = FundName::new(&line.to).map_err(|_| payer(ruled.entry, &line.to))?;
            shares.push(FundShare {
                to,
                amount: line.amount,
            });
        }
    }
    Ok(shares)
}

fn none(year: Year) -> Refused {
    Refused::new(
        "standard.none",
        format!("政策包没有适用于此人 {year} 年的筹资标准，请核对年度、人员类别和政策包。"),
    )
}

fn several(first: &Entry, second: &Entry) -> Refused {
    Refused::new(
        "standard.several",
        format!(
            "政策包对同一人有两条筹资标准（{}、{}），请修改政策包，使每人每年只有一条适用。",
            first.title, second.title
        ),
    )
}

fn payer(entry: &Entry, name: &str) -> Refused {
    Refused::new(
        "standard.payer",
        format!(
            "政策包“{}”中的缴费方或基金“{name}”不认识；缴费方可用：{}。",
            entry.title,
            Source::ALL
                .iter()
                .map(|one| one.code())
                .collect::<Vec<_>>()
                .join("、")
        ),
    )
}

fn amount(entry: &Entry) -> Refused {
    Refused::new(
        "standard.amount",
        format!("政策包“{}”算出的金额为负或过大，请核对参数。", entry.title),
    )
}
