//! Registration, change and cancellation of employers: the deadline, the review, the notice to the bureau.

use super::particulars::{Organisation, OrganisationState};
use crate::organisation::kind::OrganisationKind;
use access::UserName;
use base::{Date, OrganisationNo, Refused, RegionCode, WorkingCalendar};
use benefit::determination::Refusal;
use benefit::plan::Cite;
use benefit::sections::Section;

base::number_id! {
    /// An act of registration, change or cancellation.
    ActNo
}
base::number_id! {
    /// A notice of the collection agency to the bureau.
    NoticeNo
}

/// What an act does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActKind {
    /// 登记
    Registration,
    /// 变更登记
    Change,
    /// 注销登记
    Cancellation,
}

impl ActKind {
    /// Every kind.
    pub const ALL: [ActKind; 3] = [
        ActKind::Registration,
        ActKind::Change,
        ActKind::Cancellation,
    ];

    /// The word in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            ActKind::Registration => "registration",
            ActKind::Change => "change",
            ActKind::Cancellation => "cancellation",
        }
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            ActKind::Registration => "登记",
            ActKind::Change => "变更登记",
            ActKind::Cancellation => "注销登记",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<ActKind> {
        ActKind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The entry among the deadlines of a policy package that governs it.
    #[must_use]
    pub const fn deadline(self) -> &'static str {
        match self {
            ActKind::Registration => "register_new",
            ActKind::Change | ActKind::Cancellation => "register_change",
        }
    }
}

/// What an act changes. The state before goes into the record with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Another name.
    Name(Box<str>),
    /// Another place.
    Region(RegionCode),
    /// Another type.
    Kind(OrganisationKind),
    /// Dissolved, bankrupt, or merged into another organisation.
    Ended(Option<OrganisationNo>),
}

/// An act as it was filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// Its number.
    pub no: ActNo,
    /// Which organisation.
    pub organisation: OrganisationNo,
    /// What it does.
    pub kind: ActKind,
    /// When the organisation was founded, changed or ended.
    pub event: Date,
    /// When it was filed.
    pub filed: Date,
    /// The last day in time; `None` where the package of the pool states no deadline.
    pub due: Option<Date>,
    /// What it changes.
    pub changes: Vec<Change>,
}

impl Act {
    /// Whether it was filed after its last day.
    #[must_use]
    pub fn is_late(&self) -> bool {
        self.due.is_some_and(|due| self.filed > due)
    }

    /// How many days after its last day it was filed; 0 where it was in time.
    #[must_use]
    pub fn days_late(&self) -> i32 {
        let due = self.due.unwrap_or(self.filed);
        (self.filed.day_number() - due.day_number()).max(0)
    }
}

/// The last day for an act after an event, by the deadlines of the package that the section belongs to;
/// with it the id of the entry and its articles. `None` where the package states none for such an act.
///
/// # Errors
/// [`Refusal`] where the package cannot say: a fact or a parameter is missing.
pub fn due<'a>(
    section: &Section<'a>,
    kind: ActKind,
    event: Date,
    calendar: &WorkingCalendar,
) -> Result<Option<(Date, &'a [Cite])>, Refusal> {
    let found = section.deadline(Some(kind.deadline()), event, calendar)?;
    Ok(found.map(|ruled| (ruled.says.due, ruled.entry.cite.as_slice())))
}

/// The review of an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// Which act.
    pub act: ActNo,
    /// Approved or rejected.
    pub approved: bool,
    /// Why; must not be empty for a rejection.
    pub reason: Box<str>,
    /// Who.
    pub by: UserName,
    /// When.
    pub on: Date,
}

/// The notice of an approved act to the bureau; one an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its number.
    pub no: NoticeNo,
    /// Of which act.
    pub act: ActNo,
    /// When it was sent.
    pub sent: Date,
    /// Who at the bureau acknowledged it, and when.
    pub acknowledged: Option<(UserName, Date)>,
}

impl Notice {
    /// The bureau acknowledges.
    ///
    /// # Errors
    /// `notice.acknowledged` where it has already.
    pub fn acknowledge(&mut self, by: UserName, on: Date) -> Result<(), Refused> {
        if let Some((_, before)) = &self.acknowledged {
            return Err(Refused::new(
                "notice.acknowledged",
                format!("通知 {} 已于 {before} 签收，不必重复签收。", self.no),
            ));
        }
        self.acknowledged = Some((by, on));
        Ok(())
    }
}

/// Whether an organisation as it stands may file an act.
///
/// # Errors
/// `organisation.state` where it may not, `organisation.event_later` where the event lies after the filing.
pub fn may_file(
    organisation: &Organisation,
    kind: ActKind,
    event: Date,
    filed: Date,
) -> Result<(), Refused> {
    let fits = match kind {
        ActKind::Registration => organisation.state == OrganisationState::Filed,
        ActKind::Change | ActKind::Cancellation => {
            organisation.state == OrganisationState::Registered
        }
    };
    if !fits {
        let zh = format!(
            "单位 {} 现为“{}”，不能办理{}。",
            organisation.no,
            organisation.state.zh(),
            kind.zh()
        );
        return Err(Refused::new("organisation.state", zh).under("篇7 第四条"));
    }
    if event > filed {
        let zh = format!("事由发生日期 {event} 晚于申请日期 {filed}，请核对。");
        return Err(Refused::new("organisation.event_later", zh));
    }
    Ok(())
}

/// The organisation after the review of an act. A rejected change leaves everything as it was.
#[must_use]
pub fn after(organisation: &Organisation, act: &Act, review: &Review) -> Organisation {
    let mut after = organisation.clone();
    match (act.kind, review.approved) {
        (ActKind::Registration, true) => after.state = OrganisationState::Registered,
        (ActKind::Registration, false) => after.state = OrganisationState::Rejected,
        (ActKind::Change | ActKind::Cancellation, false) => return after,
        (ActKind::Change, true) => {}
        (ActKind::Cancellation, true) => {
            after.state = OrganisationState::Cancelled;
            after.ended = Some(act.event);
        }
    }
    for change in &act.changes {
        match change {
            Change::Name(name) => after.name = name.clone(),
            Change::Region(region) => after.region = *region,
            Change::Kind(kind) => after.kind = *kind,
            Change::Ended(_) => after.ended = Some(act.event),
        }
    }
    after
}

/// The notice that an approval brings; none follows a rejection.
#[must_use]
pub fn notice(no: NoticeNo, review: &Review) -> Option<Notice> {
    review.approved.then_some(Notice {
        no,
        act: review.act,
        sent: review.on,
        acknowledged: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn employer(state: OrganisationState) -> Organisation {
        Organisation {
            no: OrganisationNo::new(1).unwrap(),
            kind: OrganisationKind::Enterprise,
            name: "申城机械厂".into(),
            credit_code: None,
            region: RegionCode::parse("310101").unwrap(),
            founded: Some(day("2025-01-31")),
            ended: None,
            state,
        }
    }

    fn act(kind: ActKind, changes: Vec<Change>) -> Act {
        Act {
            no: ActNo::new(1).unwrap(),
            organisation: OrganisationNo::new(1).unwrap(),
            kind,
            event: day("2025-06-01"),
            filed: day("2025-06-20"),
            due: Some(day("2025-07-01")),
            changes,
        }
    }

    fn review(approved: bool) -> Review {
        Review {
            act: ActNo::new(1).unwrap(),
            approved,
            reason: "材料齐全".into(),
            by: UserName::new("zhangmin").unwrap(),
            on: day("2025-06-25"),
        }
    }

    #[test]
    fn each_approved_act_brings_one_notice_and_one_acknowledgement() {
        let no = NoticeNo::new(1).unwrap();
        assert_eq!(notice(no, &review(false)), None);
        let mut sent = notice(no, &review(true)).unwrap();
        let bureau = UserName::new("liubo").unwrap();
        sent.acknowledge(bureau.clone(), day("2025-06-26")).unwrap();
        let twice = sent.acknowledge(bureau, day("2025-06-27")).unwrap_err();
        assert_eq!(twice.code(), "notice.acknowledged");
    }

    #[test]
    fn a_change_applies_when_approved_and_not_before() {
        let before = employer(OrganisationState::Registered);
        let renamed = act(ActKind::Change, vec![Change::Name("申城重机厂".into())]);
        assert_eq!(after(&before, &renamed, &review(false)), before);
        assert_eq!(&*after(&before, &renamed, &review(true)).name, "申城重机厂");
        let ended = act(ActKind::Cancellation, vec![Change::Ended(None)]);
        let gone = after(&before, &ended, &review(true));
        assert_eq!(gone.state, OrganisationState::Cancelled);
        assert_eq!(gone.ended, Some(day("2025-06-01")));
        let again = may_file(&gone, ActKind::Change, day("2025-06-01"), day("2025-06-01"));
        assert_eq!(again.unwrap_err().code(), "organisation.state");
    }

    #[test]
    fn days_late_begin_behind_the_last_day() {
        let mut late = act(ActKind::Change, Vec::new());
        assert!(!late.is_late() && late.days_late() == 0);
        late.filed = day("2025-07-03");
        assert_eq!((late.is_late(), late.days_late()), (true, 2));
        let ahead = may_file(
            &employer(OrganisationState::Filed),
            ActKind::Registration,
            day("2025-07-02"),
            day("2025-07-01"),
        );
        assert_eq!(ahead.unwrap_err().code(), "organisation.event_later");
    }
}
