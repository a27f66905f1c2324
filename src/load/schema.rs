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
        charts: Unread,
        figures: Unread,
        sources: Unread,
        attachments: Unread,
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
        key: Scalar,
        columns: BTreeMap<String, RawColumn>,
        total: Scalar,
        rows: Unread,
        sheet: Unread,
        range: Unread,
        #[serde(rename = "total-of")]
        total_of: Unread,
    }
}

raw! {
    struct RawColumn {
        unit: Scalar,
        digits: Scalar,
        total: Scalar,
    }
}

raw! {
    struct RawValue {
        table: Scalar,
        row: Scalar,
        column: Scalar,
        unit: Scalar,
        calc: Unread,
        format: Unread,
        digits: Unread,
        scale: Unread,
        thousands: Unread,
    }
}

raw! {
    struct RawOfficial {
        classification: RawClassification,
        serial_no: Scalar,
        urgency: Unread,
        mark: Unread,
        signers: Unread,
        to: Unread,
        note: Unread,
        issued_by: Unread,
        issued_on: Unread,
    }
}

raw! {
    struct RawClassification {
        level: Scalar,
        period: Scalar,
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
