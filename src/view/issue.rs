//! The view of one issue.

use std::borrow::Borrow;
use std::collections::BTreeMap;

use serde::Serialize;

use super::author::{AuthorView, author};
use super::chart::{ChartView, chart_views};
use super::citations::{ReferenceView, numbers, references};
use super::data_notes::{DataNoteView, data_notes, noted};
use super::erratum::ErratumView;
use super::figure::{AttachmentView, FigureView, attachment_views, figure_views};
use super::labels::{Label, labels, placed_tables};
use super::parts::{colophon_lines, copies, distribution, parts, proposals, subheadings};
use super::plain::plain;
use super::table::{TableView, ValueView, file_names, table_view, value_view};
use super::terms::{TERMS, Terms};
use crate::model::serial::Serial;
use crate::model::{Brief, Date, FieldPath, Issue, IssueId, Number, Prose};

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
    /// Title and abstract in English; may be empty.
    pub english: EnglishView,
    /// 关键词.
    pub keywords: Vec<String>,
    /// Subject headings.
    pub topics: Vec<String>,
    /// 更正.
    pub errata: Vec<ErratumView<P>>,
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
    /// 参考文献: the sources cited, in the order of their numbers.
    pub references: Vec<ReferenceView<P>>,
    /// 附件.
    pub attachments: Vec<AttachmentView<P>>,
    /// 报、送、发, those that have someone.
    pub distribution: Vec<LineView>,
    /// 责任编辑、签发、电话, those that are given.
    pub colophon: Vec<LineView>,
    /// （共印×份）; may be empty.
    pub copies: String,
    /// 数据说明: where the values come from whose cells do not stand on the page; for their writer.
    #[serde(skip)]
    pub data_notes: Vec<DataNoteView>,
    /// The tables by id, for the writers of prose.
    #[serde(skip)]
    pub tables: BTreeMap<String, TableView<P>>,
    /// The charts by id, for the writers of prose and the drawer.
    #[serde(skip)]
    pub charts: BTreeMap<String, ChartView<P>>,
    /// The figures by id, for the writers of prose.
    #[serde(skip)]
    pub figures: BTreeMap<String, FigureView<P>>,
    /// The values by id, for the writers of prose.
    #[serde(skip)]
    pub values: BTreeMap<String, ValueView>,
    /// The numbers of the sources cited by id, for the writers of prose.
    #[serde(skip)]
    pub citations: BTreeMap<String, usize>,
    /// What can be referred to by id, for the writers of prose.
    #[serde(skip)]
    pub labels: BTreeMap<String, Label>,
    /// The headings inside each body, in order, for the writers of prose.
    #[serde(skip)]
    pub subheadings: BTreeMap<FieldPath, Vec<SubheadingView>>,
}

/// What the brief is called abroad.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EnglishView {
    /// The title.
    pub title: String,
    /// The abstract.
    #[serde(rename = "abstract")]
    pub abstract_: String,
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
    pub(super) field: (&'static str, usize),
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

/// The number of an issue in words: 第48期 or 增刊第1期.
pub fn number_line(number: Number) -> String {
    match number {
        Number::Regular(number) => format!("第{number}期"),
        Number::Supplement(number) => format!("增刊第{number}期"),
    }
}

/// The clauses of a title in one line.
pub fn title_text(clauses: &[impl Borrow<str>]) -> String {
    clauses.join("　")
}

/// The issue line 2017年第48期（总第118期）, and the short one without the bracket.
pub fn issue_lines(id: IssueId, cumulative: Option<u32>) -> (String, String) {
    let short = format!("{}年{}", id.year, number_line(id.number));
    let long = cumulative
        .map_or_else(|| short.clone(), |cumulative| format!("{short}（总第{cumulative}期）"));
    (long, short)
}

impl IssueView<Prose> {
    /// The view of an issue.
    pub fn new(serial: &Serial, issue: &Issue) -> IssueView<Prose> {
        let brief = &issue.brief;
        let (line, short_line) = issue_lines(issue.id, issue.cumulative);
        let Named { labels, values, tables, data_notes } = Named::new(brief);
        let source = |id: &str| brief.sources.get(id).or_else(|| serial.sources.get(id));
        let citations = numbers(brief, &|id| source(id).is_some());
        let clauses = brief.title.iter().map(|clause| plain(clause, &values, &labels));
        let authors: Vec<AuthorView<Prose>> = brief.authors.iter().map(author).collect();
        let colophon = brief.colophon.as_ref().unwrap_or(&serial.colophon);
        let official = brief.official.or(&serial.official);
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
            classification: official.classification.unwrap_or_default(),
            serial_no: official.serial_no.unwrap_or_default(),
            title: brief.title.clone(),
            title_text: title_text(&clauses.collect::<Vec<_>>()),
            has_author_notes: authors.iter().any(|author| author.note.is_some()),
            authors,
            english: EnglishView {
                title: brief.english.title.clone(),
                abstract_: brief.english.abstract_.clone(),
            },
            keywords: brief.keywords.clone(),
            topics: brief.topics.clone(),
            errata: brief.errata.iter().map(ErratumView::new).collect(),
            editorial: brief.editorial.clone(),
            abstract_: brief.abstract_.clone(),
            proposals: proposals(brief),
            lead: brief.lead.clone(),
            parts: parts(brief),
            references: references(&citations, source),
            attachments: attachment_views(&brief.attachments),
            distribution: distribution(brief.distribution.as_ref().unwrap_or(&serial.distribution)),
            colophon: colophon_lines(colophon),
            copies: copies(colophon),
            data_notes,
            charts: chart_views(brief, &labels, |title| plain(title, &values, &labels)),
            tables,
            figures: figure_views(&brief.figures, &labels),
            values,
            citations,
            labels,
            subheadings: subheadings(brief),
        }
    }
}

/// What the text of a brief names.
struct Named {
    labels: BTreeMap<String, Label>,
    values: BTreeMap<String, ValueView>,
    tables: BTreeMap<String, TableView<Prose>>,
    data_notes: Vec<DataNoteView>,
}

impl Named {
    fn new(brief: &Brief) -> Named {
        let labels = labels(brief);
        let files = file_names(&brief.tables);
        let noted = noted(brief, &placed_tables(brief));
        let value = |(id, value): (&String, _)| {
            (id.clone(), value_view(&brief.tables, (id, value), &noted))
        };
        let values: BTreeMap<String, ValueView> = brief.values.iter().map(value).collect();
        let table = |(id, table): (&String, _)| {
            (id.clone(), table_view(id, table, files[id.as_str()].clone(), &labels))
        };
        let tables: BTreeMap<String, TableView<Prose>> = brief.tables.iter().map(table).collect();
        let data_notes = data_notes(brief, &noted, &values, &tables, &labels);
        Named { labels, values, tables, data_notes }
    }
}

impl<P> IssueView<P> {
    /// Turns every prose field into a target's text, in the order of the printed page.
    pub fn write<T>(self, mut writer: impl FnMut(&FieldPath, Slot, P) -> T) -> IssueView<T> {
        let mut fields = Fields { writer: &mut writer };
        IssueView {
            errata: fields.each("errata", self.errata, ErratumView::write),
            editorial: fields.blocks("editorial", self.editorial),
            abstract_: fields.blocks("abstract", self.abstract_),
            title: fields
                .each("title", self.title, |path, clause, writer| writer(path, Slot::Line, clause)),
            proposals: fields.each("proposals", self.proposals, ProposalView::write),
            lead: fields.blocks("lead", self.lead),
            parts: self.parts.into_iter().map(|part| part.write(fields.writer)).collect(),
            references: fields.each("references", self.references, ReferenceView::write),
            authors: fields.each("authors", self.authors, AuthorView::write),
            attachments: fields.each("attachments", self.attachments, AttachmentView::write),
            // Their prose is written where the text places them.
            tables: BTreeMap::new(),
            charts: BTreeMap::new(),
            figures: BTreeMap::new(),
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
            english: self.english,
            keywords: self.keywords,
            topics: self.topics,
            distribution: self.distribution,
            colophon: self.colophon,
            copies: self.copies,
            data_notes: self.data_notes,
            values: self.values,
            citations: self.citations,
            labels: self.labels,
            subheadings: self.subheadings,
        }
    }
}

/// Writes the fields of an issue by their keys.
struct Fields<'w, W> {
    writer: &'w mut W,
}

impl<W> Fields<'_, W> {
    fn blocks<P, T>(&mut self, key: &str, prose: Option<P>) -> Option<T>
    where
        W: FnMut(&FieldPath, Slot, P) -> T,
    {
        prose.map(|prose| (self.writer)(&FieldPath::from(key), Slot::Blocks, prose))
    }

    /// The members of a list, each with its path.
    fn each<M, N>(
        &mut self,
        key: &str,
        members: Vec<M>,
        write: impl Fn(&FieldPath, M, &mut W) -> N,
    ) -> Vec<N> {
        let path = FieldPath::from(key);
        let members = members.into_iter().enumerate();
        members.map(|(at, member)| write(&path.index(at), member, self.writer)).collect()
    }
}

impl<P> ProposalView<P> {
    fn write<T>(
        path: &FieldPath,
        proposal: ProposalView<P>,
        writer: &mut impl FnMut(&FieldPath, Slot, P) -> T,
    ) -> ProposalView<T> {
        ProposalView { ordinal: proposal.ordinal, text: writer(path, Slot::Line, proposal.text) }
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
            items: self
                .items
                .into_iter()
                .enumerate()
                .map(|(at, item)| item.write(&items.index(at), writer))
                .collect(),
            field: self.field,
        }
    }
}

impl<P> ItemView<P> {
    fn write<T>(
        self,
        path: &FieldPath,
        writer: &mut impl FnMut(&FieldPath, Slot, P) -> T,
    ) -> ItemView<T> {
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
        DateView {
            iso: date.to_string(),
            long: format!("{year}年{month}月{day}日"),
            year,
            month,
            day,
        }
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
