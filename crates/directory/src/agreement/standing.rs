//! Where a provider stands on a day: from its file, its agreements, its licence and its sanctions.

use super::contract::{Agreement, in_force};
use super::designation::{Designation, State};
use super::sanction::{Measure, Sanction, Target, running};
use crate::provider::department::{Department, open};
use crate::provider::licence::licensed;
use crate::provider::staff::practising;
use crate::provider::{Institution, Practice, Staff};
use crate::words::words;
use base::{Date, PersonnelCode, Refused, RegionCode};

words! {
    /// Where a provider stands on a day.
    Standing {
        /// 未申请定点.
        None "none" "未定点",
        /// 已申请.
        Applied "applied" "已申请",
        /// 县区已初审: not usable yet.
        FirstReviewed "first_reviewed" "县区已初审",
        /// 市级已确认: an agreement is missing.
        Confirmed "confirmed" "市级已确认",
        /// 已签约未生效.
        Signed "signed" "已签约未生效",
        /// 定点有效.
        Active "active" "定点有效",
        /// 警告: serves, and must mend.
        Warned "warned" "警告",
        /// 暂停: by sanction, or since the licence ran out.
        Suspended "suspended" "暂停",
        /// 协议期满.
        Lapsed "lapsed" "协议期满",
        /// 不予定点.
        Rejected "rejected" "不予定点",
        /// 已撤回申请.
        Withdrawn "withdrawn" "已撤回申请",
        /// 已退出.
        Ended "ended" "已退出",
        /// 不再续签.
        NotRenewed "not_renewed" "不再续签",
        /// 已取消定点.
        StruckOff "struck_off" "已取消定点",
    }
}

impl Standing {
    /// Whether ordinary visits may begin.
    #[must_use]
    pub const fn serves(self) -> bool {
        matches!(self, Standing::Active | Standing::Warned)
    }
}

/// All that is on record of one provider. Records of other providers in it are passed over.
#[derive(Clone, Copy, Debug)]
pub struct Dossier<'a> {
    /// The pooling area whose records these are.
    pub pool: RegionCode,
    /// The provider, with its licences.
    pub institution: &'a Institution,
    /// Its applications.
    pub designations: &'a [Designation],
    /// Its agreements.
    pub agreements: &'a [Agreement],
    /// Its sanctions.
    pub sanctions: &'a [Sanction],
    /// Its departments.
    pub departments: &'a [Department],
    /// The staff that it names.
    pub staff: &'a [Staff],
    /// Where they practise.
    pub practices: &'a [Practice],
}

impl<'a> Dossier<'a> {
    /// The agreement in force on a day, if its designation has not ended by then.
    #[must_use]
    pub fn agreement(&self, on: Date) -> Option<&'a Agreement> {
        let found = in_force(self.agreements, &self.institution.code, on)?;
        let file = self.file(on)?;
        let (step, signed) = (file.on(on)?, found.designation == file.no);
        (signed && step.to == State::Signed && self.cancelled(file, on).is_none()).then_some(found)
    }

    /// The decision that took the designation of a file away by a day: it ends whatever was applied for until then,
    /// also where nobody has written the end into the file yet. Who wants to come back applies anew.
    fn cancelled(&self, file: &Designation, on: Date) -> Option<&'a Sanction> {
        let code = &self.institution.code;
        let begun = file.steps().first().map(|step| step.on);
        running(self.sanctions, code, Measure::Cancellation, on)
            .filter(|one| one.target == Target::Provider)
            .find(|one| begun <= one.holds.from())
    }

    /// Whether the provider lies in the pooling area on a day: by what is registered of it, else by its code.
    #[must_use]
    pub fn is_here(&self, on: Date) -> bool {
        let place = self.institution.on(on).map(|known| known.place);
        let place = place.or_else(|| self.institution.code.region());
        place.is_none_or(|place| self.pool.contains(place))
    }

    /// Where the provider stands on a day.
    #[must_use]
    pub fn standing(&self, on: Date) -> Standing {
        let Some((file, step)) = self.file(on).and_then(|file| Some((file, file.on(on)?))) else {
            return Standing::None;
        };
        if step.to == State::Signed && self.cancelled(file, on).is_some() {
            return Standing::StruckOff;
        }
        match step.to {
            State::Applied => Standing::Applied,
            State::FirstReviewed => Standing::FirstReviewed,
            State::Confirmed => Standing::Confirmed,
            State::Rejected => Standing::Rejected,
            State::Withdrawn => Standing::Withdrawn,
            State::Ended => Standing::Ended,
            State::NotRenewed => Standing::NotRenewed,
            State::StruckOff => Standing::StruckOff,
            State::Signed => self.under_agreement(on),
        }
    }

    fn under_agreement(&self, on: Date) -> Standing {
        let code = &self.institution.code;
        if self.agreement(on).is_none() {
            let to_come = |one: &Agreement| one.provider == *code && one.term.from() > on;
            return if self.agreements.iter().any(to_come) {
                Standing::Signed
            } else {
                Standing::Lapsed
            };
        }
        if self.suspension(on).is_some() || self.licence(on).is_err() {
            return Standing::Suspended;
        }
        let whole = |one: &Sanction| one.target == Target::Provider;
        if running(self.sanctions, code, Measure::Warning, on).any(whole) {
            return Standing::Warned;
        }
        Standing::Active
    }

    /// The suspension of the provider as a whole on a day.
    #[must_use]
    pub fn suspension(&self, on: Date) -> Option<&'a Sanction> {
        let code = &self.institution.code;
        running(self.sanctions, code, Measure::Suspension, on)
            .find(|one| one.target == Target::Provider)
    }

    /// Whether the provider has the licence it needs on a day.
    ///
    /// # Errors
    /// As [`licensed`]; `provider.no_particulars` where nothing is registered of it that day.
    pub fn licence(&self, on: Date) -> Result<(), Refused> {
        let Some(known) = self.institution.on(on) else {
            return Err(Refused::new(
                "provider.no_particulars",
                format!(
                    "{} 在 {on} 没有登记信息，请核对机构编码和日期。",
                    self.institution.code
                ),
            ));
        };
        licensed(known.kind, &self.institution.licences, on).map(|_| ())
    }

    /// Whether a department may take patients on a day.
    ///
    /// # Errors
    /// As [`open`]; `entry.department_suspended` with the last day.
    pub fn department(&self, code: &str, on: Date) -> Result<(), Refused> {
        open(self.departments, &self.institution.code, code, on)?;
        let hit = |target: &Target| matches!(target, Target::Department(one) if **one == *code);
        self.part_suspended("entry.department_suspended", on, hit)
    }

    /// Whether a physician or other person may serve here on a day.
    ///
    /// # Errors
    /// As [`practising`]; `entry.person_suspended` with the last day.
    pub fn person(&self, code: &PersonnelCode, on: Date) -> Result<(), Refused> {
        practising(
            self.staff,
            self.practices,
            (code, &self.institution.code),
            on,
        )?;
        let hit = |target: &Target| matches!(target, Target::Person(one) if one == code);
        self.part_suspended("entry.person_suspended", on, hit)
    }

    fn part_suspended(
        &self,
        code: &'static str,
        on: Date,
        hit: impl Fn(&Target) -> bool,
    ) -> Result<(), Refused> {
        let provider = &self.institution.code;
        let mut suspended = running(self.sanctions, provider, Measure::Suspension, on);
        match suspended.find(|one| hit(&one.target)) {
            None => Ok(()),
            Some(sanction) => Err(suspended_until(code, sanction)),
        }
    }

    /// The file that counts on a day: that of the agreement in force, else the latest one begun by then. Who applies
    /// anew before the agreement ends does not lose it by that.
    fn file(&self, on: Date) -> Option<&'a Designation> {
        let own = |one: &&Designation| one.provider == self.institution.code;
        let signed = in_force(self.agreements, &self.institution.code, on);
        let under = signed.and_then(|agreement| {
            let mut files = self.designations.iter().filter(own);
            files.find(|one| one.no == agreement.designation)
        });
        let holds = |one: &&Designation| one.on(on).is_some_and(|step| step.to == State::Signed);
        under.filter(holds).or_else(|| self.latest(on))
    }

    fn latest(&self, on: Date) -> Option<&'a Designation> {
        self.designations
            .iter()
            .filter(|one| one.provider == self.institution.code)
            .filter_map(|one| Some((one.steps().first()?.on, one.no, one)))
            .filter(|(begun, ..)| *begun <= on)
            .max_by_key(|(begun, no, _)| (*begun, *no))
            .map(|(.., one)| one)
    }
}

/// A refusal for what is suspended: until when, and why.
pub(super) fn suspended_until(code: &'static str, sanction: &Sanction) -> Refused {
    let until = sanction.last_day();
    let until = until.map_or_else(|| "另行通知".to_owned(), |until| until.to_string());
    Refused::new(
        code,
        format!(
            "{}的医保结算已暂停，至 {until}；期间不能开始新的就诊，已在院的可结算至出院。",
            sanction.target.zh()
        ),
    )
    .under(&sanction.article)
}
