//! E-vouchers, signed by SM2.

use std::path::Path;

use access::Moment;
use anyhow::{Context, Result, anyhow};
use gm::sm2::{DEFAULT_USER_ID, PrivateKey, PublicKey, Signature};
use service::credential::voucher::{self, Seal};

use super::asks::{Voucher, VoucherCheck};
use crate::exit::Outcome;
use crate::office::{Fault, Office, WallClock, moment, random_text};

/// Signs chance parts of this length; with time and person they are still short enough for a QR code.
const NONCE: usize = 24;

/// The keys of an issuer: the private one where it signs.
struct Keys {
    private: Option<PrivateKey>,
    public: PublicKey,
}

impl Seal for Keys {
    fn sign(&self, payload: &str) -> Result<String, String> {
        let key = self.private.as_ref();
        let key = key.ok_or_else(|| "没有签发私钥，不能签发电子凭证。".to_owned())?;
        let signed = key.sign(DEFAULT_USER_ID, payload.as_bytes());
        let signed = signed.map_err(|_| "签发私钥不能使用，请核对密钥文件。".to_owned())?;
        Ok(gm::encoding::hex(&signed.to_raw()))
    }

    fn is_good(&self, payload: &str, signature: &str) -> bool {
        let read = Signature::parse(signature);
        read.is_ok_and(|read| {
            self.public
                .verify(DEFAULT_USER_ID, payload.as_bytes(), &read)
        })
    }
}

fn text(path: &Path) -> Result<String> {
    let read = std::fs::read_to_string(path);
    let read = read.with_context(|| format!("密钥文件 {} 不能读取", path.display()))?;
    Ok(read.trim().to_owned())
}

pub fn issue(ask: &Voucher) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let private = PrivateKey::parse(&text(&ask.key)?);
    let private = private.map_err(|_| anyhow!("签发私钥不是 SM2 私钥，请核对密钥文件。"))?;
    let keys = Keys {
        public: private.public_key(),
        private: Some(private),
    };
    let nonce = random_text(NONCE)?;
    let subject = format!("person {}", ask.person);
    let token = office.act("credential.voucher", &subject, |desk, actor| {
        voucher::issue(desk, actor, ask.person, (ask.minutes, &nonce), &keys)
    })?;
    println!("{token}");
    println!("有效 {} 分钟；就诊凭证编号可只填 {nonce}。", ask.minutes);
    println!("公钥：{}", gm::encoding::hex(&keys.public.to_bytes()));
    Ok(Outcome::Done)
}

pub fn check(ask: &VoucherCheck) -> Result<Outcome> {
    let public = PublicKey::parse(&text(&ask.key)?);
    let keys = Keys {
        public: public.map_err(|_| anyhow!("不是 SM2 公钥，请核对密钥文件。"))?,
        private: None,
    };
    let clock = WallClock::start()?;
    let now = Moment::from_millis(service::Clock::wall(&clock));
    let person = voucher::offline(&ask.token, now, &keys);
    let person = person.map_err(|refused| Fault::from(service::ServiceError::Refused(refused)))?;
    println!(
        "电子凭证有效：人员 {person}，核验时间 {}。",
        moment(now.millis())
    );
    Ok(Outcome::Done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::PersonNo;

    fn keys(byte: u8) -> Keys {
        let private = PrivateKey::from_bytes(&[byte; 32]).unwrap();
        Keys {
            public: private.public_key(),
            private: Some(private),
        }
    }

    /// REQ-358: a signed token of five minutes verifies from its own text and the public key, from the moment it was
    /// issued to the last before it ends; not later, not altered, not under another key.
    #[test]
    fn req_358_a_signed_token_verifies_offline_for_the_set_time() {
        let (issuer, at) = (keys(7), Moment::from_millis);
        let person = PersonNo::new(7).unwrap();
        let nonce = "abcdefghijkmnpqrstuvwxyz";
        let voucher = enrolment::credential::Voucher::issue(person, at(60_000), 5, nonce).unwrap();
        let payload = voucher.payload();
        let token = format!("{payload}|{}", issuer.sign(&payload).unwrap());
        let checker = Keys {
            private: None,
            public: issuer.private.as_ref().unwrap().public_key(),
        };
        let ask = |token: &str, millis: i64| {
            let found = voucher::offline(token, at(millis), &checker);
            found.map_err(|refused| refused.code())
        };
        assert_eq!(ask(&token, 60_000), Ok(person));
        assert_eq!(ask(&token, 359_999), Ok(person));
        assert_eq!(ask(&token, 360_000), Err("voucher.expired"));
        assert_eq!(ask(&token, 59_999), Err("voucher.not_yet"));
        let longer = token.replace("|360000|", "|960000|");
        assert_ne!(longer, token);
        assert_eq!(ask(&longer, 400_000), Err("voucher.signature"));
        let other = token.replace("TCEV1|7|", "TCEV1|8|");
        assert_eq!(ask(&other, 60_000), Err("voucher.signature"));
        let foreign = format!("{payload}|{}", keys(9).sign(&payload).unwrap());
        assert_eq!(ask(&foreign, 60_000), Err("voucher.signature"));
        assert_eq!(ask(&payload, 60_000), Err("voucher.form"));
        assert!(checker.sign(&payload).is_err(), "who checks cannot sign");
    }
}
