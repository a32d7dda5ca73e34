//! What can be asked about packages.

use serde_json::Value;

use super::scene::{Scene, repository, run_in};

#[test]
fn a_sound_package_passes_the_check() {
    let scene = Scene::new();
    let ran = scene.run(&["policy", "check", "--strict", "county"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(
        ran.out,
        "✓ county：错误 0，警告 0\n1 个政策包，0 个不合格\n"
    );
}

#[test]
fn a_warning_fails_only_a_strict_check() {
    let scene = Scene::new();
    scene.amend(
        "county/sources/law.md",
        "## 5 不予支付",
        "## 6 附则\n\n本办法由测试县解释。\n\n## 5 不予支付",
    );
    let ran = scene.run(&["policy", "check", "county"]);
    assert_eq!(ran.code, 0);
    ran.says(&[
        "county/sources/law.md:19:1",
        "第 `6` 条没有被引用",
        "[[untranslated]]",
    ]);
    ran.prints(&["✓ county：错误 0，警告 1"]);
    let ran = scene.run(&["policy", "check", "--strict", "county"]);
    assert_eq!(ran.code, 1);
    ran.prints(&["✗ county：错误 0，警告 1"]);
}

#[test]
fn cases_are_counted_in_a_package_and_in_a_folder_of_packages() {
    let scene = Scene::new();
    let ran = scene.run(&["policy", "test", "county"]);
    assert_eq!(ran.code, 0);
    assert_eq!(
        ran.out,
        "✓ county：用例通过 2，失败 0\n合计：用例通过 2，失败 0\n"
    );
    let ran = scene.run(&["policy", "test", "."]);
    assert_eq!(ran.code, 0);
    ran.prints(&["✓ county：用例通过 2，失败 0", "合计：用例通过 2，失败 0"]);
}

#[test]
fn a_failing_case_tells_each_difference_in_fen() {
    let scene = Scene::new();
    scene.amend(
        "county/cases.toml",
        r#"pool = "7520""#,
        r#"pool = "7519.97""#,
    );
    let ran = scene.run(&["policy", "test", "county"]);
    assert_eq!(ran.code, 1);
    ran.prints(&[
        "✗ county：用例通过 1，失败 1",
        "adult-stay·c1",
        "7519.97",
        "7520",
        "（差 3 分）",
    ]);
    ran.prints(&["合计：用例通过 1，失败 1"]);
}

#[test]
fn a_number_that_no_case_holds_is_named() {
    let scene = Scene::new();
    let ran = scene.run(&["policy", "test", "--mutate", "county"]);
    assert_eq!(ran.code, 1);
    ran.prints(&["改动参数", "ceiling", "20000", "改动后没有用例失败"]);
}

#[test]
fn a_package_that_cannot_be_read_does_not_look_tested() {
    let scene = Scene::new();
    scene.amend("county/policy.toml", r#"is = "20000""#, "is = 1.5");
    let ran = scene.run(&["policy", "test", "county"]);
    assert_eq!(ran.code, 1);
    ran.says(&["不接受小数 1.5"]);
    ran.prints(&["合计：用例通过 0，失败 1"]);
}

#[test]
fn an_explanation_of_a_package_names_sources_readings_and_steps() {
    let ran = Scene::new().run(&["policy", "explain", "county"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    ran.prints(&[
        "测试县职工基本医疗保险（test.county）",
        "2020-01-01 至 2025-12-31",
        "测政发〔2019〕1号（D 级：只有算例；转述，非官方文本）",
        "救助按什么费用计算？",
        "elder（年满七十周岁）：年龄不小于 70",
        "依据《测试县职工基本医疗保险办法》2 起付标准和比例、3(1) 比例和限额（D，非官方文本）",
        "只按政策范围内个人负担",
        "aid_basis",
        "没有来源给出，由使用者填入",
        "应当由第三人负担",
        "住院起付标准",
        "20000",
    ]);
}

#[test]
fn two_packages_are_compared() {
    let scene = Scene::new();
    let same = scene.run(&["policy", "diff", "county", "county"]);
    assert_eq!(
        (same.code, same.out.as_str()),
        (0, "两个政策包的规则相同\n")
    );
    let rules = scene.read("county/policy.toml");
    std::fs::create_dir_all(scene.path("next/sources")).unwrap();
    scene.write("next/sources/law.md", scene.read("county/sources/law.md"));
    scene.write(
        "next/policy.toml",
        rules.replace(r#"is = "20000""#, r#"is = "25000""#),
    );
    let ran = scene.run(&["policy", "diff", "county", "next"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    ran.prints(&["20000", "25000"]);
    scene.write(
        "next/policy.toml",
        rules.replace(r#"is = "20000""#, "is = 2.5"),
    );
    let ran = scene.run(&["policy", "diff", "county", "next"]);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""));
    ran.says(&["next/policy.toml:", "不接受小数 2.5"]);
}

#[test]
fn a_broken_package_is_neither_explained_nor_described() {
    let scene = Scene::new();
    scene.amend("county/policy.toml", r#"is = "20000""#, "is = 1.5");
    assert_eq!(scene.run(&["policy", "explain", "county"]).code, 1);
    let ran = scene.run(&["policy", "schema", "bills", "--policy", "county"]);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""));
    ran.says(&["不接受小数 1.5"]);
}

#[test]
fn every_kind_of_file_has_a_schema() {
    let scene = Scene::new();
    for kind in ["package", "persons", "bills", "accumulators", "results"] {
        let plain = scene.run(&["policy", "schema", kind]);
        let own = scene.run(&["policy", "schema", kind, "--policy", "county"]);
        for ran in [plain, own] {
            assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{kind}");
            let schema: Value = serde_json::from_str(&ran.out).unwrap();
            assert!(schema["$schema"].is_string(), "{kind}: {}", ran.out);
        }
    }
    let ran = scene.run(&["policy", "schema", "results", "--policy", "county"]);
    ran.prints(&["aid", "ip_deductible"]);
}

#[test]
fn the_package_of_the_tutorial_passes() {
    let example = repository().join("docs/policy/zh");
    let ran = run_in(&example, &["policy", "check", "--strict", "example"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let ran = run_in(&example, &["policy", "test", "example"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
}
