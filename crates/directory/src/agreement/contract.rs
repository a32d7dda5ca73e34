//! Agreements: signed, supplemented, renewed, ended.

use super::clause::Clause;
use super::service::Service;
use super::template::{Template, TextDigest};
use crate::provider::{ProviderCode, ProviderKind};
use crate::words::words;
use base::{Date, Refused, Validity, number_id};

number_id! {
    /// An agreement, within a pooling area.
    AgreementNo
}
number_id! {
    /// A designation: an application of a provider and what became of it.
    DesignationNo
}

/// The first and the last day of an agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    from: Date,
    until: Date,
}

impl Term {
    /// The days from `from` to `until`, both included.
    ///
    /// # Errors
    /// `agreement.term` where it ends before it begins.
    pub fn new(from: Date, until: Date) -> Result<Term, Refused> {
        if until < from {
            return Err(Refused::new(
                "agreement.term",
                format!("协议期限 {from} 至 {until} 首尾颠倒，请核对。"),
            ));
        }
        Ok(Term { from, until })
    }

    /// The first day.
    #[must_use]
    pub const fn from(self) -> Date {
        self.from
    }

    /// The last day.
    #[must_use]
    pub const fn until(self) -> Date {
        self.until
    }
}

words! {
    /// Why an agreement has a supplement.
    SupplementReason {
        /// 机构转型 (篇5 五).
        Converted "converted" "机构转型",
        /// 增加服务.
        Services "services" "增加服务",
        /// 结算约定.
        Settlement "settlement" "结算约定",
        /// 其他.
        Other "other" "其他",
    }
}

/// A supplementary agreement: it adds to the text and never alters it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supplement {
    /// Why.
    pub reason: SupplementReason,
    /// When it was signed.
    pub signed: Date,
    /// From which day on it holds, at most as long as the agreement.
    pub from: Date,
    /// What is agreed besides the text.
    pub clauses: Vec<Clause>,
    /// Services added.
    pub services: Vec<Service>,
}

words! {
    /// Why an agreement ended before its term.
    EndReason {
        /// 双方协商解除.
        Agreed "agreed" "双方协商解除",
        /// 机构申请退出.
        Provider "provider" "机构申请退出",
        /// 经办机构解除: breach.
        Breach "breach" "违约解除",
        /// 取消定点.
        StruckOff "struck_off" "取消定点",
        /// 停业、注销.
        Closed "closed" "停业或注销",
    }
}

/// An ending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// The last day on which new visits may begin.
    pub last_day: Date,
    /// Why.
    pub reason: EndReason,
    /// The document behind it.
    pub evidence: Box<str>,
}

/// What lies before the parties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its number.
    pub no: AgreementNo,
    /// The designation that it follows from.
    pub designation: DesignationNo,
    /// The provider.
    pub provider: ProviderCode,
    /// Its type on the day of signing.
    pub kind: ProviderKind,
    /// The text as printed.
    pub text: Vec<Clause>,
    /// The services.
    pub services: Vec<Service>,
    /// The term.
    pub term: Term,
    /// Who signs for the agency.
    pub for_agency: Box<str>,
    /// Who signs for the provider.
    pub for_provider: Box<str>,
}

/// A signed agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Its number.
    pub no: AgreementNo,
    /// The designation that it follows from.
    pub designation: DesignationNo,
    /// The provider.
    pub provider: ProviderCode,
    /// The version of the text.
    pub template: Box<str>,
    /// The hash of the text.
    pub digest: TextDigest,
    /// The services of the agreement itself, without its supplements.
    pub services: Vec<Service>,
    /// The term.
    pub term: Term,
    /// When it was signed.
    pub signed: Date,
    /// Who signed for the agency.
    pub for_agency: Box<str>,
    /// Who signed for the provider.
    pub for_provider: Box<str>,
    /// Supplements in the order of signing.
    pub supplements: Vec<Supplement>,
    /// How it ended before its term, where it did.
    pub ending: Option<Ending>,
}

impl Agreement {
    /// Signs a draft on a day.
    ///
    /// # Errors
    /// As [`Template::holds_word_for_word`]; `agreement.wrong_text` where the version may not be signed
    /// that day or is for other providers, `agreement.signature` without both signatures,
    /// `agreement.no_services` without a service, `agreement.signed_late` where the term began before.
    pub fn sign(draft: Draft, template: &Template, on: Date) -> Result<Agreement, Refused> {
        let refuse = |code, zh: String| Err(Refused::new(code, zh));
        template.holds_word_for_word(&draft.text)?;
        if !template.holds.covers(on) || !template.is_for(draft.kind) {
            return refuse(
                "agreement.wrong_text",
                format!(
                    "统一文本 {} 在 {on} 不能与{}签订，请换用现行文本。",
                    template.version,
                    draft.kind.zh()
                ),
            );
        }
        if draft.for_agency.trim().is_empty() || draft.for_provider.trim().is_empty() {
            return refuse(
                "agreement.signature",
                "协议须由经办机构和机构双方签字，请补全签字人。".to_owned(),
            );
        }
        if draft.services.is_empty() {
            return refuse(
                "agreement.no_services",
                "协议没有约定服务范围，请至少选定一项。".to_owned(),
            );
        }
        if draft.term.from < on {
            return refuse(
                "agreement.signed_late",
                format!(
                    "协议期限始于 {}，早于签订日 {on}；协议不能追溯，请改自签订日起。",
                    draft.term.from
                ),
            );
        }
        Ok(Agreement {
            no: draft.no,
            designation: draft.designation,
            provider: draft.provider,
            template: template.version.clone(),
            digest: template.digest,
            services: draft.services,
            term: draft.term,
            signed: on,
            for_agency: draft.for_agency,
            for_provider: draft.for_provider,
            supplements: Vec::new(),
            ending: None,
        })
    }

    /// The last day of it, as it stands.
    #[must_use]
    pub fn last_day(&self) -> Date {
        let ended = self.ending.as_ref().map(|ending| ending.last_day);
        ended.map_or(self.term.until, |day| day.min(self.term.until))
    }

    /// Whether it is in force on a day.
    #[must_use]
    pub fn in_force(&self, on: Date) -> bool {
        self.term.from <= on && on <= self.last_day()
    }

    /// The days on which it is or was in force; `None` where it ended before it began.
    #[must_use]
    pub fn days(&self) -> Option<Validity> {
        Validity::new(Some(self.term.from), Some(self.last_day())).ok()
    }

    /// Whether it covers a service on a day, by itself or by a supplement.
    #[must_use]
    pub fn covers(&self, service: Service, on: Date) -> bool {
        let added = || {
            let held = self.supplements.iter().filter(|one| one.from <= on);
            held.flat_map(|one| &one.services)
                .any(|one| *one == service)
        };
        self.services.contains(&service) || added()
    }

    /// Adds a supplement.
    ///
    /// # Errors
    /// `agreement.not_in_force` where the agreement is not in force on its first day,
    /// `agreement.empty_supplement` where it agrees nothing, `agreement.signed_late` where it would hold
    /// before it was signed.
    pub fn supplement(&mut self, new: Supplement) -> Result<(), Refused> {
        let no = self.no;
        if !self.in_force(new.from) {
            return Err(Refused::new(
                "agreement.not_in_force",
                format!(
                    "协议 {no} 在 {} 不在有效期内，不能签补充协议；请签新协议。",
                    new.from
                ),
            ));
        }
        if new.from < new.signed {
            return Err(Refused::new(
                "agreement.signed_late",
                format!(
                    "补充协议自 {} 起，早于签订日 {}；不能追溯。",
                    new.from, new.signed
                ),
            ));
        }
        let says = new
            .clauses
            .iter()
            .any(|clause| !clause.text.trim().is_empty());
        if !says && new.services.is_empty() {
            return Err(Refused::new(
                "agreement.empty_supplement",
                "补充协议没有任何约定，请填写条款或服务。",
            ));
        }
        self.supplements.push(new);
        Ok(())
    }

    /// Ends it before its term. Patients already in are settled to discharge; nobody new is admitted
    /// after the last day.
    ///
    /// # Errors
    /// `agreement.ended` where it has an ending, `agreement.end_day` where the day is after the term or
    /// more than one day before it, `agreement.evidence` without a document.
    pub fn end(&mut self, ending: Ending) -> Result<(), Refused> {
        let no = self.no;
        if let Some(before) = &self.ending {
            return Err(Refused::new(
                "agreement.ended",
                format!(
                    "协议 {no} 已于 {} 终止（{}）。",
                    before.last_day,
                    before.reason.zh()
                ),
            ));
        }
        // The day before the first says that it never came into force.
        let earliest = self.term.from.add_days(-1).unwrap_or(self.term.from);
        if ending.last_day < earliest || ending.last_day > self.term.until {
            return Err(Refused::new(
                "agreement.end_day",
                format!(
                    "终止日 {} 不在协议 {no} 的期限（{} 至 {}）内。",
                    ending.last_day, self.term.from, self.term.until
                ),
            ));
        }
        if ending.evidence.trim().is_empty() {
            return Err(Refused::new(
                "agreement.evidence",
                format!("终止协议 {no} 须有文书，请填写文号。"),
            ));
        }
        self.ending = Some(ending);
        Ok(())
    }
}

/// The agreement of a provider in force on a day; [`put`] sees to it that there is at most one.
#[must_use]
pub fn in_force<'a>(
    agreements: &'a [Agreement],
    provider: &ProviderCode,
    on: Date,
) -> Option<&'a Agreement> {
    agreements
        .iter()
        .find(|one| one.provider == *provider && one.in_force(on))
}

/// Puts a signed agreement among the others: a renewal begins the day after the last day of the old one.
///
/// # Errors
/// `agreement.second` where another one of the same provider is in force on some of its days.
pub fn put(agreements: &mut Vec<Agreement>, new: Agreement) -> Result<(), Refused> {
    let days = new.days();
    let other = agreements.iter().find(|one| {
        one.provider == new.provider
            && match (one.days(), days) {
                (Some(a), Some(b)) => a.overlaps(&b),
                _ => false,
            }
    });
    if let Some(other) = other {
        return Err(Refused::new(
            "agreement.second",
            format!(
                "{} 的协议 {} 有效至 {}，同一时间只能有一份协议；续签请自次日起。",
                new.provider,
                other.no,
                other.last_day()
            ),
        ));
    }
    agreements.push(new);
    Ok(())
}
