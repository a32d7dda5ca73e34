//! A change of a person's enrolment, and its form in a proposal.

use base::{Date, EnrolmentNo, PersonNo, RegionCode};
use enrolment::Scheme;
use enrolment::membership::{EndReason, Standing};
use serde::{Deserialize, Serialize};

/// A change of a person's enrolment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The person joins the employee scheme; what runs ends the day before.
    ToEmployee {
        /// Who.
        person: PersonNo,
        /// Where the employer is insured.
        region: RegionCode,
        /// The first day.
        day: Date,
        /// At work, retired, flexible.
        standing: Standing,
        /// The employer, where there is one.
        employer: Option<i64>,
    },
    /// The person's work has ended; a scheme for residents goes on without a gap.
    ToResident {
        /// Who.
        person: PersonNo,
        /// Where.
        region: RegionCode,
        /// The first day.
        day: Date,
        /// The scheme.
        scheme: Scheme,
    },
    /// An enrolment ends.
    End {
        /// Which.
        enrolment: EnrolmentNo,
        /// The last day.
        last_day: Date,
        /// Why.
        reason: EndReason,
    },
    /// The person leaves for another pooling area.
    TransferOut {
        /// The enrolment that ends.
        enrolment: EnrolmentNo,
        /// The last day.
        last_day: Date,
        /// Where to.
        to: RegionCode,
    },
    /// A person who was received from another pooling area is enrolled.
    TransferIn {
        /// The id of the message.
        message: String,
        /// The scheme here.
        scheme: Scheme,
        /// As what.
        standing: Standing,
        /// The first day.
        first_day: Date,
    },
    /// A contest of old data ends.
    Resolve {
        /// The work item.
        item: i64,
        /// The enrolment that stays.
        keeps: EnrolmentNo,
    },
    /// A half-complete case is put on a track.
    Track {
        /// The work item.
        item: i64,
        /// The track.
        track: Scheme,
    },
}

/// The change as it lies in a proposal.
#[derive(Serialize, Deserialize)]
pub(super) struct Form {
    kind: String,
    #[serde(default)]
    person: i64,
    #[serde(default)]
    enrolment: i64,
    #[serde(default)]
    item: i64,
    #[serde(default)]
    region: i64,
    #[serde(default)]
    day: i64,
    #[serde(default)]
    word: String,
    #[serde(default)]
    scheme: String,
    employer: Option<i64>,
}

impl Change {
    pub(super) fn form(&self) -> Form {
        let mut form = Form {
            kind: String::new(),
            person: 0,
            enrolment: 0,
            item: 0,
            region: 0,
            day: 0,
            word: String::new(),
            scheme: String::new(),
            employer: None,
        };
        match self {
            Change::ToEmployee {
                person,
                region,
                day,
                standing,
                employer,
            } => {
                form.kind = "to_employee".to_owned();
                (form.person, form.region, form.day) =
                    (person.get(), region.number(), day.number());
                form.word = standing.code().to_owned();
                form.employer = *employer;
            }
            Change::ToResident {
                person,
                region,
                day,
                scheme,
            } => {
                form.kind = "to_resident".to_owned();
                (form.person, form.region, form.day) =
                    (person.get(), region.number(), day.number());
                form.scheme = scheme.code().to_owned();
            }
            Change::End {
                enrolment,
                last_day,
                reason,
            } => {
                form.kind = "end".to_owned();
                (form.enrolment, form.day) = (enrolment.get(), last_day.number());
                form.word = reason.code().to_owned();
            }
            Change::TransferOut {
                enrolment,
                last_day,
                to,
            } => {
                form.kind = "transfer_out".to_owned();
                (form.enrolment, form.day) = (enrolment.get(), last_day.number());
                form.region = to.number();
            }
            Change::TransferIn {
                message,
                scheme,
                standing,
                first_day,
            } => {
                form.kind = "transfer_in".to_owned();
                form.day = first_day.number();
                form.scheme = scheme.code().to_owned();
                form.word = format!("{} {message}", standing.code());
            }
            Change::Resolve { item, keeps } => {
                form.kind = "resolve".to_owned();
                (form.item, form.enrolment) = (*item, keeps.get());
            }
            Change::Track { item, track } => {
                form.kind = "track".to_owned();
                form.item = *item;
                form.scheme = track.code().to_owned();
            }
        }
        form
    }

    pub(super) fn of(form: &Form) -> Option<Change> {
        let day = || Date::from_number(form.day);
        let region = || RegionCode::from_number(form.region);
        let scheme = || Scheme::parse(&form.scheme);
        let person = || PersonNo::new(form.person);
        let enrolment = || EnrolmentNo::new(form.enrolment);
        Some(match form.kind.as_str() {
            "to_employee" => Change::ToEmployee {
                person: person()?,
                region: region()?,
                day: day()?,
                standing: Standing::parse(&form.word)?,
                employer: form.employer,
            },
            "to_resident" => Change::ToResident {
                person: person()?,
                region: region()?,
                day: day()?,
                scheme: scheme()?,
            },
            "end" => Change::End {
                enrolment: enrolment()?,
                last_day: day()?,
                reason: EndReason::parse(&form.word)?,
            },
            "transfer_out" => Change::TransferOut {
                enrolment: enrolment()?,
                last_day: day()?,
                to: region()?,
            },
            "transfer_in" => {
                let (standing, message) = form.word.split_once(' ')?;
                Change::TransferIn {
                    message: message.to_owned(),
                    scheme: scheme()?,
                    standing: Standing::parse(standing)?,
                    first_day: day()?,
                }
            }
            "resolve" => Change::Resolve {
                item: form.item,
                keeps: enrolment()?,
            },
            "track" => Change::Track {
                item: form.item,
                track: scheme()?,
            },
            _ => return None,
        })
    }

    /// The number of the record that it is about.
    pub(super) fn subject(&self) -> i64 {
        match self {
            Change::ToEmployee { person, .. } | Change::ToResident { person, .. } => person.get(),
            Change::End { enrolment, .. } | Change::TransferOut { enrolment, .. } => {
                enrolment.get()
            }
            Change::TransferIn { .. } => 0,
            Change::Resolve { item, .. } | Change::Track { item, .. } => *item,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_survives_its_way_through_a_proposal() {
        let day = Date::parse("2022-07-01").unwrap();
        let region = RegionCode::parse("340421").unwrap();
        let person = PersonNo::new(7).unwrap();
        let enrolment = EnrolmentNo::new(8).unwrap();
        let changes = [
            Change::ToEmployee {
                person,
                region,
                day,
                standing: Standing::Working,
                employer: Some(3),
            },
            Change::ToResident {
                person,
                region,
                day,
                scheme: Scheme::Resident,
            },
            Change::End {
                enrolment,
                last_day: day,
                reason: EndReason::Deceased,
            },
            Change::TransferOut {
                enrolment,
                last_day: day,
                to: region,
            },
            Change::TransferIn {
                message: "320100 1".to_owned(),
                scheme: Scheme::Employee,
                standing: Standing::Flexible,
                first_day: day,
            },
            Change::Resolve {
                item: 4,
                keeps: enrolment,
            },
            Change::Track {
                item: 4,
                track: Scheme::RuralCooperative,
            },
        ];
        for change in changes {
            let text = serde_json::to_string(&change.form()).unwrap();
            let form: Form = serde_json::from_str(&text).unwrap();
            assert_eq!(Change::of(&form), Some(change));
        }
    }
}
