//! One own code and the national code that it means, from upload to its end.

use base::{Date, Refused, Validity};

use crate::catalogue::code::Code;
use crate::catalogue::kind::{Class, Kind};

/// Where a mapping stands.
///
/// ```text
/// uploaded ── approve ──> approved ── withdraw ──> withdrawn
///     ├────── refuse ───> refused
///     └────── withdraw ─> withdrawn
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MappingState {
    /// 已上传, waits for the agency.
    Uploaded,
    /// 已通过.
    Approved,
    /// 未通过.
    Refused,
    /// 已撤销.
    Withdrawn,
}

impl MappingState {
    /// All states.
    pub const ALL: [MappingState; 4] = [
        MappingState::Uploaded,
        MappingState::Approved,
        MappingState::Refused,
        MappingState::Withdrawn,
    ];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            MappingState::Uploaded => "uploaded",
            MappingState::Approved => "approved",
            MappingState::Refused => "refused",
            MappingState::Withdrawn => "withdrawn",
        }
    }

    /// The Chinese name.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            MappingState::Uploaded => "已上传待审核",
            MappingState::Approved => "审核通过",
            MappingState::Refused => "审核不通过",
            MappingState::Withdrawn => "已撤销",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<MappingState> {
        let mut all = MappingState::ALL.into_iter();
        all.find(|state| state.code() == code)
    }

    /// Whether it may still be used, now or once approved: an own code has at most one such mapping a
    /// day.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, MappingState::Uploaded | MappingState::Approved)
    }
}

/// An own code of an institution and the national code that it means (3301).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// `fixmedins_code` of the institution.
    pub institution: Box<str>,
    /// Its own code (`fixmedins_hilist_id`), 1 to 150 characters.
    pub own: Box<str>,
    /// Its own name.
    pub own_name: Box<str>,
    /// Its own specification; empty where it gives none.
    pub own_spec: Box<str>,
    /// The kind that the institution gives.
    pub kind: Kind,
    /// The national code.
    pub target: Code,
    /// In which days the own code means it.
    pub validity: Validity,
    /// Where it stands.
    pub state: MappingState,
    /// Since when it stands there.
    pub since: Date,
    /// Why, where it was refused or withdrawn.
    pub reason: Box<str>,
    /// Class of the item when the mapping was approved. It stays with a mapping that was withdrawn
    /// later: the days before are still read by it.
    pub approved_class: Option<Class>,
}

impl Mapping {
    /// Whether a line of a day is read by it.
    #[must_use]
    pub fn reads(&self, on: Date) -> bool {
        self.approved_class.is_some() && self.validity.covers(on)
    }

    /// Approved by the agency. `class` is that of the item in force.
    ///
    /// # Errors
    /// `mapping.state` unless it waits for the agency.
    pub fn approve(&self, class: Class, on: Date) -> Result<Mapping, Refused> {
        self.refuse_unless(MappingState::Uploaded, "审核通过")?;
        Ok(Mapping {
            state: MappingState::Approved,
            since: on,
            approved_class: Some(class),
            ..self.clone()
        })
    }

    /// Refused by the agency, with the reason that the institution reads.
    ///
    /// # Errors
    /// `mapping.state` unless it waits for the agency, `mapping.reason` without a reason.
    pub fn refuse(&self, reason: &str, on: Date) -> Result<Mapping, Refused> {
        self.refuse_unless(MappingState::Uploaded, "审核不通过")?;
        Ok(Mapping {
            state: MappingState::Refused,
            since: on,
            reason: given(reason)?,
            ..self.clone()
        })
    }

    /// Withdrawn from a day on (3302): the days before are read as they were.
    ///
    /// # Errors
    /// `mapping.state` unless it is open, `mapping.reason` without a reason.
    pub fn withdraw(&self, reason: &str, on: Date) -> Result<Mapping, Refused> {
        if !self.state.is_open() {
            return Err(self.wrong_state("撤销"));
        }
        let last = on.add_days(-1).map(|last| match self.validity.until() {
            Some(until) => last.min(until),
            None => last,
        });
        let clipped = last.and_then(|last| Validity::new(self.validity.from(), Some(last)).ok());
        Ok(Mapping {
            state: MappingState::Withdrawn,
            since: on,
            reason: given(reason)?,
            validity: clipped.unwrap_or(self.validity),
            // one that never held a day is as if it had not been approved
            approved_class: self.approved_class.filter(|_| clipped.is_some()),
            ..self.clone()
        })
    }

    fn refuse_unless(&self, state: MappingState, act: &str) -> Result<(), Refused> {
        if self.state == state {
            return Ok(());
        }
        Err(self.wrong_state(act))
    }

    fn wrong_state(&self, act: &str) -> Refused {
        let zh = format!(
            "目录对照 {} 的状态是“{}”，不能{act}；请刷新后再操作。",
            self.own,
            self.state.zh()
        );
        Refused::new("mapping.state", zh)
    }
}

fn given(reason: &str) -> Result<Box<str>, Refused> {
    match reason.trim() {
        "" => Err(Refused::new(
            "mapping.reason",
            "请填写理由，医药机构要看到为什么。",
        )),
        reason => Ok(reason.into()),
    }
}
