//! The view of one issue.

use std::collections::BTreeMap;

use serde::Serialize;

use super::han::{circled, numeral};
use super::labels::{Label, item_anchor, item_words, labels, placed_tables};
use super::plain::plain;
use super::table::{TableView, ValueView, table_view, value_view};
use super::terms::{TERMS, Terms};
use crate::model::brief::{Author, Brief, Item, Part};
use crate::model::prose::{Block, Inline};
use crate::model::serial::{Colophon, Distribution, Serial};
use crate::model::{Date, FieldPath, Issue, IssueId, Number, Prose};

/// An issue as templates see it. `P` is [`Prose`], then a target's text.
#[derive(Debug, Clone, Serialize)]
pub struct IssueView<P> {
    /// `2017-48`.
    pub id: String,
    /// The year of issue.
    pub year: u16,
    /// `48` or `s1`.
    pub number: String,
    /// 2017年第48期（总第118期）.
    pub line: String,
    /// 2017年第48期.
    pub short_line: String,
    /// 总期; none for a supplement.
    pub cumulative: Option<u32>,
    /// The day of issue.
    pub date: DateView,
    /// The serial.
    pub serial: SerialView,
    /// The fixed words.
    pub terms: Terms,
    /// 密级★期限; may be empty.
    pub classification: String,
    /// 编号; may be empty.
    pub serial_no: String,
    /// The clauses of the title.
    pub title: Vec<P>,
    /// The title in one line of plain text.
    pub title_text: String,
    /// The authors.
    pub authors: Vec<AuthorView<P>>,
    /// Whether any author has a note.
    pub has_author_notes: bool,
    /// 关键词.
    pub keywords: Vec<String>,
    /// Subject headings.
    pub topics: Vec<String>,
    /// 编者按.
    pub editorial: Option<P>,
    /// 内容简介, its first paragraph.
    #[serde(rename = "abstract")]
    pub abstract_: Option<P>,
    /// The recommendations in the abstract.
    pub proposals: Vec<ProposalView<P>>,
    /// 导语.
    pub lead: Option<P>,
    /// The parts of the text.
    pub parts: Vec<PartView<P>>,
    /// 报、送、发, those that have someone.
    pub distribution: Vec<LineView>,
    /// 责任编辑、签发、电话, those that are given.
    pub colophon: Vec<LineView>,
    /// （共印×份）; may be empty.
    pub copies: String,
    /// The tables by id, for the writers of prose.
    #[serde(skip)]
    pub tables: BTreeMap<String, TableView<P>>,
    /// The values by id, for the writers of prose.
    #[serde(skip)]
    pub values: BTreeMap<String, ValueView>,
    /// What can be referred to by id, for the writers of prose.
    #[serde(skip)]
    pub labels: BTreeMap<String, Label>,
    /// The headings inside each body, in order, for the writers of prose.
    #[serde(skip)]
    pub subheadings: BTreeMap<FieldPath, Vec<SubheadingView>>,
}

/// A day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DateView {
    /// `2017-11-28`.
    pub iso: String,
    /// 2017年11月28日.
    pub long: String,
    /// The year.
    pub year: u16,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day of the month.
    pub day: u8,
}

/// The serial.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SerialView {
    /// 刊名.
    pub name: String,
    /// 发行单位.
    pub issuer: String,
    /// The unit printed with 编.
    pub compiler: String,
    /// The language tag.
    pub language: String,
    /// The absolute address of the archive; may be empty.
    pub url: String,
    /// One paragraph; may be empty.
    pub description: String,
    /// The licence line; may be empty.
    pub licence: String,
}

/// An author.
#[derive(Debug, Clone, Serialize)]
pub struct AuthorView<P> {
    /// The name, without padding.
    pub name: String,
    /// The line of 作者简介, without the name.
    pub note: Option<P>,
}

/// A recommendation in the abstract.
#[derive(Debug, Clone, Serialize)]
pub struct ProposalView<P> {
    /// 1、; empty for an only one.
    pub ordinal: String,
    /// Its words, ending in 。.
    pub text: P,
}

/// A part of the text.
#[derive(Debug, Clone, Serialize)]
pub struct PartView<P> {
    /// 一、.
    pub ordinal: String,
    /// Its address on the page.
    pub anchor: String,
    /// The heading.
    pub title: P,
    /// What stands before the first item.
    pub lead: Option<P>,
    /// The items.
    pub items: Vec<ItemView<P>>,
    /// `findings` or `recommendations`, and the place in its list.
    #[serde(skip)]
    field: (&'static str, usize),
}

/// A finding or recommendation.
#[derive(Debug, Clone, Serialize)]
pub struct ItemView<P> {
    /// 1、.
    pub ordinal: String,
    /// Its address on the page.
    pub anchor: String,
    /// The heading.
    pub title: P,
    /// The text.
    pub body: Option<P>,
    /// The findings that it answers.
    pub answers: Vec<LinkView>,
    /// The recommendations that answer it.
    pub answered_by: Vec<LinkView>,
}

/// A link inside the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LinkView {
    /// The address on the page.
    pub anchor: String,
    /// The words.
    pub words: String,
}

/// A label with what it says: 报：….
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LineView {
    /// The label, without the colon.
    pub label: &'static str,
    /// What it says.
    pub text: String,
}

/// A heading inside a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubheadingView {
    /// （1） or ①.
    pub ordinal: String,
    /// Its address on the page.
    pub anchor: String,
}

/// What a prose field is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// Text inside a line: titles, captions.
    Line,
    /// Blocks.
    Blocks,
}

/// The issue line 2017年第48期（总第118期）, and the short one without the bracket.
pub fn issue_lines(id: IssueId, cumulative: Option<u32>) -> (String, String) {
    let year = id.year;
    let short = match id.number {
        Number::Regular(number) => format!("{year}年第{number}期"),
        Number::Supplement(number) => format!("{year}年增刊第{number}期"),
    };
    let long = cumulative.map_or_else(|| short.clone(), |cumulative| format!("{short}（总第{cumulative}期）"));
    (long, short)
}

impl IssueView<Prose> {
    /// The view of an issue.
    pub fn new(serial: &Serial, issue: &Issue) -> IssueView<Prose> {
        let brief = &issue.brief;
        let (line, short_line) = issue_lines(issue.id, issue.cumulative);
        let labels = labels(brief);
        let placed = placed_tables(brief);
        let values: BTreeMap<String, ValueView> =
            brief.values.iter().filter_map(|(id, value)| Some((id.clone(), value_view(brief.tables.get(&value.table)?, value, &placed)))).collect();
        let title_text = brief.title.iter().map(|clause| plain(clause, &values, &labels)).collect::<Vec<_>>().join("　");
        let authors: Vec<AuthorView<Prose>> = brief.authors.iter().map(author).collect();
        let colophon = brief.colophon.as_ref().unwrap_or(&serial.colophon);
        IssueView {
            id: issue.id.to_string(),
            year: issue.id.year,
            number: issue.id.number.to_string(),
            line,
            short_line,
            cumulative: issue.cumulative,
            date: DateView::new(issue.date),
            serial: SerialView::new(serial),
            terms: TERMS,
            classification: brief.classification.clone(),
            serial_no: brief.serial_no.clone(),
            title: brief.title.clone(),
            title_text,
            has_author_notes: authors.iter().any(|author| author.note.is_some()),
            authors,
            keywords: brief.keywords.clone(),
            topics: brief.topics.clone(),
            editorial: brief.editorial.clone(),
            abstract_: brief.abstract_.clone(),
            proposals: proposals(brief),
            lead: brief.lead.clone(),
            parts: parts(brief),
            distribution: distribution(brief.distribution.as_ref().unwrap_or(&serial.distribution)),
            colophon: colophon_lines(colophon),
            copies: if colophon.copies == 0 { String::new() } else { format!("（共印{}份）", colophon.copies) },
            tables: brief.tables.iter().map(|(id, table)| (id.clone(), table_view(id, table, &labels))).collect(),
            values,
            labels,
            subheadings: subheadings(brief),
        }
    }
}

impl<P> IssueView<P> {
    /// Turns every prose field into a target's text, in the order of the printed page.
    pub fn write<T>(self, mut writer: impl FnMut(&FieldPath, Slot, P) -> T) -> IssueView<T> {
        let root = FieldPath::root();
        let mut field = |key: &str, slot, prose: Option<P>| prose.map(|prose| writer(&root.key(key), slot, prose));
        let editorial = field("editorial", Slot::Blocks, self.editorial);
        let abstract_ = field("abstract", Slot::Blocks, self.abstract_);
        let title_path = root.key("title");
        let title = self.title.into_iter().enumerate().map(|(at, clause)| writer(&title_path.index(at), Slot::Line, clause)).collect();
        let proposals_path = root.key("proposals");
        let proposals = self
            .proposals
            .into_iter()
            .enumerate()
            .map(|(at, proposal)| ProposalView { ordinal: proposal.ordinal, text: writer(&proposals_path.index(at), Slot::Line, proposal.text) });
        let proposals = proposals.collect();
        let lead = self.lead.map(|prose| writer(&root.key("lead"), Slot::Blocks, prose));
        let parts = self.parts.into_iter().map(|part| part.write(&mut writer)).collect();
        let authors_path = root.key("authors");
        let author = |(at, author): (usize, AuthorView<P>)| AuthorView {
            name: author.name,
            note: author.note.map(|note| writer(&authors_path.index(at).key("bio"), Slot::Blocks, note)),
        };
        IssueView {
            title,
            editorial,
            abstract_,
            proposals,
            lead,
            parts,
            authors: self.authors.into_iter().enumerate().map(author).collect(),
            tables: BTreeMap::new(),
            id: self.id,
            year: self.year,
            number: self.number,
            line: self.line,
            short_line: self.short_line,
            cumulative: self.cumulative,
            date: self.date,
            serial: self.serial,
            terms: self.terms,
            classification: self.classification,
            serial_no: self.serial_no,
            title_text: self.title_text,
            has_author_notes: self.has_author_notes,
            keywords: self.keywords,
            topics: self.topics,
            distribution: self.distribution,
            colophon: self.colophon,
            copies: self.copies,
            values: self.values,
            labels: self.labels,
            subheadings: self.subheadings,
        }
    }
}

impl<P> PartView<P> {
    fn write<T>(self, writer: &mut impl FnMut(&FieldPath, Slot, P) -> T) -> PartView<T> {
        let (key, at) = self.field;
        let path = FieldPath::from(key).index(at);
        let items = path.key("items");
        PartView {
            ordinal: self.ordinal,
            anchor: self.anchor,
            title: writer(&path.key("title"), Slot::Line, self.title),
            lead: self.lead.map(|lead| writer(&path.key("lead"), Slot::Blocks, lead)),
            items: self.items.into_iter().enumerate().map(|(at, item)| item.write(&items.index(at), writer)).collect(),
            field: self.field,
        }
    }
}

impl<P> ItemView<P> {
    fn write<T>(self, path: &FieldPath, writer: &mut impl FnMut(&FieldPath, Slot, P) -> T) -> ItemView<T> {
        ItemView {
            ordinal: self.ordinal,
            anchor: self.anchor,
            title: writer(&path.key("title"), Slot::Line, self.title),
            body: self.body.map(|body| writer(&path.key("body"), Slot::Blocks, body)),
            answers: self.answers,
            answered_by: self.answered_by,
        }
    }
}

impl DateView {
    /// A day, spelt out.
    pub fn new(date: Date) -> DateView {
        let (year, month, day) = (date.year(), date.month(), date.day());
        DateView { iso: date.to_string(), long: format!("{year}年{month}月{day}日"), year, month, day }
    }
}

impl SerialView {
    /// The serial as templates see it.
    pub fn new(serial: &Serial) -> SerialView {
        SerialView {
            name: serial.name.clone(),
            issuer: serial.issuer.clone(),
            compiler: serial.compiler.clone(),
            language: serial.language.clone(),
            url: serial.url.clone(),
            description: serial.description.clone(),
            licence: serial.licence.clone(),
        }
    }
}

fn author(author: &Author) -> AuthorView<Prose> {
    let posts = [author.affiliation.as_str(), author.post.as_str()];
    let line = posts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("　");
    let note = author.bio.clone().or_else(|| (!line.is_empty()).then(|| Prose::plain(&line)));
    AuthorView { name: author.name.clone(), note }
}

fn proposals(brief: &Brief) -> Vec<ProposalView<Prose>> {
    let items: Vec<&Item> = brief.recommendations.iter().flat_map(|part| &part.items).collect();
    let ordinal = |at: usize| if items.len() == 1 { String::new() } else { format!("{}、", at + 1) };
    let words = |item: &Item| with_full_stop(item.summary.as_ref().unwrap_or(&item.title).clone());
    items.iter().enumerate().map(|(at, item)| ProposalView { ordinal: ordinal(at), text: words(item) }).collect()
}

/// A summary that ends in 。, whatever mark the author ended it with.
fn with_full_stop(mut prose: Prose) -> Prose {
    if let Some(Block::Paragraph(content)) = prose.blocks.first_mut() {
        trim_end(content);
        content.push(Inline::Text("。".to_owned()));
    }
    prose
}

fn trim_end(content: &mut [Inline]) {
    match content.last_mut() {
        Some(Inline::Text(text)) => text.truncate(text.trim_end_matches(['。', '；', ' ']).len()),
        Some(Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Strike(inner)) => trim_end(inner),
        _ => {}
    }
}

fn parts(brief: &Brief) -> Vec<PartView<Prose>> {
    let findings = brief.findings.iter().enumerate().map(|(at, part)| (("findings", at), part));
    let recommendations = brief.recommendations.iter().enumerate().map(|(at, part)| (("recommendations", at), part));
    let all: Vec<((&'static str, usize), &Part)> = findings.chain(recommendations).collect();
    all.iter().enumerate().map(|(part_at, (field, part))| part_view(brief, part_at, *field, part)).collect()
}

fn part_view(brief: &Brief, part_at: usize, field: (&'static str, usize), part: &Part) -> PartView<Prose> {
    let item = |(at, item): (usize, &Item)| ItemView {
        ordinal: format!("{}、", at + 1),
        anchor: item_anchor(part_at, at, item.id.as_deref()),
        title: item.title.clone(),
        body: item.body.clone(),
        answers: links(brief, |other| other.id.as_ref().is_some_and(|id| item.answers.contains(id)) && field.0 == "recommendations"),
        answered_by: links(brief, |other| item.id.as_ref().is_some_and(|id| other.answers.contains(id)) && field.0 == "findings"),
    };
    PartView {
        ordinal: format!("{}、", numeral(part_at + 1)),
        anchor: format!("yb-{}", part_at + 1),
        title: part.title.clone(),
        lead: part.lead.clone(),
        items: part.items.iter().enumerate().map(item).collect(),
        field,
    }
}

/// Links to the items that fit, in their order.
fn links(brief: &Brief, fits: impl Fn(&Item) -> bool) -> Vec<LinkView> {
    let mut links = Vec::new();
    for (part_at, part) in brief.findings.iter().chain(&brief.recommendations).enumerate() {
        for (at, item) in part.items.iter().enumerate().filter(|(_, item)| fits(item)) {
            links.push(LinkView { anchor: item_anchor(part_at, at, item.id.as_deref()), words: item_words(part_at, at, part) });
        }
    }
    links
}

fn distribution(distribution: &Distribution) -> Vec<LineView> {
    let line = |label, names: &[String]| LineView { label, text: names.join("，") };
    let lines = [line("报", &distribution.report), line("送", &distribution.send), line("发", &distribution.copy)];
    lines.into_iter().filter(|line| !line.text.is_empty()).collect()
}

fn colophon_lines(colophon: &Colophon) -> Vec<LineView> {
    let line = |label, text: &String| LineView { label, text: text.clone() };
    let lines = [line("责任编辑", &colophon.editor), line("签发", &colophon.approver), line("电话", &colophon.phone)];
    lines.into_iter().filter(|line| !line.text.is_empty()).collect()
}

fn subheadings(brief: &Brief) -> BTreeMap<FieldPath, Vec<SubheadingView>> {
    let mut subheadings = BTreeMap::new();
    let parts = [("findings", &brief.findings, 0), ("recommendations", &brief.recommendations, brief.findings.len())];
    for (key, parts, before) in parts {
        for (part_at, part) in parts.iter().enumerate() {
            for (at, item) in part.items.iter().enumerate() {
                let path = FieldPath::from(key).index(part_at).key("items").index(at).key("body");
                let anchor = format!("yb-{}-{}", before + part_at + 1, at + 1);
                subheadings.insert(path, item.body.as_ref().map(|body| body_headings(body, &anchor)).unwrap_or_default());
            }
        }
    }
    subheadings
}

fn body_headings(body: &Prose, anchor: &str) -> Vec<SubheadingView> {
    let (mut upper, mut lower) = (0, 0);
    let mut headings = Vec::new();
    body.each_block(&mut |block| match block {
        Block::Heading { level: 1, .. } => {
            (upper, lower) = (upper + 1, 0);
            headings.push(SubheadingView { ordinal: format!("（{upper}）"), anchor: format!("{anchor}-{upper}") });
        }
        Block::Heading { .. } => {
            lower += 1;
            headings.push(SubheadingView { ordinal: circled(lower), anchor: format!("{anchor}-{upper}-{lower}") });
        }
        _ => {}
    });
    headings
}
