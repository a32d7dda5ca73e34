//! A body in parts (RFC 7578), as far as the upload of files needs it.

use base::Refused;

/// Parts that a body may hold; the interface knows two.
const MOST_PARTS: usize = 8;
/// Bytes that the headers of one part may take.
const MOST_HEADER: usize = 8 * 1024;
/// Characters of a boundary (RFC 2046 5.1.1).
const MOST_BOUNDARY: usize = 70;

/// One part.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part<'a> {
    pub name: String,
    pub filename: Option<String>,
    pub content: &'a [u8],
}

/// Takes a body apart.
pub(super) fn parts<'a>(body: &'a [u8], boundary: Option<&str>) -> Result<Vec<Part<'a>>, Refused> {
    let boundary = boundary.filter(|text| !text.is_empty() && text.len() <= MOST_BOUNDARY);
    let boundary = boundary.ok_or_else(|| broken("Content-Type中缺少有效的boundary"))?;
    let opening = format!("--{boundary}");
    let between = format!("\r\n--{boundary}");
    let first = if body.starts_with(opening.as_bytes()) {
        Some(opening.len())
    } else {
        find(body, between.as_bytes()).map(|at| at + between.len())
    };
    let mut rest = first
        .and_then(|at| body.get(at..))
        .ok_or_else(|| broken("正文中找不到boundary"))?;
    let mut found = Vec::new();
    while !rest.starts_with(b"--") {
        if found.len() == MOST_PARTS {
            return Err(broken("分段过多"));
        }
        let (part, behind) = one(rest, between.as_bytes())?;
        found.push(part);
        rest = behind;
    }
    Ok(found)
}

/// The part that `rest`, which begins behind a boundary, begins with, and what stands behind the next boundary.
fn one<'a>(rest: &'a [u8], between: &[u8]) -> Result<(Part<'a>, &'a [u8]), Refused> {
    let end = find(rest, between).ok_or_else(|| broken("最后一段没有结束的boundary"))?;
    let (part, behind) = rest.split_at(end);
    let blank = find(part, b"\r\n\r\n").filter(|at| *at <= MOST_HEADER);
    let blank = blank.ok_or_else(|| broken("分段的头部没有以空行结束"))?;
    let (headers, content) = part.split_at(blank);
    let headers = String::from_utf8_lossy(headers);
    let disposition = headers.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let wanted = name.trim().eq_ignore_ascii_case("content-disposition");
        wanted.then(|| value.to_owned())
    });
    let disposition = disposition.ok_or_else(|| broken("分段缺少Content-Disposition"))?;
    let name = parameter(&disposition, "name").ok_or_else(|| broken("分段没有名称（name）"))?;
    let part = Part {
        name,
        filename: parameter(&disposition, "filename"),
        content: content.get(4..).unwrap_or_default(),
    };
    Ok((part, behind.get(between.len()..).unwrap_or_default()))
}

/// The value of a parameter of a Content-Disposition. Where a quoted value holds a semicolon it is kept.
fn parameter(disposition: &str, wanted: &str) -> Option<String> {
    let mut rest = disposition.split_once(';')?.1;
    loop {
        let (key, behind) = rest.split_once('=')?;
        let behind = behind.trim_start();
        let (value, next) = match behind.strip_prefix('"') {
            Some(quoted) => unquote(quoted),
            None => {
                let (value, next) = behind.split_once(';').unwrap_or((behind, ""));
                (value.trim().to_owned(), next)
            }
        };
        if key
            .trim_matches([';', ' ', '\t'])
            .eq_ignore_ascii_case(wanted)
        {
            return Some(value);
        }
        rest = next;
    }
}

/// The text before the closing quote, and what stands behind it.
fn unquote(quoted: &str) -> (String, &str) {
    let mut value = String::new();
    let mut escaped = false;
    for (at, found) in quoted.char_indices() {
        match found {
            // browsers send paths of Windows unescaped: only a quote is taken for escaped
            '"' if escaped => {
                value.pop();
                value.push('"');
                escaped = false;
            }
            '"' => return (value, quoted.get(at + 1..).unwrap_or_default()),
            _ => {
                escaped = found == '\\';
                value.push(found);
            }
        }
    }
    (value, "")
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len())
        .position(|window| window == needle)
}

fn broken(what: &str) -> Refused {
    Refused::new(
        "gateway.multipart",
        format!(
            "上传文件的报文有误：{what}。请以 multipart/form-data 发送 jsonStr（报文）与 file（文件）两段。"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Name, name of the file, content.
    type Shown = (String, Option<String>, String);

    fn names(body: &str) -> Result<Vec<Shown>, &'static str> {
        let text = |content: &[u8]| String::from_utf8_lossy(content).into_owned();
        parts(body.as_bytes(), Some("b"))
            .map(|parts| {
                parts
                    .into_iter()
                    .map(|part| (part.name, part.filename, text(part.content)))
                    .collect()
            })
            .map_err(|refused| refused.code())
    }

    #[test]
    fn two_parts_with_a_preamble() {
        let body = "x\r\n--b\r\nContent-Disposition: form-data; name=\"jsonStr\"\r\nContent-Type: text/plain\r\n\r\n{}\r\n--b\r\n\
                    content-disposition: form-data; filename=\"a;\\\"b\\\".txt\"; name=file\r\n\r\n1\r\n2\r\n--b--\r\nend";
        let expected = vec![
            ("jsonStr".to_owned(), None, "{}".to_owned()),
            (
                "file".to_owned(),
                Some("a;\"b\".txt".to_owned()),
                "1\r\n2".to_owned(),
            ),
        ];
        assert_eq!(names(body), Ok(expected));
    }

    #[test]
    fn what_is_no_such_body_is_refused() {
        let part = "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n\r\n";
        for body in [
            "".to_owned(),
            "--c--".to_owned(),
            "--b".to_owned(),
            "--b\r\n\r\n--b--".to_owned(),
            "--b\r\nX: y\r\n\r\nz\r\n--b--".to_owned(),
            "--b\r\nContent-Disposition: form-data\r\n\r\nz\r\n--b--".to_owned(),
            part.to_owned(),
            format!("{}--b--", part.repeat(9)),
        ] {
            assert_eq!(names(&body), Err("gateway.multipart"), "{body}");
        }
        assert!(parts(b"--b--", None).is_err());
        assert!(parts(b"--b--", Some("")).is_err());
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = parts(&body, Some("b"));
        }

        #[test]
        fn parts_from_pieces_never_panic(pieces in prop::collection::vec(prop::sample::select(vec![
            "--b", "\r\n", "--", "Content-Disposition:", " form-data;", "name=", "\"", "\\", "x", ";", ":", "中",
        ]), 0..30)) {
            let _ = parts(pieces.concat().as_bytes(), Some("b"));
        }
    }
}
