//! YAML text → a tree of nodes that know where they stand.
//!
//! Scalars stay text, as the author spelt them: what they mean is for the reader of a field to
//! say. Aliases are followed; merge keys are not part of the contract. Bounds on size, depth and
//! number of nodes make a hostile file a quick error.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_yaml::granit_parser::{
    Event, Options, Parser, Placement, ScalarStyle, Span as Mark, Tag,
};

use super::scalar::Scalar;
use super::unfit::{Unfit, first_unfit, is_unfit, unfit};
use super::yaml_fault;
use super::yaml_fault::unspaced_key;
use crate::diag::{Diagnostic, Diagnostics, Failed, Span, Text, text};
use crate::tree::VPath;

/// The largest YAML file that is read, in bytes.
const MOST_BYTES: usize = 4 << 20;
/// The deepest nesting.
const MOST_DEPTH: usize = 64;
/// The greatest number of nodes, those that aliases repeat included.
const MOST_NODES: usize = 100_000;

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// Without marks: the text follows the source but for folded lines.
    Plain,
    /// `'…'`, with quotes doubled.
    Single,
    /// `"…"`, with escapes.
    Escaped,
    /// `|` or `>`.
    Block,
}

/// A node of a YAML document.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) range: Range<usize>,
    pub(crate) kind: Kind,
}

/// What a node is.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    Null,
    Scalar(String, Style),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// A key with its value.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) key_range: Range<usize>,
    pub(crate) value: Node,
}

/// Reads a file's only document. Duplicate keys are reported and the first is kept.
pub(crate) fn parse(
    file: &VPath,
    bytes: &[u8],
    diagnostics: &mut Diagnostics,
) -> Result<Node, Failed> {
    let source = decode(file, bytes, diagnostics)?;
    let body = source.strip_prefix('\u{feff}').unwrap_or(source);
    let mut builder = Builder {
        file,
        offset: source.len() - body.len(),
        source,
        diagnostics,
        anchors: BTreeMap::new(),
        unnamed: BTreeMap::new(),
        nodes: 0,
    };
    let mut options = Options::default();
    options.emit_anchor_events = true;
    let document = builder.document(&mut Parser::new_from_str_with_options(body, options));
    if document.is_ok() {
        builder.report_unnamed();
    }
    document
}

/// Whether a document is a map of keys and values, or nothing yet; anything else is reported.
pub(crate) fn is_map(file: &VPath, document: &Node, diagnostics: &mut Diagnostics) -> bool {
    let is_map = matches!(document.kind, Kind::Map(_) | Kind::Null);
    if !is_map {
        let message = text!(
            "文件应当由 “键: 值” 的若干行组成",
            "the file must consist of lines “key: value”"
        );
        let first = match &document.kind {
            Kind::Scalar(text, _) => {
                unspaced_key(text.split(char::is_whitespace).next().unwrap_or_default())
            }
            _ => None,
        };
        let hint = match first {
            Some((key, value)) => text!(
                "冒号后面空一格：{key}: {value}",
                "leave a blank behind the colon: {key}: {value}"
            ),
            None => text!("例如：number: 48", "for example: number: 48"),
        };
        let place = Span::new(file, document.range.start..document.range.start);
        diagnostics.report(Diagnostic::error("wrong-type", message).at(place).hint(hint));
    }
    is_map
}

/// Bytes as UTF-8, with a way out for the encodings that Chinese editors still write.
pub(crate) fn decode<'a>(
    file: &VPath,
    bytes: &'a [u8],
    diagnostics: &mut Diagnostics,
) -> Result<&'a str, Failed> {
    if bytes.len() > MOST_BYTES {
        let most = MOST_BYTES >> 20;
        let message = text!(
            "文件超过 {most} MB 的上限",
            "the file is larger than the {most} MB that are read"
        );
        let hint = text!(
            "一期的文字远没有这么大：看看是不是放错了文件",
            "no issue is nearly as long: see whether this is the right file"
        );
        let place = Span::file(file);
        return Err(
            diagnostics.error(Diagnostic::error("file-too-large", message).at(place).hint(hint))
        );
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let message = text!("文件不是 UTF-8 编码", "the file is not UTF-8");
        let hint = text!(
            "在编辑器里“另存为 UTF-8”，或用命令 iconv -f GB18030 -t UTF-8 转换",
            "save it as UTF-8 in the editor, or convert it: iconv -f GB18030 -t UTF-8",
        );
        diagnostics
            .error(Diagnostic::error("not-utf-8", message).at(Span::new(file, at..at)).hint(hint))
    })?;
    match first_unfit(text) {
        None => Ok(text),
        Some((at, c)) => {
            let Unfit { code, message, hint } = unfit(c);
            let place = Span::new(file, at..at + c.len_utf8());
            Err(diagnostics.error(Diagnostic::error(code, message).at(place).hint(hint)))
        }
    }
}

struct Builder<'a> {
    file: &'a VPath,
    source: &'a str,
    /// Bytes before the parser's text: the byte order mark.
    offset: usize,
    diagnostics: &'a mut Diagnostics,
    anchors: BTreeMap<usize, (Node, usize)>,
    /// Where the anchors stand that no alias has named yet.
    unnamed: BTreeMap<usize, Range<usize>>,
    nodes: usize,
}

type Events<'a> = Parser<'a, serde_yaml::granit_parser::StrInput<'a>>;

impl Builder<'_> {
    fn document(&mut self, events: &mut Events<'_>) -> Result<Node, Failed> {
        let mut document = None;
        loop {
            let (event, mark) = self.next(events)?;
            match event {
                Event::StreamEnd => break,
                Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd => {}
                _ if document.is_some() => {
                    let message =
                        text!("一个文件只能有一份 YAML 文档", "a file holds one YAML document");
                    return Err(self.fail("invalid-yaml", message, self.range(mark)));
                }
                event => document = Some(self.node(event, mark, events, 0)?),
            }
        }
        Ok(document.unwrap_or(Node { range: 0..0, kind: Kind::Null }))
    }

    fn next<'e>(&mut self, events: &mut Events<'e>) -> Result<(Event<'e>, Mark), Failed> {
        loop {
            match events.next_event() {
                Some(Ok((Event::Comment(_, Placement::Right), mark))) => {
                    let fault = yaml_fault::commented(self.file, self.source, self.range(mark));
                    fault.into_iter().for_each(|fault| self.diagnostics.report(fault));
                }
                Some(Ok((Event::Anchor(anchor, _), mark))) => {
                    self.unnamed.insert(anchor, self.range(mark));
                }
                Some(Ok((Event::Comment(..), _))) => {}
                Some(Ok(event)) => return Ok(event),
                Some(Err(error)) => {
                    let at = self.offset + error.marker().byte_offset().unwrap_or(0);
                    let refusal = yaml_fault::refusal(self.file, self.source, at, &error.info());
                    return Err(self.diagnostics.error(refusal));
                }
                None => return Ok((Event::StreamEnd, Mark::default())),
            }
        }
    }

    /// Anchors that nothing refers to are text that YAML leaves out in silence.
    fn report_unnamed(self) {
        for place in self.unnamed.into_values() {
            self.diagnostics.report(yaml_fault::anchored(self.file, self.source, place));
        }
    }

    fn node(
        &mut self,
        event: Event<'_>,
        mark: Mark,
        events: &mut Events<'_>,
        depth: usize,
    ) -> Result<Node, Failed> {
        let range = self.range(mark);
        self.count(1, depth, &range)?;
        let before = self.nodes;
        let (anchor, node) = match event {
            Event::Alias(anchor) => {
                self.unnamed.remove(&anchor);
                let (node, nodes) = self
                    .anchors
                    .get(&anchor)
                    .cloned()
                    .unwrap_or((Node { range: range.clone(), kind: Kind::Null }, 1));
                self.count(nodes, depth, &range)?;
                return Ok(node);
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.judge(&text, &range);
                self.judge_tag(tag.as_deref(), &range);
                (anchor, Node { kind: scalar(text.into_owned(), style), range })
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.judge_tag(tag.as_deref(), &(range.start..range.start));
                (anchor, self.list(range, events, depth)?)
            }
            Event::MappingStart(_, anchor, tag) => {
                self.judge_tag(tag.as_deref(), &(range.start..range.start));
                (anchor, self.map(range, events, depth)?)
            }
            _ => {
                let message = text!(
                    "这里用了本工具不认识的 YAML 写法",
                    "this form of YAML is not understood here"
                );
                return Err(self.fail("invalid-yaml", message, range));
            }
        };
        if anchor != 0 {
            self.anchors.insert(anchor, (node.clone(), 1 + self.nodes - before));
        }
        Ok(node)
    }

    /// A tag that is none of YAML's own is text that it leaves out in silence.
    fn judge_tag(&mut self, tag: Option<&Tag>, range: &Range<usize>) {
        let own = tag.filter(|tag| !tag.is_yaml_core_schema());
        let fault = own.and_then(|_| yaml_fault::tagged(self.file, self.source, range));
        fault.into_iter().for_each(|fault| self.diagnostics.report(fault));
    }

    /// An escape can say what the file may not.
    fn judge(&mut self, text: &str, range: &Range<usize>) {
        let Some((at, c)) = text.char_indices().find(|(_, c)| is_unfit(*c) || *c == '\r') else {
            return;
        };
        let source = self.source.get(range.clone()).unwrap_or_default();
        let escape =
            Scalar::new(text, Style::Escaped).in_source(source.as_bytes(), at..at + c.len_utf8());
        let place = Span::new(self.file, range.start + escape.start..range.start + escape.end);
        let Unfit { code, message, hint } = unfit(c);
        self.diagnostics.report(Diagnostic::error(code, message).at(place).hint(hint));
    }

    fn list(
        &mut self,
        start: Range<usize>,
        events: &mut Events<'_>,
        depth: usize,
    ) -> Result<Node, Failed> {
        let mut items = Vec::new();
        loop {
            let (event, mark) = self.next(events)?;
            match event {
                Event::SequenceEnd => {
                    return Ok(Node { range: self.up_to(start, mark), kind: Kind::List(items) });
                }
                event => items.push(self.node(event, mark, events, depth + 1)?),
            }
        }
    }

    fn map(
        &mut self,
        start: Range<usize>,
        events: &mut Events<'_>,
        depth: usize,
    ) -> Result<Node, Failed> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        loop {
            let (event, mark) = self.next(events)?;
            let key_range = match event {
                Event::MappingEnd => {
                    return Ok(Node { range: self.up_to(start, mark), kind: Kind::Map(entries) });
                }
                _ => self.range(mark),
            };
            let Node { kind: Kind::Scalar(key, _), .. } =
                self.node(event, mark, events, depth + 1)?
            else {
                let message = text!(
                    "键只能是一个词，不能是列表，也不能是另一些 “键: 值”",
                    "a key is one word, not a list or a map"
                );
                return Err(self.fail("invalid-yaml", message, key_range));
            };
            let (event, mark) = self.next(events)?;
            let value = self.node(event, mark, events, depth + 1)?;
            if matches!(value.kind, Kind::Null) {
                let fault = yaml_fault::commented_below(self.file, self.source, &key_range);
                fault.into_iter().for_each(|fault| self.diagnostics.report(fault));
            }
            match known.get(&key) {
                None => {
                    known.insert(key.clone(), entries.len());
                    entries.push(Entry { key, key_range, value });
                }
                Some(first) => self.duplicate(&key, key_range, entries[*first].key_range.clone()),
            }
        }
    }

    fn duplicate(&mut self, key: &str, range: Range<usize>, first: Range<usize>) {
        let message = text!("键 “{key}” 写了两次", "the key “{key}” is written twice");
        let diagnostic = Diagnostic::error("duplicate-key", message)
            .at(Span::new(self.file, range))
            .see(Span::new(self.file, first), text!("第一次写在这里", "first written here"))
            .hint(text!("留下其中一个", "keep one of them"));
        self.diagnostics.report(diagnostic);
    }

    fn count(&mut self, nodes: usize, depth: usize, range: &Range<usize>) -> Result<(), Failed> {
        self.nodes += nodes;
        if self.nodes > MOST_NODES || depth > MOST_DEPTH {
            let message = text!(
                "YAML 太深或太多：最多 {MOST_DEPTH} 层、{MOST_NODES} 项（锚点的引用也计入）",
                "too much YAML: at most {MOST_DEPTH} levels and {MOST_NODES} nodes, those that aliases repeat included",
            );
            return Err(self.fail("yaml-too-large", message, range.clone()));
        }
        Ok(())
    }

    fn fail(&mut self, code: &'static str, message: Text, range: Range<usize>) -> Failed {
        self.diagnostics.error(Diagnostic::error(code, message).at(Span::new(self.file, range)))
    }

    fn range(&self, mark: Mark) -> Range<usize> {
        let bytes = mark.byte_range().unwrap_or(0..0);
        self.offset + bytes.start..self.offset + bytes.end
    }

    /// From the beginning of a collection to its end, without the blank lines behind it.
    fn up_to(&self, start: Range<usize>, end: Mark) -> Range<usize> {
        let end = self.range(end).end.max(start.end).min(self.source.len());
        start.start..start.start + self.source[start.start..end].trim_end().len()
    }
}

fn scalar(text: String, style: ScalarStyle) -> Kind {
    match style {
        ScalarStyle::Plain if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL") => {
            Kind::Null
        }
        ScalarStyle::Plain => Kind::Scalar(text, Style::Plain),
        ScalarStyle::SingleQuoted => Kind::Scalar(text, Style::Single),
        ScalarStyle::DoubleQuoted => Kind::Scalar(text, Style::Escaped),
        ScalarStyle::Literal | ScalarStyle::Folded => Kind::Scalar(text, Style::Block),
    }
}
