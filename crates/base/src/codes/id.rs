//! Ids that cannot be taken for one another.

/// Why a text cannot be an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// There is no text.
    #[error("the id is empty")]
    Empty,
    /// More than 64 characters.
    #[error("the id has more than 64 characters")]
    TooLong,
    /// A blank, a control character, or one without a form of its own; counted from 1.
    #[error("the id has an invisible character at position {position}")]
    Invisible {
        /// Which character, counted from 1.
        position: usize,
    },
}

impl IdError {
    /// The sentence for users, in Chinese: what is wrong, where, and how to mend it.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            IdError::Empty => "编号为空，请填写。".to_owned(),
            IdError::TooLong => "编号超过 64 个字符，请核对。".to_owned(),
            IdError::Invisible { position } => {
                format!("编号第 {position} 个字符是空格或不可见字符，请删除后重填。")
            }
        }
    }
}

/// Checks that `text` can be an id: 1 to 64 visible characters. Typed ids call it; it is public
/// for [`typed_id!`](crate::typed_id).
///
/// # Errors
/// [`IdError`] says what is wrong and where.
pub fn checked_id(text: &str) -> Result<&str, IdError> {
    if text.is_empty() {
        return Err(IdError::Empty);
    }
    if let Some(index) = text.chars().position(is_invisible) {
        return Err(IdError::Invisible {
            position: index.saturating_add(1),
        });
    }
    if text.chars().count() > 64 {
        return Err(IdError::TooLong);
    }
    Ok(text)
}

/// Blanks, control characters and the marks that steer or join text without being seen: two ids
/// that look the same must be the same.
fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Defines an id type of its own: 1 to 64 visible characters that cannot be taken for another
/// kind of id. Crates above define theirs with it.
///
/// ```
/// base::typed_id! {
///     /// A bill of a contribution period.
///     BillId
/// }
/// assert!(BillId::new("2026-000001").is_ok());
/// assert!(BillId::new("two words").is_err());
/// ```
#[macro_export]
macro_rules! typed_id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// The id with this text, kept exactly.
            ///
            /// # Errors
            /// [`IdError`]($crate::IdError) unless it is 1 to 64 visible characters.
            pub fn new(text: &str) -> Result<Self, $crate::IdError> {
                $crate::checked_id(text).map(|text| Self(text.into()))
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(&self.0)
            }
        }
    };
}

typed_id! {
    /// A person in the register: a number of the platform, not that of a document.
    PersonId
}
typed_id! {
    /// A family that enrols, pays or shares an account together.
    FamilyId
}
typed_id! {
    /// A claim: one settlement asked for.
    ClaimId
}
typed_id! {
    /// An episode of care, from admission to discharge, which may hold several claims.
    EpisodeId
}
typed_id! {
    /// A provider of care as the platform knows it, whatever its national code is today.
    ProviderId
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ids_are_visible_text_of_bounded_length() {
        assert_eq!(PersonId::new("人员-0001").unwrap().as_str(), "人员-0001");
        assert_eq!(ClaimId::new(""), Err(IdError::Empty));
        assert_eq!(ClaimId::new(&"号".repeat(65)), Err(IdError::TooLong));
        assert_eq!(ClaimId::new("a b"), Err(IdError::Invisible { position: 2 }));
        assert_eq!(
            ClaimId::new("ab\u{200b}"),
            Err(IdError::Invisible { position: 3 })
        );
        assert!(IdError::Empty.zh().ends_with('。'));
    }

    proptest! {
        #[test]
        fn what_is_taken_is_kept(text in any::<String>()) {
            if let Ok(id) = EpisodeId::new(&text) {
                prop_assert_eq!(id.to_string(), text);
            }
        }
    }
}
