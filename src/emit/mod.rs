//! Text → bytes: Markdown becomes HTML, Typst becomes PDF.
//!
//! The engines are called here and nowhere else. Their faults come back as diagnostics at the
//! author's place. Nothing here reads the disk or the clock.

pub mod fonts;
mod html;
mod pdf;
mod template_place;
mod world;

pub use fonts::{Fonts, MOST_FONT_FILES, is_font_file};
pub use html::{Drawing, Heading, Page, html};
pub use pdf::{Material, pdf, proof};
