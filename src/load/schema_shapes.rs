//! JSON Schema of the YAML files, for editors: made from the raw shapes.
//!
//! Reading does not look at it; it says beforehand what reading would refuse, so far as a schema
//! can.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema as shape};
use serde_json::{Value, json};

use super::schema::{RawIssue, RawRow, RawSerial};
use crate::diag::Language;
use crate::model::chart::ChartKind;
use crate::model::issue::{Audience, Status};
use crate::model::serial::Role;
use crate::model::value::{FormatKind, Scale};

/// The file that a schema describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Described {
    /// `issue.yaml`.
    Issue,
    /// `serial.yaml`.
    Serial,
    /// Either of them.
    Either,
}

/// The JSON Schema (draft 2020-12) of a file, with what its keys mean: in one language, else in
/// both.
pub fn json_schema(of: Described, language: Option<Language>) -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let root = match of {
        Described::Issue => generator.root_schema_for::<RawIssue>(),
        Described::Serial => generator.root_schema_for::<RawSerial>(),
        Described::Either => either(generator),
    };
    let mut schema = root.to_value();
    finish(&mut schema, language);
    schema
}

fn either(mut generator: SchemaGenerator) -> Schema {
    let files = [generator.subschema_for::<RawIssue>(), generator.subschema_for::<RawSerial>()];
    let definitions = generator.take_definitions(true);
    shape!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "要报",
        "anyOf": files,
        "$defs": definitions,
    })
}

/// Chooses the language, and lets every key that is not required stand without a value.
fn finish(schema: &mut Value, language: Option<Language>) {
    match schema {
        Value::Object(object) => {
            // What a raw shape is without a value is no default that an author would know.
            object.remove("default");
            if let Some(Value::String(description)) = object.get_mut("description") {
                *description = in_language(description, language);
            }
            let required = object.get("required").cloned().unwrap_or_default();
            let is_required = |key: &str| {
                required.as_array().is_some_and(|keys| keys.iter().any(|required| required == key))
            };
            if let Some(Value::Object(properties)) = object.get_mut("properties") {
                for (_, property) in properties.iter_mut().filter(|(key, _)| !is_required(key)) {
                    *property = or_nothing(property.take());
                }
            }
            object.values_mut().for_each(|below| finish(below, language));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| finish(item, language)),
        _ => {}
    }
}

/// What is written in Chinese stands first, in English behind it.
fn in_language(description: &str, language: Option<Language>) -> String {
    match (language, description.split_once("\n\n")) {
        (Some(Language::Zh), Some((zh, _))) => zh.to_owned(),
        (Some(Language::En), Some((_, en))) => en.to_owned(),
        _ => description.to_owned(),
    }
}

/// A property that may also be left empty. What is said of it stays on top, where editors look.
fn or_nothing(mut property: Value) -> Value {
    let Some(object) = property.as_object_mut() else { return property };
    let mut outer = serde_json::Map::new();
    for key in ["description", "examples"] {
        outer.extend(object.remove(key).map(|said| (key.to_owned(), said)));
    }
    outer.insert("anyOf".to_owned(), json!([property, { "type": "null" }]));
    Value::Object(outer)
}

/// Text; YAML takes some words for numbers.
pub(super) fn text(_: &mut SchemaGenerator) -> Schema {
    shape!({ "type": ["string", "number", "boolean"] })
}

/// Text, or a list of it.
pub(super) fn texts(_: &mut SchemaGenerator) -> Schema {
    list_of(json!({ "type": ["string", "number", "boolean"] }))
}

/// One of something, or a list.
pub(super) fn one_or_more<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    list_of(generator.subschema_for::<T>().to_value())
}

/// One of something, which may stand in a list.
pub(super) fn one<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    let one = generator.subschema_for::<T>().to_value();
    shape!({ "anyOf": [one, { "type": "array", "items": one, "maxItems": 1 }] })
}

fn list_of(one: Value) -> Schema {
    shape!({ "anyOf": [one, { "type": "array", "items": one }] })
}

fn one_of<T>(all: &[(&'static str, T)]) -> Schema {
    let words: Vec<&str> = all.iter().map(|(word, _)| *word).collect();
    shape!({ "enum": words })
}

/// A whole number from 1.
pub(super) fn count(_: &mut SchemaGenerator) -> Schema {
    shape!({ "type": ["integer", "string"], "minimum": 1, "pattern": "^[1-9][0-9]*$" })
}

/// A whole number from 0.
pub(super) fn whole(_: &mut SchemaGenerator) -> Schema {
    shape!({ "type": ["integer", "string"], "minimum": 0, "pattern": "^[0-9]+$" })
}

/// 48, or s1 for a supplement.
pub(super) fn number(_: &mut SchemaGenerator) -> Schema {
    shape!({ "type": ["integer", "string"], "minimum": 1, "pattern": "^s?[1-9][0-9]*$" })
}

/// A list of `2017-48`.
pub(super) fn issue_ids(_: &mut SchemaGenerator) -> Schema {
    list_of(json!({ "type": "string", "pattern": "^[0-9]{4}-s?[1-9][0-9]*$" }))
}

/// A day, `2017-11-28`.
pub(super) fn date(_: &mut SchemaGenerator) -> Schema {
    let pattern = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";
    shape!({ "type": "string", "pattern": pattern })
}

/// Yes or no.
pub(super) fn flag(_: &mut SchemaGenerator) -> Schema {
    shape!({ "enum": [true, false] })
}

/// The name of a table, a value, a figure.
pub(super) fn id() -> Value {
    json!({ "pattern": "^(?!yb-)[A-Za-z0-9-]+$" })
}

/// The name of an item.
pub(super) fn id_text(_: &mut SchemaGenerator) -> Schema {
    let pattern = id()["pattern"].clone();
    shape!({ "type": ["string", "integer"], "minimum": 0, "pattern": pattern })
}

pub(super) fn status(_: &mut SchemaGenerator) -> Schema {
    one_of(&Status::ALL)
}

pub(super) fn audience(_: &mut SchemaGenerator) -> Schema {
    one_of(&Audience::ALL)
}

pub(super) fn format(_: &mut SchemaGenerator) -> Schema {
    one_of(&FormatKind::ALL)
}

pub(super) fn scale(_: &mut SchemaGenerator) -> Schema {
    one_of(&Scale::ALL)
}

pub(super) fn profile(_: &mut SchemaGenerator) -> Schema {
    shape!({ "enum": ["yaobao", "gbt9704"] })
}

pub(super) fn align(_: &mut SchemaGenerator) -> Schema {
    shape!({ "enum": ["left", "center", "right", "decimal"] })
}

/// Families by role.
pub(super) fn fonts(generator: &mut SchemaGenerator) -> Schema {
    let families = texts(generator);
    let role = |(name, role): (&str, Role)| {
        let (zh, en) = match role {
            Role::Title => ("刊名和标题。", "The serial's name and titles."),
            Role::Heading1 => ("各部分的标题（一、）。", "The headings of parts."),
            Role::Heading2 => (
                "各条的标题（1、）、内容简介、作者。",
                "The headings of items, the abstract, authors.",
            ),
            Role::Body => ("正文。", "The text."),
            Role::Latin => (
                "西文和数字；不写就同所在的文字。",
                "Latin letters and digits; the role's own face, if absent.",
            ),
            Role::Table => ("表。", "Tables."),
            Role::PageNumber => ("页码。", "Page numbers."),
        };
        (name.to_owned(), described(zh, en, &families))
    };
    let roles = serde_json::Map::from_iter(Role::ALL.map(role));
    shape!({ "type": "object", "properties": roles, "additionalProperties": false })
}

fn described(zh: &str, en: &str, schema: &Schema) -> Value {
    let mut schema = schema.clone();
    schema.insert("description".to_owned(), format!("{zh}\n\n{en}").into());
    schema.to_value()
}

/// Severities by rule.
pub(super) fn lint(_: &mut SchemaGenerator) -> Schema {
    let severity = json!({ "enum": ["off", "note", "warn", "error"] });
    shape!({ "type": "object", "additionalProperties": severity })
}

impl JsonSchema for RawRow {
    fn schema_name() -> Cow<'static, str> {
        "Row".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let cell = json!({ "type": ["string", "number", "boolean", "null"] });
        shape!({ "anyOf": [
            { "type": "array", "items": cell },
            { "type": "object", "additionalProperties": cell },
        ] })
    }
}

/// Sources by id; what Hayagriva has of each is its own.
pub(super) fn sources(_: &mut SchemaGenerator) -> Schema {
    shape!({
        "type": "object",
        "propertyNames": id(),
        "additionalProperties": { "type": "object" },
    })
}

/// How a chart is drawn.
pub(super) fn chart_kind(_: &mut SchemaGenerator) -> Schema {
    one_of(&ChartKind::ALL)
}
