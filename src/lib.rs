//! 要报: a docs-as-code pipeline for policy-brief serials.
pub mod diag;
pub mod load;
pub mod model;
pub mod tree;
