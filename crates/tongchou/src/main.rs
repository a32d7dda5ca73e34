//! `tongchou`: the one binary. It reads files, calls the pure crates, and prints.

mod account;
mod audit;
mod bench;
mod books;
mod card;
mod catalogue;
mod claim;
mod clearing;
mod cli;
mod contribution;
mod cross;
mod database;
mod demo;
mod entitlement;
mod exit;
mod files;
mod filing;
mod findings;
mod fund;
mod gateway;
mod insurer;
mod load;
mod membership;
mod mode;
mod office;
mod package;
mod packages;
mod payout;
mod people;
mod policies;
mod posting;
mod premium;
mod provider;
mod regime;
mod rows;
mod serve;
mod settle;
mod settlement;
mod tally;
mod usage;
mod user;

use clap::{CommandFactory, Parser};
use cli::{Cli, Command, Policy};
use exit::Outcome;
use std::process::ExitCode;

/// Serves the embedded database too. Its pages come and go by the hundred thousand in a long import, and the
/// allocator of the system spent a sixth of the time on them, the more the longer the import went on.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    end_quietly_on_a_closed_pipe();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return stop(&error),
    };
    match run(cli) {
        Ok(outcome) => outcome.into(),
        Err(error) => {
            eprintln!("错误：{}", exit::told(&error));
            ending(&error).into()
        }
    }
}

/// How a command ended that answered with an error.
fn ending(error: &anyhow::Error) -> Outcome {
    if error.chain().any(|cause| cause.is::<exit::Unwritable>()) {
        return Outcome::BadOutput;
    }
    if error.chain().any(|cause| cause.is::<exit::WrongUse>()) {
        return Outcome::WrongUse;
    }
    let fault = error
        .chain()
        .find_map(|cause| cause.downcast_ref::<office::Fault>());
    match fault {
        Some(fault) if fault.is_storage() => Outcome::NoStore,
        Some(fault) if !fault.is_input() => Outcome::Declined,
        _ => Outcome::BadInput,
    }
}

/// Help and version were asked for, or the command is written wrongly.
fn stop(error: &clap::Error) -> ExitCode {
    let text = usage::told(error);
    if error.use_stderr() {
        eprint!("{text}");
    } else {
        print!("{text}");
    }
    u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
}

/// A reader such as `head` may close our output early; that is no fault worth a report.
fn end_quietly_on_a_closed_pipe() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let text = panic.payload().downcast_ref::<String>();
        if text.is_some_and(|text| text.starts_with("failed printing to stdout")) {
            std::process::exit(0);
        }
        report(panic);
    }));
}

fn run(cli: Cli) -> anyhow::Result<Outcome> {
    match cli.command {
        Command::Policy(Policy::Check { paths, strict }) => policies::check(&paths, strict),
        Command::Policy(Policy::Test { paths, mutate }) => policies::test(&paths, mutate),
        Command::Policy(Policy::Explain { paths }) => policies::explain(&paths),
        Command::Policy(Policy::Diff { old, new }) => policies::diff(&old, &new),
        Command::Policy(Policy::Schema { kind, policy }) => {
            policies::schema(kind.into(), policy.as_deref())
        }
        Command::Db(ask) => database::run(&ask),
        Command::User(ask) => user::run(&ask),
        Command::Budget(ask) => fund::budget::run(&ask),
        Command::Fund(ask) => fund::control::run(&ask),
        Command::Reconcile(ask) => fund::reconcile::run(&ask),
        Command::Indicator(ask) => fund::indicator::run(&ask),
        Command::Publish(ask) => fund::publish::run(&ask),
        Command::Audit(ask) => audit::run(&ask),
        Command::Employer(ask) => premium::run(&ask),
        Command::Provider(ask) => provider::run(&ask),
        Command::Account(ask) => account::run(&ask),
        Command::Entitlement(ask) => entitlement::run(&ask),
        Command::Filing(ask) => filing::run(&ask),
        Command::Mode(ask) => mode::run(&ask),
        Command::Regime(ask) => regime::run(&ask),
        Command::Catalogue(ask) => catalogue::run(&ask),
        Command::Enrol(ask) => membership::run(&ask),
        Command::Transfer(ask) => membership::run_transfer(&ask),
        Command::Posting(ask) => posting::run(&ask),
        Command::Claim(ask) => claim::run(&ask),
        Command::Payout(ask) => payout::run(&ask),
        Command::Clearing(ask) => clearing::run(&ask),
        Command::Cross(ask) => cross::run(&ask),
        Command::Insurer(ask) => insurer::run(&ask),
        Command::Post(ask) => books::post(&ask),
        Command::Close(ask) => books::close(&ask),
        Command::Report(ask) => books::report(&ask),
        Command::Ledger(ask) => books::ledger(&ask),
        Command::Person(ask) => people::person(&ask),
        Command::Card(ask) => card::run(&ask),
        Command::Household(ask) => people::household(&ask),
        Command::Organisation(ask) => people::organisation(&ask),
        Command::Category(ask) => people::category(&ask),
        Command::Demo(ask) => demo::run(&ask),
        Command::Package(ask) => package::run(&ask),
        Command::Standard(ask) => contribution::standard::run(&ask),
        Command::Bill(ask) => contribution::bill::run(&ask),
        Command::Pay(ask) => contribution::pay::run(&ask),
        Command::Subsidy(ask) => contribution::subsidy::run(&ask),
        Command::Gateway(ask) => gateway::run(&ask),
        Command::Serve(ask) => serve::run(&ask),
        Command::Bench(ask) => bench::run(&ask),
        Command::Settle(ask) => settle::run(&ask),
        Command::Completions { shell } => {
            clap_complete::generate(
                shell,
                &mut Cli::command(),
                "tongchou",
                &mut std::io::stdout(),
            );
            Ok(Outcome::Done)
        }
    }
}
