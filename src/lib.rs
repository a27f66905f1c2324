//! 要报: a docs-as-code pipeline for policy-brief serials.
pub mod archive;
pub mod build;
mod builtin;
pub mod chart;
pub mod check;
pub mod cli;
pub mod diag;
pub mod disk;
pub mod emit;
pub mod load;
pub mod model;
pub mod render;
pub mod scaffold;
pub mod tree;
pub mod view;

/// Of the program, and of what measures it: an engine alone is held to the same.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
