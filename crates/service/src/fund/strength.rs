//! How strong a fund is, and whether it may pay providers in advance.

use access::Scope;
use base::{Date, Fen, RegionCode};
use ledger::control::Measure;
use ledger::control::prepay::{FundStrength, may_prepay};
use ledger::entry::{Fund, FundMode, FundYear};
use store::control as rows;
use store::{AsOf, Session};

use super::rules::catalogue;
use super::sums::{Year, range, rolling_income, rolling_outlay};
use crate::ServiceError;
use crate::books::mode_on;

/// The parameter that says how many months a fund must last.
const MONTHS: &str = "prepay.months";
/// The same for the fund of employees.
const MONTHS_EMPLOYEE: &str = "prepay.months.employee";

/// Holds an advance to providers to the strength of the fund: months of cover, no deficit last year, none in the
/// twelve months that roll. A tier that balances itself is judged by itself; where the pooling area keeps one fund,
/// the area.
///
/// # Errors
/// What [`may_prepay`] refuses; `fund.parameter.missing`; storage.
pub(super) fn gate(
    session: &mut Session<'_>,
    scope: Scope,
    (fund, tier): (Fund, RegionCode),
    on: Date,
) -> Result<(), ServiceError> {
    let pool = scope.pool();
    let single = mode_on(session, scope, on)? == FundMode::Single;
    // The months of a fund are no secret within its pooling area.
    let (of, region) = if single || tier == pool {
        (Scope::whole(pool), None)
    } else {
        (scope, Some(tier))
    };
    let catalogue = catalogue(session, pool)?;
    let parameters = catalogue.parameters(pool, on);
    let id = match fund {
        Fund::EmployeePooled | Fund::EmployeeAccounts | Fund::Additional => MONTHS_EMPLOYEE,
        _ => MONTHS,
    };
    let months = parameters.count(id)?;
    let strength = strength(session, of, (fund, region), on)?;
    Ok(may_prepay(&strength, months, parameters.article(id))?)
}

fn strength(
    session: &mut Session<'_>,
    scope: Scope,
    (fund, region): (Fund, Option<RegionCode>),
    on: Date,
) -> Result<FundStrength, ServiceError> {
    let net = rows::balances_between(session, scope, fund, (1_001, 2_999), AsOf::on(on))?;
    let own = net
        .into_iter()
        .filter(|(of, _)| region.is_none_or(|region| region == *of));
    let surplus = Fen::checked_sum(own.map(|(_, amount)| amount)).ok_or_else(range)?;
    let (outlay, months) = rolling_outlay(session, scope, fund, region, on)?;
    let income = rolling_income(session, scope, fund, region, on)?;
    let last = FundYear::new(on.year() - 1);
    let deficit_last_year = match last {
        Some(last) => {
            let as_of = AsOf::on(last.last_day());
            let year = Year::load(session, scope, fund, last, region, as_of)?;
            year.spending()? > year.income()?
        }
        None => false,
    };
    Ok(FundStrength {
        cover: Measure::months(surplus, outlay, months),
        deficit_last_year,
        deficit_forecast: outlay > income,
    })
}
