//! What an official document bears: raw keys → [`Official`].

use super::lower::{Lower, trimmed};
use super::lower_brief::words;
use super::schema::RawOfficial;
use crate::diag::{Diagnostic, text};
use crate::model::FieldPath;
use crate::model::brief::Official;

/// 密级 (GB/T 9704-2012, 7.2.2).
const LEVELS: [&str; 3] = ["绝密", "机密", "秘密"];
/// 紧急程度 of documents and of telegrams (GB/T 9704-2012, 7.2.3).
const URGENCIES: [&str; 4] = ["特急", "加急", "特提", "平急"];

impl Lower<'_> {
    /// Reads `official`, in an issue or in the serial.
    pub(crate) fn official(&mut self, raw: &RawOfficial) -> Official {
        let path = FieldPath::from("official");
        let issued_on = raw.issued_on.as_deref().filter(|date| !date.is_empty());
        let serial_no = written(&raw.serial_no);
        if let Some(serial_no) = &serial_no
            && !serial_no.bytes().all(|byte| byte.is_ascii_digit())
        {
            let message = text!("“{serial_no}” 不是份号", "“{serial_no}” is no number of a copy");
            let hint = text!("只写数字，例如 \"000001\"", "write digits alone, as in \"000001\"");
            let fault = Diagnostic::error("invalid-number", message).hint(hint);
            self.fault(&path.key("serial-no"), fault);
        }
        Official {
            classification: self.classification(raw, &path.key("classification")),
            serial_no,
            urgency: self.listed(&path.key("urgency"), &raw.urgency, &URGENCIES),
            mark: written(&raw.mark),
            signers: raw.signers.as_deref().map(words),
            to: raw.to.as_deref().map(words),
            note: written(&raw.note),
            issued_by: written(&raw.issued_by),
            issued_on: issued_on.and_then(|text| self.date(&path.key("issued-on"), text)),
        }
    }

    /// 密级 and period with ★ between (GB/T 9704-2012, 7.2.2).
    fn classification(&mut self, raw: &RawOfficial, path: &FieldPath) -> Option<String> {
        let raw = raw.classification.as_ref()?;
        let level = self.listed(&path.key("level"), &raw.level, &LEVELS).unwrap_or_default();
        let period = trimmed(&raw.period);
        if !period.is_empty() && trimmed(&raw.level).is_empty() {
            self.missing(&path.key("level"));
        }
        Some(match (level.as_str(), period.as_str()) {
            ("", _) | (_, "") => level,
            _ => format!("{level}★{period}"),
        })
    }

    /// One of a few words; empty where it is none of them.
    fn listed(
        &mut self,
        path: &FieldPath,
        text: &Option<String>,
        words: &[&'static str],
    ) -> Option<String> {
        let text = written(text)?;
        let known: Vec<(&'static str, ())> = words.iter().map(|word| (*word, ())).collect();
        let is_one = !text.is_empty() && self.choice(path, &text, &known).is_some();
        Some(if is_one { text } else { String::new() })
    }
}

/// Text as the author wrote it, empty or not.
fn written(text: &Option<String>) -> Option<String> {
    text.as_ref().map(|_| trimmed(text))
}
