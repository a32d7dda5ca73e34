//! A PostgreSQL database of a test's own: new, with a name that nobody else uses, dropped at the end.

use std::process;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use postgres::{Client, Config, NoTls};

/// The variable with the URL of a server on which databases may be created.
pub const VARIABLE: &str = "TONGCHOU_TEST_POSTGRES";

/// A database that is dropped with this value, connections to it included.
pub struct Database {
    server: String,
    name: String,
}

/// A new, empty database on the server that the environment names.
///
/// # Panics
/// Where there is no server: a test that needs PostgreSQL fails without it and says how to get one.
#[must_use]
pub fn database() -> Database {
    let server = server();
    let name = fresh_name();
    let mut client = connect(&server);
    // The order of texts must be that of their bytes, as on SQLite.
    let create = format!(
        "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
    );
    if let Err(error) = client.batch_execute(&create) {
        panic!("the user of {VARIABLE} cannot create a database: {error}");
    }
    Database { server, name }
}

impl Database {
    /// The URL of the database, as `--database-url` takes it.
    #[must_use]
    pub fn url(&self) -> String {
        let (address, _) = parted(&self.server);
        let rest = self.server.split_once('?').map(|(_, rest)| rest);
        let rest = rest.map(|rest| format!("?{rest}")).unwrap_or_default();
        format!("{address}/{}{rest}", self.name)
    }

    /// Its name on the server.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        let client = self.server.parse::<Config>().ok();
        let client = client.and_then(|config| config.connect(NoTls).ok());
        // A test that panics must show its own reason, so a server that has gone is only told of.
        let dropped = client.map(|mut client| client.batch_execute(&drop));
        if !matches!(dropped, Some(Ok(()))) {
            eprintln!("the test database {} was not dropped", self.name);
        }
    }
}

fn server() -> String {
    match std::env::var(VARIABLE) {
        Ok(url) if !url.is_empty() => url,
        _ => panic!(
            "{VARIABLE} is not set. Run `cargo xtask test`, which starts a PostgreSQL, \
             or run `cargo xtask postgres` and the export line that it prints"
        ),
    }
}

fn connect(server: &str) -> Client {
    let config: Config = match server.parse() {
        Ok(config) => config,
        Err(error) => panic!("{VARIABLE} is no URL of a PostgreSQL server: {error}"),
    };
    match config.connect(NoTls) {
        Ok(client) => client,
        Err(error) => panic!("the server of {VARIABLE} does not answer: {error}"),
    }
}

/// The address of a URL, and the name of the database behind it.
fn parted(url: &str) -> (&str, &str) {
    let url = url.split_once('?').map_or(url, |(url, _)| url);
    let begin = url.find("://").map_or(0, |at| at + 3);
    match url[begin..].find('/') {
        Some(at) => (&url[..begin + at], &url[begin + at + 1..]),
        None => (url, ""),
    }
}

/// A name that no other test, process or former run has.
fn fresh_name() -> String {
    static TAKEN: AtomicU64 = AtomicU64::new(0);
    let taken = TAKEN.fetch_add(1, Ordering::Relaxed);
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let moment = since.map_or(0, |since| since.as_nanos());
    format!("tongchou_{}_{taken}_{moment}", process::id())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_new_and_gone_afterwards() {
        let database = database();
        assert_eq!(parted(&database.url()).1, database.name());
        let count = |name: &str| {
            let row = connect(&server())
                .query_one(
                    "SELECT count(*) FROM pg_database WHERE datname = $1",
                    &[&name],
                )
                .unwrap();
            row.get::<_, i64>(0)
        };
        let mut held = connect(&database.url());
        held.batch_execute("CREATE TABLE t (a BIGINT)").unwrap();
        let name = database.name().to_owned();
        assert_eq!(count(&name), 1);
        drop(database);
        assert_eq!(count(&name), 0, "dropped although a connection was open");
    }

    #[test]
    fn a_url_is_parted_before_its_options() {
        let url = "postgres://u:p@127.0.0.1:5432/postgres?connect_timeout=3";
        assert_eq!(parted(url), ("postgres://u:p@127.0.0.1:5432", "postgres"));
        assert_eq!(parted("postgres://u@h"), ("postgres://u@h", ""));
        let database = Database {
            server: url.to_owned(),
            name: "x".to_owned(),
        };
        assert_eq!(
            database.url(),
            "postgres://u:p@127.0.0.1:5432/x?connect_timeout=3"
        );
        std::mem::forget(database);
    }
}
