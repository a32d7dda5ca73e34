//! Which field and which kind of fund a payer is.

use base::Refused;
use benefit::plan::{PayerKind, Policy, PotKind};
use serde::Deserialize;
use std::collections::BTreeMap;

use crate::bill::Share;

/// A field of `setlinfo` that takes money of a payer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names are those of the interface")]
pub enum Field {
    HifpPay,
    CvlservPay,
    HifesPay,
    HifmiPay,
    HifobPay,
    MafPay,
    OthPay,
    HifdmPay,
    AcctPay,
    AcctMulaidPay,
    HospPartAmt,
}

impl Field {
    /// All of them, funds first.
    pub const ALL: [Field; 11] = [
        Self::HifpPay,
        Self::CvlservPay,
        Self::HifesPay,
        Self::HifmiPay,
        Self::HifobPay,
        Self::MafPay,
        Self::OthPay,
        Self::HifdmPay,
        Self::AcctPay,
        Self::AcctMulaidPay,
        Self::HospPartAmt,
    ];

    /// Name in the interface.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Field::HifpPay => "hifp_pay",
            Field::CvlservPay => "cvlserv_pay",
            Field::HifesPay => "hifes_pay",
            Field::HifmiPay => "hifmi_pay",
            Field::HifobPay => "hifob_pay",
            Field::MafPay => "maf_pay",
            Field::OthPay => "oth_pay",
            Field::HifdmPay => "hifdm_pay",
            Field::AcctPay => "acct_pay",
            Field::AcctMulaidPay => "acct_mulaid_pay",
            Field::HospPartAmt => "hosp_part_amt",
        }
    }

    /// The field of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Field> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// Whether it is part of `fund_pay_sumamt`.
    #[must_use]
    pub const fn is_fund(self) -> bool {
        !matches!(
            self,
            Self::AcctPay | Self::AcctMulaidPay | Self::HospPartAmt
        )
    }
}

/// The projection of a pooling area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Projection {
    rules: Vec<Rule>,
    names: BTreeMap<String, String>,
    books: BTreeMap<String, String>,
    pays: Vec<String>,
    by_law: Vec<String>,
    deductible: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    insurance: Vec<String>,
    names: Vec<String>,
    kind: Option<PayerKind>,
    layer: Vec<String>,
    care: Vec<String>,
    field: Field,
    fund: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    format: String,
    #[serde(default)]
    account: RawAccount,
    #[serde(default)]
    deductible: RawDeductible,
    #[serde(default)]
    payer: Vec<RawRule>,
    #[serde(default)]
    names: BTreeMap<String, String>,
    #[serde(default)]
    books: BTreeMap<String, String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAccount {
    #[serde(default)]
    pays: Vec<String>,
    #[serde(default)]
    by_law: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDeductible {
    #[serde(default)]
    causes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    #[serde(default)]
    insurance: Vec<String>,
    #[serde(default)]
    names: Vec<String>,
    kind: Option<String>,
    #[serde(default)]
    layer: Vec<String>,
    #[serde(default)]
    care: Vec<String>,
    field: String,
    #[serde(default)]
    fund: String,
}

impl Projection {
    /// The projection that ships.
    pub const SHIPPED: &'static str = include_str!("../../data/projection.toml");

    /// Reads a projection.
    ///
    /// # Errors
    /// `projection.data` names what is wrong: the form, an unknown kind or field, a fund without its code.
    pub fn read(text: &str) -> Result<Projection, Refused> {
        let raw: Raw = toml::from_str(text).map_err(|error| broken(error.message()))?;
        if raw.format != "tongchou-projection/1" {
            return Err(broken("format 不是 tongchou-projection/1"));
        }
        let rules: Result<Vec<Rule>, Refused> = raw.payer.into_iter().map(rule).collect();
        Ok(Projection {
            rules: rules?,
            names: raw.names,
            books: raw.books,
            pays: raw.account.pays,
            by_law: raw.account.by_law,
            deductible: raw.deductible.causes,
        })
    }

    /// The same with the lines of a package (`interface/projection.toml`) before it. Lists of causes add
    /// up; names of funds of the package win.
    #[must_use]
    pub fn under(mut self, package: Projection) -> Projection {
        let mut rules = package.rules;
        rules.append(&mut self.rules);
        self.rules = rules;
        self.names.extend(package.names);
        self.books.extend(package.books);
        self.pays.extend(package.pays);
        self.by_law.extend(package.by_law);
        self.deductible.extend(package.deductible);
        self
    }

    /// Causes of the person's burden that an account may pay at the counter.
    #[must_use]
    pub fn account_pays(&self) -> &[String] {
        &self.pays
    }

    /// Whether accounts are drawn by the package as law, whatever the person says.
    #[must_use]
    pub fn drawn_by_law(&self, policy: &str) -> bool {
        self.by_law.iter().any(|id| id == policy)
    }

    /// Whether a cause of burden is the deductible.
    #[must_use]
    pub fn is_deductible(&self, cause: &str) -> bool {
        self.deductible.iter().any(|name| name == cause)
    }

    /// Chinese name of a kind of fund; empty where none is known.
    #[must_use]
    pub fn fund_name(&self, fund: &str) -> &str {
        self.names.get(fund).map_or("", String::as_str)
    }

    /// The word in the funds' books of a kind of fund; its code where no fund of the books pays it, such as a
    /// commercial insurer's money.
    #[must_use]
    pub fn book<'a>(&'a self, fund: &'a str) -> &'a str {
        self.books.get(fund).map_or(fund, String::as_str)
    }

    /// The field and the kind of fund of a payer's share.
    ///
    /// # Errors
    /// `projection.payer`: no line covers the payer.
    pub fn of(&self, insurance: &str, care: &str, share: &Share) -> Result<(Field, &str), Refused> {
        let Some(kind) = share.payer else {
            return Err(unknown(&share.name));
        };
        self.find(insurance, care, (&share.name, kind, &share.layer))
    }

    fn find(
        &self,
        insurance: &str,
        care: &str,
        (name, kind, layer): (&str, PayerKind, &str),
    ) -> Result<(Field, &str), Refused> {
        let any =
            |list: &[String], value: &str| list.is_empty() || list.iter().any(|it| it == value);
        let found = self.rules.iter().find(|rule| {
            any(&rule.insurance, insurance)
                && any(&rule.names, name)
                && rule.kind.is_none_or(|it| it == kind)
                && any(&rule.layer, layer)
                && any(&rule.care, care)
        });
        found
            .map(|rule| (rule.field, rule.fund.as_str()))
            .ok_or_else(|| unknown(name))
    }

    /// Whether every payer of a package finds its field under an insurance.
    ///
    /// # Errors
    /// `projection.payer` names the first that does not.
    pub fn covers(&self, policy: &Policy, insurance: &str) -> Result<(), Refused> {
        for pot in &policy.pots {
            let PotKind::Payer(kind, layer) = pot.kind else {
                continue;
            };
            let layer = policy
                .layers
                .get(usize::from(layer))
                .map_or("", String::as_str);
            self.find(insurance, "", (&pot.name, kind, layer))?;
        }
        Ok(())
    }
}

fn rule(raw: RawRule) -> Result<Rule, Refused> {
    let field = Field::parse(&raw.field);
    let field =
        field.ok_or_else(|| broken(&format!("字段 {} 不认识", base::show_value(&raw.field))))?;
    let kind = match raw.kind {
        None => None,
        Some(name) => Some(
            kind(&name)
                .ok_or_else(|| broken(&format!("性质 {} 不认识", base::show_value(&name))))?,
        ),
    };
    if field.is_fund() == raw.fund.is_empty() {
        return Err(broken(&format!(
            "{} 的 fund 应当有且只在基金字段有",
            field.name()
        )));
    }
    Ok(Rule {
        insurance: raw.insurance,
        names: raw.names,
        kind,
        layer: raw.layer,
        care: raw.care,
        field,
        fund: raw.fund,
    })
}

fn kind(name: &str) -> Option<PayerKind> {
    let known = [
        ("fund", PayerKind::Fund),
        ("account", PayerKind::Account),
        ("family_account", PayerKind::FamilyAccount),
        ("employer", PayerKind::Employer),
        ("provider", PayerKind::Provider),
        ("insurer", PayerKind::Insurer),
        ("assistance", PayerKind::Assistance),
        ("government", PayerKind::Government),
        ("mutual_aid", PayerKind::MutualAid),
    ];
    known
        .into_iter()
        .find(|(known, _)| *known == name)
        .map(|(_, kind)| kind)
}

fn broken(what: &str) -> Refused {
    Refused::new(
        "projection.data",
        format!("接口投影表不能用：{what}；请改正后重新载入。"),
    )
}

fn unknown(name: &str) -> Refused {
    Refused::new(
        "projection.payer",
        format!(
            "支付方“{}”没有对应的接口字段，请在规则包的 interface/projection.toml 中补一条。",
            base::show_value(name)
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(name: &str, payer: PayerKind, layer: &str) -> Share {
        Share {
            stage: 0,
            pot: 0,
            name: name.to_owned(),
            payer: Some(payer),
            layer: layer.to_owned(),
            amount: base::Fen::new(1),
        }
    }

    #[test]
    fn payers_find_field_and_fund() {
        let shipped = Projection::read(Projection::SHIPPED).unwrap();
        let of = |insurance: &str, care: &str, share: &Share| {
            let (field, fund) = shipped.of(insurance, care, share).unwrap();
            format!("{} {fund}", field.name())
        };
        let pool = share("pool", PayerKind::Fund, "basic");
        assert_eq!(of("390", "inpatient", &pool), "hifp_pay 390100");
        assert_eq!(of("390", "outpatient", &pool), "hifp_pay 390102");
        assert_eq!(of("310", "inpatient", &pool), "hifp_pay 310100");
        let ill = share("serious_illness", PayerKind::Insurer, "serious_illness");
        assert_eq!(of("390", "inpatient", &ill), "hifmi_pay 390200");
        let aid = share("aid", PayerKind::Assistance, "assistance");
        assert_eq!(of("390", "inpatient", &aid), "maf_pay 610100");
        let family = share("account_family", PayerKind::FamilyAccount, "basic");
        assert_eq!(of("390", "outpatient", &family), "acct_mulaid_pay ");
    }

    #[test]
    fn lines_of_a_package_come_first() {
        let own = "format = \"tongchou-projection/1\"\n[[payer]]\nnames = [\"pool\"]\nfield = \"hifob_pay\"\nfund = \"310300\"\n";
        let shipped = Projection::read(Projection::SHIPPED).unwrap();
        let both = shipped.under(Projection::read(own).unwrap());
        let pool = share("pool", PayerKind::Fund, "basic");
        assert_eq!(
            both.of("310", "inpatient", &pool).unwrap(),
            (Field::HifobPay, "310300")
        );
        assert_eq!(both.fund_name("310300"), "职工大病补助基金");
    }

    #[test]
    fn broken_data_is_refused() {
        let head = "format = \"tongchou-projection/1\"\n[[payer]]\n";
        for rest in [
            "field = \"x\"",
            "field = \"hifp_pay\"",
            "field = \"acct_pay\"\nfund = \"1\"",
            "kind = \"x\"\nfield = \"acct_pay\"",
            "feld = \"x\"",
        ] {
            let refused = Projection::read(&format!("{head}{rest}")).unwrap_err();
            assert_eq!(refused.code(), "projection.data", "{rest}");
        }
        let none = Projection::read("format = \"tongchou-projection/1\"").unwrap();
        let pool = share("pool", PayerKind::Fund, "basic");
        assert_eq!(
            none.of("310", "", &pool).unwrap_err().code(),
            "projection.payer"
        );
    }
}
