//! Every type, there and back, and what a user is told.

use super::*;
use crate::plan::FactScope;
use crate::testing::values;
use proptest::prelude::*;

fn decl(ty: FactType) -> FactDecl {
    FactDecl {
        name: "fact".to_owned(),
        title: "事实".to_owned(),
        of: FactScope::Claim,
        ty,
        nullable: false,
        default: None,
    }
}

fn types() -> Vec<FactType> {
    vec![
        FactType::Date,
        FactType::Time,
        FactType::Int { min: -5, max: 90 },
        FactType::Money,
        FactType::Ratio,
        FactType::Bool,
        FactType::Enum(values(&["low", "high"])),
        FactType::Set(values(&["dibao", "tekun", "canji"])),
    ]
}

#[test]
fn every_type_is_read_and_printed() {
    let texts = [
        "2023-05-01",
        "2023-05-01T08:30",
        "-3",
        "1500.50",
        "66.6667%",
        "yes",
        "high",
        "dibao|canji",
    ];
    let encoded = [19_478, 28_048_830, -3, 150_050, 666_667, 1, 1, 5];
    for ((ty, text), value) in types().into_iter().zip(texts).zip(encoded) {
        let decl = decl(ty);
        assert_eq!(encode(&decl, text), Ok(value), "{text}");
        assert_eq!(decode(&decl, value).as_deref(), Some(text));
    }
    let codes = decl(FactType::Code);
    assert_eq!(encode(&codes, "H01"), Ok(code("H01")));
    assert_ne!(code("H01"), code("H02"));
    assert_eq!(encode(&decl(FactType::Set(values(&["a"]))), ""), Ok(0));
    assert_eq!(encode(&decl(FactType::Time), "1969-12-31 23:59"), Ok(-1));
}

#[test]
fn a_wrong_value_is_named_with_its_mend() {
    let cases = [
        (0, "2023-5-1", "年-月-日"),
        (1, "2023-05-01T24:00", "时:分"),
        (2, "91", "-5 至 90"),
        (2, "3.0", "整数"),
        (2, "+3", "整数"),
        (3, "1,500", "千分位"),
        (4, "0.85", "85%"),
        (4, "1/3", "百万分之一"),
        (5, "是", "yes、no"),
        (6, "middle", "low、high"),
        (7, "dibao,canji", "dibao、tekun、canji"),
    ];
    let types = types();
    for (ty, text, mend) in cases {
        let error = encode(&decl(types[ty].clone()), text).unwrap_err();
        let zh = error.zh();
        assert!(
            zh.contains(text) && zh.contains(mend) && zh.contains("事实"),
            "{zh}"
        );
        assert!(error.to_string().contains(text));
    }
    assert!(encode(&decl(FactType::Code), "").is_err());
}

proptest! {
    #[test]
    fn reading_never_panics_and_what_is_read_is_printed(text in ".{0,20}") {
        for ty in types() {
            let decl = decl(ty);
            if let Ok(value) = encode(&decl, &text) {
                let printed = decode(&decl, value).unwrap();
                prop_assert_eq!(encode(&decl, &printed), Ok(value));
            }
        }
    }

    #[test]
    fn printing_never_panics(value in any::<i64>()) {
        for ty in types() {
            let decl = decl(ty);
            if let Some(text) = decode(&decl, value)
                && value.unsigned_abs() <= Fen::MAX_ABS.unsigned_abs()
            {
                prop_assert_eq!(encode(&decl, &text), Ok(value), "{}", text);
            }
        }
    }
}
