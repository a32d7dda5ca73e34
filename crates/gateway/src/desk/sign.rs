//! Sign-in (9001) and sign-out (9002) of operators.

use service::ServiceError;
use service::gateway::{self, SignIn};

use super::call::{Call, Reply};
use crate::frame::Moment;

/// 9001 签到.
///
/// # Errors
/// As [`gateway::sign_in`].
pub fn sign_in(call: &Call<'_>) -> Result<Reply, ServiceError> {
    let row = call.input.row("signIn")?;
    let digest = call.asked.digest.to_string();
    let ask = SignIn {
        operator: row.need("opter_no")?,
        mac: row.text("mac"),
        ip: row.text("ip"),
        msgid: &call.message.envelope.msgid,
        digest: &digest,
    };
    let signed = gateway::sign_in(&call.desk, call.actor, ask)?;
    let mut answer = call.answer()?;
    answer
        .row("signinoutb")
        .put("sign_time", Moment::from_millis(signed.at).stamp())
        .put("sign_no", signed.sign_no);
    Ok(Reply::Rows(answer))
}

/// 9002 签退.
///
/// # Errors
/// As [`gateway::sign_out`].
pub fn sign_out(call: &Call<'_>) -> Result<Reply, ServiceError> {
    let row = call.input.row("signOut")?;
    let (sign_no, operator) = (row.need("sign_no")?, row.need("opter_no")?);
    let at = gateway::sign_out(&call.desk, call.actor, sign_no, operator)?;
    let mut answer = call.answer()?;
    answer
        .row("sign_time")
        .put("sign_time", Moment::from_millis(at).stamp());
    Ok(Reply::Rows(answer))
}
