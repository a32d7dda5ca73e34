//! Both engines.

/// Makes of each function two tests, one for each engine.
#[macro_export]
macro_rules! on_both {
    (with_risk_fund: $($(#[$meta:meta])* fn $name:ident($house:ident: &House) $body:block)*) => {
        mod sqlite_risk {
            $($(#[$meta])* #[test] fn $name() { super::$name(&$crate::house::House::sqlite().with_risk_fund()); })*
        }
        mod postgres_risk {
            $($(#[$meta])* #[test] fn $name() { super::$name(&$crate::house::House::postgres().with_risk_fund()); })*
        }
        $(fn $name($house: &$crate::house::House) $body)*
    };
    ($($(#[$meta:meta])* fn $name:ident($house:ident: &House) $body:block)*) => {
        mod sqlite {
            $($(#[$meta])* #[test] fn $name() { super::$name(&$crate::house::House::sqlite().with_books()); })*
        }
        mod postgres {
            $($(#[$meta])* #[test] fn $name() { super::$name(&$crate::house::House::postgres().with_books()); })*
        }
        $(fn $name($house: &$crate::house::House) $body)*
    };
}
