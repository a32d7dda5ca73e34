//! What is asked for an account, and how it stands in the body of a proposal. It holds no secret.

use base::{Date, RegionCode};
use serde::{Deserialize, Serialize};
use store::gateway::{AccountRow, SenderRow};

use crate::ServiceError;

/// The kinds of proposal that [`super::approve`] carries out.
pub const KINDS: [&str; 3] = ["gateway.account", "gateway.secret", "gateway.key"];

/// Which secrets a dialect asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// A secret to sign headers with.
    pub secret: bool,
    /// An SM4 key of each institution, with which its answers are encrypted.
    pub sm4: bool,
}

/// An account that is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// The access key or paasid; for a dialect without headers any name.
    pub account: String,
    /// The region that answers for it: a county, or the whole pooling area for software of several.
    pub region: RegionCode,
    /// Whose it is.
    pub title: String,
    /// The id of its dialect.
    pub profile: String,
    /// The institutions that it may send for, and where each lies.
    pub senders: Vec<(String, RegionCode)>,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// The secrets that its dialect asks for.
    pub wanted: Wanted,
    /// The SM2 public key of its institutions, where they sign.
    pub sm2_public: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AccountBody {
    account: String,
    region: i64,
    title: String,
    profile: String,
    from: i64,
    until: i64,
    senders: Vec<(String, i64)>,
    pub wanted: Wanted,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sm2_public: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SecretBody {
    pub account: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyBody {
    pub institution: String,
    pub region: i64,
    /// The SM2 public key; without one a new SM4 key is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sm2_public: Option<String>,
}

impl AccountBody {
    pub fn of(new: &NewAccount) -> AccountBody {
        let senders = new.senders.iter();
        AccountBody {
            account: new.account.clone(),
            region: new.region.number(),
            title: new.title.clone(),
            profile: new.profile.clone(),
            from: new.from.number(),
            until: new.until.number(),
            senders: senders
                .map(|(code, region)| (code.clone(), region.number()))
                .collect(),
            wanted: new.wanted,
            sm2_public: new.sm2_public.clone(),
        }
    }

    /// The account and the institutions that it may send for.
    pub fn rows(&self) -> Option<(AccountRow, Vec<SenderRow>)> {
        let account = AccountRow {
            account: self.account.clone(),
            region: RegionCode::from_number(self.region)?,
            title: self.title.clone(),
            profile: self.profile.clone(),
            valid_from: Date::from_number(self.from)?,
            valid_to: Date::from_number(self.until)?,
        };
        let sender = |(code, region): &(String, i64)| {
            Some(SenderRow {
                account: self.account.clone(),
                institution: code.clone(),
                region: RegionCode::from_number(*region)?,
            })
        };
        let senders = self.senders.iter().map(sender).collect::<Option<_>>()?;
        Some((account, senders))
    }
}

pub(super) fn written(body: &impl Serialize) -> Result<String, ServiceError> {
    serde_json::to_string(body).map_err(|_| corrupt())
}

pub(super) fn read<'b, T: Deserialize<'b>>(body: &'b str) -> Result<T, ServiceError> {
    serde_json::from_str(body).map_err(|_| corrupt())
}

/// A proposal that this program did not write.
pub(super) fn corrupt() -> ServiceError {
    store::StoreError::Corrupt("the body of a proposal about accounts".to_owned()).into()
}
