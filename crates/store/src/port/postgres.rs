//! PostgreSQL 15 and later.

use std::collections::HashMap;
use std::error::Error;
use std::io::Write;
use std::time::Duration;

use postgres::error::SqlState;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::private::BytesMut;
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, Statement};

use super::plans::Plans;
use super::tls::{ConnectError, Target};
use super::{Begin, Dialect, Port, Visit};
use crate::{Row, StoreError, Value};

/// Below this many rows a statement with arrays costs less than starting a COPY.
const WORTH_A_COPY: usize = 8;
/// Bytes gathered before they are handed to the connection.
const COPY_BUFFER: usize = 1 << 20;

pub(crate) struct PostgresPort {
    client: Client,
    statements: HashMap<String, Statement>,
    plans: Plans,
}

impl PostgresPort {
    pub(crate) fn open(url: &str) -> Result<Self, StoreError> {
        let mut target = Target::parse(url)?;
        // Without these a client that lost its network hangs for ever.
        target
            .config
            .connect_timeout(Duration::from_secs(10))
            .keepalives(true)
            .keepalives_idle(Duration::from_secs(30))
            .tcp_user_timeout(Duration::from_secs(60))
            .application_name("tongchou");
        let mut client = target.connect().map_err(|error| match error {
            ConnectError::Server(error) => StoreError::Open(brief(&error)),
            ConnectError::Here(error) => error,
        })?;
        client
            .batch_execute(
                "SET client_encoding = 'UTF8'; SET statement_timeout = '15min'; SET lock_timeout = '60s'; \
                 SET idle_in_transaction_session_timeout = '15min'; SET client_min_messages = 'warning'; \
                 SET jit = off",
            )
            .map_err(|error| StoreError::Open(brief(&error)))?;
        Ok(Self {
            client,
            statements: HashMap::new(),
            plans: Plans::default(),
        })
    }

    fn statement(&mut self, sql: &str) -> Result<Statement, StoreError> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let text = Dialect::Postgres.statement(sql);
        let statement = self.client.prepare(&text).map_err(engine)?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

fn bound(params: &[Value]) -> impl ExactSizeIterator<Item = &(dyn ToSql + Sync)> {
    params.iter().map(|value| value as &(dyn ToSql + Sync))
}

impl Port for PostgresPort {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn begin(&mut self, how: Begin) -> Result<(), StoreError> {
        self.script(match how {
            Begin::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            // What writes looks rows up by their keys. A table of a hundred rows is read whole when it is
            // planned for, and the plan of a foreign key or a guard stays while the table grows a hundredfold.
            Begin::Write => "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL enable_seqscan = off",
        })
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        self.script("COMMIT")
    }

    fn rollback(&mut self) -> Result<(), StoreError> {
        self.script("ROLLBACK")
    }

    fn rows(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, StoreError> {
        params.iter().try_for_each(Value::check)?;
        let statement = self.statement(sql)?;
        let mut rows = self
            .client
            .query_raw(&statement, bound(params))
            .map_err(engine)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().map_err(engine)? {
            found.push(cells(&row)?);
        }
        Ok(found)
    }

    fn each(&mut self, sql: &str, params: &[Value], visit: Visit<'_>) -> Result<(), StoreError> {
        params.iter().try_for_each(Value::check)?;
        let statement = self.statement(sql)?;
        let mut rows = self
            .client
            .query_raw(&statement, bound(params))
            .map_err(engine)?;
        while let Some(row) = rows.next().map_err(engine)? {
            visit(cells(&row)?)?;
        }
        Ok(())
    }

    fn run(&mut self, sql: &str, params: &[Value]) -> Result<u64, StoreError> {
        params.iter().try_for_each(Value::check)?;
        let statement = self.statement(sql)?;
        let bound: Vec<_> = bound(params).collect();
        self.client.execute(&statement, &bound).map_err(engine)
    }

    fn script(&mut self, sql: &str) -> Result<(), StoreError> {
        self.client.batch_execute(sql).map_err(engine)
    }

    fn insert(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: &[Vec<Value>],
    ) -> Result<(), StoreError> {
        let mut rest = rows;
        while !rest.is_empty() {
            let (now, later) = rest.split_at(self.plans.portion(table, rest.len()));
            self.load(table, columns, now)?;
            if self.plans.outlived(table, now.len()) {
                self.script("DISCARD PLANS")?;
            }
            rest = later;
        }
        Ok(())
    }

    fn prepare(&mut self, sql: &str) -> Result<(), StoreError> {
        self.statement(sql).map(|_| ())
    }

    fn is_alive(&mut self) -> bool {
        !self.client.is_closed()
    }
}

impl PostgresPort {
    /// Inserts rows by one COPY, or singly where that costs less.
    fn load(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: &[Vec<Value>],
    ) -> Result<(), StoreError> {
        if rows.len() < WORTH_A_COPY {
            let marks: Vec<_> = (1..=columns.len()).map(|n| format!("${n}")).collect();
            let sql = format!(
                "INSERT INTO {table} ({}) VALUES ({})",
                columns.join(","),
                marks.join(",")
            );
            return rows
                .iter()
                .try_for_each(|row| self.run(&sql, row).map(|_| ()));
        }
        let copy = format!(
            "COPY {table} ({}) FROM STDIN (FORMAT binary)",
            columns.join(",")
        );
        let mut writer = self.client.copy_in(&copy).map_err(engine)?;
        let mut buffer = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0".to_vec();
        for row in rows {
            encode_row(row, &mut buffer)?;
            if buffer.len() >= COPY_BUFFER {
                writer.write_all(&buffer).map_err(broken)?;
                buffer.clear();
            }
        }
        buffer.extend_from_slice(&(-1_i16).to_be_bytes());
        writer.write_all(&buffer).map_err(broken)?;
        writer.finish().map_err(engine)?;
        Ok(())
    }
}

/// One row as COPY wants it: the number of fields, then each with its length.
fn encode_row(row: &[Value], buffer: &mut Vec<u8>) -> Result<(), StoreError> {
    let long = || StoreError::Engine("a row is too long for COPY".to_owned());
    let count = i16::try_from(row.len()).map_err(|_| long())?;
    buffer.extend_from_slice(&count.to_be_bytes());
    for value in row {
        value.check()?;
        let bytes: &[u8] = match value {
            Value::Null => {
                buffer.extend_from_slice(&(-1_i32).to_be_bytes());
                continue;
            }
            Value::Int(number) => {
                buffer.extend_from_slice(&8_i32.to_be_bytes());
                buffer.extend_from_slice(&number.to_be_bytes());
                continue;
            }
            Value::Text(text) => text.as_bytes(),
            Value::Bytes(bytes) => bytes,
            Value::Ints(_) | Value::Texts(_) => {
                return Err(StoreError::Engine("a list cannot be a column".to_owned()));
            }
        };
        let length = i32::try_from(bytes.len()).map_err(|_| long())?;
        buffer.extend_from_slice(&length.to_be_bytes());
        buffer.extend_from_slice(bytes);
    }
    Ok(())
}

fn cells(row: &postgres::Row) -> Result<Row, StoreError> {
    let cell = |(index, column): (usize, &postgres::Column)| {
        let value = match *column.type_() {
            Type::INT8 => row
                .try_get::<_, Option<i64>>(index)
                .map(|v| v.map(Value::Int)),
            Type::INT4 => row
                .try_get::<_, Option<i32>>(index)
                .map(|v| v.map(|number| Value::Int(i64::from(number)))),
            Type::TEXT | Type::VARCHAR | Type::NAME => row
                .try_get::<_, Option<String>>(index)
                .map(|v| v.map(Value::Text)),
            Type::BYTEA => row
                .try_get::<_, Option<Vec<u8>>>(index)
                .map(|v| v.map(Value::Bytes)),
            Type::BOOL => row
                .try_get::<_, Option<bool>>(index)
                .map(|v| v.map(|flag| Value::Int(i64::from(flag)))),
            ref other => {
                let what = format!("column {} has the type {other}; cast it", column.name());
                return Err(StoreError::Engine(what));
            }
        };
        value
            .map(|value| value.unwrap_or(Value::Null))
            .map_err(engine)
    };
    let cells = row.columns().iter().enumerate().map(cell);
    Ok(Row(cells.collect::<Result<_, _>>()?))
}

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(number) => match *ty {
                Type::INT4 => i32::try_from(*number)?.to_sql(ty, out),
                Type::BOOL => (*number != 0).to_sql(ty, out),
                _ => number.to_sql_checked(ty, out),
            },
            Value::Text(text) => text.to_sql_checked(ty, out),
            Value::Bytes(bytes) => bytes.to_sql_checked(ty, out),
            Value::Ints(numbers) => numbers.to_sql_checked(ty, out),
            Value::Texts(texts) => texts.to_sql_checked(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn broken(error: std::io::Error) -> StoreError {
    match error
        .into_inner()
        .map(|inner| inner.downcast::<postgres::Error>())
    {
        Some(Ok(inner)) => engine(*inner),
        Some(Err(other)) => StoreError::Engine(other.to_string()),
        None => StoreError::Engine("the connection broke during COPY".to_owned()),
    }
}

/// The message without the statement: it may hold personal data.
fn brief(error: &postgres::Error) -> String {
    match error.as_db_error() {
        Some(db) => db.message().to_owned(),
        None => error
            .source()
            .map_or_else(|| error.to_string(), ToString::to_string),
    }
}

fn engine(error: postgres::Error) -> StoreError {
    let what = brief(&error);
    let Some(db) = error.as_db_error() else {
        return StoreError::Engine(what);
    };
    let named = db.constraint().map_or(what.clone(), str::to_owned);
    match db.code() {
        &SqlState::UNIQUE_VIOLATION => StoreError::Conflict(named),
        &SqlState::FOREIGN_KEY_VIOLATION => StoreError::Reference(named),
        &SqlState::CHECK_VIOLATION => StoreError::Guard(what),
        &SqlState::NOT_NULL_VIOLATION => StoreError::Guard(what),
        &SqlState::LOCK_NOT_AVAILABLE
        | &SqlState::T_R_DEADLOCK_DETECTED
        | &SqlState::T_R_SERIALIZATION_FAILURE => StoreError::Busy,
        _ => StoreError::Engine(what),
    }
}
