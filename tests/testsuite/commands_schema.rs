//! `schema`: what editors know of the files.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::commands::Workspace;

fn schema(args: &[&str]) -> Value {
    let said = Workspace::empty().run(&[&["schema"], args].concat()).ends_with_code(0);
    serde_json::from_str(&said.stdout).unwrap()
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap()
}

fn repository(path: &str) -> String {
    std::fs::read_to_string(crate::repository().join(path)).unwrap()
}

/// Whether a document fits a schema: as much of JSON Schema as ours use, patterns aside.
fn fits(root: &Value, schema: &Value, document: &Value) -> bool {
    if let Some(name) = schema["$ref"].as_str() {
        let definition = name.trim_start_matches("#/$defs/");
        return fits(root, &root["$defs"][definition], document);
    }
    let any = |key: &str| schema[key].as_array();
    let is_of = |name: &Value| match name.as_str().unwrap() {
        "object" => document.is_object(),
        "array" => document.is_array(),
        "string" => document.is_string(),
        "integer" => document.is_i64(),
        "number" => document.is_number(),
        "boolean" => document.is_boolean(),
        "null" => document.is_null(),
        other => panic!("no type {other}"),
    };
    let has_type = match &schema["type"] {
        Value::Array(names) => names.iter().any(is_of),
        Value::Null => true,
        name => is_of(name),
    };
    has_type
        && any("anyOf").is_none_or(|each| each.iter().any(|one| fits(root, one, document)))
        && any("enum").is_none_or(|values| values.contains(document))
        && any("required")
            .is_none_or(|keys| keys.iter().all(|key| !document[key.as_str().unwrap()].is_null()))
        && document.as_object().is_none_or(|entries| {
            entries.iter().all(|(key, value)| {
                match (&schema["properties"][key], &schema["additionalProperties"]) {
                    (Value::Null, Value::Bool(false)) => false,
                    (Value::Null, Value::Null) => true,
                    (Value::Null, other) => fits(root, other, value),
                    (known, _) => fits(root, known, value),
                }
            })
        })
        && document.as_array().is_none_or(|items| {
            schema["items"].is_null() || items.iter().all(|item| fits(root, &schema["items"], item))
        })
}

/// All keys that a schema knows, with what is said of each.
fn keys<'s>(schema: &'s Value, found: &mut Vec<(&'s str, &'s Value)>) {
    if let Some(Value::Object(properties)) = schema.get("properties") {
        found.extend(properties.iter().map(|(key, of)| (key.as_str(), &of["description"])));
    }
    match schema {
        Value::Object(entries) => entries.values().for_each(|below| keys(below, found)),
        Value::Array(items) => items.iter().for_each(|below| keys(below, found)),
        _ => {}
    }
}

/// The template of an issue with all that is commented out in force.
fn uncommented() -> String {
    let is_key = |rest: &str| {
        rest.starts_with(['-', ' '])
            || rest
                .split_once(':')
                .is_some_and(|(key, _)| key.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'))
    };
    let line = |line: &str| {
        let (indent, rest) = line.split_once("# ").unwrap_or((line, ""));
        let is_comment = indent.trim().is_empty() && is_key(rest);
        let line = if is_comment { format!("{indent}{rest}") } else { line.to_owned() };
        let filled = line.replace("{{ number }}", "50").replace("{{ date }}", "2017-12-12");
        let filled = filled.replace("{{ cumulative }}", "cumulative: 120");
        filled.replace("{{ status }}", "draft").replace("{{ title }}", "题目") + "\n"
    };
    repository("templates/workspace/issue.yaml").lines().map(line).collect()
}

#[test]
fn every_key_is_explained_in_both_languages() {
    for of in ["issue", "serial"] {
        let schema = schema(&[of]);
        let mut found = Vec::new();
        keys(&schema, &mut found);
        assert!(found.len() > 40, "{of}: {}", found.len());
        for (key, said) in found {
            let said = said.as_str().unwrap_or_else(|| panic!("{of}: {key} is not explained"));
            let (zh, en) = said.split_once("\n\n").unwrap_or_else(|| panic!("{key}: {said}"));
            assert!(
                !zh.is_ascii() && en.starts_with(|c: char| !c.is_whitespace()),
                "{key}: {said}"
            );
        }
    }
    let english = schema(&["issue", "--lang", "en"]);
    assert_eq!(english["properties"]["date"]["description"], "The day of issue.");
    let chinese = schema(&["issue", "--lang", "zh"]);
    assert_eq!(chinese["properties"]["date"]["description"], "日期，年-月-日。");
}

#[test]
fn the_files_of_the_repository_fit() {
    let (issue, serial, either) = (schema(&["issue"]), schema(&["serial"]), schema(&[]));
    for path in ["content/2017/48/issue.yaml", "content/2017/49/issue.yaml"] {
        let document = yaml(&repository(path));
        assert!(fits(&issue, &issue, &document), "{path}");
        assert!(fits(&either, &either, &document), "{path}");
        assert!(!fits(&serial, &serial, &document), "{path}");
    }
    let document = yaml(&repository("content/serial.yaml"));
    assert!(fits(&serial, &serial, &document) && fits(&either, &either, &document));
}

#[test]
fn a_misspelt_key_and_a_wrong_word_do_not_fit() {
    let issue = schema(&["issue"]);
    let text = repository("content/2017/49/issue.yaml");
    for (right, wrong) in [
        ("\nstatus: final", "\nstatus: done"),
        ("\nstatus: final", "\nstatsu: final"),
        ("affiliation:", "affilation:"),
        ("answers: [uneven]", "answer: [uneven]"),
        ("      备案: { unit: 家, digits: 0 }", "      备案: { units: 家, digits: 0 }"),
        ("\nabstract: |", "\nabstact: |"),
        ("\nnumber: 49", ""),
    ] {
        assert!(text.contains(right), "{right}");
        let document = yaml(&text.replacen(right, wrong, 1));
        assert!(!fits(&issue, &issue, &document), "{wrong}");
    }
}

#[test]
fn the_template_of_an_issue_shows_every_key() {
    let issue = schema(&["issue"]);
    let text = uncommented();
    let document = yaml(&text);
    assert!(fits(&issue, &issue, &document), "{text}");
    let mut known = Vec::new();
    keys(&issue, &mut known);
    let words: BTreeSet<&str> =
        text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').collect();
    let absent: Vec<&str> =
        known.iter().map(|(key, _)| *key).filter(|key| !words.contains(key)).collect();
    assert!(absent.is_empty(), "{absent:?}");
    let workspace = Workspace::new();
    workspace.write("content/2017/50/issue.yaml", &text);
    let said = workspace.run(&["check", "2017-50", "--diagnostics", "short"]);
    for fault in ["unknown-field", "wrong-type", "invalid-value"] {
        assert!(!said.stderr.contains(fault), "{}", said.stderr);
    }
}
