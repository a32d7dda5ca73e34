//! The facts of a line in the slots of a policy.

use base::{Count, Fen, Ratio, Refused, Rounding, UnitPrice, show_value};
use benefit::claim::Line;
use benefit::input;
use benefit::plan::{FactDecl, FactId, FactScope, FactType, Policy};

use super::item::Item;
use super::line::LineFacts;

/// The line as a policy prices it. Facts go by name; what the policy does not ask for is left out.
///
/// Of an excluded line nothing is told but that it is out of the catalogue, so that no rule of the
/// package can pay for it. A further fact `item` of the catalogue (a value that a package adds) stands
/// in the place of the class where the package has that value.
///
/// # Errors
/// `line.package` where the policy has no class of items to say that a line is excluded, or where a
/// further fact of the catalogue is no value of the policy's fact.
pub fn bill_line(policy: &Policy, line: &LineFacts) -> Result<Line, Refused> {
    let mut facts = Facts {
        policy,
        slots: Vec::new(),
    };
    if line.excluded.is_some() {
        facts.class("out")?;
    } else {
        facts.class(line.class.fact())?;
        facts.number("quantity", line.quantity);
        facts.number("unit_price", line.unit_price.get());
        if let Some(limit) = &line.limit {
            facts.number("price_limit", limit.each.get());
        }
        if let Some(standard) = line.standard {
            facts.number("payment_standard", standard.get());
        }
        if let Some(ratio) = line.own_first {
            facts.ratio("own_first", ratio);
        }
        facts.text("code", line.code.as_str(), None)?;
        for (name, text) in &line.facts {
            facts.text(name, text, line.as_one)?;
        }
    }
    Ok(Line {
        amount: line.amount,
        facts: facts.slots,
    })
}

/// The further facts of an item that a policy could not take: said when a list is loaded, so that no
/// counter finds it out. Empty where all fit or the policy does not ask.
#[must_use]
pub fn unfit_facts(policy: &Policy, item: &Item) -> Vec<Refused> {
    let unfit = |(name, text): &(Box<str>, Box<str>)| {
        let mut alone = Facts {
            policy,
            slots: Vec::new(),
        };
        alone.text(name, text, None).err()
    };
    item.facts.iter().filter_map(unfit).collect()
}

/// The facts of a line so far.
struct Facts<'a> {
    policy: &'a Policy,
    slots: Vec<(FactId, i64)>,
}

impl Facts<'_> {
    /// The fact of a line by name, where the policy has one.
    fn declared(&self, name: &str) -> Option<(FactId, &FactDecl)> {
        let id = self.policy.fact(name)?;
        let decl = self.policy.facts.get(usize::from(id))?;
        (decl.of == FactScope::Line).then_some((id, decl))
    }

    fn put(&mut self, id: FactId, value: i64) {
        match self.slots.iter_mut().find(|(known, _)| *known == id) {
            Some(slot) => slot.1 = value,
            None => self.slots.push((id, value)),
        }
    }

    fn class(&mut self, name: &str) -> Result<(), Refused> {
        let found = self.declared("item");
        let place = found.and_then(|(id, decl)| Some((id, member(&decl.ty, name)?)));
        let (id, value) = place.ok_or_else(|| {
            let zh = format!(
                "政策包 {} 的费用类别（item）没有取值 {name}，无法结算目录明细，请检查政策包。",
                self.policy.id
            );
            Refused::new("line.package", zh)
        })?;
        self.put(id, value);
        Ok(())
    }

    fn number(&mut self, name: &str, value: i64) {
        let found = self.declared(name);
        let fits = found.filter(|(_, decl)| match decl.ty {
            FactType::Int { min, max } => (min..=max).contains(&value),
            FactType::Money => true,
            _ => false,
        });
        if let Some((id, _)) = fits {
            self.put(id, value);
        }
    }

    /// Packages hold ratios in millionths; those of the catalogue are whole numbers of them.
    fn ratio(&mut self, name: &str, ratio: Ratio) {
        let text = ratio.to_string();
        let found = self.declared(name);
        let value = found.and_then(|(id, decl)| Some((id, input::encode(decl, &text).ok()?)));
        if let Some((id, value)) = value {
            self.put(id, value);
        }
    }

    /// A fact by its text. Prices of one unit are multiplied by `as_one` where the line is one unit.
    fn text(&mut self, name: &str, text: &str, as_one: Option<Count>) -> Result<(), Refused> {
        let Some((id, decl)) = self.declared(name) else {
            return Ok(());
        };
        if let FactType::Enum(_) = decl.ty
            && name == "item"
            && member(&decl.ty, text).is_none()
        {
            return Ok(());
        }
        let scaled = match (&decl.ty, as_one) {
            (FactType::Money, Some(count)) => times(text, count),
            _ => None,
        };
        let value = match scaled {
            Some(fen) => fen.get(),
            None => input::encode(decl, text).map_err(|error| {
                let zh = format!(
                    "目录中的“{}”不合政策包的要求：{}",
                    show_value(name),
                    error.zh()
                );
                Refused::new("line.package", zh)
            })?,
        };
        self.put(id, value);
        Ok(())
    }
}

fn times(text: &str, count: Count) -> Option<Fen> {
    UnitPrice::parse(text).ok()?.times(count, Rounding::HalfUp)
}

fn member(ty: &FactType, name: &str) -> Option<i64> {
    match ty {
        FactType::Enum(values) => {
            let place = values.iter().position(|(value, _)| value == name)?;
            i64::try_from(place).ok()
        }
        _ => None,
    }
}
