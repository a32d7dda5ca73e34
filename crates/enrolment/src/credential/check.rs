//! The check of a credential at each contact (篇7 第二十条): kept whatever its outcome.

use super::kind::CredentialKind;
use super::resolve::{Records, When, resolve};
use crate::words::words;
use base::{PersonNo, Refused};

words! {
    /// At which contact a credential is shown.
    Contact {
        /// 挂号、门诊就诊.
        Visit "visit" "门诊就诊",
        /// 入院登记.
        Admission "admission" "入院登记",
        /// 购药.
        Purchase "purchase" "购药",
        /// 费用结算.
        Settlement "settlement" "费用结算",
        /// 出院.
        Discharge "discharge" "出院",
        /// 窗口业务.
        Window "window" "窗口业务",
    }
}

/// A check with its outcome: a row of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialCheck {
    /// The provider or the agency that asked, by its code.
    pub place: Box<str>,
    /// For what.
    pub contact: Contact,
    /// Which kind was shown.
    pub kind: CredentialKind,
    /// Its number, masked.
    pub shown: Box<str>,
    /// When.
    pub when: When,
    /// Who it is, or why it failed.
    pub outcome: Result<PersonNo, Refused>,
}

/// Checks a credential; the answer is a row to be kept, also where it failed.
#[must_use]
pub fn check(
    (place, contact): (&str, Contact),
    (kind, value): (CredentialKind, &str),
    when: When,
    records: &Records<'_>,
) -> CredentialCheck {
    CredentialCheck {
        place: place.into(),
        contact,
        kind,
        shown: kind.shown(value.trim()).into(),
        when,
        outcome: resolve(kind, value, when, records),
    }
}

/// The check under which a person may be served at a contact: by the same place, on the same day, for
/// the same contact, and passed. Nobody is booked without. `shown` is the credential that was shown for this
/// person: then the last check of it decides, so that a card reported lost meanwhile is not good any more, and
/// the checks of other patients at the same place are not looked at.
///
/// # Errors
/// The refusal of the check of what was shown; `credential.missing` where none was made,
/// `credential.other_person` where what was shown is somebody else's.
pub fn required<'a>(
    checks: &'a [CredentialCheck],
    person: PersonNo,
    (place, contact): (&str, Contact),
    shown: Option<(CredentialKind, &str)>,
    when: When,
) -> Result<&'a CredentialCheck, Refused> {
    let here = checks
        .iter()
        .filter(|one| *one.place == *place && one.contact == contact && one.when.day == when.day);
    let found = match shown {
        Some((kind, value)) => {
            let value = kind.shown(value.trim());
            let own = here.filter(|one| one.kind == kind && *one.shown == *value);
            own.max_by_key(|one| one.when.moment)
        }
        None => here
            .filter(|one| one.outcome == Ok(person))
            .max_by_key(|one| one.when.moment),
    };
    match found.map(|one| (one, &one.outcome)) {
        Some((passed, Ok(found))) if *found == person => Ok(passed),
        Some((_, Ok(_))) => {
            let zh = format!(
                "{}核验的凭证属于他人，不能为此人记账；请核对凭证与本人。",
                contact.zh()
            );
            Err(Refused::new("credential.other_person", zh).under("篇7 第二十条"))
        }
        Some((_, Err(refused))) => Err(refused.clone()),
        None => {
            let zh = format!(
                "{}须先核验就诊凭证，请出示医保电子凭证、身份证或社会保障卡。",
                contact.zh()
            );
            Err(Refused::new("credential.missing", zh).under("篇7 第二十条"))
        }
    }
}
