//! Rows and columns that values name and tables do not have: a renamed column is one fault.

use super::Values;
use crate::diag::text;
use crate::load::tables::{no_column, no_row};

/// A name that a table does not have.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Unnamed {
    pub(super) table: String,
    /// `row` or `column`.
    pub(super) key: &'static str,
    pub(super) name: String,
}

/// How many other places a fault shows.
const MOST_PLACES: usize = 5;

impl Values<'_, '_, '_> {
    /// Reports each name at the first place where it stands, with the others.
    pub(super) fn report_unnamed(&mut self) {
        for (unnamed, mut paths) in std::mem::take(&mut self.unnamed) {
            let Unnamed { table: id, key, name } = &unnamed;
            let Some(table) = self.tables.get(id) else { continue };
            let known = table.columns.iter().map(|column| column.name.as_str());
            let fault = match *key {
                "row" => {
                    self.places.heading(id, table.key).map(|heading| no_row(name, heading, table))
                }
                _ => self.places.header(id).map(|header| no_column(name, header, known)),
            };
            paths.sort_by_key(|path| self.lower.positions.value(path).range.start);
            let (Some(fault), Some((first, others))) = (fault, paths.split_first()) else {
                continue;
            };
            let places = others.iter().take(MOST_PLACES);
            let fault = places.fold(fault, |fault, path| {
                let place = self.lower.positions.value(path);
                fault.see(place, text!("这里也写着 “{name}”", "“{name}” stands here too"))
            });
            let more = others.len().saturating_sub(MOST_PLACES);
            let fault = match more {
                0 => fault,
                _ => fault.hint(text!(
                    "另有 {more} 处也写着 “{name}”",
                    "“{name}” stands in {more} more places"
                )),
            };
            self.lower.fault(first, fault);
        }
    }
}
