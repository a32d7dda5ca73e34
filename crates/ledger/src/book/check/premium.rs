//! Premiums for later years: recognised at once, or kept until the benefit year begins.

use base::Refused;

use super::rules::{Rules, is_computed};
use crate::chart::Roles;
use crate::entry::{Book, Document, FundYear, Leg, Side};
use crate::event::Event;

/// Holds premiums of later benefit years to the switch of the pooling area. A filed one keeps them as
/// received in advance from its day on; the others recognise them in the year of payment.
pub(super) fn recognition(
    document: &Document,
    event: &Event,
    rules: &Rules<'_>,
) -> Result<(), Refused> {
    if is_computed(event) {
        return Ok(());
    }
    let keeps = rules
        .ahead_from
        .is_some_and(|from| from <= document.book_date);
    let agency =
        |draft: &&crate::entry::Draft| draft.dims.book == Book::Agency && draft.reverses.is_none();
    for draft in document.entries.iter().filter(agency) {
        let chart = rules
            .charts
            .on(draft.dims.book, draft.dims.fund, document.book_date);
        let Some(roles) = chart.and_then(|chart| chart.roles.as_ref()) else {
            continue;
        };
        for leg in &draft.legs {
            one(leg, roles, keeps, draft.dims.fund_year)?;
        }
    }
    Ok(())
}

fn one(leg: &Leg, roles: &Roles, keeps: bool, year: FundYear) -> Result<(), Refused> {
    if leg.side != Side::Credit || leg.amount.get() < 0 {
        return Ok(());
    }
    let later = leg.benefit_year.is_some_and(|benefit| benefit > year);
    if leg.account == roles.premium && later && keeps {
        return Err(Refused::new(
            "ledger.premium_ahead",
            "本统筹区已备案：以后年度保费应先记暂收款，待遇年度首月再确认收入，请改用“预收”做法。",
        )
        .under("《〈社会保险基金会计制度〉补充规定》（2026年）"));
    }
    let ahead = leg.account == roles.received && leg.sub.as_ref() == Some(&roles.ahead);
    if ahead && !(keeps && later) {
        return Err(Refused::new(
            "ledger.premium_now",
            if keeps {
                "当年保费不记预收，请改用“当年”做法。"
            } else {
                "本统筹区未备案：保费在缴费年度确认收入，请改用“当年”做法。"
            },
        )
        .under("《〈社会保险基金会计制度〉补充规定》（2026年）"));
    }
    Ok(())
}
