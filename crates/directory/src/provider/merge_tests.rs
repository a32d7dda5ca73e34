use super::*;
use proptest::prelude::*;

fn row(list: &str, code: &str, name: &str, credit: &str, licence: &str) -> ListedProvider {
    let some = |text: &str| Some(Box::from(text)).filter(|_| !text.is_empty());
    ListedProvider {
        list: list.into(),
        old_code: code.into(),
        name: name.into(),
        kind: ProviderKind::Hospital,
        county: RegionCode::parse("340421").unwrap(),
        credit_code: some(credit),
        licence: some(licence),
    }
}

/// REQ-153: a hospital in both lists is one provider with two old codes.
#[test]
fn req_153_a_hospital_in_both_lists_is_one_provider_with_two_old_codes() {
    let rows = [
        row("urban", "0017", "凤台县人民医院", "", "PDY1"),
        row("urban", "0018", "凤台县中医院", "", ""),
        row("nrcms", "A3", "凤台县 人民医院", "", "PDY1"),
        row("nrcms", "A4", "凤台县中医院", "12340421X", ""),
    ];
    let report = merge_lists(&rows);
    assert_eq!(report.providers.len(), 2);
    assert_eq!(report.doubles(), 2);
    assert_eq!(report.providers[0].rows, [0, 2]);
    assert_eq!(report.providers[0].grounds, [Ground::Licence]);
    assert_eq!(report.providers[1].grounds, [Ground::Name]);
    assert!(report.doubts.is_empty());
    let codes = old_codes(&rows, &report, |merged| merged.rows[0]).unwrap();
    assert_eq!(codes.len(), 4);
    assert_eq!(of_old_code(&codes, "urban", "0017"), Some(&0));
    assert_eq!(of_old_code(&codes, "nrcms", "A3"), Some(&0));
    assert_eq!(of_old_code(&codes, "nrcms", "0017"), None);
}

#[test]
fn what_speaks_against_it_goes_to_a_clerk() {
    let doubtful = |one: ListedProvider, other: ListedProvider| {
        let report = merge_lists(&[one, other]);
        assert_eq!(report.providers.len(), 2);
        report.doubts.first().map(|doubt| doubt.zh.to_string())
    };
    let told = doubtful(
        row("urban", "1", "康复医院", "", "PDY1"),
        row("nrcms", "2", "康复医院", "", "PDY2"),
    );
    assert!(told.unwrap().contains("许可证号不同"));
    let told = doubtful(
        row("urban", "1", "大药房一店", "9134", ""),
        row("nrcms", "2", "大药房二店", "9134", ""),
    );
    assert!(told.unwrap().contains("分支机构"));
    let told = doubtful(
        row("urban", "1", "康复医院", "", ""),
        row("urban", "1", "骨科医院", "", ""),
    );
    assert!(told.unwrap().contains("编码相同而名称不同"));
    let other_county = ListedProvider {
        county: RegionCode::parse("340402").unwrap(),
        ..row("nrcms", "2", "康复医院", "", "")
    };
    assert_eq!(
        doubtful(row("urban", "1", "康复医院", "", ""), other_county),
        None
    );
}

#[test]
fn an_old_code_that_leads_to_two_is_refused() {
    let rows = [
        row("urban", "1", "康复医院", "", ""),
        row("urban", "1", "骨科医院", "", ""),
    ];
    let report = merge_lists(&rows);
    let refused = old_codes(&rows, &report, |merged| merged.rows[0]).unwrap_err();
    assert_eq!(refused.code(), "provider.old_code");
}

proptest! {
    /// Every row stands in exactly one provider, and a list merged with itself has no further one.
    #[test]
    fn every_row_stands_in_exactly_one_provider(
        picks in prop::collection::vec((0_usize..2, 0_usize..4, 0_usize..4, 0_usize..4, 0_usize..4), 0..24),
    ) {
        let rows: Vec<ListedProvider> = picks
            .iter()
            .map(|(list, code, name, credit, licence)| {
                let pick = |from: [&'static str; 4], at: usize| from[at];
                row(
                    ["urban", "nrcms"][*list],
                    pick(["1", "2", "3", "4"], *code),
                    pick(["甲院", "乙院", "丙院", "丁院"], *name),
                    pick(["", "", "9134", "9135"], *credit),
                    pick(["", "", "PDY1", "PDY2"], *licence),
                )
            })
            .collect();
        let report = merge_lists(&rows);
        let mut places: Vec<usize> = report.providers.iter().flat_map(|one| one.rows.clone()).collect();
        places.sort_unstable();
        prop_assert_eq!(places, (0..rows.len()).collect::<Vec<_>>());
        for one in &report.providers {
            prop_assert_eq!(one.rows.len(), one.grounds.len() + 1);
        }
        let twice: Vec<ListedProvider> = rows.iter().chain(&rows).cloned().collect();
        prop_assert_eq!(merge_lists(&twice).providers.len(), report.providers.len());
    }
}
