//! The e-voucher: a token that stands for a person for a short time (南京2017 五(二)).
//!
//! What is signed is [`Voucher::payload`]; who holds the key of the issuer signs it, who holds the public
//! key checks the signature and then asks [`Voucher::valid_at`], without a question to the register.

use access::Moment;
use base::{PersonNo, Refused};

const FORM: &str = "TCEV1";

/// A token with its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voucher {
    /// Whose.
    pub person: PersonNo,
    /// When it was issued.
    pub issued: Moment,
    /// The first moment at which it holds no more.
    pub expires: Moment,
    /// What makes it unlike any other: visible ASCII without `|`, from a source of chance of the caller.
    pub nonce: Box<str>,
}

impl Voucher {
    /// A token that holds from `issued` for some minutes: how many is a setting of the pooling area.
    ///
    /// # Errors
    /// `voucher.minutes` unless it holds for at least a minute, `voucher.nonce` for a nonce of fewer than
    /// 16 characters or with characters that may not stand there.
    pub fn issue(
        person: PersonNo,
        issued: Moment,
        minutes: u32,
        nonce: &str,
    ) -> Result<Voucher, Refused> {
        if minutes == 0 {
            return Err(Refused::new(
                "voucher.minutes",
                "电子凭证的有效分钟数至少为 1，请核对设置。",
            ));
        }
        let visible = nonce.bytes().all(|b| b.is_ascii_graphic() && b != b'|');
        if nonce.len() < 16 || !visible {
            return Err(Refused::new(
                "voucher.nonce",
                "电子凭证的随机串应为至少 16 个可见字符，请重新生成。",
            ));
        }
        Ok(Voucher {
            person,
            issued,
            expires: issued.plus_minutes(i64::from(minutes)),
            nonce: nonce.into(),
        })
    }

    /// The text that is signed and shown.
    #[must_use]
    pub fn payload(&self) -> String {
        format!(
            "{FORM}|{}|{}|{}|{}",
            self.person,
            self.issued.millis(),
            self.expires.millis(),
            self.nonce
        )
    }

    /// Reads a payload, exactly as [`Voucher::payload`] writes it: any other spelling of the same token is
    /// none, so that a signature is over what was read.
    ///
    /// # Errors
    /// `voucher.form` for any other text.
    pub fn parse(payload: &str) -> Result<Voucher, Refused> {
        let refused = || Refused::new("voucher.form", "电子凭证无法识别，请刷新二维码后重试。");
        let parts: Vec<&str> = payload.split('|').collect();
        let [FORM, person, issued, expires, nonce] = parts.as_slice() else {
            return Err(refused());
        };
        let millis = |text: &str| text.parse().ok().map(Moment::from_millis);
        let number: Option<PersonNo> = person.parse().ok();
        let read = match (number, millis(issued), millis(expires)) {
            (Some(person), Some(issued), Some(expires)) => Voucher {
                person,
                issued,
                expires,
                nonce: (*nonce).into(),
            },
            _ => return Err(refused()),
        };
        if read.payload() == payload {
            Ok(read)
        } else {
            Err(refused())
        }
    }

    /// Whether it holds at a moment.
    ///
    /// # Errors
    /// `voucher.expired`, `voucher.not_yet` for one that was issued later: a clock that is wrong.
    pub fn valid_at(&self, moment: Moment) -> Result<(), Refused> {
        if moment >= self.expires {
            return Err(Refused::new(
                "voucher.expired",
                "医保电子凭证已过期，请持有人刷新二维码后重试。",
            ));
        }
        if moment < self.issued {
            return Err(Refused::new(
                "voucher.not_yet",
                "医保电子凭证的签发时间晚于本机时间，请核对本机时钟后重试。",
            ));
        }
        Ok(())
    }
}
