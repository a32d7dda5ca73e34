//! Operators of an institution sign in and out (9001, 9002).

use access::{Actor, Permission};
use base::{Date, Refused};
use store::gateway::{self as rows, NewSign, SignRow};

use crate::{Desk, ServiceError};

/// An operator who signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignIn<'a> {
    /// The operator (opter_no).
    pub operator: &'a str,
    /// The hardware address that was told.
    pub mac: &'a str,
    /// The network address that was told.
    pub ip: &'a str,
    /// The id of the message.
    pub msgid: &'a str,
    /// The digest of what it asks for.
    pub digest: &'a str,
}

/// A sign-in that is on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Its number for the sender (sign_no).
    pub sign_no: String,
    /// When, in milliseconds since 1970-01-01 UTC.
    pub at: i64,
}

/// Signs an operator in. The same message again gets the first answer.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn sign_in(desk: &Desk<'_>, actor: &Actor, ask: SignIn<'_>) -> Result<Signed, ServiceError> {
    let scope = actor.may(Permission::GatewaySpeak)?;
    let institution = actor.user().as_str();
    let message = (ask.msgid, ask.digest);
    if let Some(before) = desk.read(|session| rows::signed(session, scope, institution, message))? {
        return Ok(of(&before));
    }
    let (at, day) = (desk.wall(), desk.today());
    desk.write(actor, "gateway.sign-in", None, |tx| {
        // another server may have been faster
        if let Some(before) = rows::signed(tx, scope, institution, message)? {
            return Ok(of(&before));
        }
        let new = NewSign {
            region: scope.region(),
            institution,
            operator: ask.operator,
            mac: ask.mac,
            ip: ask.ip,
            msgid: ask.msgid,
            digest: ask.digest,
            at,
            day,
        };
        let sign = rows::sign_in(tx, scope, &new)?;
        Ok(Signed {
            sign_no: number(day, sign),
            at,
        })
    })
}

/// Signs an operator out who signed in today; when, in milliseconds. Who is out already is told when.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Refused`] `gateway.sign_unknown` for a number that this institution
/// does not have, `gateway.sign_operator`, `gateway.sign_day`; storage.
pub fn sign_out(
    desk: &Desk<'_>,
    actor: &Actor,
    sign_no: &str,
    operator: &str,
) -> Result<i64, ServiceError> {
    let scope = actor.may(Permission::GatewaySpeak)?;
    let institution = actor.user().as_str();
    let (day, sign) = parsed(sign_no).ok_or_else(|| unknown(sign_no))?;
    let (at, today) = (desk.wall(), desk.today());
    desk.write(actor, "gateway.sign-out", None, |tx| {
        let found = rows::find_sign(tx, scope, institution, sign)?;
        let found = found.filter(|found| found.day == day);
        let found = found.ok_or_else(|| unknown(sign_no))?;
        if found.operator != operator {
            return Err(Refused::new(
                "gateway.sign_operator",
                format!("签到编号{sign_no}不是此操作员签到的，请核对操作员编号（opter_no）。"),
            )
            .into());
        }
        if let Some(before) = found.signed_out {
            return Ok(before);
        }
        if found.day != today {
            return Err(Refused::new(
                "gateway.sign_day",
                format!("签到编号{sign_no}是{day}签到的，只能当日签退；请先签到（9001）。"),
            )
            .into());
        }
        rows::sign_out(tx, sign, at)?;
        Ok(at)
    })
}

fn of(row: &SignRow) -> Signed {
    Signed {
        sign_no: number(row.day, row.sign),
        at: row.signed_in,
    }
}

/// `sign_no`: the day and the number, 18 digits or more.
fn number(day: Date, sign: i64) -> String {
    format!("{}{sign:010}", day.number())
}

fn parsed(sign_no: &str) -> Option<(Date, i64)> {
    let digits = sign_no.bytes().all(|byte| byte.is_ascii_digit());
    let (day, sign) = sign_no.split_at_checked(8).filter(|_| digits)?;
    Some((Date::from_number(day.parse().ok()?)?, sign.parse().ok()?))
}

fn unknown(sign_no: &str) -> Refused {
    Refused::new(
        "gateway.sign_unknown",
        format!(
            "本机构没有签到编号“{}”，请核对签到（9001）返回的 sign_no。",
            base::show_value(sign_no)
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_leads_back() {
        let day = Date::from_ymd(2026, 11, 22).unwrap();
        assert_eq!(number(day, 7), "202611220000000007");
        for sign in [1, 7, 9_999_999_999, 10_000_000_000] {
            assert_eq!(parsed(&number(day, sign)), Some((day, sign)));
        }
        for wrong in [
            "",
            "2026",
            "20261322000000001",
            "2026112200000000x7",
            "二〇二六",
        ] {
            assert_eq!(parsed(wrong), None, "{wrong}");
        }
    }
}
