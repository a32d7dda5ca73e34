//! Who is turned away, and in which words.

use base::Refused;
use serde_json::json;

use crate::profile::GatewayError;

/// Why a message goes no further.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turned {
    /// By the gateway: it does not know who calls. The body of [`Turned::gateway_body`] goes back with the status
    /// of the dialect.
    Gateway(Refused),
    /// By the interface: an answer with −1 goes back.
    Interface(Refused),
}

impl Turned {
    /// The refusal.
    #[must_use]
    pub const fn refused(&self) -> &Refused {
        match self {
            Turned::Gateway(refused) | Turned::Interface(refused) => refused,
        }
    }

    /// The body of a call that the gateway turns away. It has the members of the gateway's frame and those by
    /// which software of hospitals shows an error of the interface, so that the sentence reaches the counter.
    #[must_use]
    pub fn gateway_body(refused: &Refused, error: &GatewayError) -> String {
        let zh = refused.zh();
        json!({"code": error.code, "message": zh, "infcode": -1, "err_msg": zh, "output": null})
            .to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn the_body_of_a_gateway_error() {
        let error = GatewayError {
            status: 401,
            code: 401,
        };
        let body = Turned::gateway_body(&Refused::new("x", "签名不符。"), &error);
        let value: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(value["code"], json!(401));
        assert_eq!(
            (&value["message"], &value["err_msg"]),
            (&json!("签名不符。"), &json!("签名不符。"))
        );
        assert_eq!(value["infcode"], json!(-1));
    }
}
