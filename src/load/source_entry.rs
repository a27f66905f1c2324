//! One source in Hayagriva YAML → [`Source`].
//!
//! Hayagriva stops at the first fault, gives no place for it, and passes over what it does not
//! know. So each field is tried by itself, and compared with those that it has.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::lower::Lower;
use super::lower_brief::{MARKS_BETWEEN_NAMES, several};
use super::sources::is_untitled;
use crate::diag::{Diagnostic, text};
use crate::model::{FieldPath, Source};

impl Lower<'_> {
    /// Reads a source; none where it has faults.
    pub(super) fn source(&mut self, path: &FieldPath, id: &str, raw: &Value) -> Option<Source> {
        let entry = self.entry(path, raw, true)?;
        let source = match entry_of(id, &entry) {
            Ok(entry) => Source { entry },
            Err(why) => {
                self.fault(path, unreadable(id, &why).at(self.positions.key(path)));
                return None;
            }
        };
        if is_untitled(&source) {
            self.missing_in_source(path, "title", "title: 众创空间的发展机制");
            return None;
        }
        Some(source)
    }

    /// The fields of an entry, each tried by itself; none where one of them is faulty.
    fn entry(&mut self, path: &FieldPath, raw: &Value, needs_type: bool) -> Option<Value> {
        let Value::Object(fields) = raw else {
            let message =
                text!("文献要写成 “键: 值” 的若干行", "a source is a map of keys and values");
            let hint = text!(
                "例如：{{ type: book, title: 出版集团研究, author: 余敏, date: 2001 }}",
                "for example: {{ type: book, title: 出版集团研究, author: 余敏, date: 2001 }}"
            );
            let place = self.positions.key(path);
            self.fault(path, Diagnostic::error("wrong-type", message).at(place).hint(hint));
            return None;
        };
        self.place_of_publisher(path, fields);
        let mut sound = true;
        let mut read = Map::new();
        for (key, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
            let path = path.key(key);
            let value = match key.as_str() {
                "type" => self.kind(&path, value),
                "parent" => self.parents(&path, value),
                key => self.field(&path, key, value),
            };
            sound &= value.is_some();
            read.extend(value.map(|value| (key.clone(), value)));
        }
        if needs_type && fields.get("type").is_none_or(Value::is_null) {
            self.missing_in_source(path, "type", "type: book");
            sound = false;
        }
        sound.then_some(Value::Object(read))
    }

    fn kind(&mut self, path: &FieldPath, value: &Value) -> Option<Value> {
        let written = value.as_str().unwrap_or_default();
        let kind = written.to_lowercase();
        if TYPES.contains(&kind.as_str()) {
            return Some(Value::String(kind));
        }
        let message = text!("没有文献类型 “{written}”", "there is no type of source “{written}”");
        let fault = Diagnostic::error("invalid-value", message);
        let meant = CHINESE_TYPES.iter().find(|(words, _)| words.contains(&written.trim()));
        let fault = match meant {
            Some((_, kind)) => fault.hint(text!("写 type: {kind}", "write type: {kind}")),
            None => fault.suggest(written, TYPES),
        };
        self.fault(path, fault);
        None
    }

    fn parents(&mut self, path: &FieldPath, value: &Value) -> Option<Value> {
        let Value::Array(list) = value else { return self.entry(path, value, false) };
        let parents: Vec<Option<Value>> = list
            .iter()
            .enumerate()
            .map(|(at, parent)| self.entry(&path.index(at), parent, false))
            .collect();
        parents.into_iter().collect::<Option<Vec<Value>>>().map(Value::Array)
    }

    fn field(&mut self, path: &FieldPath, key: &str, value: &Value) -> Option<Value> {
        let Some((_, example)) = FIELDS.iter().find(|(name, _)| *name == key) else {
            if is_day_of_access(key) {
                self.day_of_access(path, key, value);
                return None;
            }
            if let "journal" | "期刊" | "刊名" = key {
                self.journal(path, key, value);
                return None;
            }
            let known = ["type", "parent"].into_iter().chain(FIELDS.map(|(name, _)| name));
            self.unknown_key(path, key, known);
            return None;
        };
        let keys = KEYS.iter().find(|(name, _)| *name == key).map_or(&[][..], |(_, keys)| *keys);
        if !keys.is_empty() && !self.known_keys(path, value, keys) {
            return None;
        }
        let value = match key {
            "author" | "editor" | "affiliated" => &self.persons(path, value),
            _ if TEXTS.contains(&key) => &escaped(value),
            _ => value,
        };
        let tried =
            |value: Value| entry_of("x", &json!({ "type": "misc", key: value })).map(|_| value);
        match tried(without_nulls(value)).or_else(|why| tried(typed(value)).map_err(|_| why)) {
            Ok(value) => Some(value),
            Err(why) => {
                let hint = text!("例如：{key}: {example}", "for example: {key}: {example}");
                self.fault(path, unreadable(key, &why).hint(hint));
                None
            }
        }
    }

    /// Whether the maps of a field, and those inside them, have no unknown keys.
    fn known_keys(&mut self, path: &FieldPath, value: &Value, keys: &[&'static str]) -> bool {
        match value {
            Value::Array(list) => {
                let items = list.iter().enumerate();
                items.fold(true, |known, (at, item)| {
                    self.known_keys(&path.index(at), item, keys) && known
                })
            }
            Value::Object(map) => map.iter().fold(true, |known, (key, value)| {
                let path = path.key(key);
                if !keys.contains(&key.as_str()) {
                    self.unknown_key(&path, key, keys.iter().copied());
                    return false;
                }
                let inner = if key == "names" { PERSON } else { return known };
                self.known_keys(&path, value, inner) && known
            }),
            _ => true,
        }
    }

    fn unknown_key<'k>(
        &mut self,
        path: &FieldPath,
        key: &str,
        known: impl IntoIterator<Item = &'k str>,
    ) {
        let message = text!("不认识的键 “{key}”", "unknown key “{key}”");
        let place = self.positions.key(path);
        let diagnostic = Diagnostic::error("unknown-field", message).at(place);
        self.fault(path, diagnostic.suggest(key, known));
    }

    /// The day on which an address was read belongs to the address.
    fn day_of_access(&mut self, path: &FieldPath, key: &str, value: &Value) {
        let day = value.as_str().filter(|day| !day.is_empty()).unwrap_or("2017-11-28");
        let message = text!("不认识的键 “{key}”", "unknown key “{key}”");
        let hint = text!(
            "访问日期写在 url 里：url: {{ value: https://example.org/a.html, date: {day} }}",
            "the day of access stands in url: url: {{ value: https://example.org/a.html, date: {day} }}"
        );
        let place = self.positions.key(path);
        self.fault(path, Diagnostic::error("unknown-field", message).at(place).hint(hint));
    }

    /// The journal of an article is the whole that it is part of.
    fn journal(&mut self, path: &FieldPath, key: &str, value: &Value) {
        let name = value.as_str().filter(|name| !name.is_empty()).unwrap_or("科学学研究");
        let message = text!("不认识的键 “{key}”", "unknown key “{key}”");
        let hint = text!(
            "期刊写在 parent 里：parent: {{ type: periodical, title: {name} }}",
            "the journal stands in parent: parent: {{ type: periodical, title: {name} }}"
        );
        let place = self.positions.key(path);
        self.fault(path, Diagnostic::error("unknown-field", message).at(place).hint(hint));
    }

    /// The place of a book's publisher, which is printed from `publisher` alone.
    fn place_of_publisher(&mut self, path: &FieldPath, fields: &Map<String, Value>) {
        let text = |key: &str| fields.get(key).and_then(Value::as_str);
        let (Some("book" | "report" | "anthology" | "reference"), Some(location)) =
            (text("type"), text("location"))
        else {
            return;
        };
        let name = text("publisher").unwrap_or("科学出版社");
        let message = text!("“{location}” 不会印出", "“{location}” is not printed");
        let hint = text!(
            "出版地和出版者写在一起：publisher: {{ name: {name}, location: {location} }}",
            "the place stands with the publisher: publisher: {{ name: {name}, location: {location} }}"
        );
        let fault = Diagnostic::warning("field-not-printed", message).hint(hint);
        self.fault(&path.key("location"), fault);
    }

    /// Names as Hayagriva reads them. One that is written without a comma, in several words and in
    /// another script than Chinese, is that of an organisation: it is kept in one piece, where
    /// Hayagriva looks for particles (“Organisation for …”).
    fn persons(&mut self, path: &FieldPath, value: &Value) -> Value {
        match value {
            Value::Array(list) => {
                let items = list.iter().enumerate();
                items.map(|(at, item)| self.persons(&path.index(at), item)).collect()
            }
            Value::Object(map) => {
                let names = map.iter().map(|(key, value)| match key.as_str() {
                    "names" => (key.clone(), self.persons(&path.key(key), value)),
                    _ => (key.clone(), value.clone()),
                });
                Value::Object(names.collect())
            }
            Value::String(names) if several(names, MARKS_BETWEEN_NAMES).is_some() => {
                let list = several(names, MARKS_BETWEEN_NAMES).unwrap_or_default().join(", ");
                let hint = text!("写成列表：[{list}]", "write a list: [{list}]");
                self.several_in_one(path, names, hint);
                value.clone()
            }
            Value::String(name) if is_several_words(name) => {
                let name = name.trim();
                let message = text!(
                    "“{name}” 读作机构的名称，照原样印出",
                    "“{name}” is read as an organisation's name and printed as written"
                );
                let (given, family) = name.rsplit_once(' ').unwrap_or(("", name));
                let hint = text!(
                    "是人名，写成 \"{family}, {given}\"；是机构，写成 {{ name: {name} }}",
                    "for a person write \"{family}, {given}\"; for an organisation {{ name: {name} }}"
                );
                self.fault(path, Diagnostic::warning("person-or-organisation", message).hint(hint));
                json!({ "name": name })
            }
            other => other.clone(),
        }
    }

    fn missing_in_source(&mut self, path: &FieldPath, key: &str, example: &str) {
        let message = text!("文献缺少 “{key}”", "the source has no “{key}”");
        let place = self.positions.key(path);
        self.fault(
            &path.key(key),
            Diagnostic::error("missing-field", message)
                .at(place)
                .hint(text!("例如：{example}", "for example: {example}")),
        );
    }
}

/// Whether a key is one by which other programs know the day of access.
fn is_day_of_access(key: &str) -> bool {
    let key = key.to_lowercase().replace(['-', '_', ' '], "");
    let words = ["accessed", "accesseddate", "accessdate", "dateaccessed", "urldate", "visited"];
    words.contains(&key.as_str()) || ["retrieved", "访问日期", "引用日期"].contains(&key.as_str())
}

/// Whether a name has several words and no comma, and begins as that of a person with a particle
/// (von der Leyen) does not.
fn is_several_words(name: &str) -> bool {
    let is_latin = |word: &str| word.chars().any(|c| c.is_lowercase() || c.is_uppercase());
    let words: Vec<&str> = name.split_whitespace().collect();
    words.len() > 1
        && !name.contains(',')
        && !name.trim().starts_with(char::is_lowercase)
        && words.iter().all(|word| is_latin(word) || !word.chars().any(char::is_alphabetic))
}

/// The kinds of sources that Hayagriva knows.
const TYPES: [&str; 30] = [
    "article",
    "chapter",
    "entry",
    "anthos",
    "report",
    "thesis",
    "web",
    "scene",
    "artwork",
    "patent",
    "case",
    "newspaper",
    "legislation",
    "manuscript",
    "post",
    "misc",
    "performance",
    "periodical",
    "proceedings",
    "book",
    "blog",
    "reference",
    "conference",
    "anthology",
    "repository",
    "thread",
    "video",
    "audio",
    "exhibition",
    "original",
];

/// What authors write for the kinds of sources.
const CHINESE_TYPES: [(&[&str], &str); 9] = [
    (&["期刊", "论文", "期刊论文", "期刊文章", "文章"], "article"),
    (&["图书", "专著", "著作", "书"], "book"),
    (&["网页", "网站", "网络", "网络文献"], "web"),
    (&["报告", "研究报告"], "report"),
    (&["报纸"], "newspaper"),
    (&["学位论文", "博士论文", "硕士论文"], "thesis"),
    (&["会议论文", "会议录", "论文集"], "proceedings"),
    (&["法律", "法规", "法律法规"], "legislation"),
    (&["专利"], "patent"),
];

/// The fields of a source, each with an example.
const FIELDS: [(&str, &str); 26] = [
    ("title", "众创空间的发展机制"),
    ("author", "[王佑镁, 叶爱敏]"),
    ("date", "2016-11-03"),
    ("editor", "[许厚泽]"),
    ("affiliated", "[{ role: translator, names: [金吾伦] }]"),
    ("publisher", "{ name: 科学出版社, location: 北京 }"),
    ("location", "北京"),
    ("organization", "南开大学"),
    ("issue", "3"),
    ("chapter", "2"),
    ("volume", "36"),
    ("volume-total", "4"),
    ("edition", "2"),
    ("page-range", "1-9"),
    ("page-total", "179"),
    ("time-range", "00:57-06:21"),
    ("runtime", "01:42:21"),
    ("url", "{ value: https://example.org/a.html, date: 2017-11-28 }"),
    ("serial-number", "{ doi: 10.1038/nature13308 }"),
    ("language", "zh-CN"),
    ("archive", "中国第一历史档案馆"),
    ("archive-location", "北京"),
    ("call-number", "F124"),
    ("note", "内部资料"),
    ("abstract", "摘要"),
    ("genre", "标准"),
];

/// The fields in which Hayagriva reads marks: `{…}` around what keeps its case, `$…$` around
/// formulas, which this program does not set.
const TEXTS: [&str; 10] = [
    "title",
    "publisher",
    "location",
    "organization",
    "archive",
    "archive-location",
    "call-number",
    "note",
    "abstract",
    "genre",
];

/// The keys of fields that may be maps.
const KEYS: [(&str, &[&str]); 7] = [
    ("title", &["value", "short", "verbatim"]),
    ("date", &["year", "month", "day", "approximate", "season"]),
    ("author", PERSON),
    ("editor", PERSON),
    ("affiliated", &["role", "names"]),
    ("publisher", &["name", "location"]),
    ("url", &["value", "date"]),
];
const PERSON: &[&str] = &["name", "given-name", "prefix", "suffix", "comma-suffix", "alias"];

/// A field, or a whole source, that Hayagriva does not take. Its reasons are in English alone.
fn unreadable(key: &str, why: &str) -> Diagnostic {
    let message = text!("“{key}” 的写法读不懂", "“{key}” cannot be read: {why}");
    Diagnostic::error("unreadable-source", message)
}

/// One entry as Hayagriva reads it.
fn entry_of(id: &str, fields: &Value) -> Result<hayagriva::Entry, String> {
    let library = json!({ id: fields });
    let entries = hayagriva::Library::deserialize(&library).map_err(|why| why.to_string())?;
    entries.into_iter().next().ok_or_else(|| "it is empty".to_owned())
}

/// A value whose text keeps its `$`, and braces that are no pairs.
fn escaped(value: &Value) -> Value {
    match value {
        Value::Array(list) => list.iter().map(escaped).collect(),
        Value::Object(map) => {
            map.iter().map(|(key, value)| (key.clone(), escaped(value))).collect()
        }
        Value::String(text) => {
            let text = text.replace("\\$", "$").replace('$', "\\$");
            Value::String(match has_pairs(&text) {
                true => text,
                false => text.replace('{', "\\{").replace('}', "\\}"),
            })
        }
        other => other.clone(),
    }
}

/// Whether the braces of a text are pairs.
fn has_pairs(text: &str) -> bool {
    let depth = text.chars().try_fold(0_usize, |depth, c| match c {
        '{' => Some(depth + 1),
        '}' => depth.checked_sub(1),
        _ => Some(depth),
    });
    depth == Some(0)
}

/// A value without the keys that say nothing.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Array(list) => list.iter().map(without_nulls).collect(),
        Value::Object(map) => map
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key.clone(), without_nulls(value)))
            .collect(),
        scalar => scalar.clone(),
    }
}

/// A value whose scalars are what YAML takes them for: some parts of a field are no text.
fn typed(value: &Value) -> Value {
    match value {
        Value::Array(list) => list.iter().map(typed).collect(),
        Value::Object(map) => map
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key.clone(), typed(value)))
            .collect(),
        Value::String(text) => match (text.parse::<bool>(), text.parse::<i64>()) {
            (Ok(truth), _) => Value::Bool(truth),
            (_, Ok(number)) => Value::from(number),
            _ => value.clone(),
        },
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::{read, yaml};
    use super::{FIELDS, TYPES, entry_of};
    use crate::diag::Diagnostics;
    use crate::tree::VPath;

    #[test]
    fn every_example_is_a_field_that_hayagriva_reads() {
        for (field, example) in FIELDS {
            let file = VPath::parse("a.yaml").expect("a path");
            let source = format!("{field}: {example}\n");
            let mut diagnostics = Diagnostics::new();
            let document = yaml::parse(&file, source.as_bytes(), &mut diagnostics).expect("YAML");
            let bytes = source.clone().into_bytes().into();
            let mut value = read::read::<Value>(&file, bytes, &document, &mut diagnostics).value;
            value["type"] = json!("misc");
            let entry = entry_of("x", &value).unwrap_or_else(|why| panic!("{source}{why}"));
            assert!(entry.has(field), "{field}");
        }
    }

    #[test]
    fn every_type_is_one_that_hayagriva_knows() {
        for kind in TYPES {
            assert!(entry_of("x", &json!({ "type": kind })).is_ok(), "{kind}");
        }
    }
}
