//! What the city has issued, what counties practise, and the six-unified self-check.

use std::collections::BTreeMap;

use access::{Actor, Permission};
use base::{Date, Refused};
use enrolment::regime::{CountySetting, ItemReport, UnifiedItem};
use store::membership::{regime as rows, report};

use crate::{Desk, ServiceError};

/// Records how a region practises an item. The city records what it has issued and what it found in any
/// county; a county may set only what the regime leaves to counties.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Refused`] `regime.county_parameter`, `regime.none`; storage.
pub fn practise(
    desk: &Desk<'_>,
    actor: &Actor,
    setting: &CountySetting,
    from: Date,
) -> Result<(), ServiceError> {
    let scope = actor.may_in(Permission::StandardPropose, setting.county)?;
    if setting.name.trim().is_empty() || setting.value.trim().is_empty() {
        let zh = "事项名称和内容都不能为空，请填写。";
        return Err(Refused::new("regime.practice_empty", zh).into());
    }
    desk.write(actor, "regime.practise", None, |tx| {
        if scope.region() != scope.pool() {
            super::of(tx, scope, from)?.county_may_set(&setting.name)?;
        }
        Ok(rows::practise(tx, setting, from)?)
    })
}

/// The self-check on a day: each unified item with the counties that deviate. Beside what is recorded it
/// counts a county as deviating in coverage where people are enrolled in a scheme that is not open any more.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Refused`] where the profile names no unified items; storage.
pub fn self_check(
    desk: &Desk<'_>,
    actor: &Actor,
    day: Date,
) -> Result<Vec<ItemReport>, ServiceError> {
    let scope = actor.may(Permission::StandardPropose);
    let scope = scope.or_else(|_| actor.may(Permission::PersonRead))?;
    desk.read(|session| {
        let profile = super::of(session, scope, day)?;
        let all = rows::practised(session, scope, day)?;
        let (issued, mut practised): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|one| one.county == scope.pool());
        let issued: BTreeMap<_, _> = issued
            .into_iter()
            .map(|one| ((one.item, one.name), one.value))
            .collect();
        for (county, scheme, count) in report::schemes_by_county(session, scope, day)? {
            if profile.scheme_open(scheme, day).is_err() {
                practised.push(CountySetting {
                    county,
                    item: UnifiedItem::Coverage,
                    name: format!("scheme.{}", scheme.code()).into(),
                    value: format!("{count} 人").into(),
                });
            }
        }
        Ok(profile.self_check(&issued, &practised)?)
    })
}
