//! Fund control through the binary: a budget and its stop, a request, a statement, publication.

use std::path::Path;

use crate::town::{Town, after};

fn town() -> Town {
    let mut town = Town::sqlite();
    town.user("kuaiji", "accountant", "340421");
    town.user("fuhe", "finance-reviewer", "340421");
    town.user("caizheng", "treasury", "340421");
    town
}

fn sheet(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

fn case(said: &str) -> String {
    let text = after(said, "事项编号 ");
    text.chars().take_while(char::is_ascii_digit).collect()
}

/// REQ-163, REQ-172, REQ-195: a budget of 101 on an income of 100 wants a reason and its approvals; then it stops what
/// goes over it.
#[test]
fn a_budget_is_drafted_approved_and_holds() {
    let town = town();
    let folder = tempfile::tempdir().unwrap();
    let file = sheet(
        folder.path(),
        "budget.csv",
        "预算行,方向,金额,说明\n4001,收入,100,\n5001,支出,101,\n",
    );
    let short = town.run(Some("kuaiji"), &["budget", "draft", &file]);
    assert_eq!(short.code, 5);
    assert!(short.err.contains("以收定支"), "{}", short.err);
    let said = town.done(
        Some("kuaiji"),
        &["budget", "draft", &file, "--why", "流感高发"],
    );
    assert!(said.contains("注意：预算支出 101.00"), "{said}");
    let no = case(&said);
    let turn = town.run(
        Some("fuhe"),
        &["budget", "step", "in_force", &no, "--document", "府1"],
    );
    assert_eq!(turn.code, 5);
    assert!(turn.err.contains("下一步只能是“财政审核”"), "{}", turn.err);
    town.done(Some("caizheng"), &["budget", "step", "finance", &no]);
    let paper = town.run(Some("fuhe"), &["budget", "step", "in_force", &no]);
    assert!(paper.err.contains("文号"), "{}", paper.err);
    town.done(
        Some("fuhe"),
        &[
            "budget",
            "step",
            "in_force",
            &no,
            "--document",
            "凤政〔2026〕1号",
        ],
    );
    let list = town.done(Some("caizheng"), &["budget", "list"]);
    assert!(
        list.contains("政府批准（生效）") && list.contains("共 1 个版本"),
        "{list}"
    );
    let pay = |amount| {
        town.run(
            Some("kuaiji"),
            &["fund", "commit", "5001", amount, "--document", "结算1"],
        )
    };
    assert_eq!(pay("60").code, 0);
    let over = pay("50");
    assert_eq!(over.code, 5);
    assert!(
        over.err.contains("须先由同级政府审核同意") && over.err.contains("淮南2020 三(四)"),
        "{}",
        over.err
    );
    let ask = [
        "budget",
        "permit",
        "over_budget",
        "--line",
        "5001",
        "--amount",
        "9",
        "--reason",
        "流感",
    ];
    town.done(Some("kuaiji"), &ask);
    let permits = town.done(Some("fuhe"), &["budget", "permits"]);
    assert!(
        permits.contains("支出超预算") && permits.contains("经办机构申请"),
        "{permits}"
    );
    let rows = town.done(Some("fuhe"), &["budget", "execution", "--until", "1"]);
    assert!(rows.contains("101.00") && rows.contains("0.00%"), "{rows}");
    a_request_beyond_the_balance_is_sent_back(&town);
}

fn a_request_beyond_the_balance_is_sent_back(town: &Town) {
    let said = town.done(
        Some("kuaiji"),
        &["fund", "request", "draft", "80", "--month", "11"],
    );
    let no = case(&said);
    let poor = town.run(Some("fuhe"), &["fund", "request", "step", "submitted", &no]);
    assert!(poor.err.contains("超过本县区可用余额 0.00"), "{}", poor.err);
    let role = town.run(
        Some("kuaiji"),
        &["fund", "request", "step", "submitted", &no],
    );
    assert_eq!(role.code, 5);
    town.done(
        Some("fuhe"),
        &["fund", "request", "reject", &no, "--note", "余额不足"],
    );
    let list = town.done(Some("caizheng"), &["fund", "request", "list"]);
    assert!(list.contains("已退回"), "{list}");
    let seen = town.done(Some("fuhe"), &["indicator", "show"]);
    assert!(
        seen.contains("当期结余率（账面）") && seen.contains("≤10.00%"),
        "{seen}"
    );
    let empty = town.run(Some("kuaiji"), &["publish", "generate", "fund"]);
    assert!(empty.err.contains("公布内容为空"), "{}", empty.err);
}

#[test]
fn a_statement_is_imported_reconciled_and_its_difference_cleared_by_another() {
    let town = town();
    let folder = tempfile::tempdir().unwrap();
    let text = "交易日期,流水号,收入,支出,余额,摘要\n2026-11-03,S1,10.00,,10.00,利息\n2026-11-04,S2,,4.00,6.00,手续费\n";
    let file = sheet(folder.path(), "bank.csv", text);
    let take = |file: &str, closing: &str| {
        town.run(
            Some("kuaiji"),
            &[
                "reconcile",
                "import",
                file,
                "--account",
                "支出户",
                "--from",
                "2026-11-01",
                "--until",
                "2026-11-20",
                "--opening",
                "0",
                "--closing",
                closing,
            ],
        )
    };
    let taken = take(&file, "6");
    assert_eq!(taken.code, 0, "{}", taken.err);
    assert!(!taken.out.contains("注意"), "{}", taken.out);
    assert_ne!(take(&file, "6").code, 0, "the same file twice");
    let both = sheet(
        folder.path(),
        "both.csv",
        "日期,收入,支出\n2026-11-05,1,1\n",
    );
    assert!(take(&both, "6").err.contains("只须填一项"));
    let run = town.done(Some("kuaiji"), &["reconcile", "run", "--account", "支出户"]);
    assert!(
        run.contains("对方已收、我方未收") && run.contains("对方已付、我方未付"),
        "{run}"
    );
    assert!(
        run.contains("调节后余额相符") && run.contains("新差异 2 项"),
        "{run}"
    );
    let list = town.done(Some("fuhe"), &["reconcile", "differences"]);
    assert!(list.contains("在途") && list.contains("待查"), "{list}");
    town.done(
        Some("kuaiji"),
        &["reconcile", "explain", "1", "--note", "利息未入账"],
    );
    let own = town.run(
        Some("kuaiji"),
        &["reconcile", "clear", "1", "--note", "凭证8"],
    );
    assert_eq!(own.code, 5);
    assert!(own.err.contains("由另一名用户确认"), "{}", own.err);
    town.done(
        Some("fuhe"),
        &["reconcile", "clear", "1", "--note", "凭证8"],
    );
    let list = town.done(Some("fuhe"), &["reconcile", "differences"]);
    assert!(list.contains("已处理"), "{list}");
}
