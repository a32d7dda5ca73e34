//! Every command explains itself, in Chinese.

use super::scene::{Ran, Scene};

fn help(words: &[&str]) -> Ran {
    let mut args = words.to_vec();
    args.push("--help");
    let ran = Scene::new().run(&args);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{words:?}");
    for english in ["Usage", "Options:", "Commands:", "Arguments:", "Print "] {
        assert!(!ran.out.contains(english), "{english} in:\n{}", ran.out);
    }
    ran.prints(&["用法：", "tongchou", "--help"]);
    ran
}

const EXIT_CODES: [&str; 5] = [
    "0  成功",
    "1  检查或用例",
    "2  命令写错",
    "3  输入无法读取",
    "4  输出无法写出",
];

#[test]
fn the_binary() {
    let ran = help(&[]);
    ran.prints(&[
        "基本医疗保险核心平台",
        "demo",
        "policy",
        "settle",
        "completions",
    ]);
    ran.prints(&EXIT_CODES);
    assert_eq!(Scene::new().run(&[]).code, 2, "no command is wrong usage");
    let ran = Scene::new().run(&["--version"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (0, concat!("tongchou ", env!("CARGO_PKG_VERSION"), "\n"))
    );
}

#[test]
fn settling() {
    let ran = help(&["settle"]);
    ran.prints(&[
        "--policy",
        "--bills",
        "--persons",
        "--accumulators",
        "--reform",
        "--switch",
    ]);
    ran.prints(&[
        "--parameter",
        "--known-at",
        "--explain",
        "--gb18030",
        "--output",
        "--lines",
    ]);
    ran.prints(&["政策包文件夹", "账单文件", "改革方案"]);
    ran.prints(&EXIT_CODES);
}

#[test]
fn packages() {
    help(&["policy"]).prints(&["check", "test", "explain", "diff", "schema"]);
    help(&["policy", "check"]).prints(&["检查政策包", "--strict", "警告也算失败", "退出码"]);
    help(&["policy", "test"]).prints(&["用例", "--mutate", "退出码"]);
    help(&["policy", "explain"]).prints(&["用中文说明政策包"]);
    help(&["policy", "diff"]).prints(&["比较两个政策包", "旧政策包", "新政策包"]);
    let ran = help(&["policy", "schema"]);
    ran.prints(&[
        "JSON Schema",
        "package",
        "persons",
        "bills",
        "accumulators",
        "results",
    ]);
}

#[test]
fn the_rest() {
    help(&["demo"]).prints(&[
        "虚构的家庭和城市",
        "--files",
        "--size",
        "--policies",
        "--samples",
        "--explain",
    ]);
    help(&["completions"]).prints(&["补全脚本", "bash", "zsh", "fish"]);
}

#[test]
fn completions_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = Scene::new().run(&["completions", shell]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{shell}");
        ran.prints(&["tongchou", "settle", "known-at"]);
    }
}
