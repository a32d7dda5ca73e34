//! When an account may be opened (篇7 第十条).

use crate::premium::PlanVariant;
use ::base::{Date, Refused};

/// The day from which an account may be opened: the employer is registered and has paid.
///
/// # Errors
/// [`Refused`] `account.unregistered` or `account.unpaid` where either is missing,
/// `account.plan_without` where the employer's plan has no accounts.
pub fn may_open(
    registered_on: Option<Date>,
    first_paid_on: Option<Date>,
    variant: Option<&PlanVariant>,
) -> Result<Date, Refused> {
    const ARTICLE: &str = "篇7 第十条";
    if let Some(variant) = variant.filter(|variant| !variant.has_account) {
        return Err(Refused::new(
            "account.plan_without",
            format!("单位参加“{}”，职工不建立个人账户。", variant.title),
        )
        .under(&variant.article));
    }
    let registered_on = registered_on.ok_or_else(|| {
        Refused::new(
            "account.unregistered",
            "单位尚未办理医疗保险登记，不能为职工建立个人账户；请先登记。",
        )
        .under(ARTICLE)
    })?;
    let first_paid_on = first_paid_on.ok_or_else(|| {
        Refused::new(
            "account.unpaid",
            "单位已登记但尚未缴费，缴费后才能为职工建立个人账户。",
        )
        .under(ARTICLE)
    })?;
    Ok(registered_on.max(first_paid_on))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::premium::testing::day;

    /// REQ-436: registered but unpaid: no account; after payment: the account is opened.
    #[test]
    fn req_436_an_account_needs_registration_and_payment() {
        let registered = Some(day("2026-01-05"));
        let refused = may_open(registered, None, None).unwrap_err();
        assert_eq!(refused.code(), "account.unpaid");
        let opened = may_open(registered, Some(day("2026-02-10")), None).unwrap();
        assert_eq!(opened, day("2026-02-10"));
        let refused = may_open(None, Some(day("2026-02-10")), None).unwrap_err();
        assert_eq!(refused.code(), "account.unregistered");
    }
}
