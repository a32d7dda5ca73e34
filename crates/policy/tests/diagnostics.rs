//! Every finding, by a small bad package and its message.

mod common;

use common::{HEAD, findings};
use policy::{Files, Package};

/// The rules behind the head give this finding, at this line after the head and this column.
#[track_caller]
fn finds(rules: &str, code: &str, at: (usize, u32), message: &str) {
    let found = findings(&format!("{HEAD}{rules}"));
    let line = HEAD.lines().count() + at.0;
    let wanted = format!("{code} {line}:{} {message}", at.1);
    assert!(
        found.lines().any(|it| it == wanted),
        "wanted {wanted}\ngot:\n{found}"
    );
}

#[track_caller]
fn clean(rules: &str) {
    let found = findings(&format!("{HEAD}{rules}"));
    let errors: Vec<&str> = found.lines().filter(|it| !it.starts_with("P08")).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

const STEP: &str = "[[step]]\nid = \"pool\"\ntitle = \"统筹\"\ndo = \"share\"\npayer = \"pool\"\ncite = [\"t#22\"]\n";

#[test]
fn the_shortest_package_is_clean() {
    clean(&format!("{STEP}ratio = \"80%\"\n"));
}

#[test]
fn floats_are_refused_with_the_mend() {
    finds(
        "\n[value.x]\ntype = \"ratio\"\nis = 0.85\n",
        "P0004",
        (4, 6),
        "不接受小数 0.85",
    );
    let found = Package::load(&common::files("x = 1.5")).unwrap_err();
    assert_eq!(found[0].help, "金额和比例写成文本，如 \"1500\"、\"85%\"");
    assert_eq!((found[0].line, found[0].column), (1, 5));
}

#[test]
fn files_that_are_no_toml() {
    let bad = |bytes: &[u8]| {
        let found = Package::load(&Files::from_iter([("policy.toml", bytes)])).unwrap_err();
        let it = &found[0];
        format!(
            "{} {}:{}:{} {}",
            it.code, it.file, it.line, it.column, it.message
        )
    };
    let broken = b"id = \"\xe4\xb8\x8a\xe6\xb5\xb7\"\nt = \"\xff\"";
    assert_eq!(
        bad(broken),
        "P0002 policy.toml:2:6 第 20 个字节起不是有效的 UTF-8 文本"
    );
    assert!(
        bad(b"a = \n").starts_with("P0003 policy.toml:1:"),
        "{}",
        bad(b"a = \n")
    );
    assert_eq!(
        bad(b"a = 1\na = 2\n"),
        "P0005 policy.toml:2:1 这个键写了两次"
    );
    assert_eq!(
        bad(b"a = 99999999999999999999"),
        "P0006 policy.toml:1:5 整数超出范围"
    );
    assert_eq!(
        bad(b"a = 2000-12-31T00:00:00Z"),
        "P0007 policy.toml:1:5 日期无法使用：2000-12-31T00:00:00Z"
    );
    let none = Package::load(&Files::new()).unwrap_err();
    assert_eq!(
        (none[0].code, none[0].message.as_str()),
        ("P0001", "包里没有 policy.toml")
    );
}

#[test]
fn definitions_of_two_files_must_not_meet() {
    let mut files = common::files(HEAD);
    files.insert(
        "more.toml",
        "[payer.pool]\ntitle = \"又一个\"\nkind = \"fund\"\n",
    );
    let found = Package::load(&files).unwrap_err();
    assert_eq!(
        (found[0].code, found[0].file.as_str(), found[0].line),
        ("P0005", "more.toml", 1)
    );
}

#[test]
fn keys_and_types() {
    finds(
        "[payer.x]\ntitel = \"x\"\nkind = \"fund\"\n",
        "P0101",
        (2, 1),
        "支付方没有 `titel` 这个键",
    );
    finds(
        "[payer.x]\nkind = \"fund\"\n",
        "P0102",
        (2, 1),
        "支付方缺少 `title`",
    );
    finds(
        "[payer.x]\ntitle = 3\nkind = \"fund\"\n",
        "P0103",
        (2, 9),
        "title应当是文本，这里是整数",
    );
    finds(
        "[payer.x]\ntitle = \"x\"\nkind = \"bank\"\n",
        "P0104",
        (3, 9),
        "`kind` 不能是 `bank`",
    );
    finds(
        "[payer.Pool]\ntitle = \"x\"\nkind = \"fund\"\n",
        "P0105",
        (1, 8),
        "payer的名字 `Pool` 不合规",
    );
    finds(
        "[cause.copay]\ntitle = \"x\"\n",
        "P0110",
        (1, 8),
        "款项 `copay` 与另一款项或保留名同名",
    );
    let found = Package::load(&common::files(&format!(
        "{HEAD}\n[payer.x]\ntitel = \"x\"\n"
    )))
    .unwrap_err();
    assert!(found.iter().any(|it| it.help == "是否想写 `title`？"));
}

#[test]
fn literals_of_the_wrong_kind() {
    let table = |is: &str| format!("[table.x]\ntype = \"money\"\ncite = [\"t#22\"]\nis = {is}\n");
    let money = "`1,500` 不是金额：金额第 2 个字符不应出现，请只填数字、一个小数点和开头的负号，不要写千分位、空格或单位。";
    let found = findings(&format!("{HEAD}{}", table("\"1,500\"")));
    assert!(found.contains("P0106"), "{money} {found}");
    finds(&table("1500"), "P0106", (4, 6), "金额要写成文本：\"1500\"");
    let ratio = findings(&format!("{HEAD}{STEP}ratio = \"85\"\n"));
    assert!(
        ratio.contains("P0107") && ratio.contains("`85` 不是比例"),
        "{ratio}"
    );
    finds(
        "[year]\nstarts = \"13-01\"\n",
        "P0108",
        (2, 11),
        "`starts` 不能是 `13-01`",
    );
    finds(
        &format!("{STEP}ratio = \"value.nix\"\n"),
        "P0203",
        (7, 10),
        "没有值 `nix`",
    );
}

#[test]
fn exactly_one_of_two_fields() {
    let step =
        "[[step]]\nid = \"c\"\ndo = \"carve\"\ncite = [\"t#22\"]\nratio = \"5%\"\namount = \"5\"\n";
    finds(
        step,
        "P0109",
        (2, 1),
        "carve 步骤要恰好有 ratio、amount 之一",
    );
}

#[test]
fn names_that_nobody_declared() {
    finds(
        &format!("{STEP}ratio = \"table.rato\"\n"),
        "P0202",
        (7, 10),
        "没有表 `rato`",
    );
    finds(
        &format!("{STEP}ratio = \"80%\"\nwhen = \"retird == yes\"\n"),
        "P0201",
        (8, 9),
        "没有事实 `retird`",
    );
    finds(
        &format!("{STEP}ratio = \"80%\"\ncounts = [ {{ acc = \"pool_paid\", add = \"paid\" }} ]\n"),
        "P0204",
        (8, 21),
        "没有声明累计 `pool_paid`",
    );
    finds(
        &format!("{STEP}ratio = \"80%\"\nrest = \"copy\"\n"),
        "P0205",
        (8, 9),
        "没有款项 `copy`",
    );
    finds(
        &format!("{STEP}ratio = \"80%\"\nwhen = \"switch.x == a\"\n"),
        "P0206",
        (8, 9),
        "没有开关 `x`",
    );
    finds(
        &format!("{STEP}ratio = \"80%\"\nfor = [\"dentist\"]\n"),
        "P0207",
        (8, 9),
        &format!("医疗类别{}", care("dentist")),
    );
    finds(
        &format!("{STEP}ratio = \"80%\"\nlayer = \"second\"\n"),
        "P0208",
        (8, 10),
        "没有层 `second`",
    );
}

fn care(wrong: &str) -> String {
    let care = benefit::registry::FACTS
        .iter()
        .find(|fact| fact.name == "care")
        .unwrap();
    let benefit::registry::RegistryType::Enum(values) = care.ty else {
        panic!()
    };
    let names: Vec<&str> = values.iter().map(|(name, _)| *name).collect();
    format!("没有取值 `{wrong}`，可选：{}。", names.join("、"))
}

#[test]
fn citations_to_nowhere_and_articles_without_rule() {
    let cited = |cite: &str| STEP.replace("t#22", cite) + "ratio = \"80%\"\n";
    finds(
        &cited("t#99"),
        "P0209",
        (6, 10),
        "《办法》里没有第 `99` 条（t#99）",
    );
    finds(&cited("u#22"), "P0209", (6, 10), "没有来源 `u`");
    finds(&cited("t22"), "P0209", (6, 10), "引用 `t22` 缺少 #");
    finds(
        &cited("t#22()"),
        "P0209",
        (6, 10),
        "《办法》里没有第 `22()` 条（t#22()）",
    );
    clean(&cited("t#22(1)"));
    let found = findings(&format!("{HEAD}{STEP}ratio = \"80%\"\n"));
    assert!(
        found.contains("P0801 7:1 《办法》第 `25` 条没有被引用"),
        "{found}"
    );
}

#[test]
fn values_that_go_round_in_circles() {
    let value = |name: &str, is: &str| format!("[value.{name}]\ntype = \"ratio\"\nis = \"{is}\"\n");
    let rules = value("a", "value.b") + &value("b", "value.a") + STEP + "ratio = \"value.a\"\n";
    let found = findings(&format!("{HEAD}{rules}"));
    assert!(
        found.contains("P0210") && found.contains("绕圈引用自己"),
        "{found}"
    );
    let derive = "[derive.a]\ntype = \"int\"\nis = \"fact.b\"\n[derive.b]\ntype = \"int\"\nis = \"fact.a\"\n";
    finds(derive, "P0210", (1, 9), "派生事实 `a` 绕圈引用自己");
}

#[test]
fn conditions_point_inside_the_text() {
    let when = |text: &str| format!("{STEP}ratio = \"80%\"\nwhen = \"{text}\"\n");
    finds(
        &when("retired = yes"),
        "P0301",
        (8, 17),
        "条件写法不对：条件里不认识的符号 =",
    );
    finds(
        &when("retired =="),
        "P0301",
        (8, 18),
        "条件写法不对：比较符号后面缺少值",
    );
    finds(
        &when("(retired == yes"),
        "P0301",
        (8, 23),
        "条件写法不对：缺少右括号 )",
    );
    finds(
        &when("retired == yes level == 1"),
        "P0301",
        (8, 24),
        "条件写法不对：这里多出了内容",
    );
    finds(
        &when("retired == maybe"),
        "P0302",
        (8, 20),
        "与 `retired`（是否）比较的值不对：`maybe` 不是 yes 或 no",
    );
    finds(
        &when("service_date < 5"),
        "P0302",
        (8, 24),
        "与 `service_date`（日期）比较的值不对：日期格式不正确，请写成 年-月-日，如 2026-01-31。",
    );
}

#[test]
fn conditions_compare_what_can_be_compared() {
    let when = |text: &str| format!("{STEP}ratio = \"80%\"\nwhen = \"{text}\"\n");
    finds(
        &when("wage > 300"),
        "P0302",
        (8, 16),
        "与 `wage`（金额）比较的值不对：金额写成 \"300\" 或 300元",
    );
    finds(
        &when("disease == abc"),
        "P0302",
        (8, 20),
        "与 `disease`（编码）比较的值不对：编码要加引号：\"abc\"",
    );
    finds(
        &when("care < emergency"),
        "P0303",
        (8, 9),
        "`care` 是枚举，不能这样比较",
    );
    finds(
        &when("level == none"),
        "P0303",
        (8, 18),
        "`level` 不会缺失，不能与 none 比较",
    );
    finds(
        &when("care has emergency"),
        "P0303",
        (8, 9),
        "`care` 不是集合，不能用 has",
    );
    finds(
        &when("item == a"),
        "P0304",
        (8, 9),
        "`item` 是费用明细的事实，只能用在 [[item]] 里",
    );
    finds(
        &when("paid_months > 2 * 3"),
        "P0302",
        (8, 27),
        "乘号后面应当是事实的名字，`3` 不是",
    );
    finds(
        &when("birth < level"),
        "P0302",
        (8, 17),
        "`birth` 是日期，`level` 是整数，不能比较",
    );
}

#[test]
fn values_of_the_wrong_type_or_place() {
    finds(
        &format!("{STEP}ratio = \"fact.level\"\n"),
        "P0401",
        (7, 10),
        "这里需要比例，`level` 是整数",
    );
    finds(
        &format!("{STEP}ratio = {{ foo = 1 }}\n"),
        "P0401",
        (7, 9),
        "这张表不是任何一种值的写法",
    );
    let derive = "[derive.a]\ntype = \"money\"\nis = \"burden\"\n";
    finds(derive, "P0402", (3, 7), "`burden` 随结算变动，这里不能用");
    let keyed = "[table.by_identity]\ntype = \"ratio\"\nkeys = [\"identities\"]\ncite = [\"t#22\"]\nrows = { dibao = \"5%\" }\n";
    finds(
        &format!("{keyed}{STEP}ratio = \"table.by_identity\"\n"),
        "P0403",
        (12, 10),
        "表 `by_identity` 的键 `identities` 是集合，不能直接查",
    );
}

#[test]
fn versions_in_time() {
    let table = |versions: &str| {
        format!(
            "[table.x]\ntype = \"ratio\"\ncite = [\"t#22\"]\nversions = [ {versions} ]\n{STEP}ratio = \"table.x\"\n"
        )
    };
    let one = "{ from = 2000-01-01, until = 2001-12-31, is = \"80%\" }, ";
    let gap = format!("{one}{{ from = 2002-02-01, is = \"85%\" }}");
    let column = |text: &str| {
        u32::try_from(format!("versions = [ {text}").find("2002").unwrap() + 1).unwrap()
    };
    finds(
        &table(&gap),
        "P0501",
        (4, column(&gap)),
        "表 `x` 从 2002-01-01 到 2002-01-31 没有版本",
    );
    finds(
        &table(one),
        "P0501",
        (1, 8),
        "表 `x` 从 2002-01-01 起没有版本",
    );
    let overlap = "{ from = 2000-01-01, until = 2002-12-31, is = \"80%\" }, { from = 2002-02-01, is = \"85%\" }";
    let found = findings(&format!("{HEAD}{}", table(overlap)));
    assert!(
        found.contains("P0502") && found.contains("表 `x` 的版本在 2002-02-01 重叠"),
        "{found}"
    );
    let twice = "{ from = 2000-01-01, is = \"80%\" }, { from = 2000-01-01, is = \"85%\" }";
    let found = findings(&format!("{HEAD}{}", table(twice)));
    assert!(
        found.contains("P0503") && found.contains("表 `x` 有两个同日起的版本"),
        "{found}"
    );
    let reversed = "{ from = 2001-01-01, until = 2000-12-31, is = \"80%\" }";
    let found = findings(&format!("{HEAD}{}", table(reversed)));
    assert!(
        found.contains("P0504") && found.contains("起日 2001-01-01 晚于止日 2000-12-31"),
        "{found}"
    );
    let optional = table(one).replace("[table.x]\n", "[table.x]\noptional = true\n");
    clean(&optional);
}

#[test]
fn tables_cover_their_keys() {
    let table = |key: &str, rows: &str| {
        format!(
            "[table.x]\ntype = \"ratio\"\nkeys = [\"{key}\"]\ncite = [\"t#22\"]\nrows = {{ {rows} }}\n{STEP}ratio = \"table.x\"\n"
        )
    };
    finds(
        &table("level", "\"1\" = \"80%\", \"2\" = \"70%\", \"3\" = \"60%\""),
        "P0601",
        (5, 8),
        "表 `x` 的键 `level` 缺少 0 的行",
    );
    finds(
        &table("place", "local = \"80%\""),
        "P0601",
        (5, 8),
        "表 `x` 的键 `place` 缺少 in_province、out_province 的行",
    );
    finds(
        &table("age", "\"..34\" = \"1%\", \"36..\" = \"2%\""),
        "P0601",
        (5, 8),
        "表 `x` 的键 `age` 缺少 35 的行",
    );
    finds(
        &table("age", "\"..34\" = \"1%\", \"34..\" = \"2%\""),
        "P0602",
        (5, 25),
        "表 `x` 的键 `age` 有重叠的行",
    );
    finds(
        &table("place", "here = \"1%\", \"*\" = \"2%\""),
        "P0603",
        (5, 10),
        "键 `here` 不是 `place` 的取值：没有取值 `here`，可选：local、in_province、out_province。",
    );
    finds(
        &table("place", "local = \"120%\", \"*\" = \"2%\""),
        "P0607",
        (5, 18),
        "表 `x` 的值应在 0 到 100%",
    );
    clean(&table(
        "age",
        "\"..34\" = \"1%\", \"35..44\" = \"2%\", \"45..\" = \"3%\"",
    ));
    clean(&table("disease", "a = \"1%\""));
}

#[test]
fn classes_are_total_and_without_dead_rows() {
    let class = |rows: &str| {
        format!(
            "[[class]]\nname = \"c\"\ntitle = \"类\"\ncite = [\"t#22\"]\nrows = [\n{rows}]\n{STEP}ratio = \"80%\"\n"
        )
    };
    finds(
        &class(
            "{ is = \"a\", when = \"level >= 2\" },\n{ is = \"b\", when = \"retired == yes\" },\n",
        ),
        "P0604",
        (2, 9),
        "分类 `c` 不完整：level == 1、retired == no 时没有一行适用",
    );
    finds(
        &class(
            "{ is = \"a\", when = \"birth <= 1955-12-31\" },\n{ is = \"b\", when = \"birth > 1955-12-31\" },\n",
        ),
        "P0604",
        (2, 9),
        "分类 `c` 不完整：birth == none 时没有一行适用",
    );
    finds(
        &class(
            "{ is = \"a\", when = \"level >= 1\" },\n{ is = \"b\", when = \"level == 2\" },\n{ is = \"d\", when = \"always\" },\n",
        ),
        "P0605",
        (7, 1),
        "分类 `c` 的这一行永远轮不到：b",
    );
    clean(&class(
        "{ is = \"a\", when = \"retired == yes and level in [1, 2]\" },\n{ is = \"b\", when = \"not (retired == yes) or level == 0\" },\n{ is = \"d\", when = \"level == 3\" },\n",
    ));
    let relation = "{ is = \"a\", when = \"service_date < settlement_date\" },\n{ is = \"b\", when = \"service_date >= settlement_date\" },\n";
    let found = findings(&format!("{HEAD}{}", class(relation)));
    assert!(
        found.contains(
            "settlement_date == none 时没有一行适用（两个事实之间的比较按互不相关处理，可能多报）"
        ),
        "{found}"
    );
    clean(&class(&format!(
        "{relation}{{ is = \"d\", when = \"settlement_date == none\" }},\n"
    )));
}

#[test]
fn a_class_beyond_proof_asks_for_a_last_row() {
    let terms: Vec<String> = (0..24)
        .map(|n| format!("wage > {n}元 and household_income < {n}1元"))
        .collect();
    let mut declared = String::new();
    let mut rows = String::new();
    for (n, term) in terms.iter().enumerate() {
        declared.push_str(&format!(
            "[fact.f{n}]\nof = \"person\"\ntype = \"int\"\ntitle = \"事实\"\n"
        ));
        rows.push_str(&format!(
            "{{ is = \"r{n}\", when = \"f{n} == {n} and f{} != 3 and ({term})\" }},\n",
            (n * 7 + 1) % 24
        ));
    }
    let rules = format!(
        "{declared}[[class]]\nname = \"c\"\ntitle = \"类\"\ncite = [\"t#22\"]\nrows = [\n{rows}]\n{STEP}ratio = \"80%\"\n"
    );
    let found = findings(&format!("{HEAD}{rules}"));
    assert!(
        found.contains("P0606") && found.contains("分类 `c` 的完整性超出可证明的范围"),
        "{found}"
    );
}

#[test]
fn bounds_of_the_package_itself() {
    let rules = |more: &str| {
        format!(
            "[table.x]\ntype = \"ratio\"\nkeys = [\"level\"]\ncite = [\"t#22\"]\nrows = {{ \"0\" = \"50%\", \"1\" = \"60%\", \"2\" = \"70%\", \"3\" = \"55%\" }}\n{STEP}ratio = \"table.x\"\n[[bound]]\nid = \"b\"\ncite = [\"t#22\"]\ntable = \"table.x\"\n{more}\n"
        )
    };
    finds(
        &rules("at_most = \"65%\""),
        "P0608",
        (14, 1),
        "校验 `b` 不成立：表 `x` 2000-01-01 起 2 = 70%",
    );
    finds(
        &rules("falls_with = \"level\""),
        "P0608",
        (14, 1),
        "校验 `b` 不成立：表 `x` 2000-01-01 起 0 与 1",
    );
    clean(&rules("at_least = \"50%\"\nat_most = \"70%\""));
    let found = findings(&format!(
        "{HEAD}{}",
        rules("at_most = \"65%\"\ndocument = \"t#25\"")
    ));
    assert!(found.contains("（有文件依据）"), "{found}");
}

#[test]
fn layers_come_in_order() {
    let aid = "[payer.aid]\ntitle = \"救助\"\nkind = \"assistance\"\nlayer = \"assistance\"\n";
    let second = "[[step]]\nid = \"aid\"\ntitle = \"救助\"\ndo = \"grant\"\npayer = \"aid\"\namount = \"1\"\ncite = [\"t#22\"]\n";
    let rules = format!("{aid}{second}{STEP}ratio = \"80%\"\n");
    finds(
        &rules,
        "P0701",
        (13, 7),
        "步骤 `pool` 属于 basic 层，却排在 assistance 层之后",
    );
}

#[test]
fn steps_whose_fields_do_not_fit() {
    let bands = "[[step]]\nid = \"b\"\ndo = \"bands\"\npayer = \"pool\"\ncite = [\"t#22\"]\nbands = [ { ratio = \"50%\" }, { ratio = \"60%\" } ]\n";
    finds(bands, "P0702", (6, 11), "只有最后一段可以不写 upto");
    let empty = "[[step]]\nid = \"b\"\ndo = \"bands\"\npayer = \"pool\"\ncite = [\"t#22\"]\nbands = [ { upto = \"100\", ratio = \"50%\" }, { upto = \"90\", ratio = \"60%\" }, { ratio = \"70%\" } ]\n";
    finds(empty, "P0703", (2, 7), "步骤 `b` 到 90.00 元的一段是空的");
    let falling = "[[step]]\nid = \"b\"\ndo = \"bands\"\npayer = \"pool\"\ncite = [\"t#22\"]\nbands = [ { upto = \"100\", ratio = \"60%\" }, { ratio = \"50%\" } ]\n";
    finds(
        falling,
        "P0805",
        (2, 7),
        "步骤 `b` 的支付比例随费用升高而下降",
    );
    finds(
        &format!("{STEP}ratio = \"80%\"\nsource = [\"open\", \"burden.copay\"]\n"),
        "P0702",
        (8, 12),
        "一个步骤的 source 不能同时有待分配款项和个人负担",
    );
}

#[test]
fn accumulators_against_the_registry() {
    finds(
        "[acc.pool_payed]\nof = \"person\"\nper = \"year\"\nunit = \"money\"\n",
        "P0711",
        (1, 6),
        "累计 `pool_payed` 没有登记",
    );
    finds(
        "[acc.pool_paid]\nunit = \"count\"\n",
        "P0712",
        (2, 9),
        "累计 `pool_paid` 的单位与登记不符",
    );
    finds(
        "[acc.account]\nkind = \"counter\"\n",
        "P0712",
        (2, 9),
        "累计 `account` 的种类与登记不符",
    );
    finds(
        "[acc.ip_admissions]\nof = \"episode\"\n",
        "P0712",
        (2, 7),
        "累计 `ip_admissions` 的归属与登记不符",
    );
    let draw = "[acc.pool_paid]\n[payer.account]\ntitle = \"账户\"\nkind = \"account\"\n[[step]]\nid = \"d\"\ndo = \"draw\"\npayer = \"account\"\nbalance = \"pool_paid\"\ncite = [\"t#22\"]\n";
    finds(
        draw,
        "P0713",
        (9, 12),
        "`pool_paid` 不是账户余额（kind = \"balance\"），不能支取",
    );
    let view = "[acc.pool_paid]\n[acc.last]\nprevious = \"pool_paid\"\n";
    finds(
        &format!(
            "{view}{STEP}ratio = \"80%\"\ncounts = [ {{ acc = \"last\", add = \"paid\" }} ]\n"
        ),
        "P0713",
        (11, 21),
        "累计 `last` 是上一期的只读视图，步骤不能改动它",
    );
}

#[test]
fn what_nothing_uses_is_a_warning() {
    finds(
        "[acc.pool_paid]\n",
        "P0803",
        (1, 6),
        "累计 `pool_paid` 没有用到",
    );
    finds(
        "[table.x]\ntype = \"money\"\nis = \"5\"\ncite = [\"t#22\"]\n",
        "P0806",
        (1, 8),
        "表 `x` 没有用到",
    );
    let found = findings(HEAD);
    assert!(
        found.contains("P0802") && found.contains("支付方 `pool` 没有用到"),
        "{found}"
    );
    assert!(
        found.contains("P0804") && found.contains("普通门诊 的费用可能没有步骤处理"),
        "{found}"
    );
}

#[test]
fn csv_tables_point_at_the_line_of_the_file() {
    let rules =
        "[table.x]\ntype = \"ratio\"\nkeys = [\"level\"]\ncite = [\"t#22\"]\nfile = \"x.csv\"\n";
    let run = |csv: &str| {
        let mut files = common::files(&format!("{HEAD}{rules}{STEP}ratio = \"table.x\"\n"));
        files.insert("x.csv", csv);
        let found = match Package::load(&files) {
            Err(found) => found,
            Ok(package) => policy::check(&package, &policy::CompileOptions::default()).diagnostics,
        };
        let shown = found
            .iter()
            .filter(|it| it.severity == policy::Severity::Error)
            .map(|it| it.to_string());
        shown.collect::<Vec<_>>().join("\n")
    };
    assert_eq!(run("level,is\n0,80%\n1,70%\n\"2\",60%\n3,\"50%\"\n"), "");
    assert!(
        run("level,is\n0,80%\n1,0.7\n*,1%\n").starts_with("x.csv:3:3 错误 P0107"),
        "{}",
        run("level,is\n0,80%\n1,0.7\n*,1%\n")
    );
    assert!(run("level,iss\n0,80%\n").contains("x.csv:1:7 错误 P0101: CSV 没有 `iss` 这一列"));
    assert!(
        run("level,is\n0,80%\n1\n").contains("x.csv:3:1 错误 P0103: 这一行有 1 列，表头有 2 列")
    );
    assert!(
        run("level,is\n0,80%\n0,70%\n*,1%\n")
            .contains("x.csv:3:3 错误 P0602: 表 `x` 有两行同键且日期重叠")
    );
    assert!(run("level,is,from\n0,80%,2000-13-01\n").contains("x.csv:2:7 错误 P0108"));
}

#[test]
fn parameters_and_switches_of_the_caller() {
    let rules = format!(
        "{HEAD}[switch.s]\noptions = [\"a\", \"b\"]\ndefault = \"a\"\n[table.p]\ntype = \"ratio\"\ncite = [\"t#22\"]\nunset = true\n[table.q]\ntype = \"ratio\"\ncite = [\"t#22\"]\nis = \"5%\"\n{STEP}ratio = \"table.p\"\n"
    );
    let package = Package::load(&common::files(&rules)).unwrap();
    let run = |switch: Option<(&str, &str)>, parameter: Option<(&str, &str)>| {
        let mut options = policy::CompileOptions::default();
        options
            .switches
            .extend(switch.map(|(name, option)| (name.to_owned(), option.to_owned())));
        options
            .parameters
            .extend(parameter.map(|(path, value)| (path.to_owned(), value.to_owned())));
        policy::compile(&package, &options)
            .map_err(|found| format!("{} {}", found[0].code, found[0].message))
    };
    let hash = run(None, None).unwrap().hash;
    assert_ne!(run(Some(("s", "b")), None).unwrap().hash, hash);
    assert_ne!(run(None, Some(("table.p", "80%"))).unwrap().hash, hash);
    assert_eq!(
        run(Some(("s", "c")), None).unwrap_err(),
        "P0206 开关 `s` 没有选项 `c`"
    );
    assert_eq!(
        run(Some(("z", "c")), None).unwrap_err(),
        "P0206 没有开关 `z`"
    );
    assert_eq!(
        run(None, Some(("table.q", "1%"))).unwrap_err(),
        "P0202 `table.q` 不是未定参数，不能由外部给出"
    );
    assert_eq!(
        run(None, Some(("table.z", "1%"))).unwrap_err(),
        "P0202 没有参数 `table.z`"
    );
}
