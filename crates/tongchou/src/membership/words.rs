//! Words of the command line, each refused with the list of those that there are.

use enrolment::Scheme;
use enrolment::membership::{Channel, EndReason, Standing};
use enrolment::regime::Residence;

fn word<T: Copy>(
    text: &str,
    all: &[T],
    code: fn(T) -> &'static str,
    zh: fn(T) -> &'static str,
) -> Result<T, String> {
    let found = all
        .iter()
        .copied()
        .find(|one| code(*one) == text || zh(*one) == text);
    found.ok_or_else(|| {
        let all: Vec<_> = all
            .iter()
            .map(|one| format!("{}（{}）", code(*one), zh(*one)))
            .collect();
        format!(
            "没有“{}”，可选：{}。",
            base::show_value(text),
            all.join("、")
        )
    })
}

pub fn scheme(text: &str) -> Result<Scheme, String> {
    word(text, &Scheme::ALL, Scheme::code, Scheme::zh)
}

pub fn channel(text: &str) -> Result<Channel, String> {
    word(text, Channel::ALL, Channel::code, Channel::zh)
}

pub fn standing(text: &str) -> Result<Standing, String> {
    word(text, Standing::ALL, Standing::code, Standing::zh)
}

pub fn end_reason(text: &str) -> Result<EndReason, String> {
    word(text, EndReason::ALL, EndReason::code, EndReason::zh)
}

pub fn residence(text: &str) -> Result<Residence, String> {
    word(text, Residence::ALL, Residence::code, Residence::zh)
}
