//! Lists as files: made once for all who have the same version, fetched with 9102.

use base::Refused;
use service::ServiceError;
use service::catalogue::{self, City};
use service::gateway;

use super::cells::{Cells, item, term};
use super::{city, kinds, named};
use crate::definition::txt::{self, TxtWriter};
use crate::definition::{Row, archive};
use crate::desk::call::{Call, Reply};
use crate::frame::Moment;

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
    // whether a row still holds depends on the day
    let digest = format!(
        "{}..{} {} {today}",
        named(has),
        named(latest),
        city.revision()
    );
    let name = txt::file_name(infno, &named(latest));
    let mut count = None;
    let file = gateway::lay(
        &call.desk,
        call.actor,
        (infno, &digest),
        &format!("{name}.zip"),
        || {
            let (text, rows) = written(call, &city, has)?;
            count = Some(rows);
            Ok(archive::pack(&name, text.as_bytes())?)
        },
    )?;
    let count = count.unwrap_or_else(|| counted(&city, infno, has));
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

fn counted(city: &City, infno: &str, has: u32) -> usize {
    let (items, terms) = catalogue::since(city, kinds(infno), has);
    items.len() + terms.len()
}

/// The file, and how many rows it has.
fn written(call: &Call<'_>, city: &City, has: u32) -> Result<(String, usize), Refused> {
    let transaction = call.definitions.find(call.infno())?;
    let (items, terms) = catalogue::since(city, kinds(call.infno()), has);
    let today = call.desk.today();
    let place = call.actor.scope().pool().admdvs();
    let mut file = TxtWriter::new(&transaction.download);
    let mut write = |cells: Cells| file.row(|column| cells.get(column).map(String::as_str));
    for row in &items {
        write(item(row, today));
    }
    for row in &terms {
        write(term(row, today, &place));
    }
    let rows = file.rows();
    Ok((file.finish(), rows))
}
