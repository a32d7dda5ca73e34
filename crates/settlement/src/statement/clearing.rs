//! Kinds of clearing.

/// The kind of clearing (`clr_type`) of a medical category (`med_type`), as answers of settlements give it and
/// reconciliation asks for it. A category that none fits is 99 其他.
#[must_use]
pub fn clearing_type(med_type: &str) -> &'static str {
    /// The families of categories that are a kind of clearing of their own.
    const OWN: [&str; 9] = ["11", "12", "13", "14", "18", "21", "22", "28", "41"];
    let family = med_type.get(..2).unwrap_or_default();
    match family {
        "23" | "24" | "52" => "21",
        "51" => "53",
        _ => OWN.into_iter().find(|it| *it == family).unwrap_or("99"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_have_a_kind_of_clearing() {
        for (med_type, kind) in [
            ("11", "11"),
            ("1402", "14"),
            ("24", "21"),
            ("52", "21"),
            ("51", "53"),
            ("9901", "99"),
            ("", "99"),
        ] {
            assert_eq!(clearing_type(med_type), kind, "{med_type}");
        }
    }
}
