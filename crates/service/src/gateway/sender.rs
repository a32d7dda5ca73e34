//! An institution that was let in, as an actor.

use access::{Actor, Role, Scope, UserName};
use base::{Refused, RegionCode};

/// An institution whose message was admitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The account that sent, where the dialect has one.
    pub account: Option<String>,
    /// The institution (定点医药机构编号).
    pub institution: String,
    /// Where it lies.
    pub region: RegionCode,
}

/// The actor that an institution is for its own business. Call it only for a message that was admitted
/// (`gateway::guard::admit`), as an [`Actor`] means that somebody was authenticated.
///
/// # Errors
/// `gateway.institution_place` where the institution lies outside the pooling area.
pub fn actor_of(pool: RegionCode, sender: &Sender) -> Result<Actor, Refused> {
    let name = UserName::new(&sender.institution).ok();
    let scope = Scope::new(pool, sender.region);
    match (name, scope) {
        (Some(name), Some(scope)) => Ok(Actor::new(name, Role::Institution, scope)),
        _ => Err(Refused::new(
            "gateway.institution_place",
            format!(
                "机构{}的登记区划不在本统筹区内，请经办机构核对接口账号。",
                sender.institution
            ),
        )),
    }
}
