//! Typed reading of YAML nodes: a serde deserializer that does not stop at the first fault.
//!
//! Unknown keys and wrong shapes are reported with their place, and read as if they were absent.
//! Every scalar is offered as text. Where a list is asked for, a single value stands for a list of
//! one. The place of every field read goes into [`Positions`].

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde::de::{
    self, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::examples::example;
use super::positions::{Place, Positions};
use super::scalar::Scalar;
use super::yaml::{Entry, Kind, Node, Style};
use super::yaml_fault::{narrow_divider, unspaced_key};
use crate::diag::{Diagnostic, Diagnostics, Span, Text, did_you_mean, text};
use crate::model::FieldPath;
use crate::tree::{Bytes, VPath};

/// What a file says, where its fields stand, and which of them are known to be faulty.
pub(crate) struct Read<T> {
    pub(crate) value: T,
    pub(crate) positions: Positions,
    pub(crate) faulty: BTreeSet<FieldPath>,
}

/// Reads a document into `T`, whose fields must all have defaults.
pub(crate) fn read<T: de::DeserializeOwned + Default>(
    file: &VPath,
    source: Bytes,
    document: &Node,
    diagnostics: &mut Diagnostics,
) -> Read<T> {
    let sink = Sink {
        file,
        state: RefCell::new((Diagnostics::new(), Positions::new(file, source), BTreeSet::new())),
    };
    let reader = Reader { node: document, entry: None, path: FieldPath::root(), sink: &sink };
    let value = T::deserialize(reader).unwrap_or_default();
    let (faults, positions, faulty) = sink.state.into_inner();
    diagnostics.append(faults);
    Read { value, positions, faulty }
}

struct Sink<'a> {
    file: &'a VPath,
    state: RefCell<(Diagnostics, Positions, BTreeSet<FieldPath>)>,
}

/// Serde's own complaints: they arise only where a type has no default, which none of ours lacks.
#[derive(Debug)]
struct Unreadable(String);

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unreadable {}

impl de::Error for Unreadable {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Unreadable(message.to_string())
    }
}

#[derive(Clone)]
struct Reader<'a> {
    node: &'a Node,
    entry: Option<&'a Entry>,
    path: FieldPath,
    sink: &'a Sink<'a>,
}

impl<'a> Reader<'a> {
    fn remember(&self) {
        let scalar = match &self.node.kind {
            Kind::Scalar(text, style) => Some(Scalar::new(text, *style)),
            _ => None,
        };
        let key = self.entry.map(|entry| entry.key_range.clone());
        let place = Place { key, value: self.node.range.clone(), scalar };
        self.sink.state.borrow_mut().1.insert(self.path.clone(), place);
    }

    fn fault(&self, diagnostic: Diagnostic) {
        let mut state = self.sink.state.borrow_mut();
        state.0.report(diagnostic);
        state.2.insert(self.path.clone());
    }

    fn wrong_shape(&self, what: Text) {
        let Text { zh: name_zh, en: name_en } = self.name();
        let (zh, en) = (what.zh, what.en);
        let message = text!("“{name_zh}” 应当是{zh}", "“{name_en}” must be {en}");
        let example = example(&self.path);
        let range = match (&self.node.kind, self.entry) {
            (Kind::Scalar(..), _) | (_, None) => self.node.range.clone(),
            (_, Some(entry)) => entry.key_range.clone(),
        };
        let fault = Diagnostic::error("wrong-type", message).at(Span::new(self.sink.file, range));
        self.fault(match example {
            "" => fault,
            _ => fault.hint(text!("例如：{example}", "for example: {example}")),
        });
    }

    /// The field's name as people say it: places in lists are counted from 1.
    fn name(&self) -> Text {
        let (mut zh, mut en) = (String::new(), String::new());
        for part in self.path.as_str().split('.') {
            let between = if zh.is_empty() { "" } else { "." };
            match part.parse::<usize>() {
                Ok(at) => {
                    zh.push_str(&format!("[第{}项]", at + 1));
                    en.push_str(&format!("[item {}]", at + 1));
                }
                Err(_) => {
                    zh.push_str(&format!("{between}{part}"));
                    en.push_str(&format!("{between}{part}"));
                }
            }
        }
        Text { zh, en }
    }

    fn scalar(&self) -> &'a str {
        self.remember();
        match &self.node.kind {
            Kind::Scalar(text, _) => text,
            Kind::Null => "",
            Kind::List(_) | Kind::Map(_) => {
                self.wrong_shape(text!(
                    "一段文字或一个数，不是列表，也不是若干 “键: 值”",
                    "text or a number, not a list or lines “key: value”"
                ));
                ""
            }
        }
    }

    fn entries(&self, known: Option<&'static [&'static str]>) -> Vec<Reader<'a>> {
        self.remember();
        let entries = match &self.node.kind {
            Kind::Map(entries) => entries.as_slice(),
            Kind::Null => &[],
            Kind::Scalar(..) | Kind::List(_) => {
                let known = known.unwrap_or_default();
                let (zh, en) = (known.join("、"), known.join(", "));
                self.wrong_shape(match known {
                    [] => text!("若干 “键: 值”", "lines “key: value”"),
                    _ => {
                        text!("若干 “键: 值”，键有：{zh}", "lines “key: value” with the keys {en}")
                    }
                });
                &[]
            }
        };
        let is_known = |key: &str| known.is_none_or(|known| known.contains(&key));
        let (fit, unknown): (Vec<_>, Vec<_>) =
            entries.iter().partition(|entry| is_known(&entry.key));
        for entry in unknown {
            self.unknown_key(entry, known.unwrap_or_default());
        }
        self.find_swallowed(&fit, known.unwrap_or_default());
        fit.into_iter()
            .map(|entry| Reader {
                node: &entry.value,
                entry: Some(entry),
                path: self.path.key(&entry.key),
                sink: self.sink,
            })
            .collect()
    }

    fn unknown_key(&self, entry: &Entry, known: &[&'static str]) {
        let key = &entry.key;
        let message = text!("不认识的键 “{key}”", "unknown key “{key}”");
        let is_wide = key.contains(['：', '，']);
        let word = key.split([':', '：', '，']).next().unwrap_or_default().trim();
        // One fault, not two: what was meant is not missing as well.
        let meant = did_you_mean(word, known.iter().copied());
        self.sink.state.borrow_mut().2.extend(meant.map(|meant| self.path.key(meant)));
        let diagnostic = Diagnostic::error("unknown-field", message)
            .at(Span::new(self.sink.file, entry.key_range.clone()));
        let diagnostic = match (is_wide, unspaced_key(key)) {
            (true, _) => diagnostic.hint(narrow_divider()),
            (_, Some((key, value))) => {
                diagnostic.hint(text!("写成 “{key}: {value}”", "write “{key}: {value}”"))
            }
            _ => diagnostic.suggest(key, known.iter().copied()),
        };
        self.sink.state.borrow_mut().0.report(diagnostic);
    }

    /// Reports keys that became part of the text before them: a full-width comma divides nothing.
    fn find_swallowed(&self, entries: &[&Entry], known: &[&'static str]) {
        for entry in entries {
            let Kind::Scalar(text, Style::Plain) = &entry.value.kind else { continue };
            for (at, _) in text.match_indices('，') {
                let rest = text[at + '，'.len_utf8()..].trim_start();
                let key = known.iter().find(|key| {
                    rest.strip_prefix(**key).is_some_and(|rest| rest.starts_with('：'))
                });
                let Some(key) = key.filter(|key| entries.iter().all(|entry| entry.key != **key))
                else {
                    continue;
                };
                let around = &entry.key;
                let message = text!(
                    "“{key}：” 成了 “{around}” 的文字，没有读成键",
                    "“{key}：” is read as text of “{around}”, not as a key"
                );
                let range = entry.value.range.clone();
                let mut state = self.sink.state.borrow_mut();
                state.2.extend([self.path.key(key), self.path.key(&entry.key)]);
                state.0.report(
                    Diagnostic::error("unknown-field", message)
                        .at(Span::new(self.sink.file, range))
                        .hint(narrow_divider()),
                );
            }
        }
    }
}

impl<'de> Deserializer<'de> for Reader<'_> {
    type Error = Unreadable;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match &self.node.kind {
            Kind::Null => visitor.visit_unit(),
            Kind::Scalar(..) => visitor.visit_str(self.scalar()),
            Kind::List(_) => self.deserialize_seq(visitor),
            Kind::Map(_) => self.deserialize_map(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.node.kind {
            Kind::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_str(self.scalar())
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_str(self.scalar())
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.scalar() {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => {
                self.wrong_shape(text!(" true 或 false", "true or false"));
                visitor.visit_bool(false)
            }
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        let items = match &self.node.kind {
            Kind::Null => Vec::new(),
            Kind::List(items) => {
                self.remember();
                let item = |(at, node)| Reader {
                    node,
                    entry: None,
                    path: self.path.index(at),
                    sink: self.sink,
                };
                items.iter().enumerate().map(item).collect()
            }
            Kind::Scalar(..) | Kind::Map(_) => vec![Reader { path: self.path.index(0), ..self }],
        };
        visitor.visit_seq(Items(items.into_iter()))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_map(Entries { entries: self.entries(None).into_iter(), value: None })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_map(Entries { entries: self.entries(Some(fields)).into_iter(), value: None })
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct
        tuple tuple_struct enum identifier ignored_any
    }
}

struct Items<'a>(std::vec::IntoIter<Reader<'a>>);

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Unreadable> {
        self.0.next().map(|item| seed.deserialize(item)).transpose()
    }
}

struct Entries<'a> {
    entries: std::vec::IntoIter<Reader<'a>>,
    value: Option<Reader<'a>>,
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Unreadable> {
        let Some(entry) = self.entries.next() else { return Ok(None) };
        let key = entry.entry.map_or("", |entry| entry.key.as_str());
        self.value = Some(entry);
        seed.deserialize(key.into_deserializer()).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, Unreadable> {
        let value = self
            .value
            .take()
            .ok_or_else(|| Unreadable("a value is asked for before its key".into()))?;
        seed.deserialize(value)
    }
}
