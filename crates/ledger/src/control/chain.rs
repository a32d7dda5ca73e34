//! Chains of approval: one stage after the other, none skipped, each with its actor, day and time limit.
//!
//! Budgets, permits, fund requests, uploads, decisions on the risk fund and publications all walk a
//! chain. Which stages there are is the type; who takes a step and how long it may take is data.

use access::{Actor, Role, UserName};
use base::{Date, Fen, Refused, RegionCode, WorkingCalendar};

use super::parameter::Ground;

/// The stages of one kind of case, in order.
pub trait Stage: Copy + Eq + Ord + std::fmt::Debug + 'static {
    /// The name of the chain in the data.
    const CHAIN: &'static str;
    /// Every stage, in order; the first is where a case begins.
    const ORDER: &'static [Self];
    /// The word in the data and the database.
    fn code(self) -> &'static str;
    /// What users read.
    fn zh(self) -> &'static str;
    /// The stage of a word.
    #[must_use]
    fn parse(code: &str) -> Option<Self> {
        Self::ORDER
            .iter()
            .copied()
            .find(|stage| stage.code() == code)
    }
    /// The stage behind this one.
    #[must_use]
    fn next(self) -> Option<Self> {
        Self::ORDER.iter().copied().find(|stage| *stage > self)
    }
}

/// Defines the stages of a chain: `stages! { /// … Name "chain" { Draft "draft" "草稿", … } }`.
macro_rules! stages {
    ($(#[$meta:meta])* $name:ident $chain:literal { $($(#[$doc:meta])* $stage:ident $code:literal $zh:literal,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $stage,)* }

        impl $crate::control::Stage for $name {
            const CHAIN: &'static str = $chain;
            const ORDER: &'static [Self] = &[$($name::$stage,)*];
            fn code(self) -> &'static str {
                match self { $($name::$stage => $code,)* }
            }
            fn zh(self) -> &'static str {
                match self { $($name::$stage => $zh,)* }
            }
        }
    };
}
pub(crate) use stages;

/// At which level a step is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seat {
    /// By a user of the county that the case is about.
    County,
    /// By a user of the city.
    City,
    /// By either: a case of the county in the county, a case of the city in the city.
    Own,
}

impl Seat {
    /// The word in the data.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Seat::County => "county",
            Seat::City => "city",
            Seat::Own => "own",
        }
    }

    /// The seat of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<Seat> {
        [Seat::County, Seat::City, Seat::Own]
            .into_iter()
            .find(|seat| seat.code() == code)
    }

    const fn zh(self) -> &'static str {
        match self {
            Seat::County => "县区",
            Seat::City => "市级",
            Seat::Own => "同级",
        }
    }
}

/// Who takes a step, and within how many working days of the step before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepRule {
    /// The chain.
    pub chain: String,
    /// The stage that is reached.
    pub stage: String,
    /// Who acts, in the words of the document: 县区医保局.
    pub who: String,
    /// The role.
    pub role: Role,
    /// The level.
    pub seat: Seat,
    /// Working days since the step before; `None` without a limit.
    pub working_days: Option<u32>,
    /// Whether the number of a document (批文) must be given.
    pub document: bool,
    /// Where and when, and on what it rests.
    pub ground: Ground,
}

/// A step that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken<S> {
    /// The stage reached; `None` where the case was rejected.
    pub stage: Option<S>,
    /// Who.
    pub user: UserName,
    /// As what.
    pub role: Role,
    /// From where: the region of the actor's scope.
    pub region: RegionCode,
    /// When.
    pub on: Date,
    /// The last day in time; `None` without a limit.
    pub due: Option<Date>,
    /// The amount that this step carries; `None` where the case has none.
    pub amount: Option<Fen>,
    /// The number of the document behind it.
    pub document: Option<String>,
    /// A reason or remark.
    pub note: String,
}

impl<S> Taken<S> {
    /// Whether the step came after its last day.
    #[must_use]
    pub fn is_late(&self) -> bool {
        self.due.is_some_and(|due| self.on > due)
    }
}

/// What a user brings to a step.
#[derive(Debug, Clone, Default)]
pub struct Given<'a> {
    /// The amount, where the case has one.
    pub amount: Option<Fen>,
    /// The number of the document behind it.
    pub document: Option<&'a str>,
    /// A reason or remark.
    pub note: &'a str,
}

/// The steps of a case so far; the first opens it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Track<S> {
    steps: Vec<Taken<S>>,
}

impl<S: Stage> Track<S> {
    /// The track of steps that were stored; `None` unless they walk the chain one by one.
    #[must_use]
    pub fn from_steps(steps: Vec<Taken<S>>) -> Option<Track<S>> {
        let count = steps.len();
        let in_order = steps
            .iter()
            .zip(S::ORDER)
            .enumerate()
            .all(|(at, (step, stage))| {
                step.stage == Some(*stage)
                    || (step.stage.is_none() && at > 0 && at.saturating_add(1) == count)
            });
        // A rejection may follow the last stage but one, so it never lengthens the chain.
        (count > 0 && count <= S::ORDER.len() && in_order).then_some(Track { steps })
    }

    /// Every step, the opening first.
    #[must_use]
    pub fn steps(&self) -> &[Taken<S>] {
        &self.steps
    }

    /// The last step.
    #[must_use]
    pub fn last(&self) -> Option<&Taken<S>> {
        self.steps.last()
    }

    /// The stage reached last; that before the rejection where it was rejected.
    #[must_use]
    pub fn stage(&self) -> Option<S> {
        self.steps.iter().rev().find_map(|step| step.stage)
    }

    /// Whether it was rejected.
    #[must_use]
    pub fn is_rejected(&self) -> bool {
        self.last().is_some_and(|step| step.stage.is_none())
    }

    /// Whether a stage was reached and the case not rejected.
    #[must_use]
    pub fn has_reached(&self, stage: S) -> bool {
        !self.is_rejected() && self.stage().is_some_and(|reached| reached >= stage)
    }

    /// The steps that came after their last day.
    pub fn late(&self) -> impl Iterator<Item = &Taken<S>> {
        self.steps.iter().filter(|step| step.is_late())
    }
}

/// The rules of a chain for one pooling area on one day.
#[derive(Debug, Clone, Copy)]
pub struct Chain<'a> {
    rules: &'a [StepRule],
    calendar: &'a WorkingCalendar,
    pool: RegionCode,
    on: Date,
}

impl<'a> Chain<'a> {
    /// The rules for a pooling area on a day.
    #[must_use]
    pub const fn new(
        rules: &'a [StepRule],
        calendar: &'a WorkingCalendar,
        pool: RegionCode,
        on: Date,
    ) -> Chain<'a> {
        Chain {
            rules,
            calendar,
            pool,
            on,
        }
    }

    /// The day the rules are asked on: that of the step.
    #[must_use]
    pub const fn on(&self) -> Date {
        self.on
    }

    /// The rule of a stage.
    ///
    /// # Errors
    /// `fund.chain.rule` where the data has none.
    pub fn rule<S: Stage>(&self, stage: S) -> Result<&'a StepRule, Refused> {
        let found = self
            .rules
            .iter()
            .filter(|rule| rule.chain == S::CHAIN && rule.stage == stage.code())
            .filter(|rule| rule.ground.holds(self.pool, self.on))
            .max_by_key(|rule| rule.ground.rank());
        found.ok_or_else(|| {
            Refused::new(
                "fund.chain.rule",
                format!("没有设定“{}”环节由谁办理，请先维护审批环节。", stage.zh()),
            )
        })
    }

    /// Opens a case of a county (or of the city, by its own code).
    ///
    /// # Errors
    /// A refusal where the actor may not, or something is missing.
    pub fn open<S: Stage>(
        &self,
        region: RegionCode,
        actor: &Actor,
        given: &Given<'_>,
    ) -> Result<Track<S>, Refused> {
        let Some(first) = S::ORDER.first().copied() else {
            return Err(Refused::new("fund.chain.rule", "审批环节为空。"));
        };
        let rule = self.rule(first)?;
        self.allows(rule, first, region, actor)?;
        let step = self.taken(Some(first), rule, None, actor, given)?;
        Ok(Track { steps: vec![step] })
    }

    /// The next step of a case: to `wanted`, which must be the stage directly behind the present one.
    ///
    /// # Errors
    /// `fund.chain.order` where a stage would be skipped or repeated, `fund.chain.closed` after the end,
    /// `fund.chain.role`, `fund.chain.seat` where another one must act, `fund.chain.same_user` where the same user
    /// took the step before, `fund.chain.document` without a document that is needed, `fund.chain.day` before the
    /// step before.
    pub fn step<S: Stage>(
        &self,
        track: &Track<S>,
        wanted: S,
        region: RegionCode,
        actor: &Actor,
        given: &Given<'_>,
    ) -> Result<Taken<S>, Refused> {
        let last = open_end(track)?;
        let next = track.stage().and_then(Stage::next);
        if next != Some(wanted) {
            return Err(out_of_order(track.stage(), next, wanted));
        }
        let rule = self.rule(wanted)?;
        self.allows(rule, wanted, region, actor)?;
        not_the_same(last, actor)?;
        self.taken(Some(wanted), rule, Some(last), actor, given)
    }

    /// Rejects a case at the step that would come next, by whoever would take that step.
    ///
    /// # Errors
    /// As [`Chain::step`], and `fund.chain.reason` without a reason.
    pub fn reject<S: Stage>(
        &self,
        track: &Track<S>,
        region: RegionCode,
        actor: &Actor,
        reason: &str,
    ) -> Result<Taken<S>, Refused> {
        let last = open_end(track)?;
        let Some(next) = track.stage().and_then(Stage::next) else {
            return Err(closed());
        };
        let rule = self.rule(next)?;
        self.allows(rule, next, region, actor)?;
        not_the_same(last, actor)?;
        if reason.trim().is_empty() {
            return Err(Refused::new("fund.chain.reason", "退回必须写明理由。"));
        }
        let given = Given {
            note: reason,
            ..Given::default()
        };
        let without = StepRule {
            document: false,
            ..rule.clone()
        };
        self.taken(None, &without, Some(last), actor, &given)
    }

    fn allows<S: Stage>(
        &self,
        rule: &StepRule,
        stage: S,
        region: RegionCode,
        actor: &Actor,
    ) -> Result<(), Refused> {
        if actor.role() != rule.role {
            let sentence = format!(
                "“{}”由{}的“{}”角色办理，您的角色是“{}”。",
                stage.zh(),
                rule.who,
                rule.role.zh(),
                actor.role().zh()
            );
            return Err(Refused::new("fund.chain.role", sentence).under(&rule.ground.article));
        }
        let scope = actor.scope();
        let of_the_pool = scope.pool() == self.pool && scope.covers(region);
        let seated = match rule.seat {
            Seat::County => !scope.is_citywide(),
            Seat::City => scope.is_citywide(),
            Seat::Own => scope.is_citywide() == (region == self.pool),
        };
        if of_the_pool && seated {
            return Ok(());
        }
        let sentence = format!(
            "“{}”须由{}（{}）办理，您的管辖范围 {} 不能办理区划 {} 的这一步。",
            stage.zh(),
            rule.who,
            rule.seat.zh(),
            scope.region().short(),
            region.short()
        );
        Err(Refused::new("fund.chain.seat", sentence).under(&rule.ground.article))
    }

    fn taken<S: Stage>(
        &self,
        stage: Option<S>,
        rule: &StepRule,
        last: Option<&Taken<S>>,
        actor: &Actor,
        given: &Given<'_>,
    ) -> Result<Taken<S>, Refused> {
        if last.is_some_and(|last| self.on < last.on) {
            return Err(Refused::new(
                "fund.chain.day",
                "这一步的日期早于上一步，请核对日期。",
            ));
        }
        let document = given
            .document
            .map(str::trim)
            .filter(|text| !text.is_empty());
        if rule.document && document.is_none() {
            let sentence = format!("“{}”须填写批准文件的文号。", rule.who);
            return Err(Refused::new("fund.chain.document", sentence).under(&rule.ground.article));
        }
        let due = match (last, rule.working_days) {
            (Some(last), Some(days)) => self.calendar.add_working_days(last.on, days),
            _ => None,
        };
        Ok(Taken {
            stage,
            user: actor.user().clone(),
            role: actor.role(),
            region: actor.scope().region(),
            on: self.on,
            due,
            amount: given.amount,
            document: document.map(str::to_owned),
            note: given.note.to_owned(),
        })
    }
}

fn open_end<S: Stage>(track: &Track<S>) -> Result<&Taken<S>, Refused> {
    if track.is_rejected() {
        return Err(Refused::new(
            "fund.chain.closed",
            "该事项已被退回，不能继续办理；请重新发起。",
        ));
    }
    track.last().ok_or_else(closed)
}

fn closed() -> Refused {
    Refused::new("fund.chain.closed", "该事项已办结，没有后续环节。")
}

fn not_the_same<S>(last: &Taken<S>, actor: &Actor) -> Result<(), Refused> {
    if last.user == *actor.user() {
        return Err(Refused::new(
            "fund.chain.same_user",
            "上一步由您本人办理，这一步须由另一名用户办理。",
        ));
    }
    Ok(())
}

fn out_of_order<S: Stage>(now: Option<S>, next: Option<S>, wanted: S) -> Refused {
    let (Some(now), Some(next)) = (now, next) else {
        return closed();
    };
    Refused::new(
        "fund.chain.order",
        format!(
            "当前环节是“{}”，下一步只能是“{}”，不能直接到“{}”。",
            now.zh(),
            next.zh(),
            wanted.zh()
        ),
    )
}
