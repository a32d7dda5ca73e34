//! The OpenAPI 3.1 document of the transactions served, made from the definitions.

use serde_json::{Map, Value, json};

use super::registry::Definitions;
use super::table::{Field, Kind, Need, Node, Rows, Transaction};

/// The path at which a transaction is called (the number may also be left out).
const PATH: &str = "/fsi/api/rsfComIfsService/callService";

/// The document.
#[must_use]
pub fn document(definitions: &Definitions) -> Value {
    let mut paths = Map::new();
    for transaction in definitions.transactions() {
        let path = format!("{PATH}/{}", transaction.infno);
        paths.insert(path, json!({ "post": operation(definitions, transaction) }));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "定点医药机构接口",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "业务错误为HTTP 200、infcode为-1，err_msg指明节点、字段和改法。",
        },
        "paths": paths,
        "components": { "schemas": { "Envelope": request_envelope(), "Reply": reply_envelope() } },
    })
}

/// The operation of one transaction.
#[must_use]
pub fn operation(definitions: &Definitions, transaction: &Transaction) -> Value {
    let build = Build { definitions };
    let infno = transaction.infno.as_str();
    let input = json!({
        "allOf": [
            { "$ref": "#/components/schemas/Envelope" },
            { "type": "object",
              "properties": { "infno": { "const": infno }, "input": build.side(&transaction.input, true) },
              "required": ["infno", "input"] },
        ],
    });
    let output = match transaction.output.is_empty() {
        true => json!({ "type": "null" }),
        false => build.side(&transaction.output, false),
    };
    let reply = json!({
        "allOf": [
            { "$ref": "#/components/schemas/Reply" },
            { "type": "object", "properties": { "output": output } },
        ],
    });
    let reply = match infno {
        // the only answer that is a file
        "9102" => json!({ "application/octet-stream": {} }),
        _ => json!({ "application/json": { "schema": reply } }),
    };
    let request = match infno {
        // the envelope as one part, the file as another
        "9101" => json!({ "multipart/form-data": { "schema": {
            "type": "object",
            "properties": { "jsonStr": input, "file": { "type": "string", "format": "binary" } },
            "required": ["jsonStr", "file"],
        } } }),
        _ => json!({ "application/json": { "schema": input } }),
    };
    json!({
        "operationId": format!("t{infno}"),
        "summary": transaction.name,
        "requestBody": { "required": true, "content": request },
        "responses": { "200": { "description": "应答", "content": reply } },
    })
}

struct Build<'d> {
    definitions: &'d Definitions,
}

impl Build<'_> {
    /// `input` or `output`.
    fn side(&self, nodes: &[Node], input: bool) -> Value {
        let mut properties = Map::new();
        let mut required = Vec::new();
        for node in nodes.iter().filter(|node| node.within.is_none()) {
            let schema = self.node(nodes, node, input);
            if node.name.is_empty() {
                return schema;
            }
            properties.insert(node.name.clone(), schema);
            if input && !node.optional {
                required.push(node.name.as_str());
            }
        }
        object(properties, &required)
    }

    fn node(&self, nodes: &[Node], node: &Node, input: bool) -> Value {
        let mut properties = Map::new();
        let mut required = Vec::new();
        for field in &node.fields {
            properties.insert(field.name.clone(), self.field(field));
            // any of the names in an input, all of them in an output
            for second in field.also.iter().filter(|_| !input) {
                properties.insert(second.clone(), self.field(field));
            }
            if input && field.need == Need::Always {
                required.push(field.name.as_str());
            }
        }
        let inner = nodes
            .iter()
            .filter(|inner| inner.within.as_ref() == Some(&node.name));
        for inner in inner {
            properties.insert(inner.name.clone(), self.node(nodes, inner, input));
        }
        let mut row = object(properties, &required);
        if !node.title.is_empty() {
            row["title"] = json!(node.title);
        }
        match node.rows {
            Rows::One => row,
            Rows::Many => json!({ "type": "array", "items": row }),
        }
    }

    fn field(&self, field: &Field) -> Value {
        let mut schema = match &field.kind {
            Kind::Text { length: None } | Kind::Bytes => json!({ "type": "string" }),
            Kind::Text {
                length: Some(length),
            } => json!({ "type": "string", "maxLength": length }),
            Kind::Digits { length } => {
                json!({ "type": "string", "pattern": format!("^[0-9]{{1,{length}}}$") })
            }
            Kind::Code { dictionary, length } => self.code(dictionary, *length),
            Kind::Date => json!({ "type": "string", "format": "date" }),
            Kind::Time => json!({ "type": "string", "format": "yyyy-MM-dd HH:mm:ss" }),
            number => {
                let (digits, decimals) = number.digits().unwrap_or_default();
                let format = format!("decimal({digits},{decimals})");
                json!({ "type": ["number", "string"], "format": format })
            }
        };
        schema["title"] = json!(field.zh);
        if !field.note.is_empty() {
            schema["description"] = json!(field.note);
        }
        schema
    }

    /// A code: the list where it is closed, its length where a province may extend it.
    fn code(&self, key: &str, length: usize) -> Value {
        match self.definitions.dictionary(key) {
            Some(dictionary) if dictionary.base.is_none() && !dictionary.zeros => {
                let codes: Vec<&str> = dictionary
                    .codes
                    .iter()
                    .map(|(code, _)| code.as_str())
                    .collect();
                json!({ "type": "string", "enum": codes })
            }
            _ => json!({ "type": "string", "maxLength": length }),
        }
    }
}

fn object(properties: Map<String, Value>, required: &[&str]) -> Value {
    let mut schema = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

/// The envelope of a request (报文外壳), without its input.
fn request_envelope() -> Value {
    let text = |zh: &str| json!({ "type": "string", "title": zh });
    json!({
        "type": "object",
        "properties": {
            "infno": text("交易编号"),
            "msgid": text("发送方报文ID"),
            "mdtrtarea_admvs": text("就医地医保区划"),
            "insuplc_admdvs": text("参保地医保区划"),
            "recer_sys_code": text("接收方系统代码"),
            "infver": text("接口版本号"),
            "opter_type": text("经办人类别"),
            "opter": text("经办人"),
            "opter_name": text("经办人姓名"),
            "inf_time": text("交易时间"),
            "fixmedins_code": text("定点医药机构编号"),
            "fixmedins_name": text("定点医药机构名称"),
            "sign_no": text("交易签到流水号"),
        },
        "required": ["infno", "msgid", "fixmedins_code", "input"],
    })
}

/// The envelope of an answer, without its output.
fn reply_envelope() -> Value {
    let text = |zh: &str| json!({ "type": "string", "title": zh });
    json!({
        "type": "object",
        "properties": {
            "infcode": { "type": "integer", "enum": [0, -1], "title": "交易状态码，0成功，-1失败" },
            "inf_refmsgid": text("接收方报文ID"),
            "refmsg_time": text("接收报文时间"),
            "respond_time": text("响应报文时间"),
            "err_msg": { "type": "string", "maxLength": 200, "title": "错误信息" },
        },
        "required": ["infcode", "inf_refmsgid", "err_msg"],
    })
}
