//! Model → exactly what templates may see.
//!
//! Numbering, labels, addresses inside the page and number formats are worked out here, once for
//! all targets. An [`IssueView`] is generic in its prose: a view of [`Prose`](crate::model::Prose) becomes one of a
//! target's text by [`IssueView::write`], and only that can reach a template. Nothing here can fail.

mod author;
mod chart;
mod citations;
mod data_notes;
mod erratum;
mod figure;
mod han;
mod issue;
mod labels;
mod number_format;
mod parts;
mod plain;
mod reference;
mod table;
mod terms;

pub use author::AuthorView;
pub use chart::{AxisView, ChartView, PointView, SeriesView};
pub use citations::{CitationMark, MarkPiece, ReferenceView, citation_runs};
pub use data_notes::{DATA_NOTES, DataNoteView, OperandView};
pub use erratum::ErratumView;
pub use figure::{AttachmentView, FigureView, FileView, percent_encoded};
pub use issue::{
    DateView, EnglishView, IssueView, ItemView, LineView, LinkView, PartView, ProposalView,
    SerialView, Slot, SubheadingView, issue_lines, number_line, title_text,
};
pub use labels::Label;
pub use plain::plain;
pub use reference::reference_text;
pub use table::{CellView, ColumnView, GroupView, TableView, ValueView};
pub use terms::{TERMS, Terms};
