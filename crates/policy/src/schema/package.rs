//! The schema of a package's rules: the keys of the top level and the shape of each.

use super::json::{Json, object, plain};
use crate::read::ROOT;

/// Keys whose value is a list of tables, a table of tables, or something plain.
fn shape(key: &str) -> Json {
    let table = || Json::object([("type", Json::text("object"))]);
    match key {
        "source" | "reading" | "untranslated" | "class" | "item" | "deny" | "step"
        | "contribution" | "account_credit" | "entitlement" | "deadline" | "penalty"
        | "allowance" | "indicator" | "bound" | "merge" => {
            Json::object([("type", Json::text("array")), ("items", table())])
        }
        "switch" | "fact" | "derive" | "table" | "value" | "part" | "cause" | "payer" | "acc" => {
            table().with("additionalProperties", table())
        }
        "in_force" | "rounding" | "year" => table(),
        "layers" => Json::object([("type", Json::text("array")), ("items", plain("层"))]),
        "law_date" => Json::object([("type", Json::texts(["string", "array"]))]),
        _ => Json::object([("type", Json::text("string"))]),
    }
}

/// The schema; what stands inside each table is defined by the language reference.
pub(super) fn schema() -> Json {
    let properties = ROOT
        .iter()
        .map(|key| ((*key).to_owned(), shape(key)))
        .collect();
    object(properties, &["format", "id", "title", "in_force"], false)
        .with("title", Json::text("政策包"))
}
