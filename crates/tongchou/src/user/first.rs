//! `tongchou user init`: the first two administrators.

use access::{PasswordPolicy, UserName};
use anyhow::{Result, anyhow, bail};
use base::{Date, RegionCode};
use service::users::{NewUser, found};
use service::{Clock, Desk};

use super::args::Init;
use crate::exit::Outcome;
use crate::office::{Fault, WallClock, pool, random_text, salt};

/// Days of a grant whose end is not said.
const YEAR: i32 = 365;

pub fn init(ask: &Init) -> Result<Outcome> {
    let store = ask.place.open()?;
    let clock = WallClock::start()?;
    let pool = pool(&store, ask.pool)?;
    let first = administrator(&ask.first, &ask.organisation, pool)?;
    let second = administrator(&ask.second, &ask.organisation, pool)?;
    let (one, other) = (initial(&first.name)?, initial(&second.name)?);
    let until = match ask.until {
        Some(until) => until,
        None => in_a_year(clock.today())?,
    };
    let both = [
        (&first, one.as_str(), salt()?),
        (&second, other.as_str(), salt()?),
    ];
    found(&Desk::new(&store, &clock), pool, both, until).map_err(Fault::from)?;
    println!(
        "已建立统筹区 {} 的两名系统管理员，授权至 {until}。",
        pool.short()
    );
    println!("初始密码只能用来修改密码，请分别交给本人：");
    println!("{}\t{one}", first.name);
    println!("{}\t{other}", second.name);
    Ok(Outcome::Done)
}

/// A year after a day.
pub fn in_a_year(day: Date) -> Result<Date> {
    day.add_days(YEAR)
        .ok_or_else(|| anyhow!("日期超出范围，请用 --until 指明截止日。"))
}

fn administrator(text: &str, organisation: &str, pool: RegionCode) -> Result<NewUser> {
    let parts: Vec<&str> = text.split([':', '：']).collect();
    let [name, real_name, staff_no] = parts[..] else {
        bail!(
            "管理员应写成“用户名:真实姓名:工号”，收到“{}”。",
            base::show_value(text)
        );
    };
    Ok(NewUser {
        name: UserName::new(name).map_err(|error| anyhow!("用户名：{}", error.zh()))?,
        real_name: real_name.to_owned(),
        staff_no: staff_no.to_owned(),
        organisation: organisation.to_owned(),
        region: pool,
    })
}

/// A random password that the rules accept.
fn initial(user: &UserName) -> Result<String> {
    loop {
        let groups = [
            random_text(4)?,
            random_text(4)?,
            random_text(4)?,
            random_text(4)?,
        ];
        let password = groups.join("-");
        if PasswordPolicy::HOUSE.check(user, &password).is_ok() {
            return Ok(password);
        }
    }
}
