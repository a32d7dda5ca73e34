//! The model on random packages and histories.

use testkit::model::{Package, run};
use testkit::random::scenario_of;

#[test]
fn the_model_judges_what_the_generator_makes() {
    let mut faults = std::collections::BTreeMap::new();
    for seed in 0..300 {
        let scenario = scenario_of(seed, 12);
        let package = match Package::read(&scenario.package) {
            Ok(package) => package,
            Err(fault) => panic!("seed {seed}: {fault}\n{}", scenario.package),
        };
        let history = match run(&package, &scenario.events) {
            Ok(history) => history,
            Err(fault) => panic!("seed {seed}: {fault}\n{}", scenario.package),
        };
        for judged in history.claims.values() {
            let key = match judged {
                Ok(_) => "ok".to_owned(),
                Err(fault) => fault.to_string(),
            };
            *faults.entry(key).or_insert((0, seed)) = (faults.get(&key).map_or(1, |f: &(i32, u64)| f.0 + 1), seed);
        }
    }
    panic!("{faults:#?}");
}
