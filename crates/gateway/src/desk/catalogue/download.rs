//! Lists as files: made once for all who have the same version, fetched with 9102.

use base::{Date, Refused};
use directory::catalogue::{Item, Term};
use service::ServiceError;
use service::catalogue::{self, Listed};
use service::gateway;

use super::cells::{Cells, item, term};
use super::{city, kinds, named};
use crate::definition::txt::{self, TxtWriter};
use crate::definition::{Row, archive};
use crate::desk::call::{Call, Reply};
use crate::frame::Moment;

/// What a list has after a version.
type Rows<'a> = (Vec<Listed<'a, Item>>, Vec<Listed<'a, Term>>);

/// 1301–1303, 1305–1311, 1313–1315: what the list has after the version that the institution has, as a TXT file in a
/// ZIP. A list that nobody keeps here has no rows: the file is empty, and `data_cnt` says 0.
///
/// # Errors
/// `gateway.ver` for what is no version of this pooling area; as [`gateway::lay`].
pub fn download(call: &Call<'_>) -> Result<Reply, ServiceError> {
    let row = call.input.row("data")?;
    let city = city(call)?;
    let latest = city.versions().last().map_or(0, |version| version.version);
    let has = version(row, latest)?;
    let (infno, today) = (call.infno(), call.desk.today());
    let rows = catalogue::since(&city, kinds(infno), has);
    let versions = format!("{}..{}", named(has), named(latest));
    let digest = format!("{versions} {} {}", city.revision(), edition(&rows, today));
    let name = txt::file_name(infno, &named(latest));
    let file = gateway::lay(
        &call.desk,
        call.actor,
        (infno, &digest),
        &format!("{name}.zip"),
        || Ok(archive::pack(&name, written(call, &rows)?.as_bytes())?),
    )?;
    let count = rows.0.len().saturating_add(rows.1.len());
    let mut answer = call.answer()?;
    answer
        .row("")
        .put("file_qury_no", file.number)
        .put("filename", file.filename)
        .put("dld_end_time", Moment::from_millis(file.until).day())
        .put("data_cnt", i64::try_from(count).unwrap_or(i64::MAX));
    Ok(Reply::Rows(answer))
}

/// The version that an institution has.
fn version(row: &Row<'_>, latest: u32) -> Result<u32, Refused> {
    let text: &str = row.need("ver")?;
    let number = text.trim().strip_prefix(['v', 'V']);
    let number = number.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    let found = number.and_then(|digits| digits.parse().ok());
    found.filter(|version| *version <= latest).ok_or_else(|| {
        let what = format!(
            "不是本平台的版本号，首次下载请填v0000，以后请填上次文件中的版本号（现为{}）",
            named(latest)
        );
        row.refuse("ver", "gateway.ver", &what)
    })
}

/// Days after which a file is made anew, so that who asks has as long again to fetch it.
const EDITION_DAYS: i32 = 15;

/// What a file depends on beside the catalogue: the last day over which a row ceased to hold, and when it was made.
fn edition((items, terms): &Rows<'_>, today: Date) -> String {
    let items = items.iter().map(|row| row.entry.validity.until());
    let terms = terms.iter().map(|row| row.entry.validity.until());
    let over = items.chain(terms).flatten().filter(|last| *last < today);
    let over = over.max().map(|last| last.to_string());
    let made = today.day_number().div_euclid(EDITION_DAYS);
    format!("{} {made}", over.unwrap_or_default())
}

/// The file.
fn written(call: &Call<'_>, (items, terms): &Rows<'_>) -> Result<String, Refused> {
    let transaction = call.definitions.find(call.infno())?;
    let today = call.desk.today();
    let place = call.actor.scope().pool().admdvs();
    let mut file = TxtWriter::new(&transaction.download);
    let mut write = |cells: Cells| file.row(|column| cells.get(column).map(String::as_str));
    for row in items {
        write(item(row, today));
    }
    for row in terms {
        write(term(row, today, &place));
    }
    Ok(file.finish())
}
