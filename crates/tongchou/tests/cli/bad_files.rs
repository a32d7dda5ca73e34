//! Files that are broken as files, and places that cannot be written.

use std::fs;

use super::formats::parquet_of;
use super::scene::{HEAD, Scene};

const GOOD: &str = "c1,p1,inpatient,2021-03-01,2,10000\n";

#[test]
fn broken_utf8() {
    let mut bills = format!("{HEAD}张三-住院,p1,inpatient,2021-03-01,2,10000\n李四-").into_bytes();
    bills.extend([0xE9, 0x97]);
    bills.extend(b",p1,inpatient,2021-03-01,2,1\n");
    let words = [
        "b.csv 第 3 行",
        "不合 UTF-8 编码的字节",
        "重新导出为 UTF-8 或 GB18030",
    ];
    Scene::new().refuses_bills("b.csv", bills, &words);
}

#[test]
fn broken_gb18030() {
    let text = format!("{HEAD}张三住院,p1,inpatient,2021-03-01,2,10000\n李四门诊");
    let mut bills = encoding_rs::GB18030.encode(&text).0.into_owned();
    bills.pop();
    bills.extend(b",p1,inpatient,2021-03-01,2,1\n");
    let scene = Scene::new();
    let words = ["b.csv 第 3 行", "不合 GB18030 编码的字节", "重新导出"];
    scene.refuses_bills("b.csv", &bills, &words);
    scene.refuses("b.csv", &["--gb18030"], &words);
}

#[test]
fn a_truncated_parquet_file() {
    let scene = Scene::new();
    scene.write("b.csv", format!("{HEAD}{GOOD}"));
    parquet_of(&scene, "b.csv", "b.parquet");
    assert_eq!(scene.settle("b.parquet", "whole.json", &[]).code, 0);
    fs::remove_file(scene.path("whole.json")).unwrap();
    let whole = fs::read(scene.path("b.parquet")).unwrap();
    let words = [
        "b.parquet",
        "不是完整的 Parquet 文件",
        "可能传输时被截断",
        "重新传输",
    ];
    for length in [0, 3, whole.len() / 2, whole.len() - 1] {
        scene.refuses_bills("b.parquet", &whole[..length], &words);
    }
}

#[test]
fn a_csv_row_with_a_cell_missing() {
    let bills = format!("{HEAD}{GOOD}c2,p1,inpatient,2021-03-01,2\n");
    let words = ["b.csv 第 3 行", "表头 6 列，这一行 5 列", "请核对逗号"];
    Scene::new().refuses_bills("b.csv", bills, &words);
}

#[test]
fn json_that_ends_early() {
    let bills = "[\n{\"claim_id\":\"c1\",\"person_id\":\"p1\",\"service_date\":\"2021-01-01\",\"amount\":\"6";
    let words = ["b.json 第 2 行", "JSON 写法不正确", "文件到这里就断了"];
    Scene::new().refuses_bills("b.json", bills, &words);
}

#[test]
fn json_that_is_no_json() {
    let words = ["b.json 第 1 行", "JSON 写法不正确", "请改正"];
    Scene::new().refuses_bills("b.json", "[{\"claim_id\":c1}]", &words);
}

#[test]
fn a_file_of_another_kind_or_none() {
    let scene = Scene::new();
    scene.refuses_bills(
        "b.txt",
        format!("{HEAD}{GOOD}"),
        &["b.txt 认不出文件格式", ".parquet 结尾"],
    );
    scene.refuses(
        "none.csv",
        &[],
        &["none.csv", "没有这个文件或文件夹", "请核对路径和权限"],
    );
    fs::create_dir(scene.path("folder.csv")).unwrap();
    scene.refuses("folder.csv", &[], &["folder.csv", "这是文件夹，不是文件"]);
}

/// Exit 4, the reason, and the folder as it was.
fn unwritable(scene: &Scene, out: &str, words: &[&str]) {
    let before = scene.names();
    let ran = scene.settle("b.csv", out, &[]);
    assert_eq!((ran.code, ran.out.as_str()), (4, ""), "{}", ran.err);
    ran.says(&[&format!("无法写出 {out}"), "原有文件保持原样"]);
    ran.says(words);
    assert_eq!(scene.names(), before);
}

#[test]
fn a_place_that_cannot_be_written() {
    let scene = Scene::new();
    scene.write("b.csv", format!("{HEAD}{GOOD}"));
    unwritable(&scene, "nowhere/out.json", &["所在的文件夹不存在"]);
    unwritable(&scene, "county", &["认不出格式"]);
    unwritable(
        &scene,
        "out.txt",
        &["认不出格式", ".json、.csv 或 .parquet"],
    );
    fs::create_dir(scene.path("taken.json")).unwrap();
    unwritable(&scene, "taken.json", &["这是文件夹"]);
    fs::write(scene.path("file"), "").unwrap();
    unwritable(&scene, "file/out.json", &["所在的文件夹不存在"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_system_that_refuses() {
    let scene = Scene::new();
    scene.write("b.csv", format!("{HEAD}{GOOD}"));
    unwritable(&scene, "/proc/out.json", &["没有这个文件或文件夹"]);
}
