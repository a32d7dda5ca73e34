//! One text for both engines: what differs between them is turned here.
//!
//! Statements mark parameters with `$1`, `$2`, … and lists with `IN {ints $1}` or `IN {texts $1}`.
//! Migrations are plain PostgreSQL of three types (BIGINT, TEXT, BYTEA) with three directives in comments:
//!
//! ```text
//! -- append-only TABLE          rows are never changed or deleted
//! -- closable TABLE             rows are never deleted, and changed only to set tx_to once
//! -- guard NAME on TABLE insert, update
//! --   condition over NEW and OLD that refuses the row
//! --   say what is refused
//! ```

use std::borrow::Cow;

use crate::StoreError;

/// The engine whose SQL is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// A statement as this engine reads it.
    pub(crate) fn statement(self, sql: &str) -> Cow<'_, str> {
        if !sql.contains(['$', '{']) {
            return Cow::Borrowed(sql);
        }
        let sql = self.lists(sql);
        match self {
            // `$1` is a named parameter to SQLite, numbered by first use; `?1` says what is meant.
            Dialect::Sqlite => Cow::Owned(sql.replace('$', "?")),
            Dialect::Postgres => Cow::Owned(sql),
        }
    }

    fn lists(self, sql: &str) -> String {
        let mut text = String::with_capacity(sql.len() + 32);
        let mut rest = sql;
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let Some((list, behind)) = after.split_once('}') else {
                text.push('{');
                rest = after;
                continue;
            };
            let (kind, mark) = list.split_once(' ').unwrap_or((list, ""));
            text.push_str(&match (self, kind) {
                (Dialect::Sqlite, _) => format!("(SELECT value FROM json_each({mark}))"),
                (Dialect::Postgres, "ints") => format!("(SELECT UNNEST({mark}::BIGINT[]))"),
                (Dialect::Postgres, _) => format!("(SELECT UNNEST({mark}::TEXT[]))"),
            });
            rest = behind;
        }
        text.push_str(rest);
        text
    }

    fn definition(self, sql: &str) -> String {
        let create = sql.trim_start().starts_with("CREATE TABLE");
        let defines = create || sql.trim_start().starts_with("ALTER TABLE");
        if !defines {
            return sql.to_owned();
        }
        match self {
            // Text sorts by its bytes on both engines, whatever the server's language.
            Dialect::Postgres => {
                words(sql, |word| (word == "TEXT").then_some("TEXT COLLATE \"C\""))
            }
            Dialect::Sqlite => {
                let turned = words(sql, |word| match word {
                    "BIGINT" => Some("INTEGER"),
                    "BYTEA" => Some("BLOB"),
                    _ => None,
                });
                match turned.strip_suffix(')') {
                    Some(body) if create => format!("{body}) STRICT, WITHOUT ROWID"),
                    _ => turned,
                }
            }
        }
    }

    fn guard(self, guard: &Guard) -> Vec<String> {
        let Guard {
            name,
            table,
            acts,
            condition,
            message,
        } = guard;
        let message = message.replace('\'', "''");
        match self {
            Dialect::Sqlite => acts
                .iter()
                .map(|act| {
                    let lower = act.to_lowercase();
                    format!(
                        "CREATE TRIGGER {name}_{lower} BEFORE {act} ON {table} WHEN {condition} \
                         BEGIN SELECT RAISE(ABORT, '{message}'); END"
                    )
                })
                .collect(),
            Dialect::Postgres => vec![
                format!(
                    // One plan for all rows: a plan for each cost ten times what it found out.
                    "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql \
                     SET plan_cache_mode = force_generic_plan AS $guard$ BEGIN \
                     IF {condition} THEN RAISE EXCEPTION '{escaped}' USING ERRCODE = '23514'; END IF; \
                     IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $guard$",
                    escaped = message.replace('%', "%%")
                ),
                format!(
                    "CREATE TRIGGER {name} BEFORE {} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
                    acts.join(" OR ")
                ),
            ],
        }
    }
}

/// Replaces whole words.
fn words(sql: &str, turn: impl Fn(&str) -> Option<&'static str>) -> String {
    let mut text = String::with_capacity(sql.len() + 64);
    let mut word = String::new();
    for c in sql.chars().chain(['\n']) {
        if c.is_ascii_alphanumeric() || c == '_' {
            word.push(c);
            continue;
        }
        text.push_str(turn(&word).unwrap_or(&word));
        word.clear();
        text.push(c);
    }
    text.pop();
    text
}

struct Guard {
    name: String,
    table: String,
    acts: Vec<&'static str>,
    condition: String,
    message: String,
}

/// The statements of a migration for one engine, in order.
pub(crate) fn statements(dialect: Dialect, file: &str) -> Result<Vec<String>, StoreError> {
    let mut made = Vec::new();
    let mut statement = String::new();
    let mut lines = file.lines().enumerate().peekable();
    while let Some((index, line)) = lines.next() {
        let wrong =
            |what: &str| StoreError::Schema(format!("migration, line {}: {what}", index + 1));
        if let Some(comment) = line.trim().strip_prefix("--") {
            let mut parts = comment.split_whitespace();
            let guards = match (parts.next(), parts.next()) {
                (Some("append-only"), Some(table)) => vec![append_only(table)],
                (Some("closable"), Some(table)) => closable(table, file)
                    .ok_or_else(|| wrong("closable names a table that is not created here"))?,
                (Some("guard"), Some(name)) => {
                    let mut body = Vec::new();
                    while let Some((_, next)) = lines.next_if(|(_, next)| next.starts_with("--   "))
                    {
                        body.push(next.trim_start_matches("--").trim());
                    }
                    vec![
                        guard(name, comment, &body)
                            .ok_or_else(|| wrong("a guard that is not understood"))?,
                    ]
                }
                _ => continue,
            };
            made.extend(guards.iter().flat_map(|guard| dialect.guard(guard)));
            continue;
        }
        statement.push_str(line);
        statement.push('\n');
        if line.trim_end().ends_with(';') {
            let whole = statement.trim().trim_end_matches(';').to_owned();
            made.push(dialect.definition(&whole));
            statement.clear();
        }
    }
    if statement.trim().is_empty() {
        Ok(made)
    } else {
        Err(StoreError::Schema(
            "a migration ends within a statement".to_owned(),
        ))
    }
}

fn append_only(table: &str) -> Guard {
    Guard {
        name: format!("{table}_append_only"),
        table: table.to_owned(),
        acts: vec!["UPDATE", "DELETE"],
        condition: "1 = 1".to_owned(),
        message: format!("{table} is append-only"),
    }
}

fn closable(table: &str, file: &str) -> Option<Vec<Guard>> {
    let changed: Vec<_> = columns(table, file)?
        .into_iter()
        .filter(|column| column != "tx_to")
        .map(|column| format!("NEW.{column} IS DISTINCT FROM OLD.{column}"))
        .collect();
    let open = crate::OPEN_TX;
    let close_only = Guard {
        name: format!("{table}_close_only"),
        table: table.to_owned(),
        acts: vec!["UPDATE"],
        condition: format!("OLD.tx_to <> {open} OR {}", changed.join(" OR ")),
        message: format!("{table} can only be closed"),
    };
    let keep = Guard {
        name: format!("{table}_keep"),
        table: table.to_owned(),
        acts: vec!["DELETE"],
        condition: "1 = 1".to_owned(),
        message: format!("{table} is never deleted from"),
    };
    Some(vec![close_only, keep])
}

/// The columns of a table created in the same file, one a line.
fn columns(table: &str, file: &str) -> Option<Vec<String>> {
    let (_, body) = file.split_once(&format!("CREATE TABLE {table} ("))?;
    let (body, _) = body.split_once("\n);")?;
    let is_column = |word: &&str| {
        let first = word.chars().next();
        first.is_some_and(|c| c.is_ascii_lowercase())
    };
    let names = body
        .lines()
        .filter_map(|line| line.split_whitespace().next());
    Some(names.filter(is_column).map(str::to_owned).collect())
}

fn guard(name: &str, head: &str, body: &[&str]) -> Option<Guard> {
    let (_, place) = head.split_once(" on ")?;
    let (table, acts) = place.trim().split_once(' ')?;
    let acts = acts.split(',').map(|act| match act.trim() {
        "insert" => Some("INSERT"),
        "update" => Some("UPDATE"),
        "delete" => Some("DELETE"),
        _ => None,
    });
    let (message, condition) = body.split_last()?;
    Some(Guard {
        name: name.to_owned(),
        table: table.to_owned(),
        acts: acts.collect::<Option<_>>()?,
        condition: condition.join(" "),
        message: message.strip_prefix("say ")?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "-- A table of facts.\nCREATE TABLE fact (\n    pool BIGINT NOT NULL,\n    words TEXT NOT NULL,\n    tx_to BIGINT NOT NULL,\n    PRIMARY KEY (pool)\n);\n-- closable fact\n-- guard fact_known on fact insert, update\n--   NEW.pool = 7\n--   AND NEW.words = ''\n--   say it's odd\n";

    #[test]
    fn parameters_and_lists_are_turned() {
        let sql = "SELECT a FROM t WHERE b IN {ints $2} AND c = $1 AND d IN {texts $3}";
        assert_eq!(
            Dialect::Sqlite.statement(sql),
            "SELECT a FROM t WHERE b IN (SELECT value FROM json_each(?2)) AND c = ?1 AND d IN (SELECT value FROM json_each(?3))"
        );
        assert_eq!(
            Dialect::Postgres.statement(sql),
            "SELECT a FROM t WHERE b IN (SELECT UNNEST($2::BIGINT[])) AND c = $1 AND d IN (SELECT UNNEST($3::TEXT[]))"
        );
    }

    #[test]
    fn a_migration_is_turned_for_each_engine() {
        let sqlite = statements(Dialect::Sqlite, FILE).unwrap();
        assert!(
            sqlite[0].contains("pool INTEGER NOT NULL")
                && sqlite[0].ends_with("STRICT, WITHOUT ROWID")
        );
        assert!(sqlite[1].contains("NEW.words IS DISTINCT FROM OLD.words"));
        assert!(sqlite[3].contains("BEFORE INSERT ON fact WHEN NEW.pool = 7 AND NEW.words = ''"));
        assert_eq!(sqlite.len(), 5);
        let postgres = statements(Dialect::Postgres, FILE).unwrap();
        assert!(postgres[0].contains("words TEXT COLLATE \"C\" NOT NULL"));
        assert!(
            postgres
                .last()
                .unwrap()
                .contains("BEFORE INSERT OR UPDATE ON fact")
        );
    }

    #[test]
    fn a_broken_migration_is_named() {
        assert!(statements(Dialect::Sqlite, "CREATE TABLE t (\n").is_err());
        assert!(statements(Dialect::Sqlite, "-- closable nothing\n").is_err());
        assert!(statements(Dialect::Sqlite, "-- guard a on b insert\n").is_err());
    }
}
