//! What two agencies tell each other about a transfer: sent, received, acknowledged, answered.

use super::Certificate;
use crate::words::words;
use base::{Refused, RegionCode};
use sha2::{Digest, Sha256};

words! {
    /// The side of a transfer.
    TransferSide {
        /// The agency that lets the person go.
        Out "out" "转出",
        /// The agency that takes the person in.
        In "in" "转入",
    }
}

words! {
    /// The state of a transfer, on either side.
    TransferState {
        /// The history is certified, nothing was sent.
        Certified "certified" "已出具凭证",
        /// Sent; nothing came back.
        Sent "sent" "已发出",
        /// Received; nothing was answered.
        Received "received" "已收到",
        /// The receipt is acknowledged.
        Acknowledged "acknowledged" "已回执",
        /// Accepted by the side that takes the person in.
        Accepted "accepted" "已接收",
        /// Refused by it.
        Refused "refused" "已退回",
    }
}

words! {
    /// What a message is.
    MessageKind {
        /// The certificate.
        Certificate "certificate" "参保缴费凭证",
        /// That it arrived.
        Acknowledgement "acknowledgement" "回执",
        /// Accepted.
        Acceptance "acceptance" "接收通知",
        /// Refused, with a reason.
        Refusal "refusal" "退回通知",
    }
}

impl TransferState {
    /// The state after a message is sent by, or arrives at, a side.
    ///
    /// # Errors
    /// Refused where the message does not fit: out of order, twice, or of the wrong side.
    pub fn after(
        current: Option<TransferState>,
        side: TransferSide,
        message: MessageKind,
    ) -> Result<TransferState, Refused> {
        use MessageKind::{Acceptance, Acknowledgement, Certificate, Refusal};
        use TransferState::{
            Accepted, Acknowledged, Certified, Received, Refused as Returned, Sent,
        };
        let next = match (side, current, message) {
            (TransferSide::Out, Some(Certified), Certificate) => Sent,
            (TransferSide::In, None, Certificate) => Received,
            (TransferSide::Out, Some(Sent), Acknowledgement)
            | (TransferSide::In, Some(Received), Acknowledgement) => Acknowledged,
            (_, Some(Acknowledged), Acceptance) => Accepted,
            (_, Some(Acknowledged), Refusal) => Returned,
            _ => {
                let now = current.map_or("尚无记录", TransferState::zh);
                return Err(Refused::new(
                    "transfer.message_order",
                    format!(
                        "{}方现为“{now}”，不能处理“{}”，请核对电文次序。",
                        side.zh(),
                        message.zh()
                    ),
                ));
            }
        };
        Ok(next)
    }
}

/// A message. Its digest covers everything in it, so that neither side can take in what was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The id that the sender of the certificate gave; the answers repeat it.
    pub id: Box<str>,
    /// What it is.
    pub kind: MessageKind,
    /// The pooling area that sends it.
    pub from: RegionCode,
    /// The pooling area it is for.
    pub to: RegionCode,
    /// The reason of a refusal, else empty.
    pub reason: Box<str>,
    /// The certificate and the identity it is about, in the text form of the sender.
    pub body: Box<str>,
    /// SHA-256 over the rest, in hexadecimal.
    pub digest: Box<str>,
}

impl Message {
    /// A message with its digest.
    #[must_use]
    pub fn new(
        id: &str,
        kind: MessageKind,
        from: RegionCode,
        to: RegionCode,
        reason: &str,
        body: &str,
    ) -> Message {
        let mut message = Message {
            id: id.into(),
            kind,
            from,
            to,
            reason: reason.into(),
            body: body.into(),
            digest: "".into(),
        };
        message.digest = message.computed().into();
        message
    }

    /// Whether the message is as it was sent and is for this pooling area.
    ///
    /// # Errors
    /// Refused where the digest differs or another pooling area is meant.
    pub fn check(&self, pool: RegionCode) -> Result<(), Refused> {
        if self.computed() != *self.digest {
            return Err(Refused::new(
                "transfer.digest",
                "电文摘要不符，内容可能被改动，请要求对方重新发送。",
            ));
        }
        if self.to != pool {
            return Err(Refused::new(
                "transfer.other_pool",
                format!("电文发往统筹区 {}，不是本统筹区，请核对。", self.to.short()),
            ));
        }
        Ok(())
    }

    /// The answer to this message, back to its sender.
    #[must_use]
    pub fn answer(&self, kind: MessageKind, reason: &str) -> Message {
        Message::new(&self.id, kind, self.to, self.from, reason, "")
    }

    fn computed(&self) -> String {
        let mut hash = Sha256::new();
        let (from, to) = (self.from.to_string(), self.to.to_string());
        let parts = [
            &*self.id,
            self.kind.code(),
            &from,
            &to,
            &*self.reason,
            &*self.body,
        ];
        for part in parts {
            // The length before each part, so that text cannot move from one to the next.
            hash.update(part.len().to_string());
            hash.update(":");
            hash.update(part);
        }
        let bytes = hash.finalize();
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Certificate {
    /// The certificate as text, one line a span.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("last_day {}\n", self.last_day);
        for one in &self.history {
            text.push_str(&format!(
                "{} {} {} {}\n",
                one.scheme.code(),
                one.span.from(),
                one.span.until(),
                one.months
            ));
        }
        text
    }

    /// The certificate of such a text.
    ///
    /// # Errors
    /// Refused where a line cannot be understood; the line is named.
    pub fn parse(text: &str, from: RegionCode, to: RegionCode) -> Result<Certificate, Refused> {
        let mut last_day = None;
        let mut history = Vec::new();
        for (line, words) in (1_usize..).zip(text.lines()) {
            let read = match words.split(' ').collect::<Vec<_>>().as_slice() {
                ["last_day", day] => base::Date::parse(day).ok().map(|day| last_day = Some(day)),
                [scheme, first, last, months] => {
                    span(scheme, first, last, months).map(|one| history.push(one))
                }
                _ => None,
            };
            if read.is_none() {
                return Err(unreadable(line));
            }
        }
        Ok(Certificate {
            from,
            to,
            last_day: last_day.ok_or_else(|| unreadable(1))?,
            history,
        })
    }
}

fn span(scheme: &str, first: &str, last: &str, months: &str) -> Option<super::HistorySpan> {
    let day = |text| base::Date::parse(text).ok();
    Some(super::HistorySpan {
        scheme: crate::Scheme::parse(scheme)?,
        span: super::Span::new(day(first)?, day(last)?).ok()?,
        months: months.parse().ok()?,
    })
}

fn unreadable(line: usize) -> Refused {
    Refused::new(
        "transfer.unreadable",
        format!("凭证第 {line} 行无法识别，请要求对方重新出具。"),
    )
}
