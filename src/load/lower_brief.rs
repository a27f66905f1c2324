//! Raw `issue.yaml` → [`Brief`]: what the issue says.

use super::files::Shelf;
use super::lower::{Folder, Lower, trimmed};
use super::prose::Extent;
use super::schema::{
    RawAuthor, RawColophon, RawDistribution, RawErratum, RawIssue, RawItem, RawPart,
};
use super::tables::{self, TablePlaces};
use super::{attachments, charts, figures, values};
use crate::diag::{Diagnostic, Span, Text, text};
use crate::model::brief::{Author, Brief, English, Erratum, Item, Part};
use crate::model::serial::{Colophon, Distribution};
use crate::model::{Date, FieldPath, Prose};
use crate::tree::FileTree;

impl Lower<'_> {
    pub(crate) fn brief(
        &mut self,
        raw: &RawIssue,
        folder: &Folder,
        tree: &FileTree,
    ) -> (Brief, TablePlaces) {
        let shelf = Shelf { folder, tree };
        let (tables, places) = tables::tables(self, &raw.tables, shelf);
        let values = values::values(self, &raw.values, &tables, &places);
        let charts = charts::charts(self, &raw.charts, &tables, &places);
        let brief = Brief {
            title: self.title(&raw.title),
            authors: self.authors(&raw.authors),
            english: English {
                title: trimmed(&raw.english.title),
                abstract_: trimmed(&raw.english.r#abstract),
            },
            editorial: self.prose(&"editorial".into(), raw.editorial.as_deref(), Extent::Blocks),
            errata: self.errata(&raw.errata),
            keywords: self.listed_words("keywords", &raw.keywords),
            topics: self.listed_words("topics", &raw.topics),
            abstract_: self.prose(&"abstract".into(), raw.r#abstract.as_deref(), Extent::Blocks),
            lead: self.prose(&"lead".into(), raw.lead.as_deref(), Extent::Blocks),
            findings: self.parts("findings", &raw.findings),
            recommendations: self.parts("recommendations", &raw.recommendations),
            tables,
            values,
            charts,
            distribution: raw.distribution.as_ref().map(distribution),
            colophon: raw.colophon.as_ref().map(|colophon| self.colophon(colophon)),
            figures: figures::figures(self, &raw.figures, shelf),
            sources: self.sources(&"sources".into(), &raw.sources),
            attachments: attachments::attachments(self, &raw.attachments, shelf),
            official: self.official(&raw.official),
        };
        if raw.findings.is_empty() && brief.lead.is_none() && !self.is_faulty(&"lead".into()) {
            let span = Span::file(self.positions.file());
            let message = text!("没有发现，也没有导语", "there are neither findings nor a lead");
            let hint = text!(
                "写 findings:（发现），或只写 lead:（导语）",
                "write findings:, or a lead: alone"
            );
            self.fault(
                &"findings".into(),
                Diagnostic::error("missing-field", message).at(span).hint(hint),
            );
        }
        (brief, places)
    }

    /// Reads the errata; those without a day or words are left out.
    fn errata(&mut self, raw: &[RawErratum]) -> Vec<Erratum> {
        let path = FieldPath::from("errata");
        let mut errata = Vec::new();
        for (at, raw) in raw.iter().enumerate() {
            let path = path.index(at);
            let date = self.required_at(&path.key("date"), &raw.date).map(str::to_owned);
            let date = date.and_then(|date| self.date(&path.key("date"), &date));
            let text = self.prose(&path.key("text"), raw.text.as_deref(), Extent::Blocks);
            if text.is_none() {
                self.missing(&path.key("text"));
            }
            errata.extend(date.zip(text).map(|(date, text)| Erratum { date, text }));
        }
        errata
    }

    /// Whether errata are later than the issue: of others one of the days is wrong.
    pub(super) fn errata_follow(&mut self, issued: Option<Date>, raw: &[RawErratum]) {
        let Some(issued) = issued else { return };
        for (at, raw) in raw.iter().enumerate() {
            let date = raw.date.as_deref().and_then(Date::parse);
            let Some(date) = date.filter(|date| *date < issued) else { continue };
            let message = text!(
                "更正的日期 {date} 早于本期的日期 {issued}",
                "the erratum of {date} is older than the issue of {issued}"
            );
            let hint = text!("写更正发布的那一天", "write the day on which it was published");
            let path = FieldPath::from("errata").index(at).key("date");
            self.fault(&path, Diagnostic::error("invalid-date", message).hint(hint));
        }
    }

    fn title(&mut self, clauses: &[String]) -> Vec<Prose> {
        let path = FieldPath::from("title");
        let title: Vec<Prose> = clauses
            .iter()
            .enumerate()
            .filter_map(|(at, clause)| self.prose(&path.index(at), Some(clause), Extent::Line))
            .collect();
        if title.is_empty() {
            self.missing(&path);
        }
        title
    }

    /// Words one by one; several in one item are reported.
    fn listed_words(&mut self, key: &str, raw: &[String]) -> Vec<String> {
        for (at, item) in raw.iter().enumerate() {
            // Brackets of text are not those of a list.
            let bare = item.trim().trim_matches(['【', '】', '［', '］', '〔', '〕', '「', '」']);
            if let Some(parts) = several(bare, DIVIDERS) {
                let list = parts.join(", ");
                let hint = text!("写成列表：{key}: [{list}]", "write a list: {key}: [{list}]");
                self.several_in_one(&FieldPath::from(key).index(at), item, hint);
            }
        }
        words(raw)
    }

    pub(crate) fn several_in_one(&mut self, path: &FieldPath, item: &str, hint: Text) {
        let item = item.trim();
        let message = text!("“{item}” 读作一项", "“{item}” is read as one item");
        self.fault(path, Diagnostic::warning("several-in-one", message).hint(hint));
    }

    fn authors(&mut self, raw: &[RawAuthor]) -> Vec<Author> {
        let path = FieldPath::from("authors");
        if raw.is_empty() {
            self.missing(&path);
        }
        let author = |(at, raw): (usize, &RawAuthor)| {
            let path = path.index(at);
            let name =
                self.required_at(&path.key("name"), &raw.name).unwrap_or_default().to_owned();
            let id = raw.id.as_deref().and_then(|id| self.id(&path.key("id"), id));
            if let Some(names) = several(&name, MARKS_BETWEEN_NAMES) {
                let list: Vec<String> =
                    names.iter().map(|name| format!("{{ name: {name} }}")).collect();
                let list = list.join(", ");
                let hint = text!(
                    "每位作者一项：authors: [{list}]",
                    "one item for each author: authors: [{list}]"
                );
                self.several_in_one(&path.key("name"), &name, hint);
            }
            Author {
                name,
                affiliation: trimmed(&raw.affiliation),
                post: trimmed(&raw.post),
                id: id.unwrap_or_default(),
                bio: self.prose(&path.key("bio"), raw.bio.as_deref(), Extent::Blocks),
            }
        };
        let authors: Vec<Author> = raw.iter().enumerate().map(author).collect();
        self.namesakes(&authors);
        authors
    }

    /// Two authors of one name and one id, or of none, cannot be told apart.
    fn namesakes(&mut self, authors: &[Author]) {
        for (at, author) in authors.iter().enumerate() {
            let is_same = |other: &Author| (&other.name, &other.id) == (&author.name, &author.id);
            if !author.name.is_empty() && authors[..at].iter().any(is_same) {
                let name = &author.name;
                let message = text!("“{name}” 出现两次", "“{name}” stands twice");
                let hint = text!(
                    "同名的两个人各写一个 id: 区分；同一个人只写一次",
                    "give namesakes an id: each; name one person once"
                );
                let path = FieldPath::from("authors").index(at).key("name");
                self.fault(&path, Diagnostic::error("duplicate-author", message).hint(hint));
            }
        }
    }

    fn parts(&mut self, key: &str, raw: &[RawPart]) -> Vec<Part> {
        let mut parts = Vec::new();
        for (at, part) in raw.iter().enumerate() {
            let path = FieldPath::from(key).index(at);
            let title = self.heading(&path, &part.title);
            let lead = self.prose(&path.key("lead"), part.lead.as_deref(), Extent::Blocks);
            let items_path = path.key("items");
            let items = part
                .items
                .iter()
                .enumerate()
                .map(|(at, item)| self.item(&items_path.index(at), item, key == "recommendations"))
                .collect();
            self.judge_part(key, at, part, &path);
            parts.push(Part { title, lead, items });
        }
        parts
    }

    /// A part says something, and the recommendations are one part.
    fn judge_part(&mut self, key: &str, at: usize, part: &RawPart, path: &FieldPath) {
        let is_empty = part.items.is_empty() && trimmed(&part.lead).is_empty();
        let is_told = ["lead", "items"].iter().any(|key| self.is_faulty(&path.key(key)));
        if is_empty && !is_told {
            let message = text!("这一部分没有内容", "this part says nothing");
            let hint = text!("写 items:（各条）或 lead:（一段话）", "write items:, or a lead:");
            let place = self.positions.key(&path.key("title"));
            let fault = Diagnostic::error("missing-field", message).at(place).hint(hint);
            self.fault(&path.key("items"), fault);
        }
        if at > 0 && key == "recommendations" {
            let message = text!("对策建议只能有一个部分", "the recommendations are one part");
            let hint = text!(
                "把各条建议都写进第一个部分的 items:",
                "move all of them into the items: of the first part"
            );
            let place = self.positions.key(&path.key("title"));
            let first = self.positions.key(&FieldPath::from(key).index(0).key("title"));
            let fault = Diagnostic::error("wrong-type", message).at(place).hint(hint);
            self.fault(path, fault.see(first, text!("第一个部分", "the first part")));
        }
    }

    fn heading(&mut self, path: &FieldPath, title: &Option<String>) -> Prose {
        let path = path.key("title");
        let _ = self.required_at(&path, title);
        self.prose(&path, title.as_deref(), Extent::Line).unwrap_or_default()
    }

    fn item(&mut self, path: &FieldPath, raw: &RawItem, is_recommendation: bool) -> Item {
        if !is_recommendation {
            for (key, written) in
                [("summary", raw.summary.is_some()), ("answers", !raw.answers.is_empty())]
            {
                if written {
                    let span = self.positions.key(&path.key(key));
                    let message =
                        text!("“{key}” 只用在建议里", "“{key}” belongs to recommendations alone");
                    self.fault(
                        &path.key(key),
                        Diagnostic::error("unknown-field", message).at(span),
                    );
                }
            }
        }
        Item {
            id: raw.id.as_deref().and_then(|id| self.id(&path.key("id"), id)),
            title: self.heading(path, &raw.title),
            summary: self.prose(&path.key("summary"), raw.summary.as_deref(), Extent::Line),
            answers: words(&raw.answers),
            body: self.prose(&path.key("body"), raw.body.as_deref(), Extent::Body),
        }
    }

    pub(crate) fn colophon(&mut self, raw: &RawColophon) -> Colophon {
        let copies = raw.copies.as_deref().filter(|copies| !matches!(*copies, "0" | ""));
        Colophon {
            editor: trimmed(&raw.editor),
            approver: trimmed(&raw.approver),
            phone: trimmed(&raw.phone),
            copies: copies
                .and_then(|copies| self.count(&"colophon.copies".into(), copies))
                .unwrap_or(0),
        }
    }
}

/// Marks that stand between the words of a list.
const DIVIDERS: &[char] = &[',', '，', '、', ';', '；'];
/// The same between names: a foreign name may hold half-width ones.
pub(crate) const MARKS_BETWEEN_NAMES: &[char] = &['，', '、', '；'];

/// The words of an item that holds several.
pub(crate) fn several<'a>(item: &'a str, dividers: &[char]) -> Option<Vec<&'a str>> {
    let parts = item.split(dividers).map(str::trim).filter(|part| !part.is_empty());
    let parts: Vec<&str> = parts.collect();
    (parts.len() > 1).then_some(parts)
}

pub(crate) fn words(list: &[String]) -> Vec<String> {
    list.iter().map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect()
}

pub(crate) fn distribution(raw: &RawDistribution) -> Distribution {
    Distribution { report: words(&raw.report), send: words(&raw.send), copy: words(&raw.copy) }
}
