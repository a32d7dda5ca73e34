//! Every kind of bad input: its place, its value, and the mend in Chinese.

mod common;

use batch::{
    Encoding, Format, Problem, ReadErrors, ReadOptions, check_persons, read_accumulators_bytes,
    read_bills, read_bills_bytes, read_persons_bytes, write_persons,
};
use common::sample;

const HEAD: &str = "claim_id,person_id,service_date,amount\n";

fn bills(text: &str) -> Result<batch::Bills, ReadErrors> {
    let bytes = text.as_bytes().to_vec();
    read_bills_bytes(&sample(), "bills.csv", bytes, Format::Csv, Encoding::Detect)
}

fn json(text: &str) -> Result<batch::Bills, ReadErrors> {
    let bytes = text.as_bytes().to_vec();
    read_bills_bytes(
        &sample(),
        "bills.json",
        bytes,
        Format::Json,
        Encoding::Detect,
    )
}

/// The only report of a file, without the file's name.
#[track_caller]
fn only<T: std::fmt::Debug>(read: Result<T, ReadErrors>) -> String {
    let errors = read.unwrap_err();
    assert_eq!(errors.total, 1, "{}", errors.zh());
    errors.shown[0].zh()
}

#[test]
fn a_negative_amount() {
    let said = only(bills(&format!("{HEAD}c1,p1,2023-05-01,-3.00\n")));
    assert_eq!(
        said,
        "第 2 行 amount 列，值“-3.00”：金额为负；冲减请写成费用明细的负数行，退费请用 reverse 冲正原单。"
    );
}

#[test]
fn lines_that_do_not_add_up() {
    let text = "claim_id,person_id,service_date,total,line_amount,item\n\
        c1,p1,2023-05-01,100,60,a\nc1,,,,30,b\n";
    let said = only(bills(text));
    assert_eq!(
        said,
        "第 2 行 total 列，值“100.00”：各项合计 90.00 元，与总额 100.00 元不符，请核对明细或总额。"
    );
    let classes =
        "claim_id,person_id,service_date,total,amount_a,amount_b\nc1,p1,2023-05-01,100,60,30\n";
    assert_eq!(only(bills(classes)), said);
}

#[test]
fn corrections_beyond_what_was_billed() {
    let text =
        "claim_id,person_id,service_date,line_amount,item\nc1,p1,2023-05-01,60,a\nc1,,,-70,a\n";
    let said = only(bills(text));
    assert!(
        said.contains("合计为 -10.00 元，冲减超过了原费用"),
        "{said}"
    );
}

#[test]
fn a_date_outside_every_version() {
    let said = only(bills(&format!("{HEAD}c1,p1,2019-12-31,3.00\n")));
    assert_eq!(
        said,
        "第 2 行 service_date 列，值“2019-12-31”：2019-12-31 不在政策任何版本的有效期内，请核对日期或换用政策包。"
    );
}

#[test]
fn no_date_and_no_person() {
    let said = only(bills(&format!("{HEAD}c1,p1,,3.00\n")));
    assert_eq!(said, "第 2 行 service_date 列：这一项必须填写。");
    let said = only(bills(&format!("{HEAD}c1,,2023-05-01,3.00\n")));
    assert_eq!(said, "第 2 行 person_id 列：这一项必须填写。");
}

#[test]
fn broken_utf8_and_gb18030() {
    let text = "claim_id,person_id,service_date,amount,disease\nc1,p1,2023-05-01,1,高血压\n";
    let mut utf8 = text.as_bytes().to_vec();
    let cut = utf8.len() - 2;
    utf8.remove(cut);
    let read =
        |bytes, encoding| read_bills_bytes(&sample(), "bills.csv", bytes, Format::Csv, encoding);
    let said = only(read(utf8, Encoding::Detect));
    assert!(
        said.starts_with("第 2 行：这里有不合 UTF-8 编码的字节"),
        "{said}"
    );
    let (gb, _, _) = encoding_rs::GB18030.encode(text);
    let mut gb = gb.into_owned();
    let cut = gb.len() - 2;
    gb.remove(cut);
    let said = only(read(gb, Encoding::Gb18030));
    assert!(
        said.starts_with("第 2 行：这里有不合 GB18030 编码的字节"),
        "{said}"
    );
}

#[test]
fn a_truncated_parquet_file() {
    let policy = sample();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("persons.parquet");
    let csv = b"person_id,tier\np1,low\np2,high\n".to_vec();
    let persons = read_persons_bytes(&policy, "p.csv", csv, Format::Csv, Encoding::Detect).unwrap();
    write_persons(&policy, &persons, &path).unwrap();
    let whole = std::fs::read(&path).unwrap();
    for length in [0, 3, 8, whole.len() / 2, whole.len() - 1] {
        let bytes = whole[..length].to_vec();
        let read = read_persons_bytes(
            &policy,
            "p.parquet",
            bytes,
            Format::Parquet,
            Encoding::Detect,
        );
        let said = only(read);
        assert!(said.starts_with("不是完整的 Parquet 文件（"), "{said}");
        assert!(
            said.ends_with("可能传输时被截断，请重新导出或重新传输。"),
            "{said}"
        );
    }
}

#[test]
fn unknown_and_computed_columns() {
    let said = only(bills(
        "claim_id,person_id,servce_date,service_date,amount\nc1,p1,,2023-05-01,1\n",
    ));
    assert_eq!(
        said,
        "第 1 行 servce_date 列：没有这一列，是否想写 service_date？"
    );
    let said = only(bills(&format!(
        "{},age\nc1,p1,2023-05-01,1,3\n",
        HEAD.trim_end()
    )));
    assert_eq!(
        said,
        "第 1 行 age 列：这一项由系统计算，不能填写，请删去这一列。"
    );
    let said = only(json(
        r#"[{"claim_id":"c","person_id":"p","service_date":"2023-05-01","amount":"1","colour":"红"}]"#,
    ));
    assert!(
        said.starts_with("第 1 行 colour 列，值“红”：没有这一列，请对照"),
        "{said}"
    );
    let said = only(bills(&format!(
        "{},amount\nc1,p1,2023-05-01,1,1\n",
        HEAD.trim_end()
    )));
    assert_eq!(said, "第 1 行 amount 列：这一列写了两次，请删去一个。");
}

#[test]
fn a_claim_id_that_stands_twice() {
    let said = only(bills(&format!(
        "{HEAD}c1,p1,2023-05-01,1\nc1,p1,2023-05-01,2\n"
    )));
    assert_eq!(
        said,
        "第 3 行 claim_id 列，值“c1”：单据号与第 2 行重复，请删去一行或改号。"
    );
}

#[test]
fn rows_of_one_claim_that_contradict() {
    let text = "claim_id,person_id,service_date,line_amount\nc1,p1,2023-05-01,60\nc1,p2,,10\n";
    let said = only(bills(text));
    assert_eq!(
        said,
        "第 3 行 person_id 列，值“p2”：与同一单据第 2 行的值不一致，请改成一致或留空。"
    );
}

#[test]
fn a_person_who_is_not_in_the_file() {
    let policy = sample();
    let bills = bills(&format!("{HEAD}c1,p1,2023-05-01,1\nc2,p9,2023-05-01,1\n")).unwrap();
    let csv = b"person_id,tier\np1,low\n".to_vec();
    let persons = read_persons_bytes(&policy, "p.csv", csv, Format::Csv, Encoding::Detect).unwrap();
    let said = only(check_persons(&bills, &persons));
    assert_eq!(
        said,
        "第 3 行 person_id 列，值“p9”：人员文件里没有这个人，请补上这个人的一行或改正编号。"
    );
}

#[test]
fn persons_and_accumulators_that_stand_twice() {
    let policy = sample();
    let csv = b"person_id,tier\np1,low\np1,high\n".to_vec();
    let said = only(read_persons_bytes(
        &policy,
        "p.csv",
        csv,
        Format::Csv,
        Encoding::Detect,
    ));
    assert_eq!(
        said,
        "第 3 行 person_id 列，值“p1”：人员编号与第 2 行重复，请删去一行。"
    );
    let read = |text: &str| {
        let bytes = text.as_bytes().to_vec();
        read_accumulators_bytes(&policy, "a.csv", bytes, Format::Csv, Encoding::Detect)
    };
    let said = only(read(
        "person_id,accumulator,value\np1,pool_paid,1\np1,pool_paid,2\n",
    ));
    assert_eq!(
        said,
        "第 3 行 accumulator 列：同一人同一期间的累计项与第 2 行重复，请删去一行。"
    );
    let said = only(read("person_id,accumulator,value\np1,pool_pad,1\n"));
    assert_eq!(
        said,
        "第 2 行 accumulator 列，值“pool_pad”：政策不用这个累计项，是否想写 pool_paid？"
    );
    let said = only(read("person_id,accumulator,value\np1,ip_admissions,1.5\n"));
    assert_eq!(said, "第 2 行 value 列，值“1.5”：类型不对，这里应是整数。");
}

#[test]
fn values_of_another_type() {
    let head = HEAD.trim_end();
    let said = only(bills(&format!("{head},care\nc1,p1,2023-05-01,1,clinic\n")));
    assert!(
        said.contains("没有“clinic”这个取值，可填：outpatient、"),
        "{said}"
    );
    let said = only(bills(&format!("{HEAD}c1,p1,2023-02-29,1\n")));
    assert!(said.contains("日历上没有这一天"), "{said}");
    let said = only(bills(&format!("{HEAD}c1,p1,2023-05-01,\"1,500\"\n")));
    assert!(said.contains("金额第 2 个字符不是数字"), "{said}");
    let money = r#"[{"claim_id":"c","person_id":"p","service_date":"2023-05-01","amount":12.5}]"#;
    assert_eq!(
        only(json(money)),
        "第 1 行 amount 列，值“12.5”：金额请写成带引号的元，如 \"1234.50\"，不要写成数字，以免丢失精度。"
    );
}

#[test]
fn a_bill_in_no_form_or_in_two() {
    let said = only(bills("claim_id,person_id,service_date\nc1,p1,2023-05-01\n"));
    assert!(
        said.starts_with("第 2 行，值“c1”：没有费用；请填 amount、"),
        "{said}"
    );
    let said = only(bills(
        "claim_id,person_id,service_date,amount,amount_a\nc1,p1,2023-05-01,1,1\n",
    ));
    assert!(
        said.ends_with("费用同时用 amount 和 amount_… 两种方式填写，请只留一种。"),
        "{said}"
    );
    let said = only(bills(
        "claim_id,person_id,service_date,enter,burden_copay\nc1,p1,2023-05-01,third,1\n",
    ));
    assert_eq!(
        said,
        "第 2 行 enter 列，值“third”：政策里没有这个层次或步骤，请填层次名或步骤名。"
    );
    let said = only(bills("claim_id,reverse\nr1,c9\n"));
    assert_eq!(
        said,
        "第 2 行 reverse 列，值“c9”：前面没有这张单据，不能冲正，请核对单据号和先后次序。"
    );
}

#[test]
fn files_that_are_no_tables() {
    let said = only(bills("claim_id,person_id\nc1\n"));
    assert_eq!(
        said,
        "第 2 行，值“c1”：CSV 写法不正确（表头 2 列，这一行 1 列），请核对逗号、引号和列数。"
    );
    let said = only(json("[{\"claim_id\": "));
    assert!(said.starts_with("第 1 行：JSON 写法不正确（"), "{said}");
    assert_eq!(only(json("[]")), "文件里没有记录，请至少给出表头和一行。");
    let read = |path: &str| {
        read_bills(
            &sample(),
            std::path::Path::new(path),
            &ReadOptions::default(),
        )
    };
    assert!(only(read("bills.xls")).starts_with("认不出文件格式"));
    assert!(only(read("no-such-file.csv")).starts_with("文件打不开或读不出（"));
}

#[test]
fn all_bad_rows_are_collected() {
    let mut text = HEAD.to_owned();
    for row in 0..300 {
        text.push_str(&format!(
            "c{row},p1,2023-05-01,{}\n",
            if row % 2 == 0 { "1" } else { "-1" }
        ));
    }
    let errors = bills(&text).unwrap_err();
    assert_eq!((errors.total, errors.shown.len()), (150, 100));
    assert!(
        errors
            .shown
            .iter()
            .all(|bad| bad.problem == Problem::Negative)
    );
    assert_eq!(
        errors.to_string(),
        "150 places of `bills.csv` cannot be read"
    );
}
