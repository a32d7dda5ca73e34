//! The directory of providers in memory, as the counter asks it.
//!
//! It is read as a whole with its revision, the number of the last transaction that touched it, and read again only
//! when that moved. Whoever asks within a transaction or a snapshot gets the directory as of it: two servers on one
//! database never differ.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use access::Scope;
use base::{Date, PersonnelCode, Refused, RegionCode, RegionLevel};
use directory::agreement::{
    Agreement, Designation, DesignationRules, Dossier, Entry, Ground, Sanction, Standing,
    may_begin, may_settle,
};
use directory::provider::{Department, Institution, Practice, ProviderCode, Staff};
use settlement::bill::ProviderGiven;
use settlement::visit::Place;
use store::provider::{
    Which, agreement, assessment, department, file, institution, revision, sanction, staff,
};
use store::{Session, StoreError};

use super::rules::{self, RuleKind};
use crate::ServiceError;

/// Everything of one provider, owned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The pooling area.
    pub pool: RegionCode,
    /// The county whose agency keeps the file.
    pub region: RegionCode,
    /// Codes, particulars, licences.
    pub institution: Institution,
    /// Applications and what became of them.
    pub designations: Vec<Designation>,
    /// Agreements.
    pub agreements: Vec<Agreement>,
    /// Sanctions.
    pub sanctions: Vec<Sanction>,
    /// Departments.
    pub departments: Vec<Department>,
    /// Staff.
    pub staff: Vec<Staff>,
    /// Where they practise here.
    pub practices: Vec<Practice>,
}

impl Record {
    /// As the domain reads it.
    #[must_use]
    pub fn dossier(&self) -> Dossier<'_> {
        Dossier {
            pool: self.pool,
            institution: &self.institution,
            designations: &self.designations,
            agreements: &self.agreements,
            sanctions: &self.sanctions,
            departments: &self.departments,
            staff: &self.staff,
            practices: &self.practices,
        }
    }
}

/// All that is on record of a provider of a scope.
///
/// # Errors
/// [`ServiceError::NotFound`].
pub(super) fn on_record(
    session: &mut Session<'_>,
    scope: Scope,
    code: &ProviderCode,
) -> Result<Record, ServiceError> {
    record(session, scope, code)?.ok_or(ServiceError::NotFound("定点机构"))
}

/// Everything on record of one provider of a scope.
fn record(
    session: &mut Session<'_>,
    scope: Scope,
    code: &ProviderCode,
) -> Result<Option<Record>, StoreError> {
    let mut found = records(session, scope, Which::One(code))?;
    Ok(found.remove(code))
}

fn records(
    session: &mut Session<'_>,
    scope: Scope,
    which: Which<'_>,
) -> Result<BTreeMap<ProviderCode, Record>, StoreError> {
    let mut found = BTreeMap::new();
    for one in institution::all(session, scope, which)? {
        let record = Record {
            pool: scope.pool(),
            region: one.region,
            institution: one.institution,
            designations: Vec::new(),
            agreements: Vec::new(),
            sanctions: Vec::new(),
            departments: Vec::new(),
            staff: Vec::new(),
            practices: Vec::new(),
        };
        found.insert(record.institution.code.clone(), record);
    }
    let odd = || StoreError::Corrupt("a record of no provider".to_owned());
    macro_rules! sort {
        ($rows:expr, $into:ident) => {
            for one in $rows {
                let owner = found.get_mut(&one.provider).ok_or_else(odd)?;
                owner.$into.push(one);
            }
        };
    }
    sort!(file::all(session, scope, which)?, designations);
    sort!(agreement::all(session, scope, which)?, agreements);
    sort!(sanction::all(session, scope, which)?, sanctions);
    sort!(department::all(session, scope, which)?, departments);
    let people = staff::all(session, scope, which)?;
    let people: BTreeMap<_, _> = people
        .into_iter()
        .map(|one| (one.code.clone(), one))
        .collect();
    for one in staff::practices(session, scope, which)? {
        let owner = found.get_mut(&one.provider).ok_or_else(odd)?;
        let known = owner
            .staff
            .last()
            .is_some_and(|last| last.code == one.staff);
        if let Some(person) = people.get(&one.staff).filter(|_| !known) {
            owner.staff.push(person.clone());
        }
        owner.practices.push(one);
    }
    Ok(found)
}

/// All dossiers of a pooling area.
#[derive(Debug, PartialEq, Eq)]
pub struct Directory {
    pool: RegionCode,
    revision: i64,
    records: BTreeMap<ProviderCode, Record>,
    /// Rules of designation by the day they hold from.
    rules: Vec<(Date, DesignationRules)>,
    shipped: DesignationRules,
}

/// The directories that were read last, by pooling area: one of these goes with each store.
#[derive(Debug, Default)]
pub struct Directories {
    read: Mutex<BTreeMap<RegionCode, Arc<Directory>>>,
}

impl Directories {
    /// The directory of a pooling area as of a session: the one in memory where nothing has moved since it was read.
    ///
    /// # Errors
    /// Storage.
    pub fn current(
        &self,
        session: &mut Session<'_>,
        pool: RegionCode,
    ) -> Result<Arc<Directory>, ServiceError> {
        let revision = revision::revision(session, Scope::whole(pool))?;
        let lock = || self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(&pool).filter(|known| known.revision == revision) {
            return Ok(Arc::clone(known));
        }
        let read = Arc::new(Directory::read(session, pool, revision)?);
        lock().insert(pool, Arc::clone(&read));
        Ok(read)
    }
}

/// The directory of a pooling area as of a session, read now; [`Directories`] keeps it.
///
/// # Errors
/// Storage.
pub fn directory(
    session: &mut Session<'_>,
    pool: RegionCode,
) -> Result<Arc<Directory>, ServiceError> {
    Directories::default().current(session, pool)
}

impl Directory {
    /// Reads the directory as of a session.
    fn read(
        session: &mut Session<'_>,
        pool: RegionCode,
        revision: i64,
    ) -> Result<Directory, ServiceError> {
        let whole = Scope::whole(pool);
        let kind = RuleKind::Designation.code();
        let mut held = Vec::new();
        for (from, body) in assessment::rules_by_day(session, whole, kind)? {
            held.push((from, rules::read_designation(&body)?));
        }
        Ok(Directory {
            pool,
            revision,
            records: records(session, whole, Which::All)?,
            rules: held,
            shipped: rules::shipped()?,
        })
    }

    /// The number of the last transaction that touched it; 0 where nothing was ever registered.
    #[must_use]
    pub const fn revision(&self) -> i64 {
        self.revision
    }

    /// All providers, by code.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.records.values()
    }

    /// A provider by its code, as it came in a message.
    ///
    /// # Errors
    /// `provider.code` for a text that is no code, `entry.unknown` for one that is not registered here.
    pub fn find(&self, code: &str) -> Result<&Record, Refused> {
        let parsed = ProviderCode::parse(code);
        let parsed = parsed.map_err(|error| Refused::new("provider.code", error.zh()))?;
        self.records.get(&parsed).ok_or_else(|| unknown(&parsed))
    }

    /// The rules of designation that hold on a day: the pool's, else those that are shipped.
    #[must_use]
    pub fn rules(&self, on: Date) -> &DesignationRules {
        let mut held = self.rules.iter().rev();
        let found = held.find(|(from, _)| *from <= on);
        found.map_or(&self.shipped, |(_, rules)| rules)
    }

    /// Whether a visit may begin at a provider, and on what ground. One that is not registered here may only stand
    /// outside the pooling area, for care elsewhere that was filed.
    ///
    /// # Errors
    /// As [`directory::agreement::may_begin`]; as [`Directory::find`].
    pub fn may_begin(&self, code: &str, entry: &Entry<'_>) -> Result<Ground, Refused> {
        use directory::agreement::Circumstance::FiledElsewhere;
        match self.find(code) {
            Ok(record) => may_begin(&record.dossier(), entry, &self.rules(entry.on).entry),
            Err(refused) => {
                let parsed = ProviderCode::parse(code).ok();
                let region = parsed.and_then(|code| code.region());
                let elsewhere = region.is_some_and(|region| !self.pool.contains(region));
                match elsewhere && entry.circumstance == FiledElsewhere {
                    true => Ok(Ground::FiledElsewhere),
                    false => Err(refused),
                }
            }
        }
    }

    /// Whether a visit that began on a ground may be settled.
    ///
    /// # Errors
    /// As [`directory::agreement::may_settle`]; as [`Directory::find`] for a ground of this pooling area.
    pub fn may_settle(&self, code: &str, ground: Ground, began: Date) -> Result<(), Refused> {
        if ground == Ground::FiledElsewhere {
            return Ok(());
        }
        may_settle(&self.find(code)?.dossier(), ground, began)
    }

    /// Whether somebody may order for the insured at a provider on a day. A code that is no national one is the
    /// institution's own, of which nothing is on record here.
    ///
    /// # Errors
    /// As [`directory::agreement::Dossier::person`]; as [`Directory::find`] for a ground of this pooling area.
    pub fn may_order(
        &self,
        (code, ground): (&str, Ground),
        physician: &str,
        on: Date,
    ) -> Result<(), Refused> {
        let Ok(physician) = PersonnelCode::parse(physician) else {
            return Ok(());
        };
        match self.find(code) {
            Err(_) if ground == Ground::FiledElsewhere => Ok(()),
            found => found?.dossier().person(&physician, on),
        }
    }

    /// Where a provider stands on a day.
    ///
    /// # Errors
    /// As [`Directory::find`].
    pub fn standing(&self, code: &str, on: Date) -> Result<Standing, Refused> {
        Ok(self.find(code)?.dossier().standing(on))
    }

    /// What a settlement is given of a provider for a visit that began on a day on a ground: designated is one whose
    /// agreement was the ground.
    ///
    /// # Errors
    /// As [`Directory::find`]; `provider.no_particulars` where nothing is registered of it that day.
    pub fn given(&self, code: &str, ground: Ground, began: Date) -> Result<ProviderGiven, Refused> {
        let record = match self.find(code) {
            Err(_) if ground == Ground::FiledElsewhere => return Ok(self.elsewhere(code)),
            found => found?,
        };
        let known = record.institution.on(began).ok_or_else(|| {
            Refused::new(
                "provider.no_particulars",
                format!("{code} 在 {began} 没有登记信息，请核对机构编码和日期。"),
            )
        })?;
        let mut facts = vec![
            ("level".to_owned(), known.grade.level().number().to_string()),
            ("provider_kind".to_owned(), known.kind.fact().to_owned()),
            ("networked".to_owned(), yes(known.networked)),
        ];
        let rank = known.rank.map(|rank| rank.code().to_owned());
        facts.extend(rank.map(|rank| ("provider_rank".to_owned(), rank)));
        Ok(ProviderGiven {
            code: code.to_owned(),
            designated: matches!(ground, Ground::Designated(_)),
            place: self.place(Some(known.place)),
            facts,
        })
    }

    /// A provider outside that is not registered here: of it the code alone is known.
    fn elsewhere(&self, code: &str) -> ProviderGiven {
        let region = ProviderCode::parse(code).ok();
        ProviderGiven {
            code: code.to_owned(),
            designated: true,
            place: self.place(region.and_then(|code| code.region())),
            facts: Vec::new(),
        }
    }

    fn place(&self, lies: Option<RegionCode>) -> Place {
        match lies {
            None => Place::Local,
            Some(lies) if self.pool.contains(lies) => Place::Local,
            Some(lies) => {
                let province = |region: RegionCode| region.at(RegionLevel::Province);
                match province(lies) == province(self.pool) {
                    true => Place::InProvince,
                    false => Place::OutProvince,
                }
            }
        }
    }
}

fn yes(flag: bool) -> String {
    if flag { "yes" } else { "no" }.to_owned()
}

fn unknown(code: &ProviderCode) -> Refused {
    Refused::new(
        "entry.unknown",
        format!(
            "{code} 没有在本统筹区登记，不能办理；请核对 fixmedins_code，或先登记机构并申请定点。"
        ),
    )
    .under("篇7 第十六条")
}
