//! The people who work in the city: made as an office makes them, two administrators first, every other
//! user proposed by one and approved by the other.

use super::clock::DemoClock;
use crate::office::Fault;
use access::{Actor, Role, UserName, Wanted};
use anyhow::{Result, anyhow};
use base::{Date, RegionCode};
use service::Desk;
use service::users::{self, Asked, GrantAsked, NewUser, Salt};
use std::collections::BTreeMap;
use store::Store;

/// The password of every user of the demo; it protects nothing but people who do not exist.
pub const PASSWORD: &str = "QingHe-demo-2025";

/// The initial password of the administrators.
const FIRST: &str = "QingHe-first-2025";

/// A user of the demo: name, real name, role, and the last digits of the region (empty: the city).
type Row = (&'static str, &'static str, Role, &'static str);

/// Who works in the city. Makers and checkers are different people in every place.
const STAFF: &[Row] = &[
    ("zhengce", "甲政策", Role::PolicyOfficer, ""),
    ("shihe", "乙市核", Role::Reviewer, ""),
    ("shibanjing", "丙市办", Role::Clerk, ""),
    ("kuaiji", "丁会计", Role::Accountant, ""),
    ("caihe", "戊财核", Role::FinanceReviewer, ""),
    ("chuna", "己出纳", Role::Cashier, ""),
    ("caizheng", "庚财政", Role::Treasury, ""),
    ("zhengfu", "辛政府", Role::Government, ""),
    ("wangli", "壬经办", Role::Clerk, "21"),
    ("sunhua", "癸复核", Role::Reviewer, "21"),
    ("xiankuai", "辰县会", Role::Accountant, "21"),
    ("minzheng", "子民政", Role::CivilAffairs, ""),
    ("shenji", "丑审计", Role::Auditor, ""),
];

/// The users at work, by name.
pub struct Staff {
    actors: BTreeMap<&'static str, Actor>,
}

impl Staff {
    /// Somebody of the table.
    pub fn of(&self, name: &str) -> Result<&Actor> {
        let found = self.actors.get(name);
        found.ok_or_else(|| anyhow!("用户 {name} 不在演示名单里"))
    }

    /// Says who works in the city, and how to go on as one of them.
    pub fn introduce(&self) {
        for (name, actor) in &self.actors {
            let (role, region) = (actor.role().zh(), actor.scope().region().short());
            println!("{name:<12}{region:<8}{role}");
        }
        println!("人、单位和金额都是虚构的；各用户的密码都是 {PASSWORD}。");
    }

    /// Founds the office and signs everybody in.
    pub fn hire(store: &Store, clock: &DemoClock, pool: RegionCode, until: Date) -> Result<Staff> {
        let desk = Desk::new(store, clock);
        let mut salts = Salts(0);
        let admins = [
            admin("guanli1", "寅管理", pool)?,
            admin("guanli2", "卯管理", pool)?,
        ];
        let [one, other] = &admins;
        let founders = [(one, FIRST, salts.next()), (other, FIRST, salts.next())];
        users::found(&desk, pool, founders, until).map_err(Fault::from)?;
        let one = settled(&desk, pool, &one.name, FIRST, &mut salts)?;
        let other = settled(&desk, pool, &other.name, FIRST, &mut salts)?;
        let mut actors = BTreeMap::new();
        for (name, real_name, role, county) in STAFF {
            let region = place(pool, county)?;
            let new = NewUser {
                name: UserName::new(name).map_err(|error| anyhow!(error.zh()))?,
                real_name: (*real_name).to_owned(),
                staff_no: format!("Q{:03}", actors.len() + 3),
                organisation: "青禾市医疗保障经办机构".to_owned(),
                region,
            };
            let asked = GrantAsked {
                role: *role,
                region,
                from: desk.today(),
                until,
            };
            let no = users::propose_user(&desk, &one, &new, &asked, ("first", salts.next()));
            let no = no.map_err(Fault::from)?;
            let half = ("second", salts.next());
            users::approve(&desk, &other, no, "岗位设置", half).map_err(Fault::from)?;
            let actor = settled(&desk, pool, &new.name, "first-second", &mut salts)?;
            actors.insert(*name, actor);
        }
        Ok(Staff { actors })
    }
}

fn place(pool: RegionCode, county: &str) -> Result<RegionCode> {
    RegionCode::parse(&format!("{}{county}", pool.short())).map_err(|error| anyhow!(error.zh()))
}

fn admin(name: &str, real_name: &str, pool: RegionCode) -> Result<NewUser> {
    Ok(NewUser {
        name: UserName::new(name).map_err(|error| anyhow!(error.zh()))?,
        real_name: real_name.to_owned(),
        staff_no: format!("Q-{name}"),
        organisation: "青禾市医疗保障局".to_owned(),
        region: pool,
    })
}

/// Replaces the initial password and signs in.
fn settled(
    desk: &Desk<'_>,
    pool: RegionCode,
    user: &UserName,
    initial: &str,
    salts: &mut Salts,
) -> Result<Actor> {
    let asked = Asked {
        pool,
        user: user.clone(),
        wanted: Wanted {
            role: None,
            region: None,
        },
    };
    users::change_password(desk, &asked, initial, PASSWORD, salts.next()).map_err(Fault::from)?;
    let actor = users::sign_in(desk, &asked, PASSWORD);
    Ok(actor.map_err(Fault::from)?)
}

/// Salts that count: the demo is the same every time.
struct Salts(u64);

impl Salts {
    fn next(&mut self) -> Salt {
        self.0 += 1;
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.0.to_be_bytes());
        Salt(bytes)
    }
}
