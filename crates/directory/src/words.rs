//! Small closed lists of words: a code for files and the store, a Chinese word for users.

/// Defines an enum with `ALL`, `code()`, `parse()` and `zh()`.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident $code:literal $zh:literal,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// Every one of them.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// The word in files and in the store.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $($name::$variant => $code,)* }
            }

            /// The one of a word.
            #[must_use]
            pub fn parse(code: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|one| one.code() == code)
            }

            /// What users read.
            #[must_use]
            pub const fn zh(self) -> &'static str {
                match self { $($name::$variant => $zh,)* }
            }
        }
    };
}

pub(crate) use words;
