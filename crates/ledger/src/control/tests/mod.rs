//! The acceptance examples of fund control, the law first.

mod budget;
mod duties;
mod funds;
mod indicators;
mod request;
mod uploads;

use access::{Actor, Role, Scope, UserName};
use base::{Date, Fen, RegionCode, WorkingCalendar};

use super::catalogue::Catalogue;

pub(super) fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

pub(super) fn yuan(amount: i64) -> Fen {
    Fen::new(amount * 100)
}

pub(super) fn pool() -> RegionCode {
    region("3404")
}

pub(super) fn region(text: &str) -> RegionCode {
    RegionCode::parse(text).unwrap()
}

/// A user of a region, named by region and number, in a role.
pub(super) fn user(name: &str, role: Role, at: &str) -> Actor {
    let scope = Scope::new(pool(), region(at)).unwrap();
    Actor::new(UserName::new(name).unwrap(), role, scope)
}

/// The shipped data, and a chain over it.
pub(super) struct Desk {
    pub catalogue: Catalogue,
    calendar: WorkingCalendar,
}

impl Desk {
    pub fn new() -> Desk {
        Desk {
            catalogue: Catalogue::shipped().unwrap(),
            calendar: WorkingCalendar::weekends_only(),
        }
    }

    pub fn chain(&self, on: &str) -> super::Chain<'_> {
        self.catalogue.chain(&self.calendar, pool(), date(on))
    }
}

#[test]
fn the_shipped_data_is_sound() {
    let catalogue = Catalogue::shipped().unwrap();
    assert!(catalogue.parameters.len() > 5 && catalogue.rungs.len() > 10);
    let desk = Desk::new();
    assert_all_stages_have_rules::<super::budget::BudgetStage>(&desk);
    assert_all_stages_have_rules::<super::budget::PermitStage>(&desk);
    assert_all_stages_have_rules::<super::request::RequestStage>(&desk);
    assert_all_stages_have_rules::<super::prepay::PrepayStage>(&desk);
    assert_all_stages_have_rules::<super::risk::RiskStage>(&desk);
    assert_all_stages_have_rules::<super::upload::UploadStage>(&desk);
    assert_all_stages_have_rules::<super::publish::PublishStage>(&desk);
    assert_all_stages_have_rules::<super::deposit::DepositStage>(&desk);
    assert_all_stages_have_rules::<super::ConfirmStage>(&desk);
    assert_all_stages_have_rules::<super::AlertStage>(&desk);
    assert_all_stages_have_rules::<super::CityConfirmStage>(&desk);
}

fn assert_all_stages_have_rules<S: super::Stage>(desk: &Desk) {
    for stage in S::ORDER {
        assert!(desk.chain("2026-01-01").rule(*stage).is_ok(), "{stage:?}");
        assert_eq!(S::parse(stage.code()), Some(*stage));
    }
}

#[test]
fn data_that_is_wrong_is_named() {
    let without =
        "[[parameter]]\nid = \"x\"\nzh = \"x\"\ncount = 1\narticle = \" \"\nstanding = \"ours\"\n";
    let error = Catalogue::default().with(without).unwrap_err();
    assert!(error.zh().contains("依据"));
    let twice = without
        .replace("\" \"", "\"a\"")
        .replace("count = 1", "count = 1\nflag = true");
    assert!(
        Catalogue::default()
            .with(&twice)
            .unwrap_err()
            .zh()
            .contains('x')
    );
    assert!(Catalogue::default().with("[[parmeter]]").is_err());
}
