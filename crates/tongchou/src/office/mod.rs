//! The office: which store, who works there, what the clock shows. Every subcommand over the store
//! begins with it.

mod clock;
mod fault;
mod password;

use std::path::PathBuf;

use access::{Actor, Role, UserName, Wanted};
use anyhow::{Result, anyhow};
use base::RegionCode;
use clap::Args;
use service::users::{self, Asked, Salt};
use service::{Desk, ServiceError};
use store::{Place, Store};

use crate::exit::WrongUse;

pub use clock::WallClock;
pub use fault::Fault;
pub use password::{asked_password, new_password};

/// Where the store lies.
#[derive(Debug, Clone, Args)]
pub struct PlaceArgs {
    /// 数据目录（内置数据库）；也可用环境变量 TONGCHOU_DATA_DIR
    #[arg(
        long,
        value_name = "DIR",
        help_heading = "数据库与用户",
        conflicts_with = "database_url"
    )]
    pub data_dir: Option<PathBuf>,
    /// PostgreSQL 地址 postgres://…；也可用环境变量 TONGCHOU_DATABASE_URL
    #[arg(long, value_name = "URL", help_heading = "数据库与用户")]
    pub database_url: Option<String>,
}

/// Where the store lies, and who works there.
#[derive(Debug, Clone, Args)]
pub struct OfficeArgs {
    #[command(flatten)]
    pub place: PlaceArgs,
    /// 用户名；也可用环境变量 TONGCHOU_USER
    #[arg(
        id = "office_user",
        long = "as",
        value_name = "USER",
        help_heading = "数据库与用户"
    )]
    pub user: Option<String>,
    /// 以哪个角色办理（有多项授权时）
    #[arg(id = "office_role", long = "role", value_name = "ROLE", help_heading = "数据库与用户", value_parser = role)]
    pub role: Option<Role>,
    /// 在哪个区划的授权下办理（有多项授权时）
    #[arg(id = "office_within",long = "within", value_name = "REGION", help_heading = "数据库与用户", value_parser = region)]
    pub within: Option<RegionCode>,
    /// 统筹区（库中有多个统筹区时）；也可用环境变量 TONGCHOU_POOL
    #[arg(id = "office_pool", long = "pool", value_name = "REGION", help_heading = "数据库与用户", value_parser = region)]
    pub pool: Option<RegionCode>,
    /// 密码文件（只读第一行）；也可用环境变量 TONGCHOU_PASSWORD，两者都没有时在终端输入
    #[arg(long, value_name = "FILE", help_heading = "数据库与用户")]
    pub password_file: Option<PathBuf>,
}

impl PlaceArgs {
    /// The place that was named.
    ///
    /// # Errors
    /// Where none was.
    pub fn place(&self) -> Result<Place> {
        let from = |name: &str| std::env::var(name).ok().filter(|text| !text.is_empty());
        if let Some(url) = &self.database_url {
            return Ok(Place::Server(url.clone()));
        }
        if let Some(folder) = &self.data_dir {
            return Ok(Place::in_folder(folder));
        }
        match (from("TONGCHOU_DATABASE_URL"), from("TONGCHOU_DATA_DIR")) {
            (Some(url), _) => Ok(Place::Server(url)),
            (None, Some(folder)) => Ok(Place::in_folder(folder)),
            (None, None) => Err(WrongUse(
                "没有指明数据库，请加 --data-dir 目录 或 --database-url 地址。".to_owned(),
            )
            .into()),
        }
    }

    /// Opens the store.
    ///
    /// # Errors
    /// Where it cannot be reached, or its schema does not fit.
    pub fn open(&self) -> Result<Store> {
        Ok(Store::open(self.place()?).map_err(Fault::from)?)
    }
}

impl OfficeArgs {
    /// Who asks, as it was written; the password is not looked at.
    ///
    /// # Errors
    /// Where no user or no pooling area is named.
    pub fn asked(&self, store: &Store) -> Result<Asked> {
        let from = std::env::var("TONGCHOU_USER").ok();
        let name = self.user.clone().or(from.filter(|name| !name.is_empty()));
        let name = name.ok_or_else(|| WrongUse("请用 --as 指明用户。".to_owned()))?;
        let user = UserName::new(&name).map_err(|error| anyhow!("--as：{}", error.zh()))?;
        Ok(Asked {
            pool: pool(store, self.pool)?,
            user,
            wanted: Wanted {
                role: self.role,
                region: self.within,
            },
        })
    }
}

/// A store that is open, and an authenticated user.
pub struct Office {
    store: Store,
    clock: WallClock,
    actor: Actor,
}

impl Office {
    /// Opens the store and signs the user in.
    ///
    /// # Errors
    /// Where the store cannot be opened or the user is not accepted.
    pub fn open(args: &OfficeArgs) -> Result<Office> {
        let store = args.place.open()?;
        let clock = WallClock::start()?;
        let asked = args.asked(&store)?;
        let password = asked_password(args.password_file.as_deref(), asked.user.as_str())?;
        let desk = Desk::new(&store, &clock);
        let actor = users::sign_in(&desk, &asked, &password).map_err(Fault::from)?;
        Ok(Office {
            store,
            clock,
            actor,
        })
    }

    /// The desk that use cases are served at.
    pub fn desk(&self) -> Desk<'_> {
        Desk::new(&self.store, &self.clock)
    }

    /// Who works here.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Does a use case; an attempt that is refused is kept on record. `command` is the use case, such as
    /// `enrolment.approve`, `subject` the record that it is about.
    ///
    /// # Errors
    /// What the use case answers, as a sentence for users.
    pub fn act<T>(
        &self,
        command: &str,
        subject: &str,
        work: impl FnOnce(&Desk<'_>, &Actor) -> Result<T, ServiceError>,
    ) -> Result<T> {
        let desk = self.desk();
        let work = || work(&desk, &self.actor);
        let done = service::audit::watched(&desk, &self.actor, command, subject, work);
        Ok(done.map_err(Fault::from)?)
    }
}

/// The pooling area that is meant: the one named, or the only one that there is.
///
/// # Errors
/// Where there is none, or several and none is named.
pub fn pool(store: &Store, named: Option<RegionCode>) -> Result<RegionCode> {
    let from = std::env::var("TONGCHOU_POOL").ok();
    let from = from
        .filter(|text| !text.is_empty())
        .map(|text| region(&text));
    let named = named.or(from
        .transpose()
        .map_err(|why| anyhow!("TONGCHOU_POOL：{why}"))?);
    let all = store.read(store::pool::all).map_err(Fault::from)?;
    let codes: Vec<String> = all.iter().map(|(code, _)| code.short()).collect();
    match (named, all.as_slice()) {
        (Some(named), all) if all.iter().any(|(code, _)| *code == named) => Ok(named),
        (Some(named), _) => Err(anyhow!(
            "库中没有统筹区 {}，已有：{}。请先运行 tongchou db migrate --pool {0}。",
            named.short(),
            codes.join("、")
        )),
        (None, [(only, _)]) => Ok(*only),
        (None, []) => Err(anyhow!(
            "库中还没有统筹区，请先运行 tongchou db migrate --pool 区划 --name 名称。"
        )),
        (None, _) => Err(anyhow!(
            "库中有多个统筹区（{}），请用 --pool 指明。",
            codes.join("、")
        )),
    }
}

/// Reads a region code of the command line.
///
/// # Errors
/// The sentence for users.
pub fn region(text: &str) -> Result<RegionCode, String> {
    RegionCode::parse(text).map_err(|error| error.zh())
}

/// Reads a date of the command line.
///
/// # Errors
/// The sentence for users.
pub fn date(text: &str) -> Result<base::Date, String> {
    base::Date::parse(text).map_err(|error| error.zh())
}

/// Reads a role of the command line.
///
/// # Errors
/// The sentence for users, with all roles.
pub fn role(text: &str) -> Result<Role, String> {
    Role::parse(text).ok_or_else(|| {
        let all = Role::ALL.iter();
        let all: Vec<_> = all
            .map(|role| format!("{}（{}）", role.code(), role.zh()))
            .collect();
        format!(
            "没有角色“{}”，可选：{}。",
            base::show_value(text),
            all.join("、")
        )
    })
}

/// New random bytes for the hash of a password.
///
/// # Errors
/// Where the system gives none.
pub fn salt() -> Result<Salt> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|_| anyhow!("系统不提供随机数。"))?;
    Ok(Salt(bytes))
}

/// A random text that a person can read out: groups of letters and digits that are not mistaken for one
/// another.
///
/// # Errors
/// Where the system gives no random bytes.
pub fn random_text(length: usize) -> Result<String> {
    const SIGNS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = vec![0_u8; length];
    getrandom::fill(&mut bytes).map_err(|_| anyhow!("系统不提供随机数。"))?;
    let sign = |byte: &u8| char::from(SIGNS[usize::from(byte % 32)]);
    Ok(bytes.iter().map(sign).collect())
}

/// A moment as users read it: date and time in China.
pub fn moment(millis: i64) -> String {
    let here = millis.saturating_add(clock::OFFSET_MILLIS);
    let seconds = here.rem_euclid(clock::DAY_MILLIS) / 1000;
    let day = clock::day_of(millis).to_string();
    format!(
        "{day} {:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}
