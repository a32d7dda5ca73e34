//! The order of the checks.

use base::Refused;

use crate::frame::{Message, Moment, message_digest};
use crate::profile::{Access, Profile, Replay};

use super::access::{MessageClock, pass};
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
/// whether the account may send for the institution, then the signature of the message and the time that it covers,
/// then whether we have the keys that its answer takes, at last whether it was seen before, so that only what is
/// genuine is remembered.
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
    let access = &profile.access;
    let pass = pass(headers, access, envelope.infno).map_err(Turned::Gateway)?;
    if let Some(pass) = &pass {
        let in_time = pass.time.check(now, access.window_minutes);
        in_time
            .and_then(|()| known(&pass.claim(), keys))
            .map_err(Turned::Gateway)?;
        let (account, institution) = (pass.claim().account(), &envelope.fixmedins_code);
        if !keys.may_send(account, institution) {
            return Err(Turned::Interface(foreign(account, institution)));
        }
    }
    let sealed = seal::check(envelope, profile, keys).map_err(Turned::Interface)?;
    if sealed {
        let in_time =
            MessageClock::signed(envelope).and_then(|time| time.check(now, access.window_minutes));
        in_time.map_err(Turned::Interface)?;
    }
    seal::answerable(&envelope.fixmedins_code, profile, keys).map_err(Turned::Interface)?;
    let mark = match &pass {
        Some(pass) => mark(
            pass.claim().account(),
            pass.once(access.replay),
            pass.time,
            message,
            access,
        ),
        None => mark_of_envelope(message, access, now).map_err(Turned::Interface)?,
    };
    let sighting = mark.map_or(Sighting::First, |mark| seen.sight(&mark, now));
    let repeated = match sighting {
        Sighting::First => false,
        Sighting::Same => true,
        Sighting::Other => return Err(turned(pass.is_some(), replayed())),
        Sighting::Forgotten => return Err(turned(pass.is_some(), forgotten())),
    };
    let account = pass.as_ref().map(|pass| pass.claim().account().to_owned());
    Ok(Admitted { account, repeated })
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

/// What was found out by the headers is the gateway's to refuse.
fn turned(by_headers: bool, refused: Refused) -> Turned {
    if by_headers {
        Turned::Gateway(refused)
    } else {
        Turned::Interface(refused)
    }
}

fn forgotten() -> Refused {
    Refused::new(
        "gateway.timestamp_forgotten",
        "平台时钟刚被校准，此时间戳之前的报文已不能判断是否重复，请用当前时间重新签名发送。",
    )
}

fn replayed() -> Refused {
    Refused::new(
        "gateway.replayed",
        "此请求的随机串或报文ID与时间戳已用于另一笔报文，疑为重放，请重新生成签名后发送。",
    )
}

/// Without headers the envelope tells its time itself: where a dialect knows replays by msgid, that time must be
/// now, and the institution stands for the account.
fn mark_of_envelope(
    message: &Message,
    access: &Access,
    now: Moment,
) -> Result<Option<Mark>, Refused> {
    if access.replay != Replay::Msgid {
        return Ok(None);
    }
    let time = MessageClock::signed(&message.envelope)?;
    time.check(now, access.window_minutes)?;
    Ok(mark(
        &message.envelope.fixmedins_code,
        None,
        time,
        message,
        access,
    ))
}

/// What a message is remembered by. The account stands in front with its length, so that no two read alike.
fn mark(
    account: &str,
    once: Option<&str>,
    time: MessageClock,
    message: &Message,
    access: &Access,
) -> Option<Mark> {
    let envelope = &message.envelope;
    let what = match (access.replay, once) {
        (Replay::None, _) | (Replay::Nonce | Replay::Signature, None) => return None,
        (Replay::Nonce, Some(nonce)) => format!("nonce:{nonce}"),
        (Replay::Signature, Some(text)) => format!("signed:{text}"),
        (Replay::Msgid, _) => format!(
            "msgid:{}:{}:{}:{}",
            envelope.infno,
            envelope.fixmedins_code,
            envelope.msgid,
            time.moment().millis()
        ),
    };
    Some(Mark {
        key: format!("{}:{account}:{what}", account.len()),
        digest: message_digest(envelope, message.file.as_ref()),
        until: time.until(access.window_minutes),
    })
}
