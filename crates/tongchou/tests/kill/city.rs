//! A city that has its offices, users and rules, and whose people are still in files.

use std::collections::{BTreeSet, HashSet};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use store::{Place, Store};
use tempfile::TempDir;

/// The pooling area of the demo.
pub const POOL: &str = "8901";

/// The password of every user of the demo.
pub const PASSWORD: &str = "QingHe-demo-2025";

/// Residents that the demo registers itself; the others come by import.
const REGISTERED: &str = "60";

/// The files of a city: `persons.csv`, `regions.csv`, `enrol.csv` and `paid.csv`.
pub struct Lists {
    folder: TempDir,
    /// Residents.
    pub size: usize,
    /// Its counties, by six digits.
    pub counties: Vec<String>,
}

impl Lists {
    /// Of a city of so many residents.
    pub fn of(size: u64) -> Lists {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().display().to_string();
        must(bare(&[
            "demo",
            "--files",
            &path,
            "--size",
            &size.to_string(),
        ]));
        let mut lists = Lists {
            folder,
            size: usize::try_from(size).unwrap(),
            counties: Vec::new(),
        };
        lists.write();
        lists
    }

    fn lines(&self, name: &str) -> impl Iterator<Item = Vec<String>> {
        let file = BufReader::new(File::open(self.folder.path().join(name)).unwrap());
        let cells = |line: String| line.split(',').map(str::to_owned).collect();
        file.lines().skip(1).map(move |line| cells(line.unwrap()))
    }

    fn create(&self, name: &str, header: &str) -> BufWriter<File> {
        let mut file = BufWriter::new(File::create(self.folder.path().join(name)).unwrap());
        writeln!(file, "{header}").unwrap();
        file
    }

    /// The places, the residents as a list for enrolment, and what most of them pay to the tax office.
    fn write(&mut self) {
        let employed: HashSet<String> = self
            .lines("employees.csv")
            .map(|mut cells| cells.swap_remove(2))
            .collect();
        let mut places = BTreeSet::new();
        let mut enrol = self.create("enrol.csv", "证件号码,参保地");
        let mut paid = self.create("paid.csv", "税票号,证件号码,年度,金额,缴款日期");
        for (no, cells) in self.lines("persons.csv").enumerate() {
            let (document, village) = (&cells[2], &cells[6]);
            places.extend([6, 9, 12].map(|digits| village[..digits].to_owned()));
            if employed.contains(document) {
                continue;
            }
            writeln!(enrol, "{document},{village}").unwrap();
            // every seventh has not paid yet, and now and then somebody pays too little
            let amount = if no % 100 == 3 { "390.00" } else { "400.00" };
            if no % 7 != 0 {
                let day = no % 28 + 1;
                writeln!(paid, "T{no},{document},2025,{amount},2024-09-{day:02}").unwrap();
            }
        }
        let mut regions = self.create("regions.csv", "区划代码,名称");
        for place in &places {
            writeln!(regions, "{place},区划{place}").unwrap();
        }
        for mut file in [enrol, paid, regions] {
            file.flush().unwrap();
        }
        let counties = places.into_iter().filter(|place| place.len() == 6);
        self.counties = counties.collect();
    }
}

/// A city on an engine.
pub struct City {
    pub lists: Arc<Lists>,
    place: [String; 2],
    _ground: Box<dyn std::any::Any>,
}

impl City {
    /// On a file of its own.
    pub fn sqlite(lists: Arc<Lists>) -> City {
        City::empty_sqlite(lists).built()
    }

    /// In a database of its own on the server of the tests.
    pub fn postgres(lists: Arc<Lists>) -> City {
        City::empty_postgres(lists).built()
    }

    /// In a database that somebody else keeps.
    pub fn on_server(lists: Arc<Lists>, url: String) -> City {
        let empty = City {
            lists,
            place: ["--database-url".to_owned(), url],
            _ground: Box::new(()),
        };
        empty.built()
    }

    /// A place for one on a file, with nothing in it.
    pub fn empty_sqlite(lists: Arc<Lists>) -> City {
        let ground = tempfile::tempdir().unwrap();
        let data = ground.path().join("store").display().to_string();
        City {
            lists,
            place: ["--data-dir".to_owned(), data],
            _ground: Box::new(ground),
        }
    }

    /// A place for one on the server of the tests, with nothing in it.
    pub fn empty_postgres(lists: Arc<Lists>) -> City {
        let ground = testkit::postgres::database();
        City {
            lists,
            place: ["--database-url".to_owned(), ground.url()],
            _ground: Box::new(ground),
        }
    }

    /// Founds the offices and adopts the rules.
    fn built(self) -> City {
        let city = self;
        let mut build = bare(&["demo", "--practice", "--size", REGISTERED]);
        build.args(&city.place);
        must(build);
        let regions = ["person", "regions", "regions.csv"];
        must(city.command("shibanjing", "2024-09-01", &regions));
        city
    }

    /// A command of a user (or of nobody) on a day, in the folder of the lists.
    pub fn command(&self, user: &str, today: &str, words: &[&str]) -> Command {
        let mut command = bare(words);
        if !user.is_empty() {
            command.args(["--as", user]);
        }
        command
            .current_dir(self.lists.folder.path())
            .args(&self.place)
            .env("TONGCHOU_PASSWORD", PASSWORD)
            .env("TONGCHOU_TODAY", today);
        command
    }

    /// The store itself, to look at.
    pub fn store(&self) -> Store {
        let [option, place] = &self.place;
        let place = match option.as_str() {
            "--data-dir" => Place::in_folder(place),
            _ => Place::Server(place.clone()),
        };
        Store::open(place).unwrap()
    }

    /// Has every derived figure recomputed.
    pub fn verify(&self) {
        let told = must(self.command("shenji", "2024-09-30", &["db", "verify"])).stdout;
        let told = String::from_utf8(told).unwrap();
        assert!(told.contains("0 项不符"), "{told}");
    }
}

fn bare(words: &[&str]) -> Command {
    let repository: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut command = Command::new(env!("CARGO_BIN_EXE_tongchou"));
    let repository = fs::canonicalize(repository).unwrap();
    command.args(words).current_dir(repository);
    command
}

fn must(mut command: Command) -> Output {
    let done = command.output().unwrap();
    let told = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{command:?}: {told}");
    done
}
