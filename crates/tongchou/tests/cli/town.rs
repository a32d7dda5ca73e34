//! A store with the pooling area 3404 and its users, worked on through the binary alone, on either engine.

use std::collections::BTreeMap;
use std::process::Command;

use crate::scene::Ran;

/// The day that the binary is told.
pub const TODAY: &str = "2026-11-22";

/// A store, and the passwords of its users.
pub struct Town {
    place: [String; 2],
    passwords: BTreeMap<String, String>,
    _ground: Box<dyn std::any::Any>,
}

impl Town {
    /// On a file, with two administrators `gao` and `meng` who have chosen their passwords.
    pub fn sqlite() -> Town {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data").display().to_string();
        Town::at(["--data-dir".to_owned(), path], Box::new(folder))
    }

    /// The same on a server.
    pub fn postgres() -> Town {
        let database = testkit::postgres::database();
        let place = ["--database-url".to_owned(), database.url()];
        Town::at(place, Box::new(database))
    }

    fn at(place: [String; 2], ground: Box<dyn std::any::Any>) -> Town {
        let mut town = Town {
            place,
            passwords: BTreeMap::new(),
            _ground: ground,
        };
        town.done(
            None,
            &["db", "migrate", "--pool", "3404", "--name", "淮南市"],
        );
        let said = town.done(
            None,
            &[
                "user",
                "init",
                "--first",
                "gao:高远:A001",
                "--second",
                "meng:孟洁:A002",
            ],
        );
        for name in ["gao", "meng"] {
            let initial = after(&said, &format!("{name}\t"));
            town.choose(name, &initial);
        }
        town
    }

    /// The folder or the URL.
    pub fn folder(&self) -> String {
        self.place[1].clone()
    }

    /// The store itself, for what no command brings about.
    pub fn store(&self) -> store::Store {
        let [option, place] = &self.place;
        let place = match option.as_str() {
            "--data-dir" => store::Place::in_folder(place),
            _ => store::Place::Server(place.clone()),
        };
        store::Store::open(place).unwrap()
    }

    /// Adds a user with a role over a place, through both administrators.
    pub fn user(&mut self, name: &str, role: &str, place: &str) {
        let staff = format!("S-{name}");
        let said = self.done(
            Some("gao"),
            &[
                "user",
                "add",
                name,
                "--real-name",
                "王丽",
                "--staff-no",
                &staff,
                "--organisation",
                "医疗保障局",
                "--give",
                role,
                "--over",
                place,
            ],
        );
        let (no, first) = (number(&said), after(&said, "前一半："));
        let said = self.done(Some("meng"), &["user", "approve", &no]);
        let second = after(&said, "后一半：");
        self.choose(name, &format!("{first}-{second}"));
    }

    /// Changes the password of a user to one of the test's own.
    pub fn choose(&mut self, name: &str, old: &str) {
        let new = format!("Chosen-2026-{}", name.chars().rev().collect::<String>());
        self.passwords.insert(name.to_owned(), old.to_owned());
        let ran = self.run_with(
            Some(name),
            &["user", "password"],
            &[("TONGCHOU_NEW_PASSWORD", &new)],
        );
        assert_eq!(ran.code, 0, "{}", ran.err);
        self.passwords.insert(name.to_owned(), new);
    }

    /// The same users at another place.
    pub fn moved_to(&self, place: [String; 2]) -> Town {
        Town {
            place,
            passwords: self.passwords.clone(),
            _ground: Box::new(()),
        }
    }

    /// Says what a user's password is, true or not.
    pub fn password(&mut self, name: &str, password: &str) {
        self.passwords.insert(name.to_owned(), password.to_owned());
    }

    /// Runs the binary on the store, as a user where one is named.
    pub fn run(&self, user: Option<&str>, args: &[&str]) -> Ran {
        self.run_with(user, args, &[])
    }

    /// Runs the binary, which must succeed; what it said.
    pub fn done(&self, user: Option<&str>, args: &[&str]) -> String {
        let ran = self.run(user, args);
        assert_eq!(ran.code, 0, "{args:?}: {}{}", ran.out, ran.err);
        ran.out
    }

    /// Starts the binary on the store as a user, for whoever kills it.
    pub fn spawn(&self, user: &str, args: &[&str]) -> std::process::Child {
        let mut command = self.command(Some(user), args);
        let quiet = std::process::Stdio::null;
        command.stdout(quiet()).stderr(quiet()).spawn().unwrap()
    }

    fn command(&self, user: Option<&str>, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tongchou"));
        command.args(args).args(&self.place);
        command
            .env("TONGCHOU_TODAY", TODAY)
            .stdin(std::process::Stdio::null());
        if let Some(user) = user {
            command.args(["--as", user]);
            let password = self.passwords.get(user).map_or("", String::as_str);
            command.env("TONGCHOU_PASSWORD", password);
        }
        command
    }

    pub fn run_with(&self, user: Option<&str>, args: &[&str], variables: &[(&str, &str)]) -> Ran {
        let mut command = self.command(user, args);
        command.envs(variables.iter().copied());
        let output = command.output().unwrap();
        Ran {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// What stands behind a mark, up to a blank or a bracket.
pub fn after(text: &str, mark: &str) -> String {
    let (_, rest) = text
        .split_once(mark)
        .unwrap_or_else(|| panic!("no {mark} in {text}"));
    let end = rest
        .find(|c: char| c.is_whitespace() || c == '（')
        .unwrap_or(rest.len());
    rest[..end].to_owned()
}

/// The number of the proposal that an answer names: `第 7 号事项…`.
pub fn number(text: &str) -> String {
    after(text, "第 ")
}
