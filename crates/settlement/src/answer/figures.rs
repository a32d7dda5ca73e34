//! The figures of `setlinfo`.

use base::{Fen, Refused};

use super::Field;

/// The money of one answer, by the names of the interface. Of a reversal every amount is negative, of a
/// settlement in parts it is the difference to the one before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "the names are those of the interface, docs of which say what they are"
)]
pub struct Figures {
    /// Total of the bill.
    pub medfee_sumamt: Fen,
    /// Full own pay: out of the catalogue.
    pub fulamt_ownpay_amt: Fen,
    /// Above price ceilings.
    pub overlmt_selfpay: Fen,
    /// First self-pay by the catalogue.
    pub preselfpay_amt: Fen,
    /// Within the policy.
    pub inscp_scp_amt: Fen,
    /// Deductible charged.
    pub act_pay_dedc: Fen,
    /// Basic pooled fund.
    pub hifp_pay: Fen,
    pub cvlserv_pay: Fen,
    pub hifes_pay: Fen,
    pub hifmi_pay: Fen,
    pub hifob_pay: Fen,
    pub maf_pay: Fen,
    pub oth_pay: Fen,
    pub hifdm_pay: Fen,
    /// Σ of the eight above.
    pub fund_pay_sumamt: Fen,
    /// What the person bears, account and cash.
    pub psn_part_amt: Fen,
    /// Accounts, a shared one included.
    pub acct_pay: Fen,
    /// Cash.
    pub psn_cash_pay: Fen,
    /// What the institution bears.
    pub hosp_part_amt: Fen,
    /// Of `acct_pay`, from a shared account.
    pub acct_mulaid_pay: Fen,
}

/// A function of two amounts; `None` out of range.
type Combine = fn(Fen, Fen) -> Option<Fen>;

impl Figures {
    /// The amount of a field.
    #[must_use]
    pub const fn field(&self, field: Field) -> Fen {
        match field {
            Field::HifpPay => self.hifp_pay,
            Field::CvlservPay => self.cvlserv_pay,
            Field::HifesPay => self.hifes_pay,
            Field::HifmiPay => self.hifmi_pay,
            Field::HifobPay => self.hifob_pay,
            Field::MafPay => self.maf_pay,
            Field::OthPay => self.oth_pay,
            Field::HifdmPay => self.hifdm_pay,
            Field::AcctPay => self.acct_pay,
            Field::AcctMulaidPay => self.acct_mulaid_pay,
            Field::HospPartAmt => self.hosp_part_amt,
        }
    }

    /// Adds to a field of a payer, and to the sums that it is part of. `None` out of range.
    pub(super) fn pay(&mut self, field: Field, amount: Fen) -> Option<()> {
        let add = |to: &mut Fen| to.checked_add(amount).map(|sum| *to = sum);
        match field {
            Field::HifpPay => add(&mut self.hifp_pay)?,
            Field::CvlservPay => add(&mut self.cvlserv_pay)?,
            Field::HifesPay => add(&mut self.hifes_pay)?,
            Field::HifmiPay => add(&mut self.hifmi_pay)?,
            Field::HifobPay => add(&mut self.hifob_pay)?,
            Field::MafPay => add(&mut self.maf_pay)?,
            Field::OthPay => add(&mut self.oth_pay)?,
            Field::HifdmPay => add(&mut self.hifdm_pay)?,
            Field::AcctPay => add(&mut self.acct_pay)?,
            Field::AcctMulaidPay => {
                add(&mut self.acct_mulaid_pay)?;
                add(&mut self.acct_pay)?;
            }
            Field::HospPartAmt => add(&mut self.hosp_part_amt)?,
        }
        match field {
            Field::AcctPay | Field::AcctMulaidPay => add(&mut self.psn_part_amt),
            Field::HospPartAmt => Some(()),
            _ => add(&mut self.fund_pay_sumamt),
        }
    }

    /// Adds to what the person pays in cash. `None` out of range.
    pub(super) fn cash(&mut self, amount: Fen) -> Option<()> {
        self.psn_cash_pay = self.psn_cash_pay.checked_add(amount)?;
        self.psn_part_amt = self.psn_part_amt.checked_add(amount)?;
        Some(())
    }

    /// Every field with its name of the interface, as answers and rows carry them.
    #[must_use]
    pub const fn pairs(&self) -> [(&'static str, Fen); 20] {
        [
            ("medfee_sumamt", self.medfee_sumamt),
            ("fulamt_ownpay_amt", self.fulamt_ownpay_amt),
            ("overlmt_selfpay", self.overlmt_selfpay),
            ("preselfpay_amt", self.preselfpay_amt),
            ("inscp_scp_amt", self.inscp_scp_amt),
            ("act_pay_dedc", self.act_pay_dedc),
            ("hifp_pay", self.hifp_pay),
            ("cvlserv_pay", self.cvlserv_pay),
            ("hifes_pay", self.hifes_pay),
            ("hifmi_pay", self.hifmi_pay),
            ("hifob_pay", self.hifob_pay),
            ("maf_pay", self.maf_pay),
            ("oth_pay", self.oth_pay),
            ("hifdm_pay", self.hifdm_pay),
            ("fund_pay_sumamt", self.fund_pay_sumamt),
            ("psn_part_amt", self.psn_part_amt),
            ("acct_pay", self.acct_pay),
            ("psn_cash_pay", self.psn_cash_pay),
            ("hosp_part_amt", self.hosp_part_amt),
            ("acct_mulaid_pay", self.acct_mulaid_pay),
        ]
    }

    /// The figures of named fields; `None` where one is missing.
    #[must_use]
    pub fn of_pairs(find: impl Fn(&str) -> Option<Fen>) -> Option<Figures> {
        Some(Figures {
            medfee_sumamt: find("medfee_sumamt")?,
            fulamt_ownpay_amt: find("fulamt_ownpay_amt")?,
            overlmt_selfpay: find("overlmt_selfpay")?,
            preselfpay_amt: find("preselfpay_amt")?,
            inscp_scp_amt: find("inscp_scp_amt")?,
            act_pay_dedc: find("act_pay_dedc")?,
            hifp_pay: find("hifp_pay")?,
            cvlserv_pay: find("cvlserv_pay")?,
            hifes_pay: find("hifes_pay")?,
            hifmi_pay: find("hifmi_pay")?,
            hifob_pay: find("hifob_pay")?,
            maf_pay: find("maf_pay")?,
            oth_pay: find("oth_pay")?,
            hifdm_pay: find("hifdm_pay")?,
            fund_pay_sumamt: find("fund_pay_sumamt")?,
            psn_part_amt: find("psn_part_amt")?,
            acct_pay: find("acct_pay")?,
            psn_cash_pay: find("psn_cash_pay")?,
            hosp_part_amt: find("hosp_part_amt")?,
            acct_mulaid_pay: find("acct_mulaid_pay")?,
        })
    }

    fn combine(&self, other: &Figures, with: Combine) -> Option<Figures> {
        let f = |pick: fn(&Figures) -> Fen| with(pick(self), pick(other));
        Some(Figures {
            medfee_sumamt: f(|it| it.medfee_sumamt)?,
            fulamt_ownpay_amt: f(|it| it.fulamt_ownpay_amt)?,
            overlmt_selfpay: f(|it| it.overlmt_selfpay)?,
            preselfpay_amt: f(|it| it.preselfpay_amt)?,
            inscp_scp_amt: f(|it| it.inscp_scp_amt)?,
            act_pay_dedc: f(|it| it.act_pay_dedc)?,
            hifp_pay: f(|it| it.hifp_pay)?,
            cvlserv_pay: f(|it| it.cvlserv_pay)?,
            hifes_pay: f(|it| it.hifes_pay)?,
            hifmi_pay: f(|it| it.hifmi_pay)?,
            hifob_pay: f(|it| it.hifob_pay)?,
            maf_pay: f(|it| it.maf_pay)?,
            oth_pay: f(|it| it.oth_pay)?,
            hifdm_pay: f(|it| it.hifdm_pay)?,
            fund_pay_sumamt: f(|it| it.fund_pay_sumamt)?,
            psn_part_amt: f(|it| it.psn_part_amt)?,
            acct_pay: f(|it| it.acct_pay)?,
            psn_cash_pay: f(|it| it.psn_cash_pay)?,
            hosp_part_amt: f(|it| it.hosp_part_amt)?,
            acct_mulaid_pay: f(|it| it.acct_mulaid_pay)?,
        })
    }

    /// What these have more than others; `None` out of range.
    #[must_use]
    pub fn minus(&self, other: &Figures) -> Option<Figures> {
        self.combine(other, Fen::checked_sub)
    }

    /// The sum; `None` out of range.
    #[must_use]
    pub fn plus(&self, other: &Figures) -> Option<Figures> {
        self.combine(other, Fen::checked_add)
    }

    /// The same with the signs turned, as a reversal gives them; `None` out of range.
    #[must_use]
    pub fn negative(&self) -> Option<Figures> {
        Figures::default().minus(self)
    }

    /// Share of the basic pooled fund in what is within the policy above the deductible, in parts of
    /// 10,000 (`pool_prop_selfpay`); 0 where there is nothing of it.
    #[must_use]
    pub fn pool_ratio(&self) -> i64 {
        let base = i128::from(self.inscp_scp_amt.get())
            .saturating_sub(i128::from(self.act_pay_dedc.get()));
        let paid = i128::from(self.hifp_pay.get()).saturating_mul(10_000);
        if base <= 0 || paid <= 0 {
            return 0;
        }
        i64::try_from(base::Rounding::HalfUp.div(paid, base)).unwrap_or(0)
    }

    /// The identities of the interface (rules, point 1).
    ///
    /// # Errors
    /// `answer.identity` names the first that does not hold.
    pub fn check(&self) -> Result<(), Refused> {
        let sum = |amounts: &[Fen]| Fen::checked_sum(amounts.iter().copied());
        let funds: Vec<Fen> = Field::ALL
            .into_iter()
            .filter(|it| it.is_fund())
            .map(|it| self.field(it))
            .collect();
        let identities = [
            (
                "medfee_sumamt = fund_pay_sumamt + psn_part_amt + hosp_part_amt",
                Some(self.medfee_sumamt),
                sum(&[self.fund_pay_sumamt, self.psn_part_amt, self.hosp_part_amt]),
            ),
            (
                "fund_pay_sumamt = 各基金之和",
                Some(self.fund_pay_sumamt),
                sum(&funds),
            ),
            (
                "psn_part_amt = acct_pay + psn_cash_pay",
                Some(self.psn_part_amt),
                sum(&[self.acct_pay, self.psn_cash_pay]),
            ),
            (
                "medfee_sumamt = fulamt_ownpay_amt + overlmt_selfpay + preselfpay_amt + inscp_scp_amt",
                Some(self.medfee_sumamt),
                sum(&[
                    self.fulamt_ownpay_amt,
                    self.overlmt_selfpay,
                    self.preselfpay_amt,
                    self.inscp_scp_amt,
                ]),
            ),
        ];
        for (identity, left, right) in identities {
            if left != right {
                return Err(Refused::new(
                    "answer.identity",
                    format!(
                        "结算金额不平：{identity} 不成立，本次结算没有生效，请报告系统管理员。"
                    ),
                ));
            }
        }
        Ok(())
    }
}

/// What the institution says the bill comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Declared {
    /// Total (`medfee_sumamt`).
    pub medfee_sumamt: Fen,
    /// Full own pay, above ceilings, first self-pay, within the policy; many clients send zeros.
    pub parts: Option<[Fen; 4]>,
}

impl Declared {
    /// Whether the institution reckons as the platform does. Four zeros say nothing.
    ///
    /// # Errors
    /// `answer.declared_total`, `answer.declared_parts`: what differs, with both figures.
    pub fn check(&self, figures: &Figures) -> Result<(), Refused> {
        if self.medfee_sumamt != figures.medfee_sumamt {
            return Err(Refused::new(
                "answer.declared_total",
                format!(
                    "医疗费总额 medfee_sumamt {} 与已上传明细合计 {} 不符，请核对明细后重新结算。",
                    self.medfee_sumamt, figures.medfee_sumamt
                ),
            ));
        }
        let ours = [
            ("fulamt_ownpay_amt", figures.fulamt_ownpay_amt),
            ("overlmt_selfpay", figures.overlmt_selfpay),
            ("preselfpay_amt", figures.preselfpay_amt),
            ("inscp_scp_amt", figures.inscp_scp_amt),
        ];
        let Some(parts) = self
            .parts
            .filter(|parts| parts.iter().any(|part| *part != Fen::ZERO))
        else {
            return Ok(());
        };
        for ((field, ours), theirs) in ours.into_iter().zip(parts) {
            if ours != theirs {
                return Err(Refused::new(
                    "answer.declared_parts",
                    format!(
                        "{field} 填写 {theirs}，按目录应为 {ours}；请按明细返回的金额重新汇总。"
                    ),
                ));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures() -> Figures {
        let mut figures = Figures {
            medfee_sumamt: Fen::new(1_099),
            fulamt_ownpay_amt: Fen::new(99),
            inscp_scp_amt: Fen::new(1_000),
            ..Figures::default()
        };
        for (field, fen) in [
            (Field::HifpPay, 500),
            (Field::AcctMulaidPay, 50),
            (Field::AcctPay, 49),
            (Field::HospPartAmt, 100),
        ] {
            figures.pay(field, Fen::new(fen)).unwrap();
        }
        figures.cash(Fen::new(400)).unwrap();
        figures
    }

    #[test]
    fn sums_follow_from_parts() {
        let figures = figures();
        assert_eq!(figures.check(), Ok(()));
        assert_eq!(
            (figures.acct_pay, figures.psn_part_amt),
            (Fen::new(99), Fen::new(499))
        );
        assert_eq!(figures.pool_ratio(), 5_000);
        assert_eq!(figures.negative().unwrap().check(), Ok(()));
        assert_eq!(
            figures.negative().unwrap().plus(&figures),
            Some(Figures::default())
        );
    }

    #[test]
    fn a_figure_that_is_off_is_seen() {
        for change in [
            |it: &mut Figures| it.medfee_sumamt = Fen::new(1),
            |it: &mut Figures| it.hifmi_pay = Fen::new(1),
            |it: &mut Figures| it.psn_cash_pay = Fen::new(1),
            |it: &mut Figures| it.overlmt_selfpay = Fen::new(1),
        ] {
            let mut off = figures();
            change(&mut off);
            assert_eq!(off.check().unwrap_err().code(), "answer.identity");
        }
    }

    #[test]
    fn what_the_institution_declares_is_compared() {
        let figures = figures();
        let declared = |total, parts| {
            Declared {
                medfee_sumamt: Fen::new(total),
                parts,
            }
            .check(&figures)
        };
        assert_eq!(declared(1_099, None), Ok(()));
        assert_eq!(declared(1_099, Some([Fen::ZERO; 4])), Ok(()));
        assert_eq!(
            declared(1_099, Some([99, 0, 0, 1_000].map(Fen::new))),
            Ok(())
        );
        assert_eq!(
            declared(1_100, None).unwrap_err().code(),
            "answer.declared_total"
        );
        let off = declared(1_099, Some([0, 0, 0, 1_099].map(Fen::new)));
        assert_eq!(off.unwrap_err().code(), "answer.declared_parts");
    }
}
