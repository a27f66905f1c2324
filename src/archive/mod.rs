//! The static site of all issues, made from their catalogue records.
//!
//! An issue's page is made with its edition; what needs the others of an issue is its [`Record`]
//! alone. What lists say beyond that, the abstracts, is read back from the files of the issues, so that no
//! build holds the texts of all. This room decides what the site holds and where; it writes
//! nothing to the disk.

mod catalog;
mod catalogue;
mod cite;
mod feed;
mod linked_data;
mod lists;
mod manifest;
mod names;
mod pages;
mod permalink;
mod phrases;
mod record;
mod record_view;
mod search;

pub use catalog::Read;
pub use catalogue::Catalogue;
pub use cite::{bibtex, csl_json, ris};
pub use lists::Put;
pub use manifest::{Manifest, ManifestEntry};
pub use pages::{Site, issue_page};
pub use permalink::issue_address;
pub use phrases::Phrases;
pub use record::{Formats, Person, Record};
pub use record_view::Listed;
pub use search::{SEARCH_FOLDER, SEARCH_PAGE, Shelf, index, issue_text, text_address};
