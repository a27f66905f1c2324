//! Fuzzing on the stable compiler: inputs made from a committed corpus, the same ones in every run.
//!
//! `cargo bench --bench fuzz -- yaml 1000000` runs a target (yaml, prose, csv, whole) on so many
//! inputs; `… -- yaml at 4711` runs one of them again. An input that makes the program panic or
//! takes more than a second is written below `target/fuzz/`, and ends the run with failure.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    unreachable_pub,
    reason = "a program for measuring stops at the first surprise"
)]

#[path = "../tests/testsuite/mutation.rs"]
mod mutation;

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use mutation::{TARGETS, Target, input, seeds};

/// The longest that an input may take.
const LIMIT: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let named = |name: &str| TARGETS.iter().find(|target| target.name == name);
    match args[..] {
        [name, count] if named(name).is_some() => {
            fuzz(named(name).unwrap(), 0..count.parse().unwrap())
        }
        [name, "at", number] if named(name).is_some() => {
            let number = number.parse().unwrap();
            fuzz(named(name).unwrap(), number..number + 1)
        }
        _ => {
            let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
            println!("TARGET COUNT | TARGET at NUMBER; targets: {}", names.join(", "));
            ExitCode::SUCCESS
        }
    }
}

fn fuzz(target: &Target, numbers: std::ops::Range<u64>) -> ExitCode {
    let seeds = seeds(target);
    let begin = Instant::now();
    let mut slowest = (Duration::ZERO, 0);
    let mut faults = 0;
    for number in numbers.clone() {
        let input = input(&seeds, number);
        let start = Instant::now();
        let run = std::panic::catch_unwind(|| (target.run)(&input));
        let took = start.elapsed();
        slowest = slowest.max((took, number));
        if run.is_err() || took > LIMIT {
            faults += 1;
            let what = if run.is_err() { "a panic" } else { "too slow" };
            let path = keep(target, number, &input);
            println!("{} {number}: {what}, {took:?}, {} bytes, {path}", target.name, input.len());
        }
        if number % 100_000 == 99_999 {
            println!("{} {}: {:?}", target.name, number + 1, begin.elapsed());
        }
    }
    let (took, number) = slowest;
    println!(
        "{}: {} inputs of {} seeds in {:?}, the slowest {took:?} (number {number}), {faults} faults",
        target.name,
        numbers.end - numbers.start,
        seeds.len(),
        begin.elapsed()
    );
    if faults == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Writes an input down, and tells where.
fn keep(target: &Target, number: u64, input: &[u8]) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/fuzz");
    std::fs::create_dir_all(&folder).unwrap();
    let name = format!("{}-{number}", target.name);
    std::fs::write(folder.join(&name), input).unwrap();
    format!("target/fuzz/{name}")
}
