//! Accounts and keys: proposed, decided, taken back.

use anyhow::{Result, anyhow};
use base::RegionCode;
use gateway::profile::{AccessScheme, Cipher, Profile, Profiles};
use gm::sm2::{PrivateKey, PublicKey};
use service::gateway::{self as cases, Handed, NewAccount, Wanted};
use store::gateway::KeyKind;

use super::args::{Account, Decide, Init, Key, Reject, Revoke, Secret};
use super::vault::KeyFile;
use crate::exit::Outcome;
use crate::office::{Office, region};

/// Days of an account whose end is not said.
const YEAR: i32 = 365;

pub fn init(ask: &Init) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let path = ask.key.path(&ask.office.place.place()?)?;
    let vault = KeyFile::make(&path)?;
    let (bytes, key) = private_key()?;
    office.act("gateway.own-key", "platform", |desk, actor| {
        cases::set_own_key(desk, actor, &vault, &bytes)
    })?;
    println!(
        "接口密钥文件：{}（只有本用户可读；请与数据库分开备份，丢失则所有密钥须重发）",
        path.display()
    );
    let public = gm::encoding::hex_upper(&key.public_key().to_bytes());
    println!("平台SM2公钥（交给要验签的医药机构）：{public}");
    Ok(Outcome::Done)
}

pub fn account(ask: &Account) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let profile = profile(&ask.profile)?;
    let from = ask.from.unwrap_or_else(|| office.desk().today());
    let in_a_year = from.add_days(YEAR);
    let until = ask.until.or(in_a_year).unwrap_or(from);
    let senders: Result<Vec<_>> = ask
        .senders
        .iter()
        .map(|text| sender(text, ask.at))
        .collect();
    let new = NewAccount {
        account: ask.name.clone(),
        region: ask.at,
        title: ask.title.clone(),
        profile: profile.id.clone(),
        senders: senders?,
        from,
        until,
        wanted: Wanted {
            secret: profile.access.scheme != AccessScheme::None,
            sm4: profile.answer.cipher != Cipher::None,
        },
        sm2_public: ask.sm2_public.as_deref().map(public).transpose()?,
    };
    let no = office.act("gateway.account", &ask.name, |desk, actor| {
        cases::propose_account(desk, actor, &new)
    })?;
    println!(
        "第 {no} 号事项已拟定：接口账号 {}（{}，{from} 至 {until}）。请另一人运行 tongchou gateway approve {no}。",
        new.account, profile.name
    );
    Ok(Outcome::Done)
}

pub fn secret(ask: &Secret) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let no = office.act("gateway.secret", &ask.name, |desk, actor| {
        cases::propose_secret(desk, actor, &ask.name)
    })?;
    println!(
        "第 {no} 号事项已拟定：更换账号 {} 的密钥。请另一人运行 tongchou gateway approve {no}。",
        ask.name
    );
    Ok(Outcome::Done)
}

pub fn key(ask: &Key) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let sm2 = ask.sm2_public.as_deref().map(public).transpose()?;
    let no = office.act("gateway.key", &ask.institution, |desk, actor| {
        let place = (ask.institution.as_str(), ask.at);
        cases::propose_key(desk, actor, place, sm2.as_deref())
    })?;
    let what = if sm2.is_some() {
        "登记SM2公钥"
    } else {
        "生成SM4密钥"
    };
    println!(
        "第 {no} 号事项已拟定：为机构 {} {what}。请另一人运行 tongchou gateway approve {no}。",
        ask.institution
    );
    Ok(Outcome::Done)
}

pub fn approve(ask: &Decide) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let vault = KeyFile::open(&ask.key.path(&ask.office.place.place()?)?)?;
    let random = || {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).ok().map(|()| bytes)
    };
    let subject = format!("proposal {}", ask.proposal);
    let issued = office.act("gateway.approve", &subject, |desk, actor| {
        let no = (ask.proposal, ask.reason.as_str());
        cases::approve(desk, actor, no, &vault, &random)
    })?;
    println!("第 {} 号事项已同意并生效：{}。", ask.proposal, issued.owner);
    if !issued.handed.is_empty() {
        println!("以下密钥只显示这一次，请当面或用加密方式交给使用单位：");
    }
    for one in &issued.handed {
        println!(
            "{}\t{}\t{}",
            one.owner,
            told(one),
            one.text.text().unwrap_or_default()
        );
    }
    Ok(Outcome::Done)
}

pub fn reject(ask: &Reject) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("proposal {}", ask.proposal);
    office.act("gateway.reject", &subject, |desk, actor| {
        cases::reject(desk, actor, ask.proposal, &ask.reason)
    })?;
    println!("第 {} 号事项已退回。", ask.proposal);
    Ok(Outcome::Done)
}

pub fn revoke(ask: &Revoke) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    office.act("gateway.revoke", &ask.name, |desk, actor| {
        cases::revoke(desk, actor, &ask.name, &ask.reason)
    })?;
    println!("接口账号 {} 已停用，数秒内在所有服务器生效。", ask.name);
    Ok(Outcome::Done)
}

const fn told(one: &Handed) -> &'static str {
    match one.kind {
        KeyKind::Secret => "账号密钥",
        KeyKind::Sm4 => "SM4密钥",
        KeyKind::Sm2Public => "SM2公钥",
        KeyKind::Sm2Private => "SM2私钥",
    }
}

/// A new private key; of random numbers all but a few are one.
fn private_key() -> Result<(Vec<u8>, PrivateKey)> {
    for _ in 0..8 {
        let mut bytes = vec![0; 32];
        getrandom::fill(&mut bytes).map_err(|_| anyhow!("系统不提供随机数。"))?;
        if let Ok(key) = PrivateKey::from_bytes(&bytes) {
            return Ok((bytes, key));
        }
    }
    Err(anyhow!("系统的随机数不可用，没有生成密钥。"))
}

/// A public key as it is kept: upper-case digits of the whole point.
fn public(text: &str) -> Result<String> {
    let key = PublicKey::parse(text).map_err(|fault| anyhow!("SM2公钥：{}", fault.zh()))?;
    Ok(gm::encoding::hex_upper(&key.to_bytes()))
}

/// The dialect of this id.
///
/// # Errors
/// The sentence for users, with all of them.
pub(super) fn profile(id: &str) -> Result<Profile> {
    let profiles = Profiles::shipped().map_err(|fault| anyhow!(fault.zh()))?;
    let known: Vec<&str> = profiles.iter().map(|profile| profile.id.as_str()).collect();
    let found = profiles.get(id).cloned();
    found.ok_or_else(|| {
        anyhow!(
            "没有方言“{}”，可选：{}。",
            base::show_value(id),
            known.join("、")
        )
    })
}

fn sender(text: &str, at: RegionCode) -> Result<(String, RegionCode)> {
    match text.split_once('@') {
        None => Ok((text.to_owned(), at)),
        Some((code, place)) => {
            let place = region(place).map_err(|why| anyhow!("--for {text}：{why}"))?;
            Ok((code.to_owned(), place))
        }
    }
}
