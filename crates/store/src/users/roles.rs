//! The tables of roles that the guards of the database ask, as the program has them.

use std::collections::BTreeSet;

use access::separation::apart;
use access::{Permission, Role};

use crate::port::{Begin, Port};
use crate::{Session, StoreError, Value, params};

/// Brings the tables in line with the program.
pub(crate) fn sync(port: &mut dyn Port) -> Result<(), StoreError> {
    port.begin(Begin::Write)?;
    let done = permissions(port).and_then(|()| separation(port));
    match done {
        Ok(()) => port.commit(),
        Err(error) => {
            port.rollback()?;
            Err(error)
        }
    }
}

/// The first row of the two tables that is not what the program says, by table and key; how many it says.
///
/// # Errors
/// [`StoreError`].
pub(crate) fn differs(session: &mut Session<'_>) -> Result<(u64, Option<String>), StoreError> {
    let mut examined = 0;
    let asked = [
        (
            "role_permission",
            "permission",
            held(),
            "SELECT role, permission FROM role_permission",
        ),
        (
            "role_apart",
            "other",
            kept_apart(),
            "SELECT role, other FROM role_apart",
        ),
    ];
    for (table, second, wanted, sql) in asked {
        examined += wanted.len() as u64;
        let mut there = BTreeSet::new();
        for row in session.rows(sql, &[])? {
            there.insert((row.text(0)?.to_owned(), row.text(1)?.to_owned()));
        }
        let wanted: BTreeSet<_> = wanted
            .iter()
            .map(|(one, other)| ((*one).to_owned(), (*other).to_owned()))
            .collect();
        if let Some((one, other)) = wanted.symmetric_difference(&there).next() {
            let record = format!("{table} role={one} {second}={other}");
            return Ok((examined, Some(record)));
        }
    }
    Ok((examined, None))
}

/// Which role holds which permission.
fn held() -> Vec<(&'static str, &'static str)> {
    let held = Permission::ALL.iter().flat_map(|permission| {
        let roles = permission.roles().iter();
        roles.map(|role| (role.code(), permission.code()))
    });
    held.collect()
}

/// Which roles are kept apart; both directions.
fn kept_apart() -> Vec<(&'static str, &'static str)> {
    let pairs = Role::ALL.iter().flat_map(|one| {
        let others = Role::ALL.iter();
        others
            .filter(|other| apart(one.duty(), other.duty()).is_some())
            .map(|other| (one.code(), other.code()))
    });
    pairs.collect()
}

fn permissions(port: &mut dyn Port) -> Result<(), StoreError> {
    let wanted = held();
    for (role, permission) in &wanted {
        port.run(
            "INSERT INTO role_permission (role, permission) VALUES ($1, $2) ON CONFLICT (role, permission) DO NOTHING",
            &params![*role, *permission],
        )?;
    }
    let there = port.rows("SELECT role, permission FROM role_permission", &[])?;
    for row in there {
        let (role, permission) = (row.text(0)?, row.text(1)?);
        if !wanted.contains(&(role, permission)) {
            let sql = "DELETE FROM role_permission WHERE role = $1 AND permission = $2";
            port.run(sql, &params![role, permission])?;
        }
    }
    Ok(())
}

fn separation(port: &mut dyn Port) -> Result<(), StoreError> {
    let pairs = kept_apart().into_iter();
    let pairs = pairs.map(|(one, other)| vec![Value::from(one), Value::from(other)]);
    let pairs: Vec<_> = pairs.collect();
    port.run("DELETE FROM role_apart", &[])?;
    port.insert("role_apart", &["role", "other"], &pairs)
}
