//! The headers of gateways: which are asked for, what they sign, and whether their time is now.

use base::Refused;

use crate::frame::{Envelope, Infno, Moment};
use crate::profile::{Access, AccessScheme, Replay, TimeUnit};

use super::headers::Headers;
use super::port::AccessClaim;

/// The headers of a call, read.
#[derive(Debug)]
pub(super) struct Pass<'a> {
    pub kind: PassKind<'a>,
    /// What was signed, for `_api_*`.
    pub text: String,
    /// The timestamp.
    pub time: MessageClock,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum PassKind<'a> {
    Api {
        access_key: &'a str,
        signature: &'a str,
    },
    Tif {
        account: &'a str,
        timestamp: &'a str,
        nonce: &'a str,
        signature: &'a str,
    },
}

impl<'a> Pass<'a> {
    pub fn claim(&self) -> AccessClaim<'_> {
        match self.kind {
            PassKind::Api {
                access_key,
                signature,
            } => AccessClaim::Api {
                access_key,
                text: &self.text,
                signature,
            },
            PassKind::Tif {
                account,
                timestamp,
                nonce,
                signature,
            } => AccessClaim::Tif {
                account,
                timestamp,
                nonce,
                signature,
            },
        }
    }

    /// What of the headers serves one message only: the nonce, or all that was signed.
    pub fn once(&self, replay: Replay) -> Option<&str> {
        match (self.kind, replay) {
            (PassKind::Tif { nonce, .. }, Replay::Nonce) => Some(nonce),
            (PassKind::Api { .. }, Replay::Signature) => Some(&self.text),
            _ => None,
        }
    }
}

/// When a message says that it was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessageClock {
    at: Moment,
    /// Where it says so, for refusals.
    place: &'static str,
}

impl MessageClock {
    /// Reads a timestamp of a header: ten digits of seconds or thirteen of milliseconds.
    ///
    /// # Errors
    /// A refusal that says which of the two is asked for.
    pub fn parse(text: &str, unit: TimeUnit) -> Result<MessageClock, Refused> {
        let (digits, factor, zh) = match unit {
            TimeUnit::Seconds => (10, 1000, "10位秒"),
            TimeUnit::Milliseconds => (13, 1, "13位毫秒"),
        };
        let shaped = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
        let count: Option<i64> = text.parse().ok().filter(|_| shaped);
        let millis = count.and_then(|count| count.checked_mul(factor));
        let millis = millis.ok_or_else(|| {
            Refused::new(
                "gateway.timestamp_form",
                format!("请求头中的时间戳应为{zh}的数字。"),
            )
        })?;
        Ok(MessageClock {
            at: Moment::from_millis(millis),
            place: "请求头中的时间戳",
        })
    }

    /// The time of a signed envelope.
    ///
    /// # Errors
    /// A refusal where it has none.
    pub fn signed(envelope: &Envelope) -> Result<MessageClock, Refused> {
        let at = envelope.inf_time.ok_or_else(|| {
            Refused::new(
                "gateway.field_missing",
                "报文缺少“交易时间”（inf_time），请填写后重新签名发送。",
            )
        })?;
        Ok(MessageClock {
            at,
            place: "交易时间（inf_time）",
        })
    }

    /// When the message was sent by the sender's clock.
    #[must_use]
    pub const fn moment(self) -> Moment {
        self.at
    }

    /// Holds it against our clock.
    ///
    /// # Errors
    /// A refusal where it lies more than `window_minutes` before or after now.
    pub fn check(self, now: Moment, window_minutes: u32) -> Result<(), Refused> {
        let window = i64::from(window_minutes) * 60_000;
        let late = now.millis().saturating_sub(self.at.millis());
        if late.saturating_abs() <= window {
            return Ok(());
        }
        let (code, what) = if late > 0 {
            ("gateway.timestamp_stale", "已过期")
        } else {
            ("gateway.timestamp_future", "晚于当前时间")
        };
        let place = self.place;
        Err(Refused::new(
            code,
            format!(
                "{place}{what}（允许相差{window_minutes}分钟），请校准本机时钟后重新签名发送。"
            ),
        ))
    }

    /// Until when a message with this time could pass the window.
    #[must_use]
    pub fn until(self, window_minutes: u32) -> Moment {
        let window = i64::from(window_minutes) * 60_000;
        Moment::from_millis(self.at.millis().saturating_add(window))
    }
}

/// Reads the headers that a dialect asks for; `None` where it asks for none.
pub(super) fn pass<'a>(
    headers: &Headers<'a>,
    access: &Access,
    infno: Infno,
) -> Result<Option<Pass<'a>>, Refused> {
    match access.scheme {
        AccessScheme::None => Ok(None),
        AccessScheme::Api => api(headers, access, infno).map(Some),
        AccessScheme::Tif => tif(headers, access).map(Some),
    }
}

fn api<'a>(headers: &Headers<'a>, access: &Access, infno: Infno) -> Result<Pass<'a>, Refused> {
    let access_key = headers.must("_api_access_key")?;
    let name = headers.must("_api_name")?;
    let timestamp = headers.must("_api_timestamp")?;
    let version = headers.must("_api_version")?;
    let signature = headers.must("_api_signature")?;
    // The name is the service: the number of the transaction, or one for all of them.
    if Infno::of(name).is_some_and(|named| named != infno) {
        return Err(Refused::new(
            "gateway.infno_differs",
            format!("请求头 _api_name 的{name}与报文的交易编号{infno}不一致，请改为一致后重发。"),
        ));
    }
    Ok(Pass {
        kind: PassKind::Api {
            access_key,
            signature,
        },
        // sorted by name, as the rule asks
        text: format!(
            "_api_access_key={access_key}&_api_name={name}&_api_timestamp={timestamp}&_api_version={version}"
        ),
        time: MessageClock::parse(timestamp, access.unit)?,
    })
}

fn tif<'a>(headers: &Headers<'a>, access: &Access) -> Result<Pass<'a>, Refused> {
    let account = headers.must("x-tif-paasid")?;
    let timestamp = headers.must("x-tif-timestamp")?;
    let nonce = headers.must("x-tif-nonce")?;
    let signature = headers.must("x-tif-signature")?;
    if nonce.len() > LONGEST_NONCE {
        return Err(Refused::new(
            "gateway.nonce_long",
            format!("请求头 x-tif-nonce 超过{LONGEST_NONCE}个字符，请改用较短的随机串。"),
        ));
    }
    Ok(Pass {
        kind: PassKind::Tif {
            account,
            timestamp,
            nonce,
            signature,
        },
        text: String::new(),
        time: MessageClock::parse(timestamp, access.unit)?,
    })
}

/// Clients send 32 characters; each is remembered for the window.
const LONGEST_NONCE: usize = 64;
