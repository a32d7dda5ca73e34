//! Drawing up a bill from a standard.

use crate::Scheme;
use crate::contribution::source::{FundName, Source};
use crate::contribution::standard::{GroupCode, Standard, StandardNo, TierCode, Year};
use base::{Date, Fen, OrganisationNo, PersonNo, Refused, RegionCode, Validity};

/// The person that a bill is for, as enrolled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Insured {
    /// The person.
    pub person: PersonNo,
    /// Where the person is enrolled (county or below).
    pub region: RegionCode,
    /// The scheme.
    pub scheme: Scheme,
}

/// What one source owes for one person and year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receivable {
    /// Who owes.
    pub source: Source,
    /// Into which fund.
    pub fund: FundName,
    /// Money, above 0.
    pub amount: Fen,
    /// The group that is the reason, where a source pays in the place of the person.
    pub group: Option<GroupCode>,
    /// The sponsor, where one was entered.
    pub sponsor: Option<OrganisationNo>,
}

/// A sponsor takes over a part of the personal contribution (南京2017 三(二)).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sponsorship {
    /// What the sponsor is: collective, employer or another.
    pub source: Source,
    /// Which one.
    pub sponsor: OrganisationNo,
    /// How much, above 0.
    pub amount: Fen,
}

/// A bill that has no number yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// For whom.
    pub insured: Insured,
    /// Insurance year.
    pub year: Year,
    /// The version of the standard it follows from.
    pub standard: StandardNo,
    /// Group of people.
    pub group: Option<GroupCode>,
    /// Tier.
    pub tier: Option<TierCode>,
    /// What each source owes; the sum is the standard's total.
    pub receivables: Vec<Receivable>,
    /// The days in which the person may pay.
    pub window: Validity,
    /// When it was drawn up.
    pub drawn_on: Date,
}

impl Draft {
    /// Σ of the receivables.
    #[must_use]
    pub fn total(&self) -> Fen {
        Fen::checked_sum(self.receivables.iter().map(|one| one.amount)).unwrap_or(Fen::ZERO)
    }

    /// What one source owes.
    #[must_use]
    pub fn by(&self, source: Source) -> Fen {
        let mine = self.receivables.iter().filter(|one| one.source == source);
        Fen::checked_sum(mine.map(|one| one.amount)).unwrap_or(Fen::ZERO)
    }

    /// What the person owes.
    #[must_use]
    pub fn due_of_person(&self) -> Fen {
        self.by(Source::Person)
    }
}

/// A bill by a standard. What sponsors take over leaves the person's part; the whole stays the same.
///
/// # Errors
/// `bill.sponsor_kind`, `bill.sponsor_amount`, `bill.sponsor_too_much`.
pub fn draw_up(
    insured: Insured,
    standard: &Standard,
    no: StandardNo,
    sponsors: &[Sponsorship],
    window: Validity,
    today: Date,
) -> Result<Draft, Refused> {
    let mut receivables: Vec<_> = standard
        .parts
        .iter()
        .map(|part| Receivable {
            source: part.source,
            fund: part.fund.clone(),
            amount: part.amount,
            group: standard
                .group
                .clone()
                .filter(|_| pays_for_person(part.source)),
            sponsor: None,
        })
        .collect();
    for sponsor in sponsors {
        take_over(&mut receivables, sponsor)?;
    }
    receivables.retain(|one| one.amount > Fen::ZERO);
    Ok(Draft {
        insured,
        year: standard.year,
        standard: no,
        group: standard.group.clone(),
        tier: standard.tier.clone(),
        receivables,
        window,
        drawn_on: today,
    })
}

/// Whether a package makes this source pay in the place of the person, for the person's group.
const fn pays_for_person(source: Source) -> bool {
    matches!(source, Source::GovernmentAid | Source::Assistance)
}

/// Moves the sponsor's amount out of the person's receivables, first one first.
fn take_over(receivables: &mut Vec<Receivable>, sponsor: &Sponsorship) -> Result<(), Refused> {
    if !sponsor.source.is_sponsor() {
        let sentence = format!(
            "资助来源应为集体、单位或社会资助，不能是{}；请改正来源。",
            sponsor.source.zh()
        );
        return Err(Refused::new("bill.sponsor_kind", sentence));
    }
    if sponsor.amount <= Fen::ZERO {
        let sentence = format!("资助金额 {} 元应大于 0，请核对。", sponsor.amount);
        return Err(Refused::new("bill.sponsor_amount", sentence));
    }
    let mut left = sponsor.amount;
    let mut taken = Vec::new();
    for own in receivables
        .iter_mut()
        .filter(|one| one.source == Source::Person)
    {
        let part = own.amount.min(left);
        let rest = own.amount.checked_sub(part).zip(left.checked_sub(part));
        let Some((own_left, sponsor_left)) = rest else {
            continue;
        };
        own.amount = own_left;
        left = sponsor_left;
        if part > Fen::ZERO {
            taken.push(Receivable {
                source: sponsor.source,
                fund: own.fund.clone(),
                amount: part,
                group: None,
                sponsor: Some(sponsor.sponsor),
            });
        }
    }
    if left > Fen::ZERO {
        let sentence = format!(
            "资助金额 {} 元超过个人应缴部分，多出 {left} 元，请减少资助。",
            sponsor.amount
        );
        return Err(Refused::new("bill.sponsor_too_much", sentence).under("南京2017 三(二)"));
    }
    receivables.extend(taken);
    Ok(())
}
