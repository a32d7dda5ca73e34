//! Transfer between regions and between schemes: history goes with the person, no day twice.

use super::{Held, Span, Standing, Timeline};
use crate::Scheme;
use crate::regime::Profile;
use base::{Date, Refused, RegionCode};

/// A span of contribution that the other agency certifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HistorySpan {
    /// The scheme.
    pub scheme: Scheme,
    /// The days.
    pub span: Span,
    /// Months of contribution in it.
    pub months: u32,
}

/// What the agency that lets a person go certifies (参保缴费凭证).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The pooling area that lets the person go.
    pub from: RegionCode,
    /// The pooling area that takes the person in.
    pub to: RegionCode,
    /// The last day of enrolment there.
    pub last_day: Date,
    /// The history, by first day.
    pub history: Vec<HistorySpan>,
}

/// What a transfer into a scheme comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferIn {
    /// Months brought in schemes for residents.
    pub resident_months: u32,
    /// Months brought in the employee scheme.
    pub employee_months: u32,
    /// Resident months as converted into employee months, where the person joins the employee scheme.
    pub converted_months: Option<u32>,
    /// Whether converted months count towards what retirees need.
    pub counts_to_required: bool,
    /// Months to wait in flexible employment.
    pub wait_months: Option<u32>,
    /// Whether the enrolment goes on without a gap.
    pub continuous: bool,
    /// How it was found, for users: one sentence a line.
    pub zh: Vec<String>,
}

/// Whether a certified history goes on with an enrolment from `first_day` on: `true` without a gap.
///
/// # Errors
/// Refused where a day would be in both regions, or the history overlaps itself or reaches past its own end.
pub fn join(certificate: &Certificate, first_day: Date) -> Result<bool, Refused> {
    let mut sorted = certificate.history.clone();
    sorted.sort_by_key(|one| one.span.from());
    let pairs = sorted.iter().zip(sorted.iter().skip(1));
    if pairs
        .into_iter()
        .any(|(one, next)| one.span.overlaps(next.span))
    {
        return Err(Refused::new(
            "transfer.history_overlap",
            "转出地凭证中的参保时段互相重叠，请退回转出地更正。",
        ));
    }
    if sorted
        .last()
        .is_some_and(|one| one.span.until() > certificate.last_day)
    {
        return Err(Refused::new(
            "transfer.history_end",
            format!(
                "凭证中的参保时段超过转出日 {}，请退回转出地更正。",
                certificate.last_day
            ),
        ));
    }
    if first_day <= certificate.last_day {
        return Err(Refused::new(
            "transfer.overlap",
            format!(
                "转出地 {} 参保到 {}，转入地自 {first_day} 起，两地重叠；转入日应在 {} 之后。",
                certificate.from.short(),
                certificate.last_day,
                certificate.last_day
            ),
        ));
    }
    Ok(certificate.last_day.add_days(1) == Some(first_day))
}

/// Takes a person in.
///
/// # Errors
/// Refused as [`join`]; where the person is enrolled here on one of the days already; where the regime has no
/// rule of conversion or of waiting and one is needed.
pub fn transfer_in(
    profile: &Profile,
    certificate: &Certificate,
    scheme: Scheme,
    standing: Standing,
    first_day: Date,
    held: &[Held],
) -> Result<TransferIn, Refused> {
    if certificate.to != profile.pool {
        return Err(Refused::new(
            "transfer.other_pool",
            format!(
                "凭证开往统筹区 {}，不是本统筹区，请核对。",
                certificate.to.short()
            ),
        ));
    }
    let continuous = join(certificate, first_day)?;
    let timeline = Timeline::new(held)?;
    for one in &certificate.history {
        timeline.free(one.span)?;
    }
    let months = |residents: bool| {
        let of = certificate.history.iter();
        of.filter(|one| one.scheme.is_for_residents() == residents)
            .fold(0_u32, |sum, one| sum.saturating_add(one.months))
    };
    let mut answer = TransferIn {
        resident_months: months(true),
        employee_months: months(false),
        converted_months: None,
        counts_to_required: false,
        wait_months: None,
        continuous,
        zh: Vec::new(),
    };
    if scheme == Scheme::Employee && answer.resident_months > 0 {
        answer.convert(profile)?;
    }
    if scheme == Scheme::Employee && standing == Standing::Flexible {
        let brought = answer.employee_months;
        let converted = answer.converted_months.unwrap_or(0).saturating_add(brought);
        let waiting = profile.flexible_waiting(converted)?;
        answer.wait_months = Some(waiting.months);
        answer.zh.push(waiting.zh);
    }
    Ok(answer)
}

impl TransferIn {
    fn convert(&mut self, profile: &Profile) -> Result<(), Refused> {
        let rule = profile.transfer_rule()?;
        let rate = rule.conversion.says;
        let converted = rate.months(self.resident_months);
        self.zh.push(format!(
            "居民参保 {} 个月按 {} 比 {} 折算为 {} 个月〔依据：{}〕。",
            self.resident_months,
            rate.old,
            rate.new,
            converted,
            rule.conversion.article.cite()
        ));
        self.converted_months = Some(converted);
        self.counts_to_required = rule.counts_to_required.says;
        Ok(())
    }
}
