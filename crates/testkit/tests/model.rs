//! The model and the kernel on random packages and histories.
//!
//! `SOAK_CASES` and `SOAK_SEED` set size and seed of the ignored test.

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use testkit::compare::{Trouble, compare, reduce};
use testkit::random::{Scenario, scenarios};

fn agree(cases: u32, seed: u64) {
    // Shrinking is done by `reduce`, which knows what an event and a rule are.
    let config = Config {
        cases,
        max_shrink_iters: 0,
        failure_persistence: None,
        ..Config::default()
    };
    let mut bytes = [0_u8; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let outcome = runner.run(&scenarios(40), |scenario| {
        compare(&scenario).map_err(|trouble| {
            let scenario = match trouble {
                Trouble::Unusable(_) => scenario,
                Trouble::Differs(_) => reduce(&scenario),
            };
            TestCaseError::fail(told(&scenario))
        })
    });
    if let Err(TestError::Fail(told, _)) = outcome {
        panic!("seed {seed}: {told}");
    }
}

/// A counterexample in full.
fn told(scenario: &Scenario) -> String {
    let events: Vec<String> = scenario
        .events
        .iter()
        .map(|event| format!("{event:?}"))
        .collect();
    let trouble = compare(scenario).map_or_else(|trouble| trouble.to_string(), |()| String::new());
    let package = &scenario.package;
    format!(
        "{trouble}\n--- policy.toml\n{package}\n--- history\n{}",
        events.join("\n")
    )
}

#[test]
fn random_packages_and_histories_agree() {
    agree(300, 20_261_121);
}

#[test]
#[ignore = "the full size; run by the soak"]
fn random_packages_and_histories_agree_at_length() {
    let number = |name: &str, default: u64| {
        std::env::var(name)
            .ok()
            .and_then(|text| text.parse().ok())
            .unwrap_or(default)
    };
    let cases = u32::try_from(number("SOAK_CASES", 20_000)).unwrap_or(u32::MAX);
    let seed = number("SOAK_SEED", 1);
    println!("{cases} cases, seed {seed}");
    agree(cases, seed);
}
