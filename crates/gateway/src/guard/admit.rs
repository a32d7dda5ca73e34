//! The order of the checks.

use base::Refused;

use crate::frame::{Message, Moment, digest};
use crate::profile::{Profile, Replay};

use super::access::{Pass, pass};
use super::headers::Headers;
use super::port::{AccessClaim, Keyring, Mark, Seen, Sighting, Verdict};
use super::seal;
use super::turned::Turned;

/// A message that may go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admitted {
    /// The account that called, where the dialect has accounts.
    pub account: Option<String>,
    /// Whether the very same message came before within the window: a retry, which gets the first answer.
    pub repeated: bool,
}

/// Whether a message may go on. First the headers of the gateway and their time, then their signature, then
/// whether the account may send for the institution, then the signature of the message, at last whether it was
/// seen before, so that only what is genuine is remembered.
///
/// # Errors
/// [`Turned`] with a sentence for the sender.
pub fn admit(
    headers: &Headers<'_>,
    message: &Message,
    profile: &Profile,
    keys: &dyn Keyring,
    seen: &mut dyn Seen,
    now: Moment,
) -> Result<Admitted, Turned> {
    let envelope = &message.envelope;
    let pass = pass(headers, &profile.access, envelope.infno).map_err(Turned::Gateway)?;
    if let Some(pass) = &pass {
        pass.time
            .check(now, profile.access.window_minutes)
            .map_err(Turned::Gateway)?;
        known(&pass.claim(), keys).map_err(Turned::Gateway)?;
        let account = pass.claim().account().to_owned();
        if !keys.may_send(&account, &envelope.fixmedins_code) {
            return Err(Turned::Interface(foreign(
                &account,
                &envelope.fixmedins_code,
            )));
        }
    }
    seal::check(envelope, profile, keys).map_err(Turned::Interface)?;
    let account = pass.as_ref().map(|pass| pass.claim().account().to_owned());
    let mark = pass.and_then(|pass| mark(&pass, message, profile));
    let sighting = mark.map_or(Sighting::First, |mark| seen.sight(&mark, now));
    if sighting == Sighting::Other {
        return Err(Turned::Gateway(Refused::new(
            "gateway.replayed",
            "此请求的随机串或报文ID与时间戳已用于另一笔报文，疑为重放，请重新生成签名后发送。",
        )));
    }
    Ok(Admitted {
        account,
        repeated: sighting == Sighting::Same,
    })
}

fn known(claim: &AccessClaim<'_>, keys: &dyn Keyring) -> Result<(), Refused> {
    match keys.access(claim) {
        Verdict::Right => Ok(()),
        Verdict::Unknown => Err(Refused::new(
            "gateway.access_key_unknown",
            "网关账号（access key 或 paasid）未登记，请核对账号或向经办机构申请。",
        )),
        Verdict::Wrong => Err(Refused::new(
            "gateway.signature_wrong",
            "请求头签名不正确，请核对密钥与签名规则后重新发送。",
        )),
    }
}

fn foreign(account: &str, institution: &str) -> Refused {
    let account: String = account.chars().take(40).collect();
    Refused::new(
        "gateway.foreign_institution",
        format!(
            "网关账号{account}未获准代机构{institution}发送报文，请核对定点医药机构编号（fixmedins_code）。"
        ),
    )
}

/// What a message is remembered by. The account stands in front with its length, so that no two read alike.
fn mark(pass: &Pass<'_>, message: &Message, profile: &Profile) -> Option<Mark> {
    let envelope = &message.envelope;
    let claim = pass.claim();
    let what = match (profile.access.replay, pass.nonce()) {
        (Replay::None, _) | (Replay::Nonce, None) => return None,
        (Replay::Nonce, Some(nonce)) => format!("nonce:{nonce}"),
        (Replay::Msgid, _) => {
            let until = pass.time.until(0).millis();
            format!(
                "msgid:{}:{}:{}:{until}",
                envelope.infno, envelope.fixmedins_code, envelope.msgid
            )
        }
    };
    let account = claim.account();
    Some(Mark {
        key: format!("{}:{account}:{what}", account.len()),
        digest: digest(envelope, message.file.as_ref()),
        until: pass.time.until(profile.access.window_minutes),
    })
}
