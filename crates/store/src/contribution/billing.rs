//! Whom to bill: running enrolments without a live bill, with what a package asks about people.

use access::Scope;
use base::{BatchNo, Date, EnrolmentNo, OrganisationNo, PersonNo, RegionCode, Sex};
use enrolment::Scheme;
use enrolment::contribution::bill::Sponsorship;
use enrolment::contribution::{Source, Year};
use enrolment::membership::State;

use crate::{OPEN_TX, Row, Session, StoreError, Tx, Value, params};

base::number_id! {
    /// A sponsor's promise to pay a part of the personal contribution.
    SponsorshipNo
}

/// An enrolment to be billed, and the person as known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToBill {
    /// Bucket of the person.
    pub bucket: i64,
    /// The enrolment.
    pub enrolment: EnrolmentNo,
    /// The person.
    pub person: PersonNo,
    /// Where the person is enrolled.
    pub region: RegionCode,
    /// Birth.
    pub birth: Option<Date>,
    /// Sex, where recorded.
    pub sex: Option<Sex>,
    /// Certified categories and the track chosen, as codes.
    pub categories: Vec<String>,
    /// Whether the person is a student of a school.
    pub student: bool,
}

/// What to bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    /// The scheme.
    pub scheme: Scheme,
    /// The year.
    pub year: Year,
    /// The batch that bills: enrolments that it refused before are passed over.
    pub batch: BatchNo,
    /// The day on which categories and school count: the first of the year.
    pub on: Date,
}

/// A place in the walk over the enrolments of a year: region and number.
pub type Place = (i64, i64);

/// Before the first enrolment.
pub const START: Place = (0, 0);

/// A page of the walk over all open enrolments of a year.
#[derive(Debug)]
pub struct Page {
    /// Who of the page is to be billed; empty at the end of the walk only.
    pub people: Vec<ToBill>,
    /// Where the walk goes on; `None` when it has come to its end.
    pub rest: Option<Place>,
}

/// The next page behind a place that has somebody to bill: enrolments that are active or in the state of
/// `reviewed`. A page is `size` open enrolments, whoever is to be billed among them.
///
/// The page is cut first and then looked through: an engine that has not measured since the enrolments changed
/// state takes those of one state for few, and would collect, compare and sort all of them for each page.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn next(
    session: &mut Session<'_>,
    scope: Scope,
    ask: &Ask,
    reviewed: State,
    mut after: Place,
    size: i64,
) -> Result<Page, StoreError> {
    loop {
        let cut = cut(session, scope, ask.year, after, size)?;
        let span = (after, cut.unwrap_or(end(scope)));
        let mut people = within(session, scope, ask, reviewed, span, size)?;
        match cut {
            Some(place) if people.is_empty() => after = place,
            rest => {
                add_categories(session, scope, ask, &mut people)?;
                return Ok(Page { people, rest });
            }
        }
    }
}

/// Whether anybody is to be billed.
///
/// # Errors
/// [`StoreError`].
pub fn any(
    session: &mut Session<'_>,
    scope: Scope,
    ask: &Ask,
    reviewed: State,
) -> Result<bool, StoreError> {
    let found = within(session, scope, ask, reviewed, (START, end(scope)), 1)?;
    Ok(!found.is_empty())
}

/// Behind the last enrolment of a scope.
fn end(scope: Scope) -> Place {
    (scope.span().1, i64::MAX)
}

/// The last place of the next `size` open enrolments; `None` where there are fewer.
fn cut(
    session: &mut Session<'_>,
    scope: Scope,
    year: Year,
    after: Place,
    size: i64,
) -> Result<Option<Place>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT e.region, e.enrolment FROM enrolment e WHERE e.pool = $1 AND e.tx_to = 9223372036854775807 \
         AND e.region BETWEEN $2 AND $3 AND e.benefit_year = $4 AND (e.region, e.benefit_year, e.enrolment) > ($5, $4, $6) \
         ORDER BY e.region, e.benefit_year, e.enrolment LIMIT 1 OFFSET $7",
        &params![
            scope.pool(),
            first.max(after.0),
            last,
            year,
            after.0,
            after.1,
            size.saturating_sub(1)
        ],
    )?;
    row.map(|row| Ok((row.int(0)?, row.int(1)?))).transpose()
}

/// Those to be billed behind one place up to another, without their categories.
fn within(
    session: &mut Session<'_>,
    scope: Scope,
    ask: &Ask,
    reviewed: State,
    (after, until): (Place, Place),
    limit: i64,
) -> Result<Vec<ToBill>, StoreError> {
    let (first, last) = scope.span();
    // Counts instead of NOT EXISTS, which an engine may turn into a comparison of every enrolment with every bill.
    let rows = session.rows(
        "SELECT e.bucket, e.enrolment, e.person, e.region, \
         (SELECT MAX(v.birth) FROM person_version v WHERE v.pool = e.pool AND v.bucket = e.bucket AND v.person = e.person \
         AND v.valid_from <= $5 AND v.valid_to >= $5 AND v.tx_to = 9223372036854775807), \
         (SELECT MAX(v.sex) FROM person_version v WHERE v.pool = e.pool AND v.bucket = e.bucket AND v.person = e.person \
         AND v.valid_from <= $5 AND v.valid_to >= $5 AND v.tx_to = 9223372036854775807) \
         FROM enrolment e WHERE e.pool = $1 AND e.tx_to = 9223372036854775807 AND e.region BETWEEN $7 AND $8 \
         AND e.benefit_year = $6 AND (e.region, e.benefit_year, e.enrolment) > ($2, $6, $3) \
         AND (e.region, e.benefit_year, e.enrolment) <= ($12, $6, $13) \
         AND e.runs = 1 AND e.scheme = $4 AND e.state IN ($11, 'active') \
         AND (SELECT COUNT(*) FROM bill b WHERE b.pool = e.pool AND b.bucket = e.bucket AND b.person = e.person \
         AND b.benefit_year = e.benefit_year AND b.tx_to = 9223372036854775807) = 0 \
         AND (SELECT COUNT(*) FROM batch_row r WHERE r.pool = e.pool AND r.batch = $9 AND r.line = e.enrolment) = 0 \
         ORDER BY e.region, e.benefit_year, e.enrolment LIMIT $10",
        &params![
            scope.pool(),
            after.0,
            after.1,
            ask.scheme.code(),
            ask.on,
            ask.year,
            first.max(after.0),
            last.min(until.0),
            ask.batch,
            limit,
            reviewed.code(),
            until.0,
            until.1
        ],
    )?;
    rows.iter().map(to_bill).collect()
}

/// How many running enrolments of a scheme and year are not reviewed to the end yet, and so not billed.
///
/// # Errors
/// [`StoreError`].
pub fn unreviewed(
    session: &mut Session<'_>,
    scope: Scope,
    scheme: Scheme,
    year: Year,
    reviewed: State,
) -> Result<i64, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT COUNT(*) FROM enrolment e WHERE e.pool = $1 AND e.tx_to = 9223372036854775807 AND e.runs = 1 \
         AND e.scheme = $2 AND e.benefit_year = $3 AND e.region BETWEEN $4 AND $5 AND e.state NOT IN ($6, 'active')",
        &params![scope.pool(), scheme.code(), year, first, last, reviewed.code()],
    )?;
    row.map_or(Ok(0), |row| row.int(0))
}

/// One enrolment with its person, billed or not: for disputes, where dues are worked out anew.
///
/// # Errors
/// [`StoreError`].
pub fn one(
    session: &mut Session<'_>,
    scope: Scope,
    ask: &Ask,
    bucket: i64,
    enrolment: EnrolmentNo,
) -> Result<Option<ToBill>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT e.bucket, e.enrolment, e.person, e.region, \
         (SELECT MAX(v.birth) FROM person_version v WHERE v.pool = e.pool AND v.bucket = e.bucket AND v.person = e.person \
         AND v.valid_from <= $4 AND v.valid_to >= $4 AND v.tx_to = 9223372036854775807), \
         (SELECT MAX(v.sex) FROM person_version v WHERE v.pool = e.pool AND v.bucket = e.bucket AND v.person = e.person \
         AND v.valid_from <= $4 AND v.valid_to >= $4 AND v.tx_to = 9223372036854775807) \
         FROM enrolment e WHERE e.pool = $1 AND e.bucket = $2 AND e.enrolment = $3 \
         AND e.tx_to = 9223372036854775807 AND e.region BETWEEN $5 AND $6",
        &params![scope.pool(), bucket, enrolment, ask.on, first, last],
    )?;
    let mut people: Vec<ToBill> = row.iter().map(to_bill).collect::<Result<_, _>>()?;
    add_categories(session, scope, ask, &mut people)?;
    Ok(people.pop())
}

fn to_bill(row: &Row) -> Result<ToBill, StoreError> {
    Ok(ToBill {
        bucket: row.int(0)?,
        enrolment: row.no(1, EnrolmentNo::new)?,
        person: row.no(2, PersonNo::new)?,
        region: row.region(3)?,
        birth: row.maybe_date(4)?,
        sex: row.maybe_text(5)?.and_then(Sex::from_code),
        categories: Vec::new(),
        student: false,
    })
}

/// Categories, chosen tracks and schools of the people of a page.
fn add_categories(
    session: &mut Session<'_>,
    scope: Scope,
    ask: &Ask,
    people: &mut [ToBill],
) -> Result<(), StoreError> {
    if people.is_empty() {
        return Ok(());
    }
    let mut numbers: Vec<(i64, usize)> = people
        .iter()
        .map(|one| one.enrolment.get())
        .zip(0..)
        .collect();
    numbers.sort_unstable();
    let list: Vec<i64> = numbers.iter().map(|(number, _)| *number).collect();
    let values = params![scope.pool(), list, ask.on];
    // CROSS JOIN: from the few enrolments to what is kept of their people, never the other way round.
    let categories = session.rows(
        "SELECT e.enrolment, c.category FROM enrolment e CROSS JOIN category_span c \
         WHERE e.pool = $1 AND e.enrolment IN {ints $2} AND e.tx_to = 9223372036854775807 \
         AND c.pool = e.pool AND c.bucket = e.bucket AND c.person = e.person \
         AND c.valid_from <= $3 AND c.valid_to >= $3 AND c.tx_to = 9223372036854775807",
        &values,
    )?;
    let tracks = session.rows(
        "SELECT e.enrolment, c.track FROM enrolment e CROSS JOIN track_choice c \
         WHERE e.pool = $1 AND e.enrolment IN {ints $2} AND e.tx_to = 9223372036854775807 \
         AND c.pool = e.pool AND c.bucket = e.bucket AND c.person = e.person AND c.tx_to = 9223372036854775807",
        values.get(..2).unwrap_or_default(),
    )?;
    let students = session.rows(
        "SELECT e.enrolment, c.role FROM enrolment e CROSS JOIN affiliation c \
         WHERE e.pool = $1 AND e.enrolment IN {ints $2} AND e.tx_to = 9223372036854775807 \
         AND c.pool = e.pool AND c.bucket = e.bucket AND c.person = e.person AND c.role = 'student' \
         AND c.valid_from <= $3 AND c.valid_to >= $3 AND c.tx_to = 9223372036854775807",
        &values,
    )?;
    let place = |number: i64| {
        let found = numbers.binary_search_by_key(&number, |(one, _)| *one);
        found
            .ok()
            .and_then(|index| numbers.get(index))
            .map(|(_, place)| *place)
    };
    for row in categories.iter().chain(&tracks) {
        if let Some(one) = place(row.int(0)?).and_then(|place| people.get_mut(place)) {
            one.categories.push(row.text(1)?.to_owned());
        }
    }
    for row in &students {
        if let Some(one) = place(row.int(0)?).and_then(|place| people.get_mut(place)) {
            one.student = true;
        }
    }
    Ok(())
}

/// A sponsor's promise: for everybody enrolled in a region, or for one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// The region.
    pub region: RegionCode,
    /// The person, where it is for one.
    pub person: Option<PersonNo>,
    /// What the sponsor pays.
    pub sponsorship: Sponsorship,
}

/// Records a promise.
///
/// # Errors
/// [`StoreError`].
pub fn promise(
    tx: &mut Tx<'_>,
    scheme: Scheme,
    year: Year,
    promise: &Promise,
) -> Result<SponsorshipNo, StoreError> {
    let no = tx.next("sponsorship", SponsorshipNo::new)?;
    let (pool, now) = (tx.pool(), tx.no());
    let one = &promise.sponsorship;
    let values = params![
        pool,
        no.get(),
        promise.region,
        promise.person,
        one.sponsor,
        one.source.code(),
        scheme.code(),
        year,
        one.amount,
        now,
        OPEN_TX
    ];
    tx.run(
        "INSERT INTO sponsorship (pool, sponsorship, region, person, sponsor, payer, scheme, benefit_year, amount, tx_from, tx_to) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &values,
    )?;
    Ok(no)
}

/// The promises of a year that stand in a scope.
///
/// # Errors
/// [`StoreError`].
pub fn promises(
    session: &mut Session<'_>,
    scope: Scope,
    scheme: Scheme,
    year: Year,
) -> Result<Vec<Promise>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT region, person, sponsor, payer, amount FROM sponsorship WHERE pool = $1 AND scheme = $2 \
         AND benefit_year = $3 AND region BETWEEN $4 AND $5 AND tx_to = 9223372036854775807 ORDER BY sponsorship",
        &params![scope.pool(), scheme.code(), year, first, last],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Promise {
                region: row.region(0)?,
                person: row.maybe_int(1)?.and_then(PersonNo::new),
                sponsorship: Sponsorship {
                    source: row.code(3, Source::parse)?,
                    sponsor: row.no(2, OrganisationNo::new)?,
                    amount: row.fen(4)?,
                },
            })
        })
        .collect()
}

/// How often a run of a kind and key prefix was finished.
///
/// # Errors
/// [`StoreError`].
pub fn finished_runs(
    session: &mut Session<'_>,
    scope: Scope,
    kind: &str,
    prefix: &str,
) -> Result<i64, StoreError> {
    let end = format!("{prefix}0");
    let row = session.row(
        "SELECT COUNT(*) FROM batch WHERE pool = $1 AND kind = $2 AND batch_key >= $3 AND batch_key < $4 \
         AND state = 'finished'",
        &params![scope.pool(), kind, format!("{prefix}/"), end],
    )?;
    row.map_or(Ok(0), |row| row.int(0))
}

/// The parameters of a statement over a scope: pool, then the span of its region.
pub(crate) fn of_scope(scope: Scope) -> [Value; 3] {
    let (first, last) = scope.span();
    params![scope.pool(), first, last]
}
