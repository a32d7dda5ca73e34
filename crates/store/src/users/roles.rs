//! The tables of roles that the guards of the database ask, as the program has them.

use access::separation::apart;
use access::{Permission, Role};

use crate::port::{Begin, Port};
use crate::{StoreError, Value, params};

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

fn permissions(port: &mut dyn Port) -> Result<(), StoreError> {
    let held = Permission::ALL.iter().flat_map(|permission| {
        let roles = permission.roles().iter();
        roles.map(|role| (role.code(), permission.code()))
    });
    let wanted: Vec<_> = held.collect();
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
    let pairs = Role::ALL.iter().flat_map(|one| {
        let others = Role::ALL.iter();
        others
            .filter(|other| apart(one.duty(), other.duty()).is_some())
            .map(|other| vec![Value::from(one.code()), Value::from(other.code())])
    });
    let pairs: Vec<_> = pairs.collect();
    port.run("DELETE FROM role_apart", &[])?;
    port.insert("role_apart", &["role", "other"], &pairs)
}
