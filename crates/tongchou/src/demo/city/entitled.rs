//! Who is entitled to benefits, derived from what the two years brought.

use super::scene::Scene;
use crate::office::Fault;
use crate::premium::{employee_policy, rules_of_pool};
use anyhow::Result;
use service::entitlement::{self, Derivation, Rules};

/// Derives the spans of residents and of employees, as the office does after collecting.
pub fn derive(scene: &Scene<'_>) -> Result<()> {
    let (desk, clerk) = (scene.desk(), scene.staff.of("shibanjing")?);
    let today = desk.today();
    let (profile, calendar) = rules_of_pool(&desk, clerk, today).map_err(Fault::from)?;
    let mut rules = Rules::of(&profile, calendar);
    let residents = entitlement::derive_residents(&desk, clerk, &mut rules, &mut |_| ());
    let policy = employee_policy(&desk, clerk, today).map_err(Fault::from)?;
    let employees = entitlement::derive_employees(&desk, clerk, &policy, &[], &mut |_| ());
    tell(scene, "居民", residents.map_err(Fault::from)?);
    tell(scene, "职工", employees.map_err(Fault::from)?);
    Ok(())
}

fn tell(scene: &Scene<'_>, whom: &str, done: Derivation) {
    let Derivation {
        people,
        written,
        refused,
        ..
    } = done;
    scene.say(&format!(
        "{whom}待遇期间：{people} 人，写入 {written} 段，政策包不能回答 {refused} 人"
    ));
}
