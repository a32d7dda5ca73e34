//! Whether what was committed outlives a crash: the settings in force of a connection of this store.

use crate::{Session, Store, StoreError};

/// The settings that decide it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Durability {
    /// Each by name with its value in force.
    pub settings: Vec<(&'static str, String)>,
    /// Names of those that let acknowledged commits be lost.
    pub unsafe_settings: Vec<&'static str>,
}

/// Reads them over a connection such as every transaction of this store has.
///
/// # Errors
/// [`StoreError`].
pub fn of(store: &Store) -> Result<Durability, StoreError> {
    store.read(|session| {
        let settings = if session.is_sqlite() {
            sqlite(session)?
        } else {
            postgres(session)?
        };
        let lost = |(name, value): &(&'static str, String)| !keeps(name, value);
        let unsafe_settings = settings.iter().filter(|it| lost(it)).map(|it| it.0);
        Ok(Durability {
            unsafe_settings: unsafe_settings.collect(),
            settings,
        })
    })
}

fn sqlite(session: &mut Session<'_>) -> Result<Vec<(&'static str, String)>, StoreError> {
    let mode = session.row("PRAGMA journal_mode", &[])?;
    let mode = mode.map(|row| row.text(0).map(str::to_owned)).transpose()?;
    let level = session.row("PRAGMA synchronous", &[])?;
    let level = level.map(|row| row.int(0)).transpose()?.unwrap_or(0);
    let level = match level {
        0 => "off",
        1 => "normal",
        2 => "full",
        _ => "extra",
    };
    Ok(vec![
        ("journal_mode", mode.unwrap_or_default()),
        ("synchronous", level.to_owned()),
    ])
}

fn postgres(session: &mut Session<'_>) -> Result<Vec<(&'static str, String)>, StoreError> {
    const ASKED: [(&str, &str); 3] = [
        ("fsync", "SHOW fsync"),
        ("synchronous_commit", "SHOW synchronous_commit"),
        ("full_page_writes", "SHOW full_page_writes"),
    ];
    let mut settings = Vec::new();
    for (name, sql) in ASKED {
        let row = session.row(sql, &[])?;
        let value = row.map(|row| row.text(0).map(str::to_owned)).transpose()?;
        settings.push((name, value.unwrap_or_default()));
    }
    Ok(settings)
}

/// Whether a commit that was acknowledged is on disk under a value. SQLite in WAL mode with `synchronous` NORMAL loses
/// the last commits where the power fails; so does PostgreSQL with `synchronous_commit` off or without fsync, and
/// without full pages a torn page is lost.
fn keeps(name: &str, value: &str) -> bool {
    match name {
        "journal_mode" => matches!(value, "wal" | "delete" | "truncate" | "persist"),
        "synchronous" => matches!(value, "full" | "extra"),
        // local, remote_write, remote_apply: all flush here before they answer
        "synchronous_commit" => !matches!(value, "off" | ""),
        _ => value == "on",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Place;

    #[test]
    fn a_store_keeps_what_it_commits_and_says_where_it_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let (store, _) = Store::create(Place::in_folder(folder.path())).unwrap();
        let kept = of(&store).unwrap();
        assert_eq!(kept.unsafe_settings, Vec::<&str>::new(), "{kept:?}");
        store.hurry(true).unwrap();
        assert_eq!(of(&store).unwrap().unsafe_settings, ["synchronous"]);
        store.hurry(false).unwrap();
        assert_eq!(of(&store).unwrap(), kept);
        for (name, value) in [
            ("fsync", "off"),
            ("synchronous_commit", "off"),
            ("full_page_writes", "off"),
            ("journal_mode", "memory"),
        ] {
            assert!(!keeps(name, value), "{name} {value}");
        }
        for (name, value) in [
            ("fsync", "on"),
            ("synchronous_commit", "local"),
            ("full_page_writes", "on"),
        ] {
            assert!(keeps(name, value), "{name} {value}");
        }
    }
}
