//! Drawing the premium bill of a month.

use access::{Actor, Permission};
use base::{BillNo, OrganisationNo, Refused};
use benefit::plan::Policy;
use enrolment::Month;
use enrolment::premium::{PremiumBill, Rules, bill as compute};
use store::Event;
use store::premium::bill::Drawn;
use store::premium::roll::Employer;
use store::premium::{bill, plan, roll};

use super::declare::calendar;
use super::load;
use crate::{Desk, ServiceError};

/// A bill that was drawn, or was there already.
#[derive(Debug, Clone)]
pub struct DrawnBill {
    /// Its number.
    pub no: BillNo,
    /// Its figures; `None` where it was drawn before.
    pub bill: Option<PremiumBill>,
}

/// Draws the bill of an employer for a month by the pool's package; a month is billed once.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::Refused`] where the package
/// does not answer, `premium.no_roll` without people; storage.
pub fn draw(
    desk: &Desk<'_>,
    actor: &Actor,
    policy: &Policy,
    employer: OrganisationNo,
    month: Month,
) -> Result<DrawnBill, ServiceError> {
    let scope = actor.may(Permission::ContributionCollect)?;
    let due_on = calendar()?.due_on(month);
    let today = desk.today();
    desk.write(actor, "premium.draw", None, |tx| {
        let found = load::employer(tx, scope, employer)?;
        let drawn = bill::of_months(tx, scope, (month, month))?;
        let known = drawn
            .iter()
            .find(|it| it.employer == employer && it.of.is_none());
        if let Some(known) = known {
            return Ok(DrawnBill {
                no: known.no,
                bill: None,
            });
        }
        let (rows, workers) = load::workers(tx, scope, employer, month)?;
        if workers.is_empty() {
            let sentence = format!(
                "“{}”在 {month} 没有在册人员，没有应缴的保险费。",
                found.name
            );
            return Err(Refused::new("premium.no_roll", sentence).into());
        }
        let variant = plan::of_employer(tx, scope, employer, month.first())?;
        let rules = Rules::new(policy);
        let computed = compute(&rules, employer, month, &workers, variant.as_ref())?;
        let no = tx.next("premium_bill", BillNo::new)?;
        let drawn = Drawn {
            no,
            region: found.region,
            due_on,
            on: today,
        };
        bill::add(tx, scope, &drawn, &computed, &load::buckets(&rows))?;
        tx.emit(&[Event {
            kind: "premium.billed".to_owned(),
            version: 1,
            region: found.region,
            subject: no.get(),
            body: serde_json::json!({
                "employer": employer.get(), "month": month.number(), "amount": computed.total.get(),
            })
            .to_string(),
        }])?;
        Ok(DrawnBill {
            no,
            bill: Some(computed),
        })
    })
}

/// The registered employers of the actor's region that have people, by number.
///
/// # Errors
/// [`ServiceError::Denied`], storage.
pub fn employers(desk: &Desk<'_>, actor: &Actor) -> Result<Vec<Employer>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    Ok(desk.read(|session| roll::employers(session, scope))?)
}

/// The bills of the actor's region for a month, by number; corrections are left out.
///
/// # Errors
/// [`ServiceError::Denied`], storage.
pub fn bills_of(desk: &Desk<'_>, actor: &Actor, month: Month) -> Result<Vec<BillNo>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    let bills = desk.read(|session| bill::of_months(session, scope, (month, month)))?;
    let bills = bills.into_iter().filter(|it| it.of.is_none());
    Ok(bills.map(|it| it.no).collect())
}
