//! `tongchou demo --counter`: people who are insured, open counters, and a server: what makers of hospital software
//! test against.

use super::{counters, town};
use crate::cli::Demo;
use crate::demo::station;
use crate::exit::Outcome;
use crate::gateway::vault::KeyFile;
use crate::office::{Fault, WallClock};
use crate::serve::{self, Ground};
use anyhow::Result;
use base::{Date, PersonNo, RegionCode};
use gateway::http::Settings;
use settlement::bill::YearEnd;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use store::Store;

/// Persons whose numbers are told.
const TOLD: usize = 5;

/// Founds the city on the day of the office, and serves it.
pub fn found(ask: &Demo, store: Arc<Store>, vault: KeyFile, today: Date) -> Result<Outcome> {
    let plan = town::Plan {
        residents: ask.size,
        today,
        policies: &ask.policies,
        part: ask.part,
        own_rows: counters::OWN_ROWS,
    };
    let town = town::found_signing(&store, &plan, &vault)?;
    let kept = counters::keep(&ask.place, &town.counters.stations)?;
    let shown = Shown {
        counters: &town.counters,
        insured: &town.insured,
        kept: kept.as_deref(),
    };
    shown.tell();
    town.staff.introduce(&ask.place, (today.year(), today));
    serve(ask, (store, town.pool), vault, today, &shown)
}

/// What a hospital's software needs to know.
pub struct Shown<'a> {
    /// The counters.
    pub counters: &'a station::Counters,
    /// Who is insured.
    pub insured: &'a [PersonNo],
    /// Where the accounts with their secrets stand.
    pub kept: Option<&'a Path>,
}

impl Shown<'_> {
    /// Institutions, accounts and persons to test with.
    pub fn tell(&self) {
        counters::show(self.counters);
        match self.kept {
            Some(path) => println!(
                "账号和密钥在 {}，各机构的目录和单价在同一文件夹的 {}（只有本用户可读）。",
                path.display(),
                counters::WARES
            ),
            None => println!("数据库在服务器上，密钥只在本次运行有效，没有写成文件。"),
        }
        let people = self.insured.iter().take(TOLD);
        let people: Vec<String> = people.map(ToString::to_string).collect();
        println!("可供试用的参保人编号（psn_no）：{}。", people.join("、"));
    }

    /// A request that works, to be copied.
    fn request(&self, at: SocketAddr, today: Date) {
        let plain = |one: &&station::Station| one.secret.is_none();
        let Some(one) = self.counters.stations.iter().find(plain) else {
            return;
        };
        let region = one.region.admdvs();
        println!("接着试一试（{}，不带请求头的国家基线方言）：", one.name);
        println!(
            "curl -s http://{at}/fsi/api/rsfComIfsService/callService -H 'Content-Type: text/plain' -d '{{\
             \"infno\":\"9001\",\"msgid\":\"{0}{1}0900000001\",\"mdtrtarea_admvs\":\"{region}\",\
             \"insuplc_admdvs\":\"{region}\",\"recer_sys_code\":\"HIS\",\"infver\":\"V1.0\",\"opter_type\":\"1\",\
             \"opter\":\"01\",\"opter_name\":\"收费员\",\"inf_time\":\"{today} 09:00:00\",\"fixmedins_code\":\"{0}\",\
             \"fixmedins_name\":\"{2}\",\"sign_no\":\"\",\"input\":{{\"signIn\":{{\"opter_no\":\"01\",\
             \"mac\":\"11-22-33-44-55-66\",\"ip\":\"10.0.0.8\"}}}}}}'",
            one.institution,
            today.to_string().replace('-', ""),
            one.name,
        );
        println!("门诊、药店、住院、撤销和重发的整套请求见 docs/guide/zh/hospital.md。");
    }
}

/// Serves the city until it is told to end; not at all where that was asked for.
pub fn serve(
    ask: &Demo,
    (store, pool): (Arc<Store>, RegionCode),
    vault: KeyFile,
    today: Date,
    shown: &Shown<'_>,
) -> Result<Outcome> {
    store.hurry(false).map_err(Fault::from)?;
    if ask.no_serve {
        return Ok(Outcome::Done);
    }
    let clock = Arc::new(WallClock::on(today));
    let ground = Ground { store, pool, clock };
    let house = serve::house(&ground, vault, ("national", YearEnd::Whole))?;
    println!("接口服务的业务日期是 {today}。");
    let settings = Settings::at(ask.listen);
    serve::until_told(house, settings, &|at| shown.request(at, today))?;
    Ok(Outcome::Done)
}
