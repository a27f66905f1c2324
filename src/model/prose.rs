//! Prose: what a CommonMark field means, apart from any target.

/// The content of a prose field.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prose {
    /// The blocks in order.
    pub blocks: Vec<Block>,
    /// The footnotes, in the order of their first mark.
    pub notes: Vec<Vec<Block>>,
}

/// A block of prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A heading inside a body; level 1 is one below the item.
    Heading {
        /// 1 or 2.
        level: u8,
        /// The words.
        content: Vec<Inline>,
    },
    /// A list.
    List {
        /// The first number of a numbered list.
        start: Option<u64>,
        /// Whether the items stand without space between them.
        tight: bool,
        /// The items.
        items: Vec<Vec<Block>>,
    },
    /// A quotation.
    Quote(Vec<Block>),
    /// A block of code, line ends kept.
    Code {
        /// The language as written; may be empty.
        language: String,
        /// The code, without the last line end.
        text: String,
    },
    /// A thematic break.
    Rule,
    /// A table written in the prose.
    Table(ProseTable),
    /// A table from data, at the place where it is to stand.
    DataTable {
        /// Its id.
        id: String,
        /// Where in the field's text it was written, in bytes.
        at: usize,
    },
    /// A chart, at the place where it is to stand.
    Chart {
        /// Its id.
        id: String,
        /// What it shows, for those who cannot see it; empty for what the chart's own `alt` says.
        alt: String,
        /// Where in the field's text it was written, in bytes.
        at: usize,
    },
    /// A figure, at the place where it is to stand.
    Figure {
        /// Its id.
        id: String,
        /// What it shows, for those who cannot see it; empty for what the figure's own `alt` says.
        alt: String,
        /// Where in the field's text it was written, in bytes.
        at: usize,
    },
}

/// A table written in the prose.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProseTable {
    /// How each column is set.
    pub align: Vec<Align>,
    /// The head.
    pub head: Vec<Vec<Inline>>,
    /// The rows.
    pub rows: Vec<Vec<Vec<Inline>>>,
}

/// How a column is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// As the target sees fit.
    #[default]
    Auto,
    /// At the left.
    Left,
    /// In the middle.
    Center,
    /// At the right.
    Right,
}

/// A stretch of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// The author's characters.
    Text(String),
    /// Strong emphasis.
    Strong(Vec<Inline>),
    /// Emphasis.
    Emphasis(Vec<Inline>),
    /// Struck out.
    Strike(Vec<Inline>),
    /// Code.
    Code(String),
    /// A link to the outside.
    Link {
        /// The address: http, https, mailto or relative.
        to: String,
        /// The words.
        content: Vec<Inline>,
    },
    /// A line break that the author wants.
    Break,
    /// The mark of a footnote.
    Note(usize),
    /// A value: printed as its format says, or in the author's words, which must hold for it.
    Value {
        /// Its id.
        id: String,
        /// The words of a claim; none for the value as it is.
        words: Vec<Inline>,
        /// Where in the field's text it was written, in bytes.
        at: usize,
    },
    /// A citation of a source.
    Citation {
        /// The source's id.
        id: String,
        /// The place in it, as printed: 第12页; may be empty.
        locator: String,
        /// Where in the field's text it was written, in bytes.
        at: usize,
    },
    /// A reference to a table, figure, finding or recommendation.
    Reference {
        /// The id of what it refers to.
        id: String,
        /// The author's words; without any, the label of what it refers to.
        words: Vec<Inline>,
        /// Where in the field's text it was written, in bytes.
        at: usize,
    },
}

impl Prose {
    /// Prose of one paragraph of plain text.
    pub fn plain(text: &str) -> Prose {
        Prose {
            blocks: vec![Block::Paragraph(vec![Inline::Text(text.to_owned())])],
            notes: Vec::new(),
        }
    }

    /// The content of the first paragraph: all that a title or a caption has.
    pub fn inlines(&self) -> &[Inline] {
        match self.blocks.first() {
            Some(Block::Paragraph(content)) => content,
            _ => &[],
        }
    }

    /// Calls `visit` with every block, outer ones first, footnotes after the text.
    pub fn each_block<'a>(&'a self, visit: &mut impl FnMut(&'a Block)) {
        self.blocks.iter().chain(self.notes.iter().flatten()).for_each(|block| block.each(visit));
    }

    /// Calls `visit` with every stretch of text, outer ones first, footnotes after the text.
    pub fn each_inline<'a>(&'a self, visit: &mut impl FnMut(&'a Inline)) {
        self.each_block(&mut |block| {
            block.runs().into_iter().flatten().for_each(|inline| inline.each(visit))
        });
    }
}

impl Block {
    fn each<'a>(&'a self, visit: &mut impl FnMut(&'a Block)) {
        visit(self);
        match self {
            Block::List { items, .. } => items.iter().flatten().for_each(|block| block.each(visit)),
            Block::Quote(blocks) => blocks.iter().for_each(|block| block.each(visit)),
            _ => {}
        }
    }

    /// The runs of text that stand right in this block, not in blocks inside it.
    pub fn runs(&self) -> Vec<&[Inline]> {
        match self {
            Block::Paragraph(content) | Block::Heading { content, .. } => vec![content],
            Block::Table(table) => {
                table.head.iter().chain(table.rows.iter().flatten()).map(Vec::as_slice).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The words of text, without its marks.
pub fn words(content: &[Inline]) -> String {
    let mut text = String::new();
    for inline in content {
        match inline {
            Inline::Text(run) | Inline::Code(run) => text.push_str(run),
            marked => text.push_str(&words(marked.children())),
        }
    }
    text
}

impl Inline {
    fn each<'a>(&'a self, visit: &mut impl FnMut(&'a Inline)) {
        visit(self);
        self.children().iter().for_each(|inline| inline.each(visit));
    }

    /// The text that stands inside this one.
    pub fn children(&self) -> &[Inline] {
        match self {
            Inline::Strong(content) | Inline::Emphasis(content) | Inline::Strike(content) => {
                content
            }
            Inline::Link { content, .. } => content,
            Inline::Value { words, .. } | Inline::Reference { words, .. } => words,
            Inline::Text(_)
            | Inline::Code(_)
            | Inline::Break
            | Inline::Note(_)
            | Inline::Citation { .. } => &[],
        }
    }
}
