//! The reference of the transactions served, in Chinese, for developers of hospital software.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::dictionary::Dictionary;
use super::registry::Definitions;
use super::table::{Effect, Field, Kind, Need, Node, Rows, Transaction};

/// Families of transactions by the first two digits of their numbers.
const FAMILIES: &[(&str, &str)] = &[
    ("11", "人员信息"),
    ("12", "医药机构信息"),
    ("13", "目录下载与查询"),
    ("19", "字典"),
    ("20", "待遇检查"),
    ("21", "药店购药"),
    ("22", "门诊"),
    ("23", "住院费用与结算"),
    ("24", "入院与出院"),
    ("25", "备案"),
    ("26", "冲正"),
    ("32", "对账"),
    ("33", "目录对照"),
    ("34", "科室"),
    ("41", "结算清单"),
    ("51", "科室与人员查询"),
    ("52", "就诊与结算查询"),
    ("53", "备案与在院查询"),
    ("90", "签到签退"),
    ("91", "文件上传下载"),
];

const HEAD: &str = "# 交易参考

本页由程序按接口定义（`crates/gateway/definitions`）生成，请勿手工修改。报文外壳、签名与各省差异见网关文档。

约定：

- 节点与字段名区分大小写；未列出的字段会被忽略。
- 日期为 `yyyy-MM-dd`，时间为 `yyyy-MM-dd HH:mm:ss`；查询时间只填日期的，按当天 00:00:00 至 23:59:59。
- 金额以元为单位，至多两位小数，可用数字或文本；例如 10.995 会被拒绝，不会被四舍五入。
- 空值可填 `null`、`\"null\"` 或空文本；单行节点可写成只有一个对象的数组，多行节点可写成一个对象。
- “长度”按字符计；数字的“16,2”表示共16位、其中小数2位。
- 应答中空数字为 0，空文本为 \"\"，没有行的多行节点为 []。
- 字段不符时 `infcode` 为 -1，`err_msg` 指明节点、行、字段和改法。
";

/// The reference as Markdown.
#[must_use]
pub fn markdown(definitions: &Definitions) -> String {
    let mut text = String::from(HEAD);
    text.push_str("\n## 交易一览\n\n| 交易 | 名称 | 发送方 | 性质 | 输入节点 | 输出节点 |\n|---|---|---|---|---|---|\n");
    for transaction in definitions.transactions() {
        overview(&mut text, transaction);
    }
    let mut named = BTreeSet::new();
    let mut family = "";
    for transaction in definitions.transactions() {
        let first = transaction.infno.get(..2).unwrap_or_default();
        if first != family {
            family = first;
            let title = FAMILIES.iter().find(|(digits, _)| *digits == first);
            let title = title.map_or("其他", |(_, title)| title);
            let _ = write!(text, "\n## {first}xx {title}\n");
        }
        section(&mut text, transaction, &mut named);
    }
    text.push_str("\n## 字典\n\n代码长于国家代码、且以国家代码开头的，按省级扩展接受。\n");
    for dictionary in definitions.dictionaries() {
        if named.contains(dictionary.key.as_str()) {
            codes(&mut text, dictionary);
        }
    }
    text
}

// Writing to a String cannot fail, so that what `write!` answers is passed over.

fn overview(text: &mut String, transaction: &Transaction) {
    let (infno, name) = (&transaction.infno, &transaction.name);
    let names = |nodes: &[Node]| {
        let names: Vec<&str> = nodes.iter().map(node_name).collect();
        if names.is_empty() {
            "—".to_owned()
        } else {
            names.join("、")
        }
    };
    let (input, output) = (names(&transaction.input), names(&transaction.output));
    let _ = writeln!(
        text,
        "| [{infno}](#{infno}-{name}) | {name} | {} | {} | {input} | {output} |",
        transaction.sender.zh(),
        effect(transaction.effect),
    );
}

const fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Query => "查询",
        Effect::Write => "办理",
    }
}

fn node_name(node: &Node) -> &str {
    if node.name.is_empty() {
        "（无节点）"
    } else {
        &node.name
    }
}

fn section<'d>(text: &mut String, transaction: &'d Transaction, named: &mut BTreeSet<&'d str>) {
    let _ = write!(text, "\n### {} {}\n", transaction.infno, transaction.name);
    let _ = write!(
        text,
        "\n发送方：{}；性质：{}。\n",
        transaction.sender.zh(),
        effect(transaction.effect)
    );
    for node in &transaction.input {
        node_table(text, "输入", node, true, named);
    }
    for node in &transaction.output {
        node_table(text, "输出", node, false, named);
    }
    if transaction.output.is_empty() {
        text.push_str("\n输出为空。\n");
    }
    file(text, "上传文件", &transaction.upload, named);
    file(text, "下载文件", &transaction.download, named);
}

fn node_table<'d>(
    text: &mut String,
    side: &str,
    node: &'d Node,
    input: bool,
    named: &mut BTreeSet<&'d str>,
) {
    let rows = match node.rows {
        Rows::One => "单行",
        Rows::Many => "多行",
    };
    let _ = write!(text, "\n**{side} {}**", node_name(node));
    if !node.title.is_empty() {
        let _ = write!(text, " {}", node.title);
    }
    let _ = write!(text, "（{rows}");
    if node.optional {
        text.push_str("，可不传");
    }
    if let Some(outer) = &node.within {
        let _ = write!(text, "，位于{outer}的每一行内");
    }
    if !node.also.is_empty() {
        let _ = write!(text, "，也可写作{}", node.also.join("、"));
    }
    text.push_str("）\n\n");
    if input {
        text.push_str("| 字段 | 名称 | 类型 | 长度 | 必填 | 说明 |\n|---|---|---|---|---|---|\n");
    } else {
        text.push_str("| 字段 | 名称 | 类型 | 长度 | 说明 |\n|---|---|---|---|---|\n");
    }
    for field in &node.fields {
        let (name, zh, note) = (&field.name, &field.zh, note(field, named));
        let (kind, length) = (kind(&field.kind), length(&field.kind));
        if input {
            let need = need(&field.need);
            let _ = writeln!(
                text,
                "| {name} | {zh} | {kind} | {length} | {need} | {note} |"
            );
        } else {
            let _ = writeln!(text, "| {name} | {zh} | {kind} | {length} | {note} |");
        }
    }
}

fn file<'d>(text: &mut String, what: &str, columns: &'d [Field], named: &mut BTreeSet<&'d str>) {
    if columns.is_empty() {
        return;
    }
    let count = columns.len();
    let _ = write!(
        text,
        "\n**{what}**（TXT，UTF-8，TAB分隔，每行一条，空值写null，压缩为ZIP；共{count}列，依次为）\n\n"
    );
    if columns.iter().all(|column| column.name == column.zh) {
        let names: Vec<&str> = columns.iter().map(|column| column.zh.as_str()).collect();
        let _ = writeln!(text, "{}", names.join("、"));
        return;
    }
    text.push_str("| 列 | 字段 | 名称 | 类型 | 长度 | 说明 |\n|---|---|---|---|---|---|\n");
    for (at, column) in columns.iter().enumerate() {
        let (name, zh, note) = (&column.name, &column.zh, note(column, named));
        let (kind, length) = (kind(&column.kind), length(&column.kind));
        let _ = writeln!(
            text,
            "| {} | {name} | {zh} | {kind} | {length} | {note} |",
            at + 1
        );
    }
}

const fn kind(kind: &Kind) -> &'static str {
    match kind {
        Kind::Text { .. } => "文本",
        Kind::Digits { .. } => "数字串",
        Kind::Code { .. } => "代码",
        Kind::Money { .. } => "金额",
        Kind::Price { .. } => "单价",
        Kind::Count { .. } => "数量",
        Kind::Number { .. } => "数字",
        Kind::Date => "日期",
        Kind::Time => "时间",
        Kind::Bytes => "文件",
    }
}

fn length(kind: &Kind) -> String {
    match kind.digits() {
        Some((digits, 0)) => return digits.to_string(),
        Some((digits, decimals)) => return format!("{digits},{decimals}"),
        None => {}
    }
    match kind {
        Kind::Text { length } => length.map_or_else(String::new, |length| length.to_string()),
        Kind::Digits { length } | Kind::Code { length, .. } => length.to_string(),
        _ => String::new(),
    }
}

fn need(need: &Need) -> String {
    match need {
        Need::Always => "是".to_owned(),
        Need::Never => String::new(),
        Need::When { field, value } => match value {
            Some(value) => format!("{field}为{value}时"),
            None => format!("填写{field}时"),
        },
    }
}

fn note<'d>(field: &'d Field, named: &mut BTreeSet<&'d str>) -> String {
    let mut parts = Vec::new();
    if let Kind::Code { dictionary, .. } = &field.kind {
        named.insert(dictionary);
        parts.push(format!("[字典 {dictionary}](#{dictionary})"));
    }
    if !field.also.is_empty() {
        parts.push(format!("也可写作{}", field.also.join("、")));
    }
    if !field.note.is_empty() {
        parts.push(field.note.clone());
    }
    parts.join("；")
}

fn codes(text: &mut String, dictionary: &Dictionary) {
    let (key, title) = (&dictionary.key, &dictionary.title);
    let _ = write!(text, "\n### {key}\n\n{title}");
    if let Some(base) = dictionary.base {
        let _ = write!(text, "（国家代码{base}位，可扩展）");
    }
    let codes: Vec<String> = dictionary
        .codes
        .iter()
        .map(|(code, name)| format!("`{code}` {name}"))
        .collect();
    let _ = writeln!(text, "：{}", codes.join("、"));
    let mut dialects: Vec<&str> = dictionary
        .added
        .iter()
        .map(|(id, _, _)| id.as_str())
        .collect();
    dialects.dedup();
    for dialect in dialects {
        let own = dictionary.added.iter().filter(|(id, _, _)| id == dialect);
        let codes: Vec<String> = own
            .map(|(_, code, name)| format!("`{code}` {name}"))
            .collect();
        let _ = writeln!(text, "\n省级扩展（{dialect}）：{}", codes.join("、"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_transaction_field_and_dictionary_is_there() {
        let definitions = Definitions::shipped();
        let text = markdown(definitions);
        for transaction in definitions.transactions() {
            let (infno, name) = (&transaction.infno, &transaction.name);
            assert!(text.contains(&format!("\n### {infno} {name}\n")), "{infno}");
            let family = infno.get(..2).unwrap_or_default();
            assert!(
                FAMILIES.iter().any(|(digits, _)| *digits == family),
                "{family}"
            );
        }
        for dictionary in definitions.dictionaries() {
            assert!(text.contains(&format!("\n### {}\n", dictionary.key)));
        }
        assert!(text.contains("| card_sn | 卡识别码 | 文本 | 32 | mdtrt_cert_type为03时 |  |"));
        assert!(text.contains("| medfee_sumamt | 医疗费总额 | 金额 | 16,2 | 是 |  |"));
    }
}
