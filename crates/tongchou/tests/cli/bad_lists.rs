//! Lists with every kind of bad row among good ones, through the binary: each bad row is told with its line and
//! reason, the good ones are taken, the same file takes nothing twice, a corrected file takes the rest.

use std::path::Path;

use rust_xlsxwriter::{Formula, Workbook};

use crate::contribution::{MAKE, people, set_up};
use crate::people::id;
use crate::town::Town;

/// Longer than any line may be.
const LONG: usize = 10_000_000;

/// What became of the rows of a file of results, as `line outcome code`.
fn told(path: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(path).unwrap();
    let text = text.trim_start_matches('\u{feff}').to_owned();
    let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
    let rows = text.lines().skip(1).map(|line| {
        let cells = cells(line);
        let told = format!("{} {} {}", cells[0], cells[2], cells[3]);
        told.trim_end().to_owned()
    });
    rows.collect()
}

fn count(town: &Town, sql: &str) -> i64 {
    let row = town
        .store()
        .read::<_, store::StoreError>(|session| session.row(sql, &[]));
    row.unwrap().unwrap().int(0).unwrap()
}

const PERSONS: &str = "SELECT COUNT(*) FROM person";

/// A line of a list of persons of one village.
fn person(name: &str, number: &str, birth: &str, place: &str) -> Vec<u8> {
    format!("{name},{number},{birth},{place}\n").into_bytes()
}

/// The same number with another last digit: its check fails.
fn wrongly(number: &str) -> String {
    let (front, last) = number.split_at(number.len() - 1);
    format!("{front}{}", if last == "1" { "2" } else { "1" })
}

/// A list of persons: ten kinds of bad rows between good ones.
fn bad_persons() -> Vec<u8> {
    const HERE: &str = "340421100201";
    let mut broken = person("王甲", &id(5), "", HERE);
    broken[1] = 0xff;
    let mut long = vec![b'x'; LONG];
    long.push(b'\n');
    let rows = [
        "姓名,证件号码,出生日期,居住地区划\n".as_bytes().to_vec(),
        person("王甲", &id(1), "", HERE),
        person("李乙", &wrongly(&id(2)), "", HERE),
        person("张丙", &id(3), "2026-02-30", HERE),
        person("赵丁", &id(4), "", "340499"),
        broken,
        long,
        person("=HYPERLINK(A1)", &id(6), "", HERE),
        person("+cmd|x", &id(7), "", HERE),
        person("@SUM(A1)", &id(8), "", HERE),
        person("钱戊", &id(9), "", ""),
        "孙己\n".as_bytes().to_vec(),
        person("王甲", &id(1), "", HERE),
        person("周庚", &id(10), "", HERE),
    ];
    rows.concat()
}

/// Declares the places of the county, so that any other is unknown.
fn declare(town: &mut Town, folder: &Path) {
    let file = folder.join("regions.csv");
    let text = "区划代码,名称\n340421,凤台县\n340421100,城关镇\n340421100201,东村\n";
    std::fs::write(&file, text).unwrap();
    town.user("zhouping", "clerk", "3404");
    let file = file.display().to_string();
    town.done(Some("zhouping"), &["person", "regions", &file]);
}

#[test]
fn of_persons_as_text() {
    let (mut town, folder) = (Town::sqlite(), tempfile::tempdir().unwrap());
    declare(&mut town, folder.path());
    let (file, results) = (folder.path().join("p.csv"), folder.path().join("r.csv"));
    std::fs::write(&file, bad_persons()).unwrap();
    let (name, out) = (file.display().to_string(), results.display().to_string());
    let import = [
        "person",
        "import",
        &name,
        "--region",
        "3404",
        "--results",
        &out,
    ];
    let ran = town.run(Some("zhouping"), &import);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    let expected = "共 13 行，接收 3 行（其中本次新建 2、已有 1、待核 0），未接收 10 行。";
    assert!(ran.out.contains(expected), "{}", ran.out);
    let expected_rows = [
        "2 已办理",
        "3 未办理 row.number",
        "4 未办理 row.birth",
        "5 未办理 row.region",
        "6 未办理 row.encoding",
        "7 未办理 row.too_long",
        "8 未办理 row.formula",
        "9 未办理 row.formula",
        "10 未办理 row.formula",
        "11 未办理 row.missing",
        "12 未办理 row.cells",
        "13 已存在 person.known",
        "14 已办理",
    ];
    assert_eq!(told(&results), expected_rows);
    assert_eq!(count(&town, PERSONS), 2);

    // the rows not taken are told on the screen, and by the same command again the whole results once more
    std::fs::remove_file(&results).unwrap();
    let again = town.run(Some("zhouping"), &import);
    assert!(again.out.contains("没有重复办理"), "{}", again.out);
    for said in [&ran.out, &again.out] {
        assert!(
            said.contains("row.birth") && said.contains("2026-02-30"),
            "{said}"
        );
        assert!(said.contains("共 10 行，列出 10 行"), "{said}");
    }
    assert_eq!(told(&results), expected_rows);
    assert_eq!(count(&town, PERSONS), 2);

    // the corrected file brings the rest, and finds the others there
    const HERE: &str = "340421100201";
    let mut mended = "姓名,证件号码,出生日期,居住地区划\n".as_bytes().to_vec();
    let names = "王甲,李乙,张丙,赵丁,冯辰,陈巳,褚午,卫未,钱戊,周庚";
    for (no, name) in (1..).zip(names.split(',')) {
        mended.extend(person(name, &id(no), "", HERE));
    }
    std::fs::write(&file, mended).unwrap();
    let ran = town.run(Some("zhouping"), &import);
    assert!(ran.out.contains("本次新建 8、"), "{}{}", ran.out, ran.err);
    assert_eq!(count(&town, PERSONS), 10);
}

/// What Chinese Excel writes as CSV is read as it is, a broken character told like any other bad row.
#[test]
fn of_persons_in_gb18030() {
    let (mut town, folder) = (Town::sqlite(), tempfile::tempdir().unwrap());
    town.user("wangli", "clerk", "340421");
    let (file, results) = (folder.path().join("p.csv"), folder.path().join("r.csv"));
    let head = "姓名,证件号码,居住地区划\n";
    let rows = format!(
        "{head}欧阳甲,{},340421100201\n李乙,{},340421100201\n",
        id(1),
        id(2)
    );
    let (bytes, _, _) = encoding_rs::GB18030.encode(&rows);
    let mut bytes = bytes.into_owned();
    bytes.extend([b"\xff,".as_slice(), id(3).as_bytes(), b",340421100201\n"].concat());
    std::fs::write(&file, bytes).unwrap();
    let (name, out) = (file.display().to_string(), results.display().to_string());
    let ran = town.run(
        Some("wangli"),
        &[
            "person",
            "import",
            &name,
            "--region",
            "340421",
            "--results",
            &out,
        ],
    );
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    let expected = ["2 已办理", "3 已办理", "4 未办理 row.encoding"];
    assert_eq!(told(&results), expected);
    let sql = "SELECT COUNT(*) FROM person_version WHERE name = '欧阳甲'";
    assert_eq!(count(&town, sql), 1);
    // UTF-16 is not guessed at: the refusal says how to save the file
    let wide: Vec<u8> = head.encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(&file, [&b"\xFF\xFE"[..], &wide].concat()).unwrap();
    let ran = town.run(
        Some("wangli"),
        &["person", "import", &name, "--region", "340421"],
    );
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("CSV UTF-8"), "{}", ran.err);
}

fn workbook(path: &Path) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let heads = ["姓名", "证件号码", "出生日期", "居住地区划"];
    let (here, birth) = ("340421100201", "1970-01-01");
    let wrong = wrongly(&id(2));
    let texts: [(u32, [&str; 4]); 8] = [
        (0, heads),
        (1, ["王甲", &id(1), birth, here]),
        (2, ["李乙", &wrong, birth, here]),
        (3, ["张丙", &id(3), "2026-02-30", here]),
        (4, ["赵丁", &id(4), birth, "340499"]),
        (5, ["=HYPERLINK(A1)", &id(5), birth, here]),
        (8, ["王甲", &id(1), birth, here]),
        (9, ["周庚", &id(10), birth, here]),
    ];
    for (row, cells) in texts {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    // a formula, and a number of 18 digits of which Excel keeps 15
    sheet.write_formula(6, 0, Formula::new("=1+1")).unwrap();
    sheet.write_string(6, 1, id(6)).unwrap();
    sheet.write_string(7, 0, "吴辛").unwrap();
    sheet.write(7, 1, 340_421_197_001_010_015_i64).unwrap();
    book.save(path).unwrap();
}

#[test]
fn of_persons_in_excel() {
    let (mut town, folder) = (Town::sqlite(), tempfile::tempdir().unwrap());
    declare(&mut town, folder.path());
    let (file, results) = (folder.path().join("p.xlsx"), folder.path().join("r.csv"));
    workbook(&file);
    let (name, out) = (file.display().to_string(), results.display().to_string());
    let import = [
        "person",
        "import",
        &name,
        "--region",
        "3404",
        "--results",
        &out,
    ];
    let ran = town.run(Some("zhouping"), &import);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    let expected = [
        "2 已办理",
        "3 未办理 row.number",
        "4 未办理 row.birth",
        "5 未办理 row.region",
        "6 未办理 row.formula",
        "7 未办理 row.formula",
        "8 未办理 row.digits",
        "9 已存在 person.known",
        "10 已办理",
    ];
    assert_eq!(told(&results), expected);
    assert_eq!(count(&town, PERSONS), 2);
    let again = town.run(Some("zhouping"), &import);
    assert!(again.out.contains("没有重复办理"), "{}", again.out);
    assert_eq!(count(&town, PERSONS), 2);
}

/// A list for enrolment: unknown numbers, other places, a second enrolment, bytes, a long line, formulas.
#[test]
fn of_enrolments() {
    let (mut town, folder) = (Town::sqlite(), tempfile::tempdir().unwrap());
    declare(&mut town, folder.path());
    town.user("wangli", "clerk", "340421");
    let persons = folder.path().join("p.csv");
    let mut text = "姓名,证件号码,出生日期,居住地区划\n".as_bytes().to_vec();
    (1..=3).for_each(|no| text.extend(person("王甲", &id(no), "", "340421100201")));
    std::fs::write(&persons, text).unwrap();
    let persons = persons.display().to_string();
    town.done(
        Some("zhouping"),
        &["person", "import", &persons, "--region", "3404"],
    );

    let mut list = format!("证件号码,参保地\n{},\n", id(1)).into_bytes();
    list.extend(format!("{},\n{},340422\n", wrongly(&id(2)), id(2)).into_bytes());
    list.extend(format!("{},9x\n{},\n", id(2), id(1)).into_bytes());
    list.extend_from_slice(b"\xff\xfe,\n");
    list.extend(vec![b'x'; LONG]);
    list.extend(format!("\n=1+1,\n{},\n", id(3)).into_bytes());
    let (file, results) = (folder.path().join("e.csv"), folder.path().join("r.csv"));
    std::fs::write(&file, list).unwrap();
    let (name, out) = (file.display().to_string(), results.display().to_string());
    let at = ["--at", "340421100201", "--year", "2027", "--results", &out];
    let batch = [&["enrol", "batch", &name][..], &at].concat();
    let ran = town.run(Some("wangli"), &batch);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(
        ran.out.contains("共 9 行，申报 2 人，未受理 7 行"),
        "{}",
        ran.out
    );
    let refused: Vec<String> = told(&results)
        .into_iter()
        .filter(|row| row.contains("未办理"))
        .collect();
    let expected = [
        "3 未办理 enrolment.unknown_person",
        "4 未办理 enrolment.outside_list",
        "5 未办理 row.value",
        "6 未办理 enrolment.second_active",
        "7 未办理 row.encoding",
        "8 未办理 row.too_long",
        "9 未办理 row.formula",
    ];
    assert_eq!(refused, expected);
    let enrolled = "SELECT COUNT(*) FROM enrolment";
    assert_eq!(count(&town, enrolled), 2);
    assert_eq!(town.run(Some("wangli"), &batch).out, ran.out);
    assert_eq!(count(&town, enrolled), 2);
    std::fs::write(&file, format!("证件号码,参保地\n{},\n", id(2))).unwrap();
    assert_eq!(town.run(Some("wangli"), &batch).code, 0);
    assert_eq!(count(&town, enrolled), 3);
}

/// A file of money: another amount than the bill's, no such day, bytes, a long line, a formula, a receipt twice.
#[test]
fn of_money() {
    let (mut town, folder) = (Town::sqlite(), tempfile::tempdir().unwrap());
    set_up(&mut town);
    people(&town, 4);
    town.done(Some("sun"), MAKE);
    let mut text = "税票号,证件号码,年度,金额,缴款日期\n".as_bytes().to_vec();
    text.extend_from_slice(b"S1,N1,2027,150,2026-11-20\nS2,N2,2027,149,2026-11-20\n");
    text.extend_from_slice(b"S3,N3,2027,150,2026-02-30\nS4\xff,N3,2027,150,2026-11-20\n");
    text.extend(vec![b'x'; LONG]);
    text.extend_from_slice(b"\nS5,N3,2027,=150,2026-11-20\nS1,N3,2027,150,2026-11-20\n");
    text.extend_from_slice(b"S6,N3,2027,-150,2026-11-20\nS7,N4,2027,150,2026-11-20\n");
    let (file, results) = (folder.path().join("m.csv"), folder.path().join("r.csv"));
    std::fs::write(&file, text).unwrap();
    let (name, out) = (file.display().to_string(), results.display().to_string());
    let from = ["--channel", "tax", "--region", "340421", "--results", &out];
    let import = [&["pay", "import", &name][..], &from].concat();
    let ran = town.run(Some("sun"), &import);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(
        ran.out.contains("9 行，入账 3 行、449.00 元，未办理 6 行"),
        "{}",
        ran.out
    );
    let expected = [
        "2 已办理",
        "3 待处理 suspense.wrong_amount",
        "4 未办理 row.value",
        "5 未办理 row.encoding",
        "6 未办理 row.too_long",
        "7 未办理 row.formula",
        "8 未办理 pay.duplicate",
        "9 未办理 pay.amount",
        "10 已办理",
    ];
    assert_eq!(told(&results), expected);
    let paid = "SELECT CAST(SUM(amount) AS BIGINT) FROM payment";
    assert_eq!(count(&town, paid), 44_900);
    std::fs::remove_file(&results).unwrap();
    town.run(Some("sun"), &import);
    assert_eq!(told(&results), expected);
    assert_eq!(count(&town, paid), 44_900);
    let mended = "税票号,证件号码,年度,金额,缴款日期\nS1,N1,2027,150,2026-11-20\nS3,N3,2027,150,2026-11-20\n";
    std::fs::write(&file, mended).unwrap();
    let ran = town.run(Some("sun"), &import);
    assert!(
        ran.out.contains("2 行，入账 1 行、150.00 元，未办理 1 行"),
        "{}",
        ran.out
    );
    assert_eq!(count(&town, paid), 59_900);
}
