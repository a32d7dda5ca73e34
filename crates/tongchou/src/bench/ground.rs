//! The store with its town: people who are insured, counters that are open.

use std::path::PathBuf;
use std::sync::Arc;

use access::Scope;
use anyhow::{Context, Result, anyhow, bail};
use base::{Date, PersonNo, RegionLevel};
use store::people::read;
use store::{AsOf, Place, Store};
use terminal::Patient;

use super::args::Counter;
use crate::demo::city::town::{self, Plan, Town};
use crate::gateway::vault::KeyFile;
use crate::office::Fault;

/// A store that is ready.
pub struct Ground {
    /// Where it lies.
    pub place: Place,
    /// The store.
    pub store: Arc<Store>,
    /// The key file of the interface.
    pub key: PathBuf,
    /// Where the server logs.
    pub log: PathBuf,
    /// The town.
    pub town: Town,
    /// Who is insured, as the interface knows him.
    pub people: Vec<Patient>,
    _folder: Folder,
}

/// A folder of this run, removed with it.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // nothing of a measurement is worth a failure
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Ground {
    /// Makes the town in a store of its own.
    ///
    /// # Errors
    /// Where there is a store already, or a use case refuses.
    pub fn make(ask: &Counter, today: Date) -> Result<Ground> {
        let folder = std::env::temp_dir().join(format!("tongchou-bench-{}", std::process::id()));
        std::fs::create_dir_all(&folder).context("无法建立临时目录")?;
        let folder = Folder(folder);
        let asked = ask.place.data_dir.is_some() || ask.place.database_url.is_some();
        let place = if asked {
            ask.place.place()?
        } else {
            Place::in_folder(&folder.0)
        };
        let store = fresh(place.clone())?;
        let key = folder.0.join("gateway.key");
        let vault = KeyFile::make(&key)?;
        let plan = Plan {
            residents: ask.size,
            today,
            policies: &ask.policies,
            part: ask.part,
            own_rows: OWN_ROWS,
        };
        let town = town::found(&store, &plan, &vault)?;
        let people = people(&store, &town, today)?;
        Ok(Ground {
            place,
            store: Arc::new(store),
            key,
            log: folder.0.join("serve.log"),
            town,
            people,
            _folder: folder,
        })
    }
}

/// Rows of the own list of each institution.
const OWN_ROWS: u32 = 200;

fn fresh(place: Place) -> Result<Store> {
    if let Place::File(path) = &place {
        if path.exists() {
            bail!(
                "{} 已有数据库；压测只用新库，请换一个目录。",
                path.display()
            );
        }
        let folder = path.parent().context("数据库文件应在目录里")?;
        std::fs::create_dir_all(folder).context("无法建立数据目录")?;
    }
    let (store, applied) = Store::create(place).map_err(Fault::from)?;
    if applied.is_empty() {
        bail!("这个数据库已在使用；压测只用新库，请换一个。");
    }
    Ok(store)
}

/// What people show at the counter.
fn people(store: &Store, town: &Town, today: Date) -> Result<Vec<Patient>> {
    let scope = Scope::whole(town.pool);
    let mut people = Vec::new();
    for some in town.insured.chunks(5_000) {
        let known = store.read(|session| read::load(session, scope, some, AsOf::on(today)));
        let known = known.map_err(|error| anyhow!(error.zh()))?;
        people.extend(
            some.iter()
                .filter_map(|no| patient(*no, known.get(no)?, today)),
        );
    }
    Ok(people)
}

fn patient(no: PersonNo, record: &read::Record, today: Date) -> Option<Patient> {
    let person = &record.person;
    let paper = person.papers.primary(today)?;
    let county = person
        .residence
        .at(RegionLevel::County)
        .unwrap_or(person.residence);
    Some(Patient {
        number: no.to_string(),
        certificate: paper.number.canonical().to_owned(),
        name: person.name.as_str().to_owned(),
        kind: "14".to_owned(),
        insurance: "390".to_owned(),
        insured_at: county.admdvs(),
    })
}
