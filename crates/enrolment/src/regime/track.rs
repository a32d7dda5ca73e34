//! Two tracks beside each other: who stays, who chooses, who is decided by hand (怀远2015 三).

use super::article::{Article, Cited};
use crate::Scheme;
use crate::words::words;
use base::{Date, Refused, Validity};

words! {
    /// Where somebody belonged before the merger.
    Residence {
        /// 城镇居民.
        Urban "urban" "城镇居民",
        /// 农村居民.
        Rural "rural" "农村居民",
    }
}

/// Two tracks and the day that parts them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DualTrack {
    /// When both tracks run.
    pub during: Validity,
    /// The day of the cut-off.
    pub cut_off: Cited<Date>,
    /// Whether the day itself still counts as before.
    pub cut_off_included: bool,
    /// Where urban residents stay who had paid and were recorded.
    pub stays: Cited<Scheme>,
    /// What urban residents may choose who were neither.
    pub choices: Cited<Vec<Scheme>>,
    /// Where rural residents are.
    pub rural: Cited<Scheme>,
    /// What holds for half-complete cases: a decision by hand.
    pub half: Article,
    /// That benefits follow the choice.
    pub bound: Article,
    /// The scheme of both from a day on.
    pub unified: Cited<Scheme>,
    /// That day.
    pub unified_from: Date,
}

/// What is known of one person at the cut-off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrackCase {
    /// Urban or rural.
    pub residence: Residence,
    /// When the urban contribution was paid.
    pub paid_on: Option<Date>,
    /// When the person was recorded in the system.
    pub recorded_on: Option<Date>,
    /// What the person chose, if anything.
    pub choice: Option<Scheme>,
}

/// On which track somebody runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrackDecision {
    /// Bound to a scheme.
    Bound(Cited<Scheme>),
    /// The person may choose and has not.
    Open(Cited<Vec<Scheme>>),
    /// Half-complete: a person of the agency decides.
    Manual {
        /// Whether the contribution was paid in time.
        paid: bool,
        /// Whether the person was recorded in time.
        recorded: bool,
        /// Where it is written.
        article: Article,
    },
}

impl DualTrack {
    /// Whether a day lies before the cut-off.
    #[must_use]
    pub fn is_before(&self, day: Date) -> bool {
        day < self.cut_off.says || (self.cut_off_included && day == self.cut_off.says)
    }

    /// The track of a person.
    ///
    /// # Errors
    /// Refused where the choice is not open to this person.
    pub fn decide(&self, case: TrackCase) -> Result<TrackDecision, Refused> {
        if case.residence == Residence::Rural {
            return self.fixed(&self.rural, case.choice, "农村居民只能参加");
        }
        let in_time = |day: Option<Date>| day.is_some_and(|day| self.is_before(day));
        match (in_time(case.paid_on), in_time(case.recorded_on)) {
            (true, true) => {
                self.fixed(&self.stays, case.choice, "截止日之前已缴费并录入，继续执行")
            }
            (false, false) => self.chosen(case.choice),
            (paid, recorded) => Ok(TrackDecision::Manual {
                paid,
                recorded,
                article: self.half.clone(),
            }),
        }
    }

    fn fixed(
        &self,
        track: &Cited<Scheme>,
        choice: Option<Scheme>,
        why: &str,
    ) -> Result<TrackDecision, Refused> {
        match choice {
            Some(other) if other != track.says => Err(track.article.refuse(
                "enrolment.track_fixed",
                format!("{why}{}，不能选择{}。", track.says.zh(), other.zh()),
            )),
            _ => Ok(TrackDecision::Bound(track.clone())),
        }
    }

    fn chosen(&self, choice: Option<Scheme>) -> Result<TrackDecision, Refused> {
        let open: Vec<_> = self.choices.says.iter().map(|one| one.zh()).collect();
        match choice {
            None => Ok(TrackDecision::Open(self.choices.clone())),
            Some(scheme) if self.choices.says.contains(&scheme) => Ok(TrackDecision::Bound(
                Cited::new(scheme, self.choices.article.clone()),
            )),
            Some(other) => Err(self.choices.article.refuse(
                "enrolment.track_choice",
                format!("不能选择{}，请在{}中选择。", other.zh(), open.join("或")),
            )),
        }
    }
}
