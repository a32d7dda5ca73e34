//! kill -9 at random moments: the same command finishes the work, and what stands afterwards is what an
//! undisturbed run leaves behind.
//!
//! `SOAK_CASES=100000 SOAK_SEED=1 cargo test -p tongchou --test kill -- --ignored --nocapture`

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

/// The third county of the demo.
const COUNTY: &str = "890121";

/// A city on an engine: where its store lies, and the lists that its county works with.
struct City {
    folder: PathBuf,
    place: [String; 2],
    _ground: Box<dyn std::any::Any>,
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

impl City {
    fn sqlite(size: u64) -> City {
        let ground = tempfile::tempdir().unwrap();
        let data = ground.path().join("store").to_string_lossy().into_owned();
        let folder = ground.path().to_owned();
        City::on(
            size,
            folder,
            ["--data-dir".to_owned(), data],
            Box::new(ground),
        )
    }

    fn postgres(size: u64) -> City {
        let ground = (tempfile::tempdir().unwrap(), testkit::postgres::database());
        let place = ["--database-url".to_owned(), ground.1.url()];
        City::on(size, ground.0.path().to_owned(), place, Box::new(ground))
    }

    fn on(size: u64, folder: PathBuf, place: [String; 2], ground: Box<dyn std::any::Any>) -> City {
        let city = City {
            folder,
            place,
            _ground: ground,
        };
        let size = size.to_string();
        let lists = city.folder.join("lists").to_string_lossy().into_owned();
        city.must(city.bare(&["demo", "--files", &lists, "--size", &size]));
        let mut build = city.bare(&["demo", "--practice", "--size", &size]);
        build.args(&city.place);
        city.must(build);
        city.write_lists();
        city
    }

    fn bare(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tongchou"));
        command.args(words).current_dir(repository());
        command
    }

    fn must(&self, mut command: Command) -> Output {
        let done = command.output().unwrap();
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
        done
    }

    /// A command of a user on a day, in the folder of the city.
    fn of(&self, user: &str, today: &str, words: &[&str]) -> Command {
        let mut command = self.bare(words);
        command
            .current_dir(&self.folder)
            .args(&self.place)
            .args(["--as", user])
            .env("TONGCHOU_PASSWORD", "QingHe-demo-2025")
            .env("TONGCHOU_TODAY", today);
        command
    }

    fn said(&self, user: &str, today: &str, words: &[&str]) -> String {
        let done = self.must(self.of(user, today, words));
        String::from_utf8(done.stdout).unwrap()
    }

    /// The residents of the county as a list for enrolment, and what they pay.
    fn write_lists(&self) {
        let read = |name: &str| fs::read_to_string(self.folder.join("lists").join(name)).unwrap();
        let employees = read("employees.csv");
        let (mut enrol, mut paid) = (
            "证件号码,参保地\n".to_owned(),
            "收据号,证件号码,年度,金额,缴款日期\n".to_owned(),
        );
        for (line, row) in read("persons.csv").lines().enumerate().skip(1) {
            let cells: Vec<&str> = row.split(',').collect();
            if cells[6].starts_with(COUNTY) && !employees.contains(cells[2]) {
                enrol.push_str(&format!("{},{}\n", cells[2], cells[6]));
                paid.push_str(&format!("R{line},{},2025,400.00,2024-09-20\n", cells[2]));
            }
        }
        fs::write(self.folder.join("enrol.csv"), enrol).unwrap();
        fs::write(self.folder.join("paid.csv"), paid).unwrap();
    }

    /// The county's autumn; each command is first killed as often as `kills` says. What stands afterwards.
    fn autumn(&self, kills: u32, random: &mut Random) -> String {
        let enrol = [
            "enrol",
            "batch",
            "enrol.csv",
            "--by",
            "village",
            "--at",
            COUNTY,
            "--year",
            "2025",
        ];
        let bills = [
            "bill",
            "make",
            "--region",
            COUNTY,
            "--year",
            "2025",
            "--pay-from",
            "2024-09-01",
            "--pay-until",
            "2025-02-28",
        ];
        let pay = [
            "pay",
            "import",
            "paid.csv",
            "--channel",
            "tax",
            "--region",
            COUNTY,
        ];
        let (early, late) = ("2024-09-10", "2024-09-25");
        let mut told = self.work("wangli", early, &enrol, kills, random);
        let batch = told
            .split("批次 ")
            .nth(1)
            .and_then(|rest| rest.split('：').next());
        let batch = batch.unwrap().to_owned();
        for (user, step) in [("wangli", "review"), ("sunhua", "approve")] {
            let step = ["enrol", step, "--batch", &batch, "--reason", "齐全"];
            self.work(user, early, &step, kills, random);
        }
        self.work("wangli", early, &bills, kills, random);
        told += &self.work("wangli", late, &pay, kills, random);
        let progress = [
            "pay",
            "progress",
            "--year",
            "2025",
            "--deadline",
            "2025-02-28",
        ];
        told += &self.said("wangli", late, &progress);
        told += &self.said("wangli", late, &["pay", "suspense"]);
        told
    }

    /// Runs a command, killed at random moments before it may end; what it says when it does.
    fn work(
        &self,
        user: &str,
        today: &str,
        words: &[&str],
        kills: u32,
        random: &mut Random,
    ) -> String {
        for _ in 0..kills {
            let mut command = self.of(user, today, words);
            command.stdout(Stdio::null()).stderr(Stdio::null());
            let mut child = command.spawn().unwrap();
            std::thread::sleep(Duration::from_millis(random.below(2_500)));
            // SIGKILL; one that has ended is not there to be killed
            let _ = child.kill();
            child.wait().unwrap();
        }
        let done = self.of(user, today, words).output().unwrap();
        String::from_utf8(done.stdout).unwrap()
    }
}

/// splitmix64.
struct Random(u64);

impl Random {
    fn below(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % below
    }
}

fn setting(name: &str, default: u64) -> u64 {
    let text = std::env::var(name).ok();
    text.and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn finishes(city: fn(u64) -> City, size: u64, kills: u32) {
    let seed = setting("SOAK_SEED", 1);
    println!("seed {seed}, {size} residents, {kills} kills a command");
    let mut random = Random(seed);
    let undisturbed = City::sqlite(size).autumn(0, &mut random);
    assert!(undisturbed.contains(COUNTY), "{undisturbed}");
    let killed = city(size).autumn(kills, &mut random);
    // a run that found everything done says less; what stands is told by the last tables
    let stands = |told: &str| {
        told.lines()
            .filter(|line| line.starts_with('│'))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(stands(&killed), stands(&undisturbed));
}

#[test]
fn a_killed_autumn_is_finished_by_the_same_commands() {
    finishes(City::sqlite, 300, 1);
}

#[test]
#[ignore = "long: SOAK_CASES residents (20000) with SOAK_SEED (1)"]
fn a_killed_autumn_is_finished_on_the_embedded_database() {
    finishes(City::sqlite, setting("SOAK_CASES", 20_000), 5);
}

#[test]
#[ignore = "long: SOAK_CASES residents (20000) with SOAK_SEED (1)"]
fn a_killed_autumn_is_finished_on_postgresql() {
    finishes(City::postgres, setting("SOAK_CASES", 20_000), 5);
}
