//! The catalogue as institutions have it: files of lists (1301–1303, 1305–1311, 1313–1315), pages (1304, 1312,
//! 1316–1319), and what an institution's own codes mean (3301, 3302).

mod cells;
mod download;
mod mapping;
mod pages;

pub use download::download;
pub use mapping::{upload, withdraw};
pub use pages::{ethnic, items, limits, matches, own, self_pays};

use std::sync::Arc;

use access::Permission;
use directory::catalogue::Kind;
use service::ServiceError;
use service::catalogue::{self, City};

use super::call::Call;

/// The catalogue as it stands.
fn city(call: &Call<'_>) -> Result<Arc<City>, ServiceError> {
    let scope = call.actor.may(Permission::CatalogueRead)?;
    call.desk
        .read(|session| catalogue::current(session, access::Scope::whole(scope.pool())))
}

/// The name of a version, as files and rows have it and as `ver` sends it back.
fn named(version: u32) -> String {
    format!("v{version:04}")
}

/// The kinds of a transaction's list.
fn kinds(infno: &str) -> &'static [Kind] {
    match infno {
        "1301" => &[Kind::Western, Kind::Patent],
        "1302" => &[Kind::Herbal],
        "1303" => &[Kind::Preparation],
        "1304" => &[Kind::Ethnic],
        "1305" => &[Kind::Service],
        "1306" => &[Kind::Consumable],
        "1307" => &[Kind::Diagnosis],
        "1308" => &[Kind::Operation],
        "1309" => &[Kind::Chronic],
        // nobody keeps diseases paid by case, day surgery, tumour morphology or Chinese medicine here
        _ => &[],
    }
}
