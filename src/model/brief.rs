//! What an issue says.

use std::collections::{BTreeMap, BTreeSet};

use super::chart::Chart;
use super::prose::Inline;
use super::serial::{Colophon, Distribution};
use super::value::Operand;
use super::{Date, FieldPath, Prose, Source, Table, Value};
use crate::tree::{Bytes, VPath};

/// The sources that an issue's prose cites: their ids, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cited {
    /// Those that the issue declares itself.
    pub own: Box<[String]>,
    /// Those that it does not.
    pub others: Box<[String]>,
}

/// A brief: findings, the recommendations that answer them, and what stands around them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Brief {
    /// The clauses of the title, one a line.
    pub title: Vec<Prose>,
    /// Who wrote it, in the order printed.
    pub authors: Vec<Author>,
    /// Title and abstract in English; may be empty.
    pub english: English,
    /// 编者按.
    pub editorial: Option<Prose>,
    /// 更正, in the order written.
    pub errata: Vec<Erratum>,
    /// 关键词.
    pub keywords: Vec<String>,
    /// The archive's subject headings.
    pub topics: Vec<String>,
    /// 内容简介 without its second paragraph, which follows from the recommendations.
    pub abstract_: Option<Prose>,
    /// 导语.
    pub lead: Option<Prose>,
    /// The parts that hold findings.
    pub findings: Vec<Part>,
    /// The parts that hold recommendations; they follow the findings.
    pub recommendations: Vec<Part>,
    /// The tables by id.
    pub tables: BTreeMap<String, Table>,
    /// The values by id.
    pub values: BTreeMap<String, Value>,
    /// The charts by id.
    pub charts: BTreeMap<String, Chart>,
    /// The figures by id.
    pub figures: BTreeMap<String, Figure>,
    /// The sources of this issue alone, by id; the serial has those that issues share.
    pub sources: BTreeMap<String, Source>,
    /// 附件, in order.
    pub attachments: Vec<Attachment>,
    /// 报、送、发, where they differ from the serial's.
    pub distribution: Option<Distribution>,
    /// 责任编辑、签发、电话、印数, where they differ from the serial's.
    pub colophon: Option<Colophon>,
    /// What an official document bears besides.
    pub official: Official,
}

/// Who wrote a brief.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Author {
    /// The name, without padding.
    pub name: String,
    /// 单位; may be empty.
    pub affiliation: String,
    /// 职务、职称; may be empty.
    pub post: String,
    /// Tells namesakes apart; empty where the name alone is enough.
    pub id: String,
    /// Prose for 作者简介 in place of affiliation and post.
    pub bio: Option<Prose>,
}

/// What was changed since the issue was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erratum {
    /// The day of the change.
    pub date: Date,
    /// What was wrong, and what stands there now.
    pub text: Prose,
}

/// What the brief is called abroad.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct English {
    /// The title.
    pub title: String,
    /// The abstract.
    pub abstract_: String,
}

/// A part 一、 二、 of the text: a group of findings or of recommendations.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Part {
    /// The heading, without its number.
    pub title: Prose,
    /// What stands before the first item.
    pub lead: Option<Prose>,
    /// The items in order.
    pub items: Vec<Item>,
}

/// A finding or a recommendation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Item {
    /// The name by which it is answered or referred to.
    pub id: Option<String>,
    /// The heading, without its number.
    pub title: Prose,
    /// The words of a recommendation in the abstract, where they differ from the title.
    pub summary: Option<Prose>,
    /// The ids of the findings that a recommendation answers.
    pub answers: Vec<String>,
    /// The text.
    pub body: Option<Prose>,
}

/// A figure (图).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The caption, without its number.
    pub title: Prose,
    /// What it shows, for those who cannot see it; may be empty.
    pub alt: String,
    /// What it rests on.
    pub source: Option<Prose>,
    /// The picture's file.
    pub file: VPath,
    /// Its content.
    pub bytes: Bytes,
    /// How wide it is on paper if there is room, in hundredths of a point.
    pub width: u32,
}

/// An attachment (附件).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attachment {
    /// Its title.
    pub title: Prose,
    /// Its text.
    pub body: Option<Prose>,
    /// A file that goes with the issue, and its content.
    pub file: Option<(VPath, Bytes)>,
}

/// What an official document bears (GB/T 9704-2012, 7.2 to 7.4). What is absent is as the serial has
/// it; what is empty is not borne, whatever the serial says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Official {
    /// 密级 with its period, as printed: 秘密★1年.
    pub classification: Option<String>,
    /// 份号 or 编号.
    pub serial_no: Option<String>,
    /// 紧急程度.
    pub urgency: Option<String>,
    /// 发文机关代字.
    pub mark: Option<String>,
    /// 签发人.
    pub signers: Option<Vec<String>>,
    /// 主送机关.
    pub to: Option<Vec<String>>,
    /// 附注.
    pub note: Option<String>,
    /// 印发机关.
    pub issued_by: Option<String>,
    /// 印发日期.
    pub issued_on: Option<Date>,
}

impl Official {
    /// These fields, and the defaults of the serial where one is absent.
    pub fn or(&self, defaults: &Official) -> Official {
        fn or<T: Clone>(own: &Option<T>, default: &Option<T>) -> Option<T> {
            own.as_ref().or(default.as_ref()).cloned()
        }
        Official {
            classification: or(&self.classification, &defaults.classification),
            serial_no: or(&self.serial_no, &defaults.serial_no),
            urgency: or(&self.urgency, &defaults.urgency),
            mark: or(&self.mark, &defaults.mark),
            signers: or(&self.signers, &defaults.signers),
            to: or(&self.to, &defaults.to),
            note: or(&self.note, &defaults.note),
            issued_by: or(&self.issued_by, &defaults.issued_by),
            issued_on: self.issued_on.or(defaults.issued_on),
        }
    }
}

impl Brief {
    /// The values that the prose names, and those that they are worked out from.
    pub fn used_values(&self) -> BTreeSet<&str> {
        let mut open: Vec<&str> = Vec::new();
        self.each_prose(&mut |_, prose| {
            prose.each_inline(&mut |inline| {
                if let Inline::Value { id, .. } = inline {
                    open.push(id);
                }
            });
        });
        let mut used = BTreeSet::new();
        while let Some(id) = open.pop() {
            if used.insert(id)
                && let Some(value) = self.values.get(id)
            {
                open.extend(value.operands().iter().filter_map(Operand::value));
            }
        }
        used
    }

    /// The sources that the prose cites: the issue's own, and others.
    pub fn cited(&self) -> Cited {
        let mut cited = BTreeSet::new();
        self.each_prose(&mut |_, prose| {
            prose.each_inline(&mut |inline| {
                if let Inline::Citation { id, .. } = inline {
                    cited.insert(id.clone());
                }
            });
        });
        let (own, others): (Vec<String>, Vec<String>) =
            cited.into_iter().partition(|id| self.sources.contains_key(id));
        Cited { own: own.into(), others: others.into() }
    }

    /// Calls `visit` with every prose field and its path: those of the text in the order of the
    /// printed page, then those of tables, charts and figures by id.
    pub fn each_prose<'a>(&'a self, visit: &mut impl FnMut(FieldPath, &'a Prose)) {
        self.each_text(visit);
        self.each_caption(visit);
    }

    /// Calls `visit` with every prose field and its path in the order of the printed page, but for
    /// those of tables, charts and figures, which stand where the text places them.
    pub fn each_text<'a>(&'a self, visit: &mut impl FnMut(FieldPath, &'a Prose)) {
        let root = FieldPath::root();
        for (at, clause) in self.title.iter().enumerate() {
            visit(root.key("title").index(at), clause);
        }
        for (at, erratum) in self.errata.iter().enumerate() {
            visit(root.key("errata").index(at).key("text"), &erratum.text);
        }
        each(&self.editorial, &root.key("editorial"), visit);
        each(&self.abstract_, &root.key("abstract"), visit);
        each(&self.lead, &root.key("lead"), visit);
        for (key, parts) in
            [("findings", &self.findings), ("recommendations", &self.recommendations)]
        {
            for (at, part) in parts.iter().enumerate() {
                part.each_prose(&root.key(key).index(at), visit);
            }
        }
        for (at, author) in self.authors.iter().enumerate() {
            each(&author.bio, &root.key("authors").index(at).key("bio"), visit);
        }
        for (at, attachment) in self.attachments.iter().enumerate() {
            let path = root.key("attachments").index(at);
            visit(path.key("title"), &attachment.title);
            each(&attachment.body, &path.key("body"), visit);
        }
    }

    fn each_caption<'a>(&'a self, visit: &mut impl FnMut(FieldPath, &'a Prose)) {
        let root = FieldPath::root();
        for (id, table) in &self.tables {
            let path = root.key("tables").key(id);
            visit(path.key("title"), &table.title);
            each(&table.source, &path.key("source"), visit);
            for (at, note) in table.notes.iter().enumerate() {
                visit(path.key("notes").index(at), note);
            }
        }
        for (id, chart) in &self.charts {
            visit(root.key("charts").key(id).key("title"), &chart.title);
        }
        for (id, figure) in &self.figures {
            let path = root.key("figures").key(id);
            visit(path.key("title"), &figure.title);
            each(&figure.source, &path.key("source"), visit);
        }
    }
}

impl Part {
    fn each_prose<'a>(&'a self, path: &FieldPath, visit: &mut impl FnMut(FieldPath, &'a Prose)) {
        visit(path.key("title"), &self.title);
        each(&self.lead, &path.key("lead"), visit);
        for (at, item) in self.items.iter().enumerate() {
            let path = path.key("items").index(at);
            visit(path.key("title"), &item.title);
            each(&item.summary, &path.key("summary"), visit);
            each(&item.body, &path.key("body"), visit);
        }
    }
}

fn each<'a>(
    field: &'a Option<Prose>,
    path: &FieldPath,
    visit: &mut impl FnMut(FieldPath, &'a Prose),
) {
    if let Some(prose) = field {
        visit(path.clone(), prose);
    }
}
