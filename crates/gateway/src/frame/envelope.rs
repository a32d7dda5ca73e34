//! The envelope: who asks whom for what, around the input.

use std::collections::BTreeMap;
use std::fmt;

use base::{Refused, RegionCode};
use serde_json::Value;

use super::json::{Bounds, read_json};
use super::{Infno, Moment};

/// A field of the envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnvelopeField {
    /// Its name in the message.
    pub name: &'static str,
    /// Its Chinese name.
    pub zh: &'static str,
    /// Characters it may have. The specification allows fewer in some fields than clients send.
    pub longest: usize,
}

const fn field(name: &'static str, zh: &'static str, longest: usize) -> EnvelopeField {
    EnvelopeField { name, zh, longest }
}

/// The fields of the national edition. Names of institutions have up to 200 characters elsewhere in the
/// interface, message ids, versions and codes of systems are drawn up by each maker of software in its own way.
const FIELDS: &[EnvelopeField] = &[
    field("infno", "交易编号", 6),
    field("msgid", "发送方报文ID", 64),
    field("mdtrtarea_admvs", "就医地医保区划", 6),
    field("insuplc_admdvs", "参保地医保区划", 6),
    field("recer_sys_code", "接收方系统代码", 30),
    field("dev_no", "设备编号", 100),
    field("dev_safe_info", "设备安全信息", 2000),
    field("cainfo", "数字签名信息", 1024),
    field("signtype", "签名类型", 10),
    field("infver", "接口版本号", 20),
    field("opter_type", "经办人类别", 3),
    field("opter", "经办人", 30),
    field("opter_name", "经办人姓名", 50),
    field("inf_time", "交易时间", 19),
    field("fixmedins_code", "定点医药机构编号", 12),
    field("fixmedins_name", "定点医药机构名称", 200),
    field("sign_no", "交易签到流水号", 64),
];

impl EnvelopeField {
    /// The field of this name, where the national edition has it.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static EnvelopeField> {
        FIELDS.iter().find(|field| field.name == name)
    }
}

/// What a dialect asks of the envelope.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EnvelopeRules {
    /// Names of fields that may not be empty, beside those that no message can do without: `infno`, `msgid`,
    /// `fixmedins_code`.
    pub required: Vec<String>,
}

/// An envelope that was read. Fields that are no part of the national edition are kept for the signature.
#[derive(Clone, PartialEq)]
pub struct Envelope {
    /// The transaction.
    pub infno: Infno,
    /// The sender's id of the message, opaque.
    pub msgid: String,
    /// The institution that sends, 12 capital letters and digits.
    pub fixmedins_code: String,
    /// Where care is given, where the message says so.
    pub care_region: Option<RegionCode>,
    /// Where the person is insured, where the message says so.
    pub insured_region: Option<RegionCode>,
    /// When it was sent by the sender's clock.
    pub inf_time: Option<Moment>,
    /// The input. What a client sent as a string that holds an object is that object.
    pub input: Value,
    texts: BTreeMap<String, String>,
}

/// Which message it is, and the names of what it holds. Values are names, ids and illnesses of persons.
impl fmt::Debug for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nodes = self.input.as_object().into_iter().flatten();
        let nodes: Vec<&String> = nodes.map(|(name, _)| name).collect();
        f.debug_struct("Envelope")
            .field("infno", &self.infno.as_str())
            .field("msgid", &self.msgid)
            .field("fixmedins_code", &self.fixmedins_code)
            .field("inf_time", &self.inf_time)
            .field("fields", &self.texts.keys())
            .field("input", &nodes)
            .finish()
    }
}

impl Envelope {
    /// Reads an envelope from the JSON of a body.
    ///
    /// # Errors
    /// A refusal that names the field: missing, too long, of another form than it must have.
    pub fn read(value: Value, rules: &EnvelopeRules, bounds: Bounds) -> Result<Envelope, Refused> {
        let Value::Object(mut members) = value else {
            return Err(Refused::new(
                "gateway.envelope",
                "报文最外层应为JSON对象，含 infno、msgid、input 等字段。",
            ));
        };
        let input = members.remove("input").ok_or_else(|| {
            Refused::new(
                "gateway.field_missing",
                "报文缺少“交易输入”（input），请补上后重发。",
            )
        })?;
        let mut texts = BTreeMap::new();
        for (name, value) in members {
            if let Some(text) = text_of(&name, value)? {
                texts.insert(name, text);
            }
        }
        let basic = ["infno", "msgid", "fixmedins_code"].into_iter();
        let asked = rules.required.iter().map(String::as_str);
        for name in basic.chain(asked) {
            required(&texts, name)?;
        }
        Ok(Envelope {
            infno: Infno::parse(meant(&texts, "infno"))?,
            msgid: msgid(meant(&texts, "msgid"))?,
            fixmedins_code: institution(meant(&texts, "fixmedins_code"))?,
            care_region: region(&texts, "mdtrtarea_admvs")?,
            insured_region: region(&texts, "insuplc_admdvs")?,
            inf_time: sending_time(meant(&texts, "inf_time"))?,
            input: input_of(input, bounds)?,
            texts,
        })
    }

    /// What a field of the envelope says, `""` where it is absent, empty or the word `null`.
    #[must_use]
    pub fn field(&self, name: &str) -> &str {
        meant(&self.texts, name)
    }

    /// Every field but `input`, as it was sent, in the order of the names. Fields that were JSON null or no
    /// single value do not stand here.
    pub fn as_sent(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
    }
}

/// The text of a field as it was sent. An unknown field may hold anything; it is not read.
fn text_of(name: &str, value: Value) -> Result<Option<String>, Refused> {
    let known = EnvelopeField::named(name);
    let text = match (value, known) {
        (Value::Null, _) | (Value::Array(_) | Value::Object(_), None) => return Ok(None),
        (Value::String(text), _) => text,
        (Value::Number(number), _) => number.to_string(),
        (Value::Bool(flag), _) => flag.to_string(),
        (Value::Array(_) | Value::Object(_), Some(field)) => {
            return Err(flawed(field, "应为单个值，不应为对象或数组"));
        }
    };
    match known {
        Some(field) if plain(&text).chars().count() > field.longest => {
            Err(flawed(field, &format!("超过{}个字符", field.longest)))
        }
        _ => Ok(Some(text)),
    }
}

/// What a text means: clients send the word `null` for an empty field.
fn meant<'a>(texts: &'a BTreeMap<String, String>, name: &str) -> &'a str {
    texts.get(name).map_or("", |text| plain(text))
}

fn plain(text: &str) -> &str {
    match text.trim() {
        "null" => "",
        trimmed => trimmed,
    }
}

fn required(texts: &BTreeMap<String, String>, name: &str) -> Result<(), Refused> {
    if !meant(texts, name).is_empty() {
        return Ok(());
    }
    let zh = EnvelopeField::named(name).map_or("", |field| field.zh);
    Err(Refused::new(
        "gateway.field_missing",
        format!("报文缺少“{zh}”（{name}），请填写后重发。"),
    ))
}

fn msgid(text: &str) -> Result<String, Refused> {
    if text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(text.to_owned());
    }
    Err(flaw("msgid", "只能含字母、数字和常用符号"))
}

fn institution(text: &str) -> Result<String, Refused> {
    let right = text.len() == 12
        && text
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if right {
        return Ok(text.to_owned());
    }
    Err(flaw("fixmedins_code", "应为12位大写字母和数字"))
}

fn region(texts: &BTreeMap<String, String>, name: &str) -> Result<Option<RegionCode>, Refused> {
    let text = meant(texts, name);
    if text.is_empty() {
        return Ok(None);
    }
    let code = RegionCode::parse(text).ok().filter(|_| text.len() == 6);
    code.map(Some)
        .ok_or_else(|| flaw(name, "应为6位医保区划数字"))
}

fn sending_time(text: &str) -> Result<Option<Moment>, Refused> {
    if text.is_empty() {
        return Ok(None);
    }
    let moment = Moment::parse(text);
    moment
        .map(Some)
        .ok_or_else(|| flaw("inf_time", "应为实际存在的时间，格式 yyyy-MM-dd HH:mm:ss"))
}

/// One client sends its input as a string. Such a string is read where it holds an object or a list; any other
/// is left for the check of the transaction to refuse.
fn input_of(input: Value, bounds: Bounds) -> Result<Value, Refused> {
    match input {
        Value::String(text) if text.trim_start().starts_with(['{', '[']) => {
            read_json(&text, bounds).map_err(|refused| {
                Refused::new(
                    "gateway.input_not_json",
                    format!(
                        "交易输入（input）是字符串，但其内容有误。{}",
                        refused.sentence()
                    ),
                )
            })
        }
        other => Ok(other),
    }
}

fn flaw(name: &str, what: &str) -> Refused {
    let zh = EnvelopeField::named(name).map_or("", |field| field.zh);
    Refused::new(
        "gateway.field_wrong",
        format!("报文的“{zh}”（{name}）有误：{what}，请改正后重发。"),
    )
}

fn flawed(field: &EnvelopeField, what: &str) -> Refused {
    flaw(field.name, what)
}
