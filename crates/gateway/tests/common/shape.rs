//! The shapes into which one client reads outputs (captures/gzsi_client_model_shapes.json).

use std::path::Path;

use serde_json::{Map, Value};

/// The shape of each transaction, by number.
pub fn shapes() -> Map<String, Value> {
    let file = "tests/captures/gzsi_client_model_shapes.json";
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = std::fs::read_to_string(file).expect("the shapes stand there");
    serde_json::from_str(&text).expect("JSON")
}

/// Why a value cannot be read into a shape, with its place. What is null or missing always can.
pub fn misfit(shape: &Value, value: &Value, place: &str) -> Option<String> {
    match (shape, value) {
        (_, Value::Null) | (Value::Null, _) => None,
        (Value::Object(members), Value::Object(values)) => {
            members.iter().find_map(|(name, member)| {
                misfit(member, values.get(name)?, &format!("{place}.{name}"))
            })
        }
        (Value::Array(items), Value::Array(values)) => {
            let item = items.first()?;
            values
                .iter()
                .find_map(|value| misfit(item, value, &format!("{place}[]")))
        }
        (Value::String(_), Value::String(_) | Value::Number(_)) => None,
        _ => Some(format!("{place}: {shape} cannot hold {value}")),
    }
}
