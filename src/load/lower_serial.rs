//! Raw `serial.yaml` → [`Serial`].

use std::collections::{BTreeMap, BTreeSet};

use super::lower::{Lower, trimmed};
use super::lower_brief::distribution;
use super::read::Read;
use super::schema::{RawOrigin, RawSerial};
use crate::diag::{Diagnostic, Diagnostics, Severity, text};
use crate::model::serial::{Origin, Role, Serial};
use crate::model::{FieldPath, IssueId};

/// Judges `serial.yaml`. What is faulty is reported, and empty in the result; without an origin,
/// the ledger is counted from `first`.
pub(crate) fn serial(
    raw: &Read<RawSerial>,
    first: Origin,
    diagnostics: &mut Diagnostics,
) -> Serial {
    Lower::new(raw, diagnostics).serial(&raw.value, first)
}

impl Lower<'_> {
    fn serial(&mut self, raw: &RawSerial, first: Origin) -> Serial {
        let name = self.required("name", &raw.name).unwrap_or_default();
        let issuer = self.required("issuer", &raw.issuer).unwrap_or_default();
        let origin = self.origin(&raw.numbering.origin);
        if let Some(profile) = raw.profile.as_deref()
            && profile != "yaobao"
        {
            let fault = match profile {
                "gbt9704" => {
                    let message = text!(
                        "这个版本还没有版式 “gbt9704”",
                        "this version does not have the profile “gbt9704” yet"
                    );
                    Diagnostic::error("not-supported-yet", message)
                }
                _ => {
                    let message = text!("没有版式 “{profile}”", "there is no profile “{profile}”");
                    Diagnostic::error("invalid-value", message)
                }
            };
            self.fault(&"profile".into(), fault.hint(text!("写 yaobao", "write yaobao")));
        }
        let compiler = trimmed(&raw.compiler);
        Serial {
            name: name.to_owned(),
            compiler: if compiler.is_empty() { issuer.to_owned() } else { compiler },
            issuer: issuer.to_owned(),
            language: raw.language.clone().unwrap_or_else(|| "zh-Hans".to_owned()),
            url: self.url(raw.url.as_deref().unwrap_or_default()),
            description: trimmed(&raw.description),
            licence: trimmed(&raw.licence),
            origin: origin.unwrap_or(first),
            void: self.void(&raw.numbering.void),
            distribution: distribution(&raw.distribution),
            colophon: self.colophon(&raw.colophon),
            official: self.official(&raw.official),
            sources: BTreeMap::new(),
            fonts: self.fonts(&raw.fonts),
            lint: self.lint(&raw.lint),
        }
    }

    fn url(&mut self, url: &str) -> String {
        if url.is_empty() {
            return String::new();
        }
        let absolute = url.starts_with("https://") || url.starts_with("http://");
        if !absolute || url.contains(['?', '#', ' ']) {
            let message =
                text!("“{url}” 不是网站的完整地址", "“{url}” is no absolute address of a site");
            self.fault(
                &"url".into(),
                Diagnostic::error("invalid-value", message).hint(text!(
                    "写成 https://example.org/yaobao/ 的样子",
                    "write it as in https://example.org/yaobao/"
                )),
            );
        }
        format!("{}/", url.trim_end_matches('/'))
    }

    fn origin(&mut self, raw: &RawOrigin) -> Option<Origin> {
        let path = FieldPath::from("numbering.origin");
        let mut count = |key: &str, value: &Option<String>| {
            let path = path.key(key);
            let text = self.required_at(&path, value)?;
            self.count(&path, text)
        };
        let (year, number, cumulative) = (
            count("year", &raw.year),
            count("number", &raw.number),
            count("cumulative", &raw.cumulative),
        );
        let (number, cumulative) = (number?, cumulative?);
        if cumulative < number {
            let message = text!(
                "总期 {cumulative} 小于年内期号 {number}",
                "the cumulative number {cumulative} is smaller than the number {number} within the year"
            );
            self.fault(&path.key("cumulative"), Diagnostic::error("cumulative-constant", message));
        }
        let Ok(year) = u16::try_from(year?) else {
            self.fault(
                &path.key("year"),
                Diagnostic::error("invalid-number", text!("年份太大", "the year is too large")),
            );
            return None;
        };
        Some(Origin { year, number, cumulative })
    }

    fn void(&mut self, raw: &[String]) -> BTreeSet<IssueId> {
        let path = FieldPath::from("numbering.void");
        let mut void = BTreeSet::new();
        for (at, text) in raw.iter().enumerate() {
            match IssueId::parse(text) {
                Some(id) => void.extend([id]),
                None => {
                    let message = text!("“{text}” 不是期号", "“{text}” is no issue");
                    self.fault(
                        &path.index(at),
                        Diagnostic::error("invalid-number", message)
                            .hint(text!("写成 “2018-7”", "write it as in “2018-7”")),
                    );
                }
            }
        }
        void
    }

    fn fonts(&mut self, raw: &BTreeMap<String, Vec<String>>) -> BTreeMap<Role, Vec<String>> {
        let mut fonts = BTreeMap::new();
        for (name, families) in raw {
            match Role::ALL.iter().find(|(role, _)| role == name) {
                Some((_, role)) => drop(fonts.insert(*role, families.clone())),
                None => self.unknown_name(
                    "fonts",
                    name,
                    &Role::ALL.map(|(role, _)| role),
                    text!("没有字体角色 “{name}”", "there is no font role “{name}”"),
                ),
            }
        }
        fonts
    }

    fn lint(&mut self, raw: &BTreeMap<String, String>) -> BTreeMap<String, Option<Severity>> {
        const LEVELS: [(&str, Option<Severity>); 4] = [
            ("off", None),
            ("note", Some(Severity::Note)),
            ("warn", Some(Severity::Warning)),
            ("error", Some(Severity::Error)),
        ];
        let mut lint = BTreeMap::new();
        for (rule, level) in raw {
            match LEVELS.iter().find(|(name, _)| name == level) {
                Some((_, severity)) => drop(lint.insert(rule.clone(), *severity)),
                None => {
                    let message = text!(
                        "“{rule}” 的轻重不能是 “{level}”",
                        "the level of “{rule}” cannot be “{level}”"
                    );
                    self.fault(
                        &FieldPath::from("lint").key(rule),
                        Diagnostic::error("invalid-value", message).hint(text!(
                            "可用的有：off、note、warn、error",
                            "there are: off, note, warn, error"
                        )),
                    );
                }
            }
        }
        lint
    }
}
