//! Accounts of the interface: proposed by one administrator, approved by the other, who is handed the secret.

use anyhow::{Result, anyhow};
use base::Date;
use gateway::profile::{AccessScheme, Cipher, Profiles};
use service::Desk;
use service::gateway::{self as cases, NewAccount, Vault, Wanted};
use store::gateway::KeyKind;

use super::part::Hands;
use super::place::Site;
use crate::office::Fault;

/// An account that was issued.
pub struct Account {
    /// Its name.
    pub account: String,
    /// Its secret, where its dialect has one.
    pub secret: Option<String>,
}

/// Issues the account of an institution.
pub fn issue(
    desk: &Desk<'_>,
    hands: Hands<'_>,
    vault: &dyn Vault,
    (site, profile): (&Site, &str),
    until: Date,
) -> Result<Account> {
    let profiles = Profiles::shipped().map_err(|fault| anyhow!(fault.zh()))?;
    let dialect = profiles.get(profile);
    let dialect = dialect.ok_or_else(|| anyhow!("没有方言“{profile}”。"))?;
    let new = NewAccount {
        account: format!("HIS-{}", site.code),
        region: site.region,
        title: site.name.clone(),
        profile: profile.to_owned(),
        senders: vec![(site.code.to_string(), site.region)],
        from: desk.today(),
        until,
        wanted: Wanted {
            secret: dialect.access.scheme != AccessScheme::None,
            sm4: dialect.answer.cipher != Cipher::None,
        },
        sm2_public: None,
    };
    let [maker, checker] = hands.administrators;
    let no = cases::propose_account(desk, maker, &new).map_err(Fault::from)?;
    let random = || {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).ok().map(|()| bytes)
    };
    let issued = cases::approve(desk, checker, (no, "已核对"), vault, &random);
    let issued = issued.map_err(Fault::from)?;
    let secret = issued
        .handed
        .iter()
        .find(|one| one.kind == KeyKind::Secret)
        .and_then(|one| one.text.text().map(str::to_owned));
    Ok(Account {
        account: issued.owner,
        secret,
    })
}
