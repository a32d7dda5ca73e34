//! The envelope around an input.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use serde_json::json;

use crate::When;
use crate::ask::Ask;
use crate::dialect::sent_at;

/// Who sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The institution, 12 characters.
    pub institution: String,
    /// Its name.
    pub name: String,
    /// The county where it lies, six digits.
    pub area: String,
    /// The operator: number and name.
    pub operator: (String, String),
}

/// Ids of an institution's messages: institution, 14 digits of a time, four of a number. Clones share the row, so
/// that no two terminals of an institution use one twice.
#[derive(Debug, Clone)]
pub struct MessageIds {
    institution: String,
    from: When,
    next: Arc<AtomicI64>,
}

impl MessageIds {
    /// Ids from a moment on.
    #[must_use]
    pub fn from(institution: &str, from: When) -> MessageIds {
        MessageIds {
            institution: institution.to_owned(),
            from,
            next: Arc::default(),
        }
    }

    /// The next.
    #[must_use]
    pub fn next(&self) -> String {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        // a second that has used its numbers up borrows from the next
        let second = self
            .from
            .plus_seconds(number.div_euclid(10_000))
            .to_digits();
        format!(
            "{}{second}{:04}",
            self.institution,
            number.rem_euclid(10_000)
        )
    }
}

/// A message as it lies ready, to be sent once or again: its bytes never change.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// The transaction.
    pub infno: &'static str,
    /// Its id.
    pub msgid: String,
    pub(crate) body: Vec<u8>,
}

/// Bodies are names and illnesses of persons.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Message({} {}, {} bytes)",
            self.infno,
            self.msgid,
            self.body.len()
        )
    }
}

impl Message {
    /// An ask in an envelope; `now` in milliseconds since 1970 in UTC.
    #[must_use]
    pub fn new(sender: &Sender, msgid: String, ask: Ask, now: i64) -> Message {
        let envelope = json!({
            "infno": ask.infno, "msgid": msgid, "mdtrtarea_admvs": sender.area,
            "insuplc_admdvs": ask.insured_at.as_deref().unwrap_or(&sender.area),
            "recer_sys_code": "HIS", "dev_no": "", "dev_safe_info": "", "cainfo": "", "signtype": "", "infver": "V1.0",
            "opter_type": "1", "opter": sender.operator.0, "opter_name": sender.operator.1,
            "inf_time": sent_at(now), "fixmedins_code": sender.institution, "fixmedins_name": sender.name,
            "sign_no": "", "input": ask.input,
        });
        Message {
            infno: ask.infno,
            msgid,
            body: envelope.to_string().into_bytes(),
        }
    }

    /// The body as it is sent.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}
