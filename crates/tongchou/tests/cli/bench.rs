//! `bench counter` at a low rate: its report is right, whatever the machine.

use super::scene::{Ran, repository, run_in};

fn bench(more: &[&str]) -> Ran {
    let short = [
        "bench",
        "counter",
        "--seconds",
        "2",
        "--clients",
        "4",
        "--size",
        "300",
        "--part",
        "500",
        "--seed",
        "7",
    ];
    run_in(&repository(), &[&short, more].concat())
}

/// The number before a word of the report.
fn number(ran: &Ran, before: &str) -> u64 {
    let place = ran
        .out
        .find(before)
        .unwrap_or_else(|| panic!("no {before} in {}", ran.out));
    let head = ran.out[..place].trim_end();
    let from = head
        .rfind(|one: char| !one.is_ascii_digit())
        .map_or(0, |at| at + head[at..].chars().next().unwrap().len_utf8());
    head[from..]
        .parse()
        .unwrap_or_else(|_| panic!("no number before {before} in {}", ran.out))
}

#[test]
fn a_measurement_counts_what_is_stored_and_nothing_else() {
    let ran = bench(&["--rate", "10"]);
    assert_eq!(ran.code, 0, "{}\n{}", ran.out, ran.err);
    ran.prints(&[
        "种子 7；SQLite",
        "持久性设置：journal_mode=wal，synchronous=full",
        "每秒发出 10 笔，4 个终端",
        " settlements/s",
        "结算时延：p50 ",
        " chains/s",
        "不一致 0 笔",
        "，0 项不符",
    ]);
    let acknowledged = number(&ran, "笔已答复，库中一致");
    assert_eq!(number(&ran, "笔，不一致 0 笔"), acknowledged, "{}", ran.out);
    let counted = number(&ran, "笔（其中撤销");
    assert!(
        counted > 0 && counted < acknowledged,
        "trial and chains are checked too: {}",
        ran.out
    );
}

#[test]
fn a_measurement_never_writes_into_somebodys_store() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("tongchou.db"), b"mine").unwrap();
    let ran = bench(&["--data-dir", folder.path().to_str().unwrap()]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    ran.says(&["已有数据库", "压测只用新库"]);
    assert_eq!(
        std::fs::read(folder.path().join("tongchou.db")).unwrap(),
        b"mine"
    );
}
