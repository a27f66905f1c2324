//! The rules, one file each.

pub(super) mod calc_without_data;
pub(super) mod claim_does_not_hold;
pub(super) mod claim_not_understood;
pub(super) mod claim_understates;
pub(super) mod claims;
pub(super) mod classified_and_public;
pub(super) mod cumulative_constant;
pub(super) mod cumulative_gap;
pub(super) mod date_out_of_order;
pub(super) mod doubled_unit;
pub(super) mod duplicate_id;
pub(super) mod duplicate_number;
pub(super) mod figure_unused;
pub(super) mod figure_without_alt;
pub(super) mod ledger;
pub(super) mod number_gap;
pub(super) mod placeholder_left;
pub(super) mod recommendation_without_finding;
pub(super) mod references;
pub(super) mod source_never_cited;
pub(super) mod table_unused;
pub(super) mod total_differs;
pub(super) mod total_not_exact;
pub(super) mod unresolved_reference;
pub(super) mod value_rounds_to_zero;
pub(super) mod value_unused;
