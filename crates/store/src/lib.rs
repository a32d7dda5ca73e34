//! All SQL, on SQLite and on PostgreSQL.
#![forbid(unsafe_code)]
