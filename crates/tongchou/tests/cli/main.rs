//! The real binary on real files: what it writes, what it says, how it ends.

mod bad_bills;
mod bad_files;
mod bad_lists;
mod bad_options;
mod bad_packages;
mod bench;
mod books;
mod card;
mod catalogue;
mod collection;
mod contribution;
mod corrections;
mod database;
mod demo;
mod enrolment;
mod formats;
mod forms;
#[cfg(unix)]
mod fund;
mod guides;
mod help;
mod hospital;
mod people;
mod policy_commands;
mod premium;
mod provider;
mod rules;
mod scene;
#[cfg(unix)]
mod serve;
mod summary;
mod town;
mod trail_words;
mod users;
