//! What a serial, an issue and a brief are.
//!
//! Plain values that can be written in a test and compared. A model value knows neither the file
//! it came from (positions are in [`crate::load::Positions`], by [`FieldPath`]) nor how it is
//! shown ([`crate::view`]). No input or output, no serde.

pub mod brief;
pub mod chart;
pub mod claim;
pub mod date;
pub mod issue;
pub mod measure_word;
pub mod path;
pub mod prose;
pub mod serial;
pub mod source;
pub mod table;
pub mod unit;
pub mod value;

pub use brief::{Attachment, Author, Brief, Figure, Item, Official, Part};
pub use date::Date;
pub use issue::{Access, Audience, Issue, IssueId, Number, Status};
pub use path::FieldPath;
pub use prose::{Block, Inline, Prose};
pub use serial::Serial;
pub use source::Source;
pub use table::{Column, Table};
pub use value::Value;
