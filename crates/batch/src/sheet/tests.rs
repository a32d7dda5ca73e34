//! Sheets as counties send them, the good ones and the bad ones.

use proptest::prelude::*;
use rust_xlsxwriter::{Formula, Workbook};

use super::*;

const WANTED: &[Column] = &[
    Column::text("name", &["姓名"]).required(),
    Column::document("document", &["证件号码"]).required(),
    Column::text("birth", &["出生日期"]),
    Column::number("amount", &["金额"]),
];

fn csv(bytes: impl Into<Vec<u8>>) -> Result<Sheet, SheetError> {
    let options = SheetOptions::default();
    Sheet::from_bytes(bytes.into(), SheetFormat::Csv, WANTED, &options)
}

/// Each row as `line:name` or `line!code`.
fn told(sheet: Sheet) -> Vec<String> {
    sheet
        .map(|row| match row {
            Ok(row) => format!("{}:{}", row.line, row.get("name")),
            Err(bad) => format!("{}!{}", bad.line, bad.flaw.code()),
        })
        .collect()
}

fn excel(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

#[test]
fn every_encoding_and_delimiter_gives_the_same_rows() {
    let text = "姓名,证件号码,金额\n张甲,A1,380.00\n李乙,A2,-5\n";
    let (gb, _, _) = encoding_rs::GB18030.encode(text);
    let marked = format!("\u{feff}{text}");
    let returns = text.replace('\n', "\r\n");
    let files: [Vec<u8>; 5] = [
        text.into(),
        gb.into_owned(),
        marked.into(),
        returns.into(),
        text.replace(',', "\t").into(),
    ];
    for bytes in files {
        let mut sheet = csv(bytes).unwrap();
        assert_eq!(sheet.expected(), 2);
        let row = sheet.next().unwrap().unwrap();
        assert_eq!(row.fen("amount").unwrap(), Some(base::Fen::new(38_000)));
        let row = sheet.next().unwrap().unwrap();
        assert_eq!((row.line, row.get("name"), row.at(3)), (3, "李乙", "-5"));
        assert!(sheet.next().is_none());
    }
    let options = SheetOptions::default();
    let bars = text.replace(',', "|").into_bytes();
    let sheet = Sheet::from_bytes(bars, SheetFormat::Text, WANTED, &options).unwrap();
    assert_eq!(told(sheet), ["2:张甲", "3:李乙"]);
}

#[test]
fn bad_rows_are_told_one_by_one_and_do_not_stop_the_rest() {
    let mut text = "姓名,证件号码\n张甲,A1\n".as_bytes().to_vec();
    text.extend_from_slice("李".as_bytes().split_last().unwrap().1);
    text.extend_from_slice(b",A2\n");
    text.extend(vec![b'x'; 10_000_000]);
    text.extend_from_slice(",A3\n王\0丙,A4\n赵丁,A5,多余\n钱戊\n".as_bytes());
    text.extend_from_slice("=1+1,A6\n孙己,@SUM(A1)\n\"周庚,A7\n,,\n\n吴\u{1}辛,A8\n".as_bytes());
    text.extend_from_slice("郑壬,A9\n".as_bytes());
    let expected = [
        "2:张甲",
        "3!row.encoding",
        "4!row.too_long",
        "5!row.nul",
        "6!row.cells",
        "7!row.cells",
        "8!row.formula",
        "9!row.formula",
        "10!row.quotes",
        "13!row.control_character",
        "14:郑壬",
    ];
    assert_eq!(told(csv(text).unwrap()), expected);
}

#[test]
fn a_bad_row_names_line_column_and_mend_and_masks_the_number() {
    let text = "姓名,证件号码,出生日期,金额\n张甲,890101199001010013,2026-02-30,1.234\n";
    let row = csv(text).unwrap().next().unwrap().unwrap();
    let bad = row.date("birth").unwrap_err();
    assert!(
        bad.zh()
            .starts_with("第 2 行“出生日期”列，值“2026-02-30”：日期不存在")
    );
    let bad = row.fen("amount").unwrap_err();
    assert!(bad.zh().contains("最多两位小数"), "{}", bad.zh());
    let bad = row.bad("document", Flaw::Value("校验码不对。".to_owned()));
    assert_eq!(
        bad.reason(),
        "“证件号码”列，值“890***********0013”：校验码不对。"
    );
    let bad = csv("姓名,证件号码\n,A1\n")
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    assert_eq!(
        bad.need("name").unwrap_err().zh(),
        "第 2 行“姓名”列：必须填写。"
    );
}

#[test]
fn a_number_in_a_formula_is_masked_in_the_sentence_and_the_value() {
    let text = "姓名,证件号码\n张甲,\"=\"\"890125202111130099\"\"\"\n=890125202111130099,A1\n";
    for bad in csv(text).unwrap().filter_map(Result::err) {
        assert_eq!(bad.flaw, Flaw::Formula);
        assert!(bad.value.contains("890***********0099"), "{}", bad.value);
        assert!(!bad.zh().contains("20211113"), "{}", bad.zh());
    }
}

#[test]
fn a_file_that_does_not_fit_is_refused_whole() {
    assert_eq!(csv("").unwrap_err(), SheetError::Empty);
    assert_eq!(csv(b"\xFF\xFEa\0".to_vec()).unwrap_err(), SheetError::Utf16);
    assert!(matches!(csv("名字\n").unwrap_err(), SheetError::Header(_)));
    let options = SheetOptions {
        max_rows: 2,
        ..SheetOptions::default()
    };
    let rows = |count: usize| format!("姓名,证件号码\n{}", "张甲,A\n".repeat(count));
    let open = |text: String| Sheet::from_bytes(text.into(), SheetFormat::Csv, WANTED, &options);
    assert_eq!(told(open(rows(2)).unwrap()).len(), 2);
    assert_eq!(open(rows(3)).unwrap_err(), SheetError::TooManyRows(2));
    let unknown = SheetFormat::of(std::path::Path::new("a.pdf")).unwrap_err();
    assert_eq!(unknown, SheetError::UnknownFormat);
    let folder = tempfile::tempdir().unwrap();
    let named = folder.path().join("a.csv");
    std::fs::create_dir(&named).unwrap();
    let error = Sheet::open(&named, WANTED, &options).unwrap_err();
    assert!(error.zh().contains("不是普通文件"));
}

#[test]
fn excel_gives_the_same_rows_and_its_own_bad_cells() {
    let bytes = excel(|sheet| {
        for (column, name) in ["*姓名", "证件号码", "出生日期", "金额"].iter().enumerate()
        {
            sheet.write(0, column as u16, *name).unwrap();
        }
        sheet.write(1, 0, "张甲").unwrap();
        sheet.write(1, 1, "890101199001010013").unwrap();
        let day = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 1, 31).unwrap();
        let form = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
        sheet.write_with_format(1, 2, day, &form).unwrap();
        sheet.write(1, 3, 380).unwrap();
        sheet.write(3, 0, "李乙").unwrap();
        sheet.write(3, 1, 890_101_199_001_010_013_i64).unwrap();
        sheet.write(4, 0, "王丙").unwrap();
        sheet.write(4, 1, "A3").unwrap();
        sheet.write_formula(4, 3, Formula::new("=1+1")).unwrap();
        sheet.write(5, 0, "=赵丁").unwrap();
        sheet.write(5, 1, "A4").unwrap();
        sheet.write(6, 0, "孙戊").unwrap();
        sheet.write(6, 1, "A5").unwrap();
        sheet.write(6, 7, "多余").unwrap();
        sheet.write(7, 0, "周己").unwrap();
        sheet.write(7, 1, "A6").unwrap();
    });
    let open =
        |bytes| Sheet::from_bytes(bytes, SheetFormat::Excel, WANTED, &SheetOptions::default());
    let row = open(bytes.clone()).unwrap().next().unwrap().unwrap();
    assert_eq!(row.get("document"), "890101199001010013");
    assert_eq!(
        row.date("birth").unwrap(),
        base::Date::parse("2026-01-31").ok()
    );
    assert_eq!(row.fen("amount").unwrap(), Some(base::Fen::new(38_000)));
    let expected = [
        "2:张甲",
        "4!row.digits",
        "5!row.formula",
        "6!row.formula",
        "7!row.cells",
        "8:周己",
    ];
    assert_eq!(told(open(bytes.clone()).unwrap()), expected);
    let mut bad = open(bytes.clone()).unwrap().filter_map(Result::err);
    let digits = bad.next().unwrap().zh();
    assert!(
        digits.starts_with("第 4 行“证件号码”列：数字超过 15 位"),
        "{digits}"
    );
    assert!(
        bad.next()
            .unwrap()
            .zh()
            .starts_with("第 5 行“金额”列：是公式")
    );
    let small = SheetOptions {
        max_excel_bytes: bytes.len() as u64,
        ..SheetOptions::default()
    };
    // unpacked it is larger than packed
    let error = Sheet::from_bytes(bytes, SheetFormat::Excel, WANTED, &small).unwrap_err();
    assert!(matches!(error, SheetError::TooLarge(_)), "{error:?}");
}

#[test]
fn excel_files_of_the_wrong_kind_say_so() {
    let open = |bytes: &[u8]| {
        let options = SheetOptions::default();
        Sheet::from_bytes(bytes.to_vec(), SheetFormat::Excel, WANTED, &options).unwrap_err()
    };
    assert!(matches!(open(b"no archive"), SheetError::BrokenExcel(_)));
    let old = [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(), vec![0; 600]].concat();
    assert_eq!(open(&old), SheetError::OldExcel);
    assert_eq!(
        open(&container_with("EncryptedPackage")),
        SheetError::Encrypted
    );
    let empty = excel(|_| ());
    assert_eq!(open(&empty), SheetError::Empty);
}

/// A compound file with one stream of a name: what Excel writes when it asks for a password.
fn container_with(name: &str) -> Vec<u8> {
    let mut bytes = vec![0_u8; 512 * 3];
    bytes[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    let put = |bytes: &mut Vec<u8>, at: usize, value: &[u8]| {
        bytes[at..at + value.len()].copy_from_slice(value);
    };
    let (free, end, table) = (
        [0xFF; 4],
        [0xFE, 0xFF, 0xFF, 0xFF],
        [0xFD, 0xFF, 0xFF, 0xFF],
    );
    put(&mut bytes, 24, &[0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0]);
    put(&mut bytes, 44, &1_u32.to_le_bytes());
    put(&mut bytes, 48, &1_u32.to_le_bytes());
    put(&mut bytes, 56, &4096_u32.to_le_bytes());
    put(&mut bytes, 60, &end);
    put(&mut bytes, 68, &end);
    (0..109).for_each(|slot| put(&mut bytes, 76 + 4 * slot, &free));
    put(&mut bytes, 76, &0_u32.to_le_bytes());
    // sector 0: the table of sectors; sector 1: the directory
    (0..128).for_each(|slot| put(&mut bytes, 512 + 4 * slot, &free));
    put(&mut bytes, 512, &table);
    put(&mut bytes, 516, &end);
    for (slot, (name, kind)) in [("Root Entry", 5_u8), (name, 2)].into_iter().enumerate() {
        let at = 1024 + 128 * slot;
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        put(&mut bytes, at, &wide);
        put(&mut bytes, at + 64, &(wide.len() as u16 + 2).to_le_bytes());
        bytes[at + 66] = kind;
        (0..3).for_each(|link| put(&mut bytes, at + 68 + 4 * link, &free));
        put(&mut bytes, at + 116, &end);
    }
    bytes
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for format in [SheetFormat::Csv, SheetFormat::Text, SheetFormat::Excel] {
            let _ = Sheet::from_bytes(bytes.clone(), format, WANTED, &SheetOptions::default())
                .map(Iterator::count);
        }
    }

    #[test]
    fn no_row_is_lost(rows in prop::collection::vec("[a-z=,\"\u{4e00}-\u{4e20}\\x00-\\x09]{0,12}", 0..20)) {
        let text = format!("姓名,证件号码\n{}\nend,1", rows.join("\n"));
        let told = told(csv(text).unwrap());
        prop_assert_eq!(told.last(), Some(&format!("{}:end", rows.len() + 2 + usize::from(rows.is_empty()))));
    }

    #[test]
    fn a_damaged_excel_file_is_refused_or_read(at in 0_usize..4_000, with in any::<u8>()) {
        let mut bytes = excel(|sheet| {
            for row in 0..5 {
                sheet.write(row, 0, if row == 0 { "姓名" } else { "张甲" }).unwrap();
                sheet.write(row, 1, if row == 0 { "证件号码" } else { "A1" }).unwrap();
            }
        });
        let place = at % bytes.len();
        bytes[place] = with;
        let _ = Sheet::from_bytes(bytes, SheetFormat::Excel, WANTED, &SheetOptions::default())
            .map(Iterator::count);
    }
}
