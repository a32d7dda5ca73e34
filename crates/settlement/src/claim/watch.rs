//! Terms watched: a reminder before the last day, the supervisor after it. A pure function of today.

use base::{Date, RegionCode, WorkingCalendar};

use super::coded::coded;
use super::term::Term;

/// Something to be done by a day (限时办结, 篇3 二(三)).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// What it is about, such as the number of a claim; what users read.
    pub subject: String,
    /// Its term.
    pub term: Term,
    /// The office that is to do it.
    pub office: RegionCode,
    /// The office above, which hears of it when it is late.
    pub supervisor: RegionCode,
}

coded! {
    /// How a task stands on a day.
    Alarm {
        /// There is time.
        Calm "calm" "正常",
        /// The last day is near: the office is reminded.
        Remind "remind" "临期提醒",
        /// The last day is over: the supervisor is told.
        Escalate "escalate" "超期上报",
    }
}

/// How many working days before the last one an office is reminded: a setting of the pooling area, no law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reminder {
    /// Working days, 0 for no reminder before the last day itself.
    pub working_days: u32,
}

/// A task on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// How it stands.
    pub alarm: Alarm,
    /// Working days left, 0 on the last day and after it.
    pub left: u32,
    /// Calendar days past the last day, 0 where it is not late.
    pub late: i32,
    /// Who is told.
    pub tell: RegionCode,
    /// What they are told.
    pub zh: String,
}

impl Task {
    /// How the task stands today.
    #[must_use]
    pub fn watch(&self, today: Date, reminder: Reminder, calendar: &WorkingCalendar) -> Watched {
        let late = today
            .day_number()
            .saturating_sub(self.term.due.day_number())
            .max(0);
        let left = calendar.working_days_since(today, self.term.due);
        let alarm = match (late, left <= reminder.working_days) {
            (1.., _) => Alarm::Escalate,
            (_, true) => Alarm::Remind,
            (_, false) => Alarm::Calm,
        };
        let tell = match alarm {
            Alarm::Escalate => self.supervisor,
            Alarm::Calm | Alarm::Remind => self.office,
        };
        Watched {
            alarm,
            left,
            late,
            tell,
            zh: self.sentence(alarm, left, late),
        }
    }

    fn sentence(&self, alarm: Alarm, left: u32, late: i32) -> String {
        let what = format!("{}“{}”", self.subject, self.term.procedure.zh());
        let due = self.term.due;
        match alarm {
            Alarm::Calm => format!("{what}应于 {due} 前办结，尚余 {left} 个工作日。"),
            Alarm::Remind => format!("{what}应于 {due} 前办结，仅余 {left} 个工作日，请尽快办理。"),
            Alarm::Escalate => format!(
                "{what}应于 {due} 前办结，已超期 {late} 天，请督促 {} 办理。",
                self.office.short()
            ),
        }
    }
}
