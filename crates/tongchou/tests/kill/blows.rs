//! Killing commands, at moments that follow from a seed.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::city::City;
use crate::year::autumn;

/// splitmix64.
pub struct Random(pub u64);

impl Random {
    fn below(&mut self, below: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        u32::try_from((mixed ^ (mixed >> 31)) % u64::from(below)).unwrap_or(0)
    }
}

/// Runs an autumn as it should be; how long each command took.
pub fn undisturbed(city: &City) -> Vec<Duration> {
    let mut takes = Vec::new();
    autumn(city, &mut |make| {
        let begun = Instant::now();
        let said = end(make(), &[0, 1]);
        takes.push(begun.elapsed());
        said
    });
    println!(
        "undisturbed: {:.1} s",
        takes.iter().sum::<Duration>().as_secs_f32()
    );
    takes
}

/// Runs an autumn in which each command is struck `kills` times, at random moments of the time that it takes
/// when nobody disturbs it, before it may end. How many blows hit a command at work.
pub fn disturbed(
    city: &City,
    takes: &[Duration],
    kills: u32,
    random: &mut Random,
    strike: &mut dyn FnMut(&mut Child),
) -> u32 {
    let (mut hits, mut takes) = (0, takes.iter());
    let begun = Instant::now();
    autumn(city, &mut |make| {
        let full = takes.next().copied().unwrap_or_default();
        let (mut told, mut hit) = (String::new(), 0);
        for _ in 0..kills {
            let permille = random.below(1_000);
            let mut command = make();
            command.stdout(Stdio::null()).stderr(Stdio::null());
            let mut child = command.spawn().unwrap();
            std::thread::sleep(full * permille / 1_000);
            let at_work = child.try_wait().unwrap().is_none();
            told.push_str(&format!(
                " {permille}‰{}",
                if at_work { "" } else { " (had ended)" }
            ));
            if at_work {
                strike(&mut child);
                hit += 1;
            }
        }
        hits += hit;
        let words: Vec<_> = make()
            .get_args()
            .take(2)
            .map(|word| word.to_owned())
            .collect();
        println!(
            "{words:?}, {:.1} s undisturbed, struck at{told}",
            full.as_secs_f32()
        );
        // what was finished already may be declined: there is nothing left to post or to decide
        end(make(), if kills > 0 { &[0, 1, 5] } else { &[0, 1] })
    });
    println!(
        "disturbed: {hits} hits, {:.1} s",
        begun.elapsed().as_secs_f32()
    );
    hits
}

/// Lets a command end; what it said.
fn end(mut command: Command, codes: &[i32]) -> String {
    let done = command.output().unwrap();
    let said = String::from_utf8(done.stdout).unwrap();
    let failed = String::from_utf8(done.stderr).unwrap();
    let code = done.status.code();
    assert!(
        code.is_some_and(|code| codes.contains(&code)),
        "{command:?} ended with {code:?}: {said}{failed}"
    );
    said
}
