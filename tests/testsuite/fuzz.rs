//! A few thousand inputs for each fuzz target; `cargo bench --bench fuzz` runs a million.

use crate::mutation::{TARGETS, input, seeds};

/// Seeds first, as they are, then changed.
#[test]
fn no_input_makes_a_reader_panic() {
    for target in TARGETS {
        let seeds = seeds(target);
        assert!(seeds.len() >= 5, "only {} seeds for {}", seeds.len(), target.name);
        seeds.iter().for_each(|seed| (target.run)(seed));
        let count = if target.name == "whole" { 150 } else { 1000 };
        for number in 0..count {
            let input = input(&seeds, number);
            let run = std::panic::catch_unwind(|| (target.run)(&input));
            assert!(run.is_ok(), "{} {number}: {}", target.name, String::from_utf8_lossy(&input));
        }
    }
}
