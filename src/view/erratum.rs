//! The view of an erratum.

use serde::Serialize;

use super::issue::{DateView, Slot};
use crate::model::brief::Erratum;
use crate::model::{FieldPath, Prose};

/// What was changed since the issue was sent.
#[derive(Debug, Clone, Serialize)]
pub struct ErratumView<P> {
    /// The day of the change.
    pub date: DateView,
    /// What was wrong, and what stands there now.
    pub text: P,
}

impl ErratumView<Prose> {
    pub(super) fn new(erratum: &Erratum) -> ErratumView<Prose> {
        ErratumView { date: DateView::new(erratum.date), text: erratum.text.clone() }
    }
}

impl<P> ErratumView<P> {
    pub(super) fn write<T>(
        path: &FieldPath,
        erratum: ErratumView<P>,
        writer: &mut impl FnMut(&FieldPath, Slot, P) -> T,
    ) -> ErratumView<T> {
        let text = writer(&path.key("text"), Slot::Blocks, erratum.text);
        ErratumView { date: erratum.date, text }
    }
}
