//! The static site of all issues, made from their catalogue records.
//!
//! An issue's page is made with its edition; what needs the others of an issue is its [`Record`]
//! alone. This room decides what the site holds and where; it writes nothing to the disk.

mod manifest;
mod pages;
mod permalink;
mod record;
mod search;

pub use manifest::{Manifest, ManifestEntry};
pub use pages::{Site, issue_page};
pub use permalink::{issue_address, style_address};
pub use record::{Catalogue, Formats, Listed, Record};
pub use search::{Index, SEARCH_FOLDER, SEARCH_PAGE, index, issue_text, text_address};
