//! Which dialect a message speaks: that of the account which sends it.

use base::{Date, Refused};

use super::door::{Account, Ring};
use crate::guard::Headers;
use crate::profile::{AccessScheme, Profile, Profiles};

/// The dialect of a message by its headers alone: that of the account that they name, or, where they name none, the
/// one that is spoken without headers.
///
/// # Errors
/// `gateway.path` where the dialect of the account does not have this path, `gateway.account_over` where its time is
/// over or has not come, `gateway.header_twice`.
pub(super) fn by_headers<'p>(
    profiles: &'p Profiles,
    common: &'p Profile,
    (headers, path): (&Headers<'_>, &str),
    ring: &dyn Ring,
    today: Date,
) -> Result<&'p Profile, Refused> {
    let named = [
        (AccessScheme::Tif, headers.get("x-tif-paasid")?),
        (AccessScheme::Api, headers.get("_api_access_key")?),
    ];
    let Some((scheme, name)) = named
        .into_iter()
        .find_map(|(scheme, name)| Some((scheme, name?)))
    else {
        return Ok(common);
    };
    match ring.account(name) {
        Some(account) => {
            in_time(name, &account, today)?;
            of(profiles, &account, path)
        }
        // whoever it is, the check of the signature says that nobody knows the account
        None => {
            let of_scheme = |profile: &&Profile| profile.access.scheme == scheme;
            let mut all = profiles.iter().filter(of_scheme);
            Ok(all
                .find(|profile| profile.route(path).is_some())
                .unwrap_or(common))
        }
    }
}

/// The dialect of an institution that sent no headers: the one of its account of today that asks for none. An
/// institution whose accounts of today all ask for headers is held to them.
///
/// # Errors
/// `gateway.institution_unknown` where it has no account; else as [`by_headers`].
pub(super) fn by_institution<'p>(
    profiles: &'p Profiles,
    (institution, path): (&str, &str),
    ring: &dyn Ring,
    today: Date,
) -> Result<&'p Profile, Refused> {
    let names = ring.accounts_of(institution);
    let accounts = names.iter().filter_map(|name| {
        let account = ring.account(name)?;
        let profile = profiles.get(&account.profile)?;
        Some((name, account, profile))
    });
    let mut accounts: Vec<_> = accounts.collect();
    // one whose time is over speaks only where there is no other: it neither stands in the way of the one that was
    // issued in its place, nor lets an institution out of the headers that its account of today asks for
    accounts.sort_by_key(|(name, account, profile)| {
        let over = in_time(name, account, today).is_err();
        (over, profile.access.scheme != AccessScheme::None)
    });
    let (name, account, _) = accounts.first().ok_or_else(|| {
        Refused::new(
            "gateway.institution_unknown",
            format!(
                "机构{institution}没有登记接口账号，请核对定点医药机构编号（fixmedins_code）或向经办机构申请。"
            ),
        )
    })?;
    in_time(name, account, today)?;
    of(profiles, account, path)
}

fn of<'p>(profiles: &'p Profiles, account: &Account, path: &str) -> Result<&'p Profile, Refused> {
    let profile = profiles.get(&account.profile).ok_or_else(|| {
        Refused::new(
            "gateway.profile_unknown",
            format!(
                "接口账号登记的方言“{}”不在本平台，请经办机构核对账号。",
                account.profile
            ),
        )
    })?;
    if profile.route(path).is_none() {
        return Err(Refused::new(
            "gateway.path",
            format!("{}没有此地址，请核对接口地址。", profile.name),
        ));
    }
    Ok(profile)
}

fn in_time(name: &str, account: &Account, today: Date) -> Result<(), Refused> {
    if account.from <= today && today <= account.until {
        return Ok(());
    }
    let shown: String = name.chars().take(40).collect();
    Err(Refused::new(
        "gateway.account_over",
        format!(
            "接口账号{shown}的有效期为{}至{}，今天不能使用，请向经办机构续期。",
            account.from, account.until
        ),
    ))
}
