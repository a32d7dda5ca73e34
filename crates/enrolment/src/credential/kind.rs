//! The kinds of credential that a person shows.

use crate::words::words;

words! {
    /// A kind of credential.
    CredentialKind {
        /// 医保电子凭证: a token that lives for a short time.
        EVoucher "e_voucher" "医保电子凭证",
        /// 居民身份证.
        ResidentCard "resident_card" "居民身份证",
        /// 社会保障卡, of the old or the present generation.
        SocialCard "social_card" "社会保障卡",
        /// 居民健康卡 (永州2016 三(四)3).
        HealthCard "health_card" "居民健康卡",
    }
}

impl CredentialKind {
    /// The kind of a code of the dictionary `mdtrt_cert_type`.
    #[must_use]
    pub fn of_mdtrt_cert_type(code: &str) -> Option<CredentialKind> {
        match code {
            "01" => Some(CredentialKind::EVoucher),
            "02" => Some(CredentialKind::ResidentCard),
            "03" => Some(CredentialKind::SocialCard),
            _ => None,
        }
    }

    /// The value as a log, a list or a refusal shows it.
    #[must_use]
    pub fn shown(self, value: &str) -> String {
        let kind = match self {
            CredentialKind::ResidentCard => base::Personal::DocumentNumber,
            CredentialKind::SocialCard | CredentialKind::HealthCard | CredentialKind::EVoucher => {
                base::Personal::BankAccount
            }
        };
        base::mask(kind, value)
    }
}
