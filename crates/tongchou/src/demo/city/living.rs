//! What happens to people between the two years: births, deaths, moves, work.

use super::register::{ITEMS, in_row};
use super::scene::Scene;
use crate::office::Fault;
use anyhow::Result;
use base::{Date, RegionCode, ResidentId};
use sample::{Happening, Relation, happening, rows};
use service::people::change::{self, PersonChange};
use service::people::import::{Import, Order};

/// Somebody who was not there before.
struct Newcomer {
    village: RegionCode,
    cells: Vec<String>,
}

/// Brings the register from one day to another: the dead are reported by the police, newborns and newcomers are taken
/// in, and who left or found work is not on the lists of residents any more.
pub fn between(scene: &mut Scene<'_>, from: Date, day: Date) -> Result<()> {
    scene.clock.move_to(day);
    let (mut dead, mut newcomers, mut gone) = (Vec::new(), Vec::new(), Vec::new());
    for household in scene.city.households() {
        let Some(head) = household.members.first() else {
            continue;
        };
        for event in happening::of(scene.city, &household) {
            if event.on < from || event.on >= day {
                continue;
            }
            match event.what {
                Happening::Death { person } => dead.push((person, event.on)),
                Happening::MoveOut { person } | Happening::Hired { person, .. } => {
                    gone.push(person)
                }
                Happening::Birth { id, name, .. } | Happening::MoveIn { id, name } => {
                    newcomers.push(Newcomer {
                        village: head.region,
                        cells: cells(head.region, household.number, &id, name),
                    });
                }
                Happening::LeftWork { .. } => (),
            }
        }
    }
    for (person, on) in &dead {
        die(scene, *person, *on)?;
    }
    scene.gone.extend(dead.iter().map(|(person, _)| *person));
    scene.gone.extend(gone.iter().copied());
    let came = newcomers.len();
    take_in(scene, &newcomers)?;
    scene.say(&format!(
        "人员变动：死亡 {} 人，迁出或就业 {} 人，新生儿和迁入 {came} 人",
        dead.len(),
        gone.len()
    ));
    Ok(())
}

fn die(scene: &Scene<'_>, person: u32, on: Date) -> Result<()> {
    let Some(no) = scene.persons.get(person as usize).copied().flatten() else {
        return Ok(());
    };
    let clerk = scene.staff.of("shibanjing")?;
    let death = PersonChange::Death("公安".to_owned());
    change::change(&scene.desk(), clerk, no, &death, on, "公安死亡登记").map_err(Fault::from)?;
    Ok(())
}

/// The row of a newcomer: a child of the house where it was born here, else somebody else.
fn cells(region: RegionCode, household: u32, id: &ResidentId, name: String) -> Vec<String> {
    let child = id.region_digits().starts_with("8902");
    let sex = id.sex();
    let relation = if child {
        Relation::Child.zh(sex)
    } else {
        "其他"
    };
    vec![
        name,
        "01".to_owned(),
        id.to_string(),
        if sex == base::Sex::Male { "男" } else { "女" }.to_owned(),
        id.birth().to_string(),
        region.short(),
        region.short(),
        rows::household_number(household),
        relation.to_owned(),
    ]
}

fn take_in(scene: &mut Scene<'_>, newcomers: &[Newcomer]) -> Result<()> {
    let clerk = scene.staff.of("shibanjing")?.clone();
    let order = Order {
        region: scene.city.spec().pool,
        key: format!("demo-newcomers-{}", service::Clock::today(scene.clock)),
        legacy: false,
        list: None,
    };
    debug_assert!(newcomers.iter().all(|one| one.cells.len() == ITEMS.len()));
    let mut import = Import::open(&scene.desk(), &clerk, &order).map_err(Fault::from)?;
    let lines = newcomers.iter().map(|one| &one.cells).zip(2..);
    let given: Vec<_> = lines.map(in_row).collect();
    let taken = import
        .take(&scene.desk(), &clerk, &given, true)
        .map_err(Fault::from)?;
    for (result, newcomer) in taken.iter().zip(newcomers) {
        scene
            .newcomers
            .extend(result.person.map(|no| (newcomer.village, no)));
    }
    Ok(())
}
