//! JSON whose numbers are text: `10.99` and `45.00` leave as they are, through no float.

use std::fmt;

use serde_json::Value;

/// A JSON value to be written. An object keeps the order of its keys.
#[derive(Clone, PartialEq, Eq)]
pub enum Tree {
    /// `null`
    Null,
    /// A number as it is written, such as `45.00`.
    Number(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Tree>),
    /// An object.
    Object(Vec<(String, Tree)>),
}

impl Tree {
    /// The member of an object; `None` where there is none, or this is no object.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Tree> {
        match self {
            Tree::Object(members) => {
                let found = members.iter().find(|(name, _)| name == key);
                found.map(|(_, member)| member)
            }
            _ => None,
        }
    }

    /// For those that need a [`Value`]: whole numbers stay numbers, others become text.
    #[must_use]
    pub fn to_value(&self) -> Value {
        match self {
            Tree::Null => Value::Null,
            Tree::Number(number) => match number.parse::<i64>() {
                Ok(whole) => Value::from(whole),
                Err(_) => Value::from(number.as_str()),
            },
            Tree::Text(text) => Value::from(text.as_str()),
            Tree::List(items) => items.iter().map(Tree::to_value).collect(),
            Tree::Object(members) => {
                let members = members.iter();
                members
                    .map(|(key, member)| (key.clone(), member.to_value()))
                    .collect()
            }
        }
    }
}

/// Compact JSON.
impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Tree::Null => f.write_str("null"),
            Tree::Number(number) => f.write_str(number),
            Tree::Text(text) => f.write_str(&quoted(text)),
            Tree::List(items) => {
                f.write_str("[")?;
                for (at, item) in items.iter().enumerate() {
                    let comma = if at == 0 { "" } else { "," };
                    write!(f, "{comma}{item}")?;
                }
                f.write_str("]")
            }
            Tree::Object(members) => {
                f.write_str("{")?;
                for (at, (key, member)) in members.iter().enumerate() {
                    let comma = if at == 0 { "" } else { "," };
                    write!(f, "{comma}{}:{member}", quoted(key))?;
                }
                f.write_str("}")
            }
        }
    }
}

/// A JSON string literal.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// Shows the shape alone: the content is personal data.
impl fmt::Debug for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Tree::Null => f.write_str("null"),
            Tree::Number(_) => f.write_str("number"),
            Tree::Text(_) => f.write_str("text"),
            Tree::List(items) => f.debug_list().entries(items).finish(),
            Tree::Object(members) => f
                .debug_map()
                .entries(members.iter().map(|(key, member)| (key, member)))
                .finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn tree() -> Tree {
        let member = |key: &str, tree| (key.to_owned(), tree);
        Tree::Object(vec![
            member("pay", Tree::Number("45.00".to_owned())),
            member("count", Tree::Number("3".to_owned())),
            member("name", Tree::Text("甲\"\\\n".to_owned())),
            member(
                "rows",
                Tree::List(vec![Tree::Null, Tree::Object(Vec::new())]),
            ),
        ])
    }

    #[test]
    fn numbers_are_written_as_they_are() {
        let text = r#"{"pay":45.00,"count":3,"name":"甲\"\\\n","rows":[null,{}]}"#;
        assert_eq!(tree().to_string(), text);
    }

    #[test]
    fn as_a_value_decimals_are_text() {
        let value = json!({"pay": "45.00", "count": 3, "name": "甲\"\\\n", "rows": [null, {}]});
        assert_eq!(tree().to_value(), value);
    }

    #[test]
    fn debugging_shows_no_content() {
        let shown = format!("{:?}", tree());
        assert!(shown.contains("text") && !shown.contains('甲') && !shown.contains("45"));
    }
}
