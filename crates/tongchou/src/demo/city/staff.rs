//! The people who work in the city: made as an office makes them, two administrators first, every other
//! user proposed by one and approved by the other.

use super::clock::DemoClock;
use crate::demo::station::Hands;
use crate::office::{Fault, PlaceArgs};
use access::{Actor, Role, UserName, Wanted};
use anyhow::{Result, anyhow};
use base::{Date, RegionCode};
use sample::City;
use service::Desk;
use service::users::{self, Asked, GrantAsked, NewUser, Salt};
use std::collections::BTreeMap;
use store::Store;

/// The password of every user once the demo is over; it protects nothing but people who do not exist.
pub const PASSWORD: &str = "QingHe-demo-2025";

/// The initial password of the administrators.
const FIRST: &str = "QingHe-first-2025";
/// What they all use while the story is told: passwords are changed every quarter, and the story is long.
const STORY: &str = "QingHe-story-2025";

/// A user of the demo: name, real name, role.
type Row = (&'static str, &'static str, Role);

/// Who works for the whole city. Makers and checkers are different people in every place.
const CITY: &[Row] = &[
    ("zhengce", "甲政策", Role::PolicyOfficer),
    ("shihe", "乙市核", Role::Reviewer),
    ("shibanjing", "丙市办", Role::Clerk),
    ("kuaiji", "丁会计", Role::Accountant),
    ("caihe", "戊财核", Role::FinanceReviewer),
    ("chuna", "己出纳", Role::Cashier),
    ("caizheng", "庚财政", Role::Treasury),
    ("guoku", "未国库", Role::Treasury),
    ("zhengfu", "辛政府", Role::Government),
    ("minzheng", "子民政", Role::CivilAffairs),
    ("shenji", "丑审计", Role::Auditor),
    ("yunwei", "申运维", Role::Operator),
];

/// Who works in one county alone, by the last digits of its code.
const COUNTY_STAFF: &[(&str, Row)] = &[
    ("21", ("wangli", "壬经办", Role::Clerk)),
    ("21", ("sunhua", "癸复核", Role::Reviewer)),
];

/// Who takes the claims of each county in, and who looks at them first: what their names end in.
const COUNTY_CLAIMS: &[Row] = &[
    ("shouli", "受理", Role::Clerk),
    ("chushen", "初审", Role::Clerk),
];

/// Who keeps the money of each county: what their names end in.
const COUNTY_MONEY: &[Row] = &[
    ("kuaiji", "会计", Role::Accountant),
    ("caihe", "财核", Role::FinanceReviewer),
    ("caizheng", "财政", Role::Treasury),
    ("guoku", "国库", Role::Treasury),
];

/// What the names of a county's staff begin with, by the last digits of its code.
const COUNTY_PREFIX: &[(&str, &str)] =
    &[("02", "dong"), ("03", "xi"), ("21", "xian"), ("22", "xia")];

/// The users at work, in the order in which they came.
pub struct Staff {
    pool: RegionCode,
    until: Date,
    salts: Salts,
    administrators: [Actor; 2],
    actors: Vec<Actor>,
}

impl Staff {
    /// Somebody by name.
    pub fn of(&self, name: &str) -> Result<&Actor> {
        let found = self
            .actors
            .iter()
            .find(|actor| actor.user().as_str() == name);
        found.ok_or_else(|| anyhow!("用户 {name} 不在演示名单里"))
    }

    /// The first, second … of a role who works in a place and nowhere else.
    pub fn at(&self, region: RegionCode, role: Role, place: usize) -> Result<&Actor> {
        let mut here = self
            .actors
            .iter()
            .filter(|actor| actor.role() == role && actor.scope().region() == region);
        here.nth(place)
            .ok_or_else(|| anyhow!("{} 没有“{}”角色的用户", region.short(), role.zh()))
    }

    /// Who makes the counters ready.
    pub fn hands(&self) -> Result<Hands<'_>> {
        let [one, other] = &self.administrators;
        Ok(Hands {
            officer: self.of("zhengce")?,
            reviewer: self.of("shihe")?,
            clerk: self.of("shibanjing")?,
            administrators: [one, other],
        })
    }

    /// Founds the office and appoints who works for the city.
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
        let mut staff = Staff {
            pool,
            until,
            salts,
            administrators: [one, other],
            actors: Vec::new(),
        };
        for row in CITY {
            staff.appoint(&desk, row, pool)?;
        }
        for (county, row) in COUNTY_STAFF {
            staff.appoint(&desk, row, place(pool, county)?)?;
        }
        Ok(staff)
    }

    /// Appoints who keeps the money of the counties.
    pub fn hire_counties(&mut self, desk: &Desk<'_>, city: &City) -> Result<()> {
        self.hire_everywhere(desk, city, COUNTY_MONEY)
    }

    /// Appoints who takes the claims of the counties in.
    pub fn hire_for_claims(&mut self, desk: &Desk<'_>, city: &City) -> Result<()> {
        self.hire_everywhere(desk, city, COUNTY_CLAIMS)
    }

    fn hire_everywhere(&mut self, desk: &Desk<'_>, city: &City, rows: &[Row]) -> Result<()> {
        for (digits, prefix) in COUNTY_PREFIX {
            let region = place(self.pool, digits)?;
            let county = city.counties().iter().find(|it| it.region == region);
            let name = county.map_or("", |county| county.name);
            for (ending, title, role) in rows {
                let (user, real) = (format!("{prefix}{ending}"), format!("{name}{title}"));
                self.appoint(desk, &(&user, &real, *role), region)?;
            }
        }
        Ok(())
    }

    fn appoint(
        &mut self,
        desk: &Desk<'_>,
        (name, real_name, role): &(&str, &str, Role),
        region: RegionCode,
    ) -> Result<()> {
        let new = NewUser {
            name: UserName::new(name).map_err(|error| anyhow!(error.zh()))?,
            real_name: (*real_name).to_owned(),
            staff_no: format!("Q{:03}", self.actors.len() + 3),
            organisation: "青禾市医疗保障经办机构".to_owned(),
            region,
        };
        let asked = GrantAsked {
            role: *role,
            region,
            from: desk.today(),
            until: self.until,
        };
        let [one, other] = &self.administrators;
        let half = ("first", self.salts.next());
        let no = users::propose_user(desk, one, &new, &asked, half).map_err(Fault::from)?;
        let half = ("second", self.salts.next());
        users::approve(desk, other, no, "岗位设置", half).map_err(Fault::from)?;
        let actor = settled(desk, self.pool, &new.name, "first-second", &mut self.salts)?;
        self.actors.push(actor);
        Ok(())
    }

    /// Gives everybody the password that is printed, set today: a password is good for a quarter from
    /// the day on which it was set, and the story began long ago.
    pub fn renew_passwords(&mut self, desk: &Desk<'_>) -> Result<()> {
        let users = self.administrators.iter().chain(&self.actors);
        for user in users.map(Actor::user) {
            let asked = asked(self.pool, user);
            let changed = users::change_password(desk, &asked, STORY, PASSWORD, self.salts.next());
            changed.map_err(Fault::from)?;
        }
        Ok(())
    }

    /// Says who works in the city, and how to go on as one of them.
    pub fn introduce(&self, place: &PlaceArgs, (year, end): (i32, Date)) {
        let mut by_name: BTreeMap<&str, (String, &str)> = BTreeMap::new();
        for actor in self.administrators.iter().chain(&self.actors) {
            let region = actor.scope().region().short();
            by_name.insert(actor.user().as_str(), (region, actor.role().zh()));
        }
        for (name, (region, role)) in by_name {
            println!("{name:<14}{region:<8}{role}");
        }
        println!("人、单位和金额都是虚构的；各用户的密码都是 {PASSWORD}。");
        let at = words(place);
        println!("接着试一试：");
        for (user, what) in [
            ("kuaiji", format!("report balance --until {end}")),
            ("caihe", "indicator show".to_owned()),
            ("wangli", format!("bill unpaid --year {year} --limit 5")),
            ("shenji", "db verify".to_owned()),
        ] {
            println!("  TONGCHOU_PASSWORD={PASSWORD} tongchou {what} {at} --as {user}");
        }
    }
}

/// The place as it is written on the command line.
fn words(place: &PlaceArgs) -> String {
    match (&place.data_dir, &place.database_url) {
        (Some(folder), _) => format!("--data-dir {}", folder.display()),
        (None, Some(_)) => "--database-url 地址".to_owned(),
        (None, None) => String::new(),
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

fn asked(pool: RegionCode, user: &UserName) -> Asked {
    Asked {
        pool,
        user: user.clone(),
        wanted: Wanted {
            role: None,
            region: None,
        },
    }
}

/// Replaces the initial password and signs in.
fn settled(
    desk: &Desk<'_>,
    pool: RegionCode,
    user: &UserName,
    initial: &str,
    salts: &mut Salts,
) -> Result<Actor> {
    let asked = asked(pool, user);
    users::change_password(desk, &asked, initial, STORY, salts.next()).map_err(Fault::from)?;
    let actor = users::sign_in(desk, &asked, STORY);
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
