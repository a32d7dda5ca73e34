//! How the profiles of the gateway are spoken: address, content type, signed headers.

use gm::{Secret, access};

use crate::When;

/// How a sender shows which account he has.
#[derive(Debug, Clone)]
pub enum Access {
    /// No headers: the institution alone says who sends.
    None,
    /// `x-tif-paasid`, `-timestamp` (seconds), `-nonce`, `-signature`: hexadecimal SHA-256.
    Tif {
        /// The account.
        account: String,
        /// Its secret.
        secret: Secret,
    },
    /// `_api_name`, `_api_version`, `_api_timestamp`, `_api_access_key`, `_api_signature`: base64 of HMAC-SHA1.
    Api {
        /// The account.
        account: String,
        /// Its secret.
        secret: Secret,
        /// Timestamps in milliseconds instead of seconds.
        millis: bool,
    },
}

/// A profile as a client speaks it.
#[derive(Debug, Clone)]
pub struct Dialect {
    /// The path; `{infno}` stands for the number of the transaction.
    pub path: String,
    /// `Content-Type` of messages.
    pub content_type: &'static str,
    /// Headers.
    pub access: Access,
}

impl Dialect {
    /// The national edition, without headers.
    #[must_use]
    pub fn national() -> Dialect {
        Dialect {
            path: "/fsi/api/rsfComIfsService/callService".to_owned(),
            content_type: "text/plain",
            access: Access::None,
        }
    }

    /// Guangdong: `x-tif-*`, the number at the end of the path.
    #[must_use]
    pub fn guangdong(account: &str, secret: Secret) -> Dialect {
        let account = account.to_owned();
        Dialect {
            path: "/hgs/{infno}".to_owned(),
            content_type: "application/json",
            access: Access::Tif { account, secret },
        }
    }

    /// Hunan: `_api_*` with milliseconds.
    #[must_use]
    pub fn hunan(account: &str, secret: Secret) -> Dialect {
        Dialect::api(account, secret, true)
    }

    /// Jiangsu: `_api_*` with seconds.
    #[must_use]
    pub fn jiangsu(account: &str, secret: Secret) -> Dialect {
        Dialect::api(account, secret, false)
    }

    fn api(account: &str, secret: Secret, millis: bool) -> Dialect {
        let account = account.to_owned();
        Dialect {
            content_type: "application/json",
            access: Access::Api {
                account,
                secret,
                millis,
            },
            ..Dialect::national()
        }
    }

    /// The profile of this name with an account's secret; `None` for one that this client does not speak.
    #[must_use]
    pub fn named(profile: &str, account: &str, secret: Secret) -> Option<Dialect> {
        match profile {
            "national" => Some(Dialect::national()),
            "guangdong" => Some(Dialect::guangdong(account, secret)),
            "hunan" => Some(Dialect::hunan(account, secret)),
            "jiangsu" => Some(Dialect::jiangsu(account, secret)),
            _ => None,
        }
    }

    /// The path of a transaction.
    #[must_use]
    pub fn path_of(&self, infno: &str) -> String {
        self.path.replace("{infno}", infno)
    }

    /// The headers of a message that is sent now (milliseconds since 1970 in UTC). A nonce serves one sending
    /// only: a retry takes another.
    #[must_use]
    pub fn headers(&self, infno: &str, now: i64, nonce: &str) -> Vec<(&'static str, String)> {
        let mut headers = vec![("content-type", self.content_type.to_owned())];
        match &self.access {
            Access::None => {}
            Access::Tif { account, secret } => {
                let timestamp = now.div_euclid(1_000).to_string();
                let signature = access::tif_sha256(secret, &timestamp, nonce);
                headers.push(("x-tif-paasid", account.clone()));
                headers.push(("x-tif-timestamp", timestamp));
                headers.push(("x-tif-nonce", nonce.to_owned()));
                headers.push(("x-tif-signature", signature));
            }
            Access::Api {
                account,
                secret,
                millis,
            } => {
                let time = if *millis { now } else { now.div_euclid(1_000) };
                let text = format!(
                    "_api_access_key={account}&_api_name={infno}&_api_timestamp={time}&_api_version=1.0.0"
                );
                let signature = access::hmac_sha1(secret, text.as_bytes());
                headers.push(("_api_name", infno.to_owned()));
                headers.push(("_api_version", "1.0.0".to_owned()));
                headers.push(("_api_timestamp", time.to_string()));
                headers.push(("_api_access_key", account.clone()));
                headers.push(("_api_signature", signature));
            }
        }
        headers
    }
}

/// The moment of a sending, for the envelope.
pub(crate) fn sent_at(now: i64) -> String {
    When::from_millis(now).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret() -> Secret {
        Secret::new("sixteen or more.").unwrap()
    }

    fn value<'a>(headers: &'a [(&str, String)], name: &str) -> &'a str {
        let found = headers.iter().find(|(header, _)| *header == name);
        found.map_or("", |(_, value)| value)
    }

    #[test]
    fn headers_are_signed_as_each_profile_asks() {
        let now = 1_795_294_136_789;
        let tif = Dialect::guangdong("HIS", secret());
        assert_eq!(tif.path_of("2207"), "/hgs/2207");
        let headers = tif.headers("2207", now, "n1");
        assert_eq!(value(&headers, "x-tif-timestamp"), "1795294136");
        let signature = value(&headers, "x-tif-signature");
        assert!(access::is_tif_sha256(
            &secret(),
            "1795294136",
            "n1",
            signature
        ));
        for (dialect, time) in [
            (Dialect::hunan("HIS", secret()), "1795294136789"),
            (Dialect::jiangsu("HIS", secret()), "1795294136"),
        ] {
            let headers = dialect.headers("2207", now, "n1");
            assert_eq!(value(&headers, "_api_timestamp"), time);
            let text = format!(
                "_api_access_key=HIS&_api_name=2207&_api_timestamp={time}&_api_version=1.0.0"
            );
            let signature = value(&headers, "_api_signature");
            assert!(access::is_hmac_sha1(&secret(), text.as_bytes(), signature));
        }
        assert_eq!(Dialect::national().headers("2207", now, "n1").len(), 1);
        assert!(Dialect::named("tibet", "HIS", secret()).is_none());
    }
}
