//! One code with its history, and essential drugs by institution.

use std::collections::BTreeMap;

use access::{Actor, Permission, Scope};
use base::Date;
use directory::catalogue::essential::{DrugUse, EssentialUse, essential_use};
use directory::catalogue::own::OwnList;
use directory::catalogue::{Code, Coded, Column, Entry, List, Table, Tabular, Term};
use store::catalogue::own as own_rows;
use store::counter::usage;

use super::compiled::{City, current, own_list};
use super::sort::Sort;
use crate::{Desk, ServiceError};

/// What a list says of a code in a span of days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Which list.
    pub sort: Sort,
    /// Name of the version that brought it.
    pub version: String,
    /// First day; `None` where it is not known.
    pub from: Option<Date>,
    /// Last day; `None` where it has none.
    pub until: Option<Date>,
    /// Title and text of each cell that is not empty.
    pub cells: Vec<(&'static str, String)>,
}

/// All that the lists say of a code, by list and day. A code that was replaced is followed to the one in its place on
/// the day.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`] for a code that no list has; storage.
pub fn history(
    desk: &Desk<'_>,
    actor: &Actor,
    code: &str,
    on: Date,
) -> Result<(String, Vec<Shown>), ServiceError> {
    let scope = actor.may(Permission::CatalogueRead)?;
    let city = desk.read(|session| current(session, scope))?;
    let now = city.catalogue().recodes().current(code, on);
    let now = now.ok_or(ServiceError::NotFound("目录编码"))?;
    let mut shown = of_table(&city, &List::Items, city.catalogue().items(), &now);
    for overlay in city.catalogue().overlays() {
        let list = List::Overlay(overlay.category.clone());
        shown.extend(of_table(&city, &list, &overlay.items, &now));
    }
    shown.extend(of_table::<Term>(
        &city,
        &List::Terms,
        city.catalogue().terms(),
        &now,
    ));
    if shown.is_empty() {
        return Err(ServiceError::NotFound("目录编码"));
    }
    Ok((now.to_string(), shown))
}

fn of_table<T: Tabular + Coded>(
    city: &City,
    list: &List,
    table: &Table<T>,
    code: &Code,
) -> Vec<Shown> {
    let first = table
        .entries()
        .partition_point(|entry| entry.record.code() < *code);
    let marks = city.marks(list).iter().skip(first);
    let show = |(entry, (_, version)): (&Entry<T>, &(_, u32))| Shown {
        sort: Sort::Of(list.clone()),
        version: city
            .version(*version)
            .map_or_else(String::new, |version| version.title.clone()),
        from: entry.validity.from(),
        until: entry.validity.until(),
        cells: titled(T::COLUMNS, entry.record.cells()),
    };
    table.history(code).iter().zip(marks).map(show).collect()
}

fn titled(columns: &'static [Column], cells: Vec<String>) -> Vec<(&'static str, String)> {
    let titles = columns.iter().map(Column::title);
    let filled = titles.zip(cells).filter(|(_, cell)| !cell.is_empty());
    filled.collect()
}

/// Essential drugs by institution of the actor's region (REQ-138; 篇8 二15): what stands in the approved own lists on a
/// day, and what was charged and settled at the counter in a period, both days included.
///
/// # Errors
/// [`ServiceError::Denied`], storage; [`ServiceError::Input`] where amounts leave the range of money.
pub fn essential_stock(
    desk: &Desk<'_>,
    actor: &Actor,
    on: Date,
    period: (Date, Date),
) -> Result<BTreeMap<Box<str>, EssentialUse>, ServiceError> {
    let scope = actor.may(Permission::CatalogueRead)?;
    let (city, lists, charged) = desk.read(|session| {
        let mut lists: Vec<(String, OwnList)> = Vec::new();
        for (institution, _) in own_rows::institutions(session, scope)? {
            let kept = own_rows::of_institution(session, scope, &institution)?;
            lists.push((institution, own_list(&kept)));
        }
        let charged = usage::items(session, scope, period)?;
        let city = current(session, Scope::whole(scope.pool()))?;
        Ok::<_, ServiceError>((city, lists, charged))
    })?;
    let lists = lists
        .iter()
        .map(|(institution, list)| (institution.as_str(), list));
    let lines = charged.iter().map(|sum| DrugUse {
        institution: &sum.institution,
        code: &sum.code,
        on: sum.on,
        amount: sum.amount,
    });
    essential_use(city.catalogue(), lists, lines, on)
        .ok_or_else(|| ServiceError::Input("药品费用合计超出金额上限，请缩短统计期间。".to_owned()))
}
