//! Corrections: red letter only, leg by leg, once.

use base::{EntryNo, Refused};

use super::rules::Standing;
use crate::entry::{Dimensions, Document, Draft, Entry};

/// What undoes an entry is its exact mirror in red letter; all entries of the document are undone
/// together, and each only once.
pub(super) fn undoing(document: &Document, standing: &Standing<'_>) -> Result<(), Refused> {
    if document
        .entries
        .iter()
        .all(|draft| draft.reverses.is_none())
    {
        return Ok(());
    }
    for draft in &document.entries {
        let original = draft.reverses.and_then(|no| entry(standing, no));
        match (draft.reverses, original) {
            (Some(no), Some(original)) => one(draft, no, original, standing)?,
            _ => {
                return Err(refuse(
                    "红字凭证的每一分录都应指明被冲销的凭证号，请核对。".to_owned(),
                ));
            }
        }
    }
    complete(document, standing)
}

fn entry<'a>(standing: &Standing<'a>, no: EntryNo) -> Option<&'a Entry> {
    standing.undone.iter().find(|entry| entry.no == no)
}

fn refuse(zh: String) -> Refused {
    Refused::new("ledger.red_letter", zh)
}

fn one(
    draft: &Draft,
    no: EntryNo,
    original: &Entry,
    standing: &Standing<'_>,
) -> Result<(), Refused> {
    if original.reverses.is_some() {
        return Err(refuse(format!(
            "凭证 {no} 本身是红字凭证，不能再冲销；请重新制单。"
        )));
    }
    if standing.already_undone.contains(&no) {
        return Err(refuse(format!("凭证 {no} 已被冲销，不能再次冲销。")));
    }
    let same_place = Dimensions {
        fund_year: original.dims.fund_year,
        ..draft.dims
    } == original.dims;
    let mirror = original.red(draft.dims.fund_year);
    if !same_place || mirror.as_ref().map(|mirror| &mirror.legs) != Some(&draft.legs) {
        return Err(refuse(format!(
            "红字分录与凭证 {no} 不逐行相反，请由程序生成红字凭证。"
        )));
    }
    Ok(())
}

/// The linked entries of a document stand or fall together.
fn complete(document: &Document, standing: &Standing<'_>) -> Result<(), Refused> {
    let undone: Vec<EntryNo> = document
        .entries
        .iter()
        .filter_map(|draft| draft.reverses)
        .collect();
    let left = standing
        .undone
        .iter()
        .find(|entry| !undone.contains(&entry.no));
    match left {
        Some(entry) => Err(refuse(format!(
            "凭证 {} 与同号的其他分录应一并冲销，请由程序生成红字凭证。",
            entry.no
        ))),
        None => Ok(()),
    }
}
