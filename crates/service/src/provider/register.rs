//! Providers and their licences. To be registered gives no right: a designation and an agreement do.

use std::collections::BTreeSet;

use access::{Actor, Permission, Scope};
use base::{Refused, RegionCode};
use directory::provider::{Institution, Licence, LicenceKind, ProviderCode};
use store::Tx;
use store::batch::Batch;
use store::provider::institution::{self, Registered};

use super::directory::on_record;
use super::import::{self, Fate, FileOf, ReadRow, RowResult};
use crate::{Desk, ServiceError};

/// Registers a provider in its county with its first particulars and its licences.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Refused`] `provider.known` where the code is registered already,
/// `licence.none` without the licence that its type needs, `provider.place` where it lies outside the region that
/// keeps its file; storage.
pub fn register(desk: &Desk<'_>, actor: &Actor, new: &Registered) -> Result<(), ServiceError> {
    let scope = actor.may_in(Permission::ProviderPropose, new.region)?;
    desk.write(actor, "provider.register", None, |tx| {
        let fates = take(tx, scope, &[new])?;
        let refused = fates.into_iter().find_map(|(_, fate)| fate.err());
        refused.map_or(Ok(()), |refused| Err(refused.into()))
    })
}

/// Registers a file of providers; every row is told.
///
/// # Errors
/// [`ServiceError::Denied`]; storage. Rows are refused one by one as [`register`] refuses.
pub fn take_institutions(
    desk: &Desk<'_>,
    actor: &Actor,
    file: &FileOf,
    rows: impl Iterator<Item = ReadRow<Registered>>,
    tell: &mut dyn FnMut(&RowResult),
) -> Result<Batch, ServiceError> {
    import::take(desk, actor, ("provider.import", file), rows, tell, &take)
}

fn take(tx: &mut Tx<'_>, scope: Scope, rows: &[&Registered]) -> Result<Vec<Fate>, ServiceError> {
    let codes = rows
        .iter()
        .map(|row| row.institution.code.as_str().to_owned());
    let whole = Scope::whole(scope.pool());
    let known = institution::known(tx, whole, codes.collect())?;
    let mut known: BTreeSet<ProviderCode> = known.into_keys().collect();
    let (mut fates, mut new) = (Vec::with_capacity(rows.len()), Vec::new());
    for row in rows {
        let fate = allowed(&known, scope, row);
        if fate.is_ok() {
            known.insert(row.institution.code.clone());
            new.push((*row).clone());
        }
        fates.push((row.institution.code.to_string(), fate));
    }
    institution::add(tx, scope, &new)?;
    Ok(fates)
}

fn allowed(known: &BTreeSet<ProviderCode>, scope: Scope, new: &Registered) -> Result<(), Refused> {
    let code = &new.institution.code;
    if known.contains(code) {
        return Err(Refused::new(
            "provider.known",
            format!("{code} 已登记，不能重复登记；内容有变请办理变更。"),
        ));
    }
    let outside = |place: RegionCode| !scope.covers(place);
    let places = new.institution.particulars.iter().map(|one| one.place);
    if outside(new.region) || places.into_iter().any(outside) {
        return Err(Refused::new(
            "provider.place",
            format!(
                "{code} 不在 {} 辖区内，请由所在县区登记。",
                scope.region().short()
            ),
        ));
    }
    let Some(known) = new.institution.particulars.first() else {
        return Err(Refused::new(
            "provider.no_particulars",
            format!("{code} 没有登记内容，请补填名称、类型和地址。"),
        ));
    };
    let needed = LicenceKind::needed_by(known.kind);
    if new
        .institution
        .licences
        .iter()
        .any(|one| one.kind == needed)
    {
        return Ok(());
    }
    Err(Refused::new(
        "licence.none",
        format!(
            "{}须持有{}，请登记证号和有效期。",
            known.kind.zh(),
            needed.zh()
        ),
    )
    .under("篇7 第十六条"))
}

/// Adds a licence: a renewal stands beside the old one.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::Refused`] `licence.twice` where the same
/// licence is registered with this first day; storage.
pub fn add_licence(
    desk: &Desk<'_>,
    actor: &Actor,
    code: &ProviderCode,
    licence: &Licence,
) -> Result<(), ServiceError> {
    let scope = actor.may(Permission::ProviderPropose)?;
    desk.write(actor, "provider.licence", None, |tx| {
        let held = on_record(tx, scope, code)?;
        let twice = held.institution.licences.iter().any(|one| {
            one.kind == licence.kind
                && one.number == licence.number
                && one.holds.from() == licence.holds.from()
        });
        if twice {
            let zh = format!("{code} 的证号 {} 已登记，请核对有效期。", licence.number);
            return Err(Refused::new("licence.twice", zh).into());
        }
        let old = Registered {
            region: held.region,
            institution: held.institution,
        };
        let mut new: Institution = old.institution.clone();
        new.licences.push(licence.clone());
        Ok(institution::replace(tx, scope, &old, &new)?)
    })
}
