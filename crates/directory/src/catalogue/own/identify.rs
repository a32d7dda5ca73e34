//! Which item a line means.

use base::{Date, Refused};

use super::list::OwnList;
use super::queue::Queue;
use crate::catalogue::city::Catalogue;
use crate::catalogue::code::{Code, shown};
use crate::catalogue::table::Found;

/// The codes of a line as the institution states them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stated<'a> {
    /// `fixmedins_code` of the institution.
    pub institution: &'a str,
    /// Its own code (`medins_list_codg`); empty where it gives none.
    pub own: &'a str,
    /// The national code (`med_list_codg`); empty where it gives none.
    pub national: &'a str,
}

/// The national code of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identified {
    /// The code that stands in the catalogue on the day.
    pub code: Code,
    /// Whether a mapping led to it.
    pub mapped: bool,
}

/// Which item a line of a day means: the own code is read first, by the mapping of the day. Without an
/// own code, or where it is the national one, the national code counts as it is. A code that was
/// replaced leads to the one in its place.
///
/// # Errors
/// `mapping.missing` for an own code that nobody has mapped: the line is refused and the code goes to
/// the queue (REQ-136). `mapping.other` where the line names another national code than the mapping.
/// `line.no_code` without any code, `line.unknown_item` for a national code that nobody knows.
pub fn identify(
    catalogue: &Catalogue,
    list: &OwnList,
    stated: Stated<'_>,
    on: Date,
    queue: &mut Queue,
) -> Result<Identified, Refused> {
    if stated.own.is_empty() && stated.national.is_empty() {
        return Err(Refused::new(
            "line.no_code",
            "明细没有医疗目录编码，请填写国家编码或机构目录编码。",
        ));
    }
    if stated.own.is_empty() || stated.own == stated.national {
        return national(catalogue, stated.national, on);
    }
    let Some(mapping) = list.find(stated.own, on) else {
        queue.note(stated.institution, stated.own, stated.national, on);
        return Err(unmapped(stated.own, on));
    };
    let target = catalogue.recodes().current(mapping.target.as_str(), on);
    let target = target.unwrap_or(mapping.target);
    let agrees = || {
        let named = catalogue.recodes().current(stated.national, on);
        named.is_some_and(|named| named == target)
    };
    if !stated.national.is_empty() && !agrees() {
        return Err(Refused::new(
            "mapping.other",
            format!(
                "机构编码 {} 已对照为 {target}，明细上传的国家编码是 {}，请更正明细或重新办理对照。",
                shown(stated.own),
                shown(stated.national)
            ),
        ));
    }
    Ok(Identified {
        code: target,
        mapped: true,
    })
}

/// A national code as it is, or the one in its place on the day.
fn national(catalogue: &Catalogue, code: &str, on: Date) -> Result<Identified, Refused> {
    let current = catalogue.recodes().current(code, on);
    let known = current
        .filter(|code| !matches!(catalogue.find_for(code.as_str(), on, &[]), Found::Unknown));
    match known {
        Some(code) => Ok(Identified {
            code,
            mapped: false,
        }),
        None => Err(Refused::new(
            "line.unknown_item",
            format!(
                "医保目录中没有编码 {}，请核对国家编码，或先办理目录对照。",
                shown(code)
            ),
        )
        .under("南京2017 五(三)")),
    }
}

fn unmapped(own: &str, on: Date) -> Refused {
    Refused::new(
        "mapping.missing",
        format!(
            "机构编码 {} 在 {on} 没有审核通过的目录对照，已进入待对照队列；请上传对照（3301），审核通过后重传明细。",
            shown(own)
        ),
    )
    .under("南京2017 五(三)")
}
