//! What the YAML files say, key by key: the raw shapes that [`super::lower`] judges.
//!
//! Every scalar is text and every field has a default, so that reading never stops. The names of
//! the fields are the contract with authors.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

macro_rules! raw {
    ($(#[$meta:meta])* struct $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
        #[serde(default, rename_all = "kebab-case")]
        pub(crate) struct $name { $($(#[$field_meta])* pub(crate) $field: $type,)* }
    };
}

/// Text as written; absent where the key is absent or has no value.
pub(crate) type Scalar = Option<String>;

raw! {
    /// `serial.yaml`.
    struct RawSerial {
        name: Scalar,
        issuer: Scalar,
        compiler: Scalar,
        language: Scalar,
        url: Scalar,
        profile: Scalar,
        description: Scalar,
        licence: Scalar,
        numbering: RawNumbering,
        distribution: RawDistribution,
        colophon: RawColophon,
        official: RawOfficial,
        fonts: BTreeMap<String, Vec<String>>,
        lint: BTreeMap<String, String>,
    }
}

raw! {
    struct RawNumbering {
        origin: RawOrigin,
        void: Vec<String>,
    }
}

raw! {
    struct RawOrigin {
        year: Scalar,
        number: Scalar,
        cumulative: Scalar,
    }
}

raw! {
    struct RawDistribution {
        report: Vec<String>,
        send: Vec<String>,
        copy: Vec<String>,
    }
}

raw! {
    struct RawColophon {
        editor: Scalar,
        approver: Scalar,
        phone: Scalar,
        copies: Scalar,
    }
}

raw! {
    /// `issue.yaml`.
    struct RawIssue {
        number: Scalar,
        cumulative: Scalar,
        date: Scalar,
        status: Scalar,
        audience: Scalar,
        embargo: Scalar,
        title: Vec<String>,
        authors: Vec<RawAuthor>,
        english: RawEnglish,
        editorial: Scalar,
        keywords: Vec<String>,
        topics: Vec<String>,
        r#abstract: Scalar,
        lead: Scalar,
        findings: Vec<RawPart>,
        recommendations: Vec<RawPart>,
        tables: BTreeMap<String, RawTable>,
        values: BTreeMap<String, RawValue>,
        distribution: Option<RawDistribution>,
        colophon: Option<RawColophon>,
        official: RawOfficial,
        figures: BTreeMap<String, RawFigure>,
        sources: BTreeMap<String, serde_json::Value>,
        attachments: Vec<RawAttachment>,
        charts: Unread,
    }
}

raw! {
    struct RawAuthor {
        name: Scalar,
        affiliation: Scalar,
        post: Scalar,
        id: Scalar,
        bio: Scalar,
    }
}

raw! {
    struct RawEnglish {
        title: Scalar,
        r#abstract: Scalar,
    }
}

raw! {
    struct RawPart {
        title: Scalar,
        lead: Scalar,
        items: Vec<RawItem>,
    }
}

raw! {
    struct RawItem {
        id: Scalar,
        title: Scalar,
        summary: Scalar,
        answers: Vec<String>,
        body: Scalar,
    }
}

raw! {
    struct RawTable {
        file: Scalar,
        title: Scalar,
        unit: Scalar,
        source: Scalar,
        notes: Vec<String>,
        key: Scalar,
        columns: BTreeMap<String, RawColumn>,
        total: Scalar,
        total_of: Vec<String>,
        rows: Vec<RawRow>,
        sheet: Scalar,
        range: Scalar,
    }
}

raw! {
    struct RawColumn {
        unit: Scalar,
        digits: Scalar,
        align: Scalar,
        total: Scalar,
    }
}

raw! {
    struct RawFigure {
        file: Scalar,
        title: Scalar,
        alt: Scalar,
        source: Scalar,
    }
}

raw! {
    struct RawAttachment {
        title: Scalar,
        body: Scalar,
        file: Scalar,
    }
}

raw! {
    struct RawValue {
        table: Scalar,
        row: Scalar,
        column: Scalar,
        calc: Scalar,
        unit: Scalar,
        format: Scalar,
        digits: Scalar,
        scale: Scalar,
        thousands: Scalar,
    }
}

raw! {
    struct RawOfficial {
        classification: RawClassification,
        serial_no: Scalar,
        urgency: Scalar,
        mark: Scalar,
        signers: Vec<String>,
        to: Vec<String>,
        note: Scalar,
        issued_by: Scalar,
        issued_on: Scalar,
    }
}

raw! {
    struct RawClassification {
        level: Scalar,
        period: Scalar,
    }
}

raw! {
    /// A file of rows.
    struct RawRows {
        rows: Vec<RawRow>,
    }
}

/// A row of a table in YAML: its cells in order, or by the names of their columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RawRow {
    /// `[东区, 31]`.
    Cells(Vec<Scalar>),
    /// `{ 区域: 东区, 数量: 31 }`.
    Named(Vec<(String, Scalar)>),
    /// Something else.
    Neither,
}

impl<'de> Deserialize<'de> for RawRow {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<RawRow, D::Error> {
        deserializer.deserialize_any(RawRowVisitor)
    }
}

struct RawRowVisitor;

impl<'de> Visitor<'de> for RawRowVisitor {
    type Value = RawRow;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row")
    }

    fn visit_unit<E>(self) -> Result<RawRow, E> {
        Ok(RawRow::Neither)
    }

    fn visit_str<E>(self, _: &str) -> Result<RawRow, E> {
        Ok(RawRow::Neither)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<RawRow, A::Error> {
        let mut cells = Vec::new();
        while let Some(cell) = items.next_element::<Scalar>()? {
            cells.push(cell);
        }
        Ok(RawRow::Cells(cells))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<RawRow, A::Error> {
        let mut cells = Vec::new();
        while let Some(cell) = entries.next_entry::<String, Scalar>()? {
            cells.push(cell);
        }
        Ok(RawRow::Named(cells))
    }
}

/// A value of a key that the contract has and this version does not act on. Tells whether the
/// author wrote anything there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Unread {
    pub(crate) written: bool,
}

impl<'de> Deserialize<'de> for Unread {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Unread, D::Error> {
        deserializer.deserialize_any(UnreadVisitor)
    }
}

struct UnreadVisitor;

impl<'de> Visitor<'de> for UnreadVisitor {
    type Value = Unread;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_unit<E>(self) -> Result<Unread, E> {
        Ok(Unread { written: false })
    }

    fn visit_str<E>(self, text: &str) -> Result<Unread, E> {
        Ok(Unread { written: !text.is_empty() })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Unread, A::Error> {
        let mut written = false;
        while items.next_element::<Unread>()?.is_some() {
            written = true;
        }
        Ok(Unread { written })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Unread, A::Error> {
        let mut written = false;
        while entries.next_entry::<String, Unread>()?.is_some() {
            written = true;
        }
        Ok(Unread { written })
    }
}
