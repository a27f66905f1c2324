//! Links and images: those of CommonMark, and what the serial adds by their destinations.

use std::ops::Range;

use pulldown_cmark::LinkType;

use super::prepared::clean;
use super::unread;
use super::{Extent, Reader};
use crate::diag::text;
use crate::model::prose::{self, Block, Inline};

/// Where a link leads.
pub(super) struct Target {
    pub(super) kind: LinkType,
    pub(super) to: String,
    pub(super) title: String,
}

impl Reader<'_> {
    pub(super) fn link(
        &mut self,
        target: Target,
        words: Vec<Inline>,
        range: &Range<usize>,
    ) -> Option<Inline> {
        let at = self.prepared.back(range).start;
        let Target { kind, to, title } = target;
        if (self.extent == Extent::Line || self.in_heading) && !to.starts_with('=') {
            let message = text!("标题、图表名里不能有链接", "titles and captions hold no links");
            self.fault(
                "link-not-allowed",
                message,
                Some(text!("把链接移到正文里", "move the link into the text")),
                range,
            );
            return None;
        }
        if ["=", "#", "@"].contains(&to.as_str()) {
            self.nameless(&to, range);
            return None;
        }
        // An input method writes the signs full width: it is clear what is meant.
        if let Some((wide, sign)) = wide_sign(&to) {
            let id = &to[wide.len_utf8()..];
            self.unread(&format!("{sign}{id}"), range);
            return None;
        }
        // No page has so short an address: a sign was left out.
        if is_name(&to) && kind == LinkType::Inline {
            self.unread(&format!("={to}"), range);
            return None;
        }
        if let Some(id) = to.strip_prefix('=') {
            return Some(Inline::Value { id: id.to_owned(), words, at });
        }
        if let Some(id) = to.strip_prefix('#') {
            return Some(Inline::Reference { id: id.to_owned(), words, at });
        }
        if let Some(id) = to.strip_prefix('@') {
            if !words.is_empty() {
                let message =
                    text!("引用文献时方括号里不写字", "a citation has no words in its brackets");
                let hint = text!(
                    "写成 “[](@{id})”，页码写成 “[](@{id} \"第12页\")”",
                    "write “[](@{id})”; with a page, “[](@{id} \"第12页\")”"
                );
                self.fault("citation-with-words", message, Some(hint), range);
                return None;
            }
            return Some(Inline::Citation { id: id.to_owned(), locator: title, at });
        }
        let to = if kind == LinkType::Email { format!("mailto:{to}") } else { to.to_owned() };
        if !is_allowed_address(&to) {
            let (message, hint) = match to.as_str() {
                "" => (
                    text!("链接没有地址", "the link has no address"),
                    text!("在圆括号里写上地址", "write the address in the parentheses"),
                ),
                _ => (
                    text!("链接的地址 “{to}” 不被接受", "the address “{to}” is refused"),
                    text!(
                        "可用的是 http:、https:、mailto: 和相对地址",
                        "http:, https:, mailto: and relative addresses are accepted"
                    ),
                ),
            };
            self.fault("refused-link", message, Some(hint), range);
            return None;
        }
        if prose::words(&words).trim().is_empty() {
            let message =
                text!("链接没有文字，印不出来", "the link has no words and prints nothing");
            let hint = text!(
                "写上文字 “[文字]({to})”，或写 “<{to}>” 印出地址",
                "write “[words]({to})”, or “<{to}>” to print the address"
            );
            self.fault("refused-link", message, Some(hint), range);
            return None;
        }
        if is_file_of_ours(&to) {
            let message =
                text!("“{to}” 不是网址，读者打不开", "“{to}” is no address that readers can open");
            let hint = text!(
                "随刊发布的文件写在 attachments: 里：- {{ title: 名称, file: {to} }}；别处的写全 “https://…”",
                "a file to be published goes into attachments: - {{ title: name, file: {to} }}; of others write the address in full, “https://…”"
            );
            self.fault("link-leads-nowhere", message, Some(hint), range);
        }
        Some(Inline::Link { to, content: words })
    }

    pub(super) fn image(
        &mut self,
        to: &str,
        words: &[Inline],
        range: &Range<usize>,
    ) -> Option<Inline> {
        let at = self.prepared.back(range).start;
        match to.split_once(':') {
            Some(("table" | "chart" | "figure", "")) => {
                self.nameless(to, range);
                None
            }
            Some(("table", id)) if !self.extent.is_one_paragraph() => {
                self.placed.push((Block::DataTable { id: id.to_owned(), at }, range.clone()));
                None
            }
            Some(("figure", id)) if !self.extent.is_one_paragraph() => {
                let figure = Block::Figure { id: id.to_owned(), alt: prose::words(words), at };
                self.placed.push((figure, range.clone()));
                None
            }
            Some(("chart", id)) if !self.extent.is_one_paragraph() => {
                let chart = Block::Chart { id: id.to_owned(), alt: prose::words(words), at };
                self.placed.push((chart, range.clone()));
                None
            }
            _ => {
                let message =
                    text!("图片地址 “{to}” 不被接受", "the image address “{to}” is refused");
                let hint = text!(
                    "表写作 “![](table:名称)”，图写作 “![说明](figure:名称)”，统计图写作 “![](chart:名称)”，独占一段",
                    "a table is written “![](table:id)”, a figure “![what it shows](figure:id)”, a chart “![](chart:id)”, in a paragraph of its own"
                );
                self.fault("refused-image", message, Some(hint), range);
                None
            }
        }
    }
}

impl Reader<'_> {
    /// What was read as a link and must have been meant as a mark of ours.
    fn unread(&mut self, meant: &str, range: &Range<usize>) {
        let written = &self.prepared.text[range.clone()];
        let message = unread::message(&clean(&written.into()));
        let hint = text!(
            "写成 “[…]({meant})”；指向表、图、发现的写 “[…](#名称)”；网址写全 “https://…”",
            "write “[…]({meant})”; to refer to a table, figure or finding, “[…](#name)”; an address in full, “https://…”"
        );
        self.fault("unread-mark", message, Some(hint), range);
    }

    /// A mark of ours that names nothing.
    fn nameless(&mut self, target: &str, range: &Range<usize>) {
        let message = text!("“{target}” 后面没有名称", "“{target}” is followed by no name");
        let begin = if target.ends_with(':') { "!" } else { "" };
        let hint = text!(
            "写上名称，例如 “{begin}[]({target}spaces)”",
            "write the name, as in “{begin}[]({target}spaces)”"
        );
        self.fault("unread-mark", message, Some(hint), range);
    }
}

/// A full-width sign that an address begins with, and the one that was meant.
fn wide_sign(to: &str) -> Option<(char, char)> {
    [('＝', '='), ('＃', '#'), ('＠', '@')].into_iter().find(|(wide, _)| to.starts_with(*wide))
}

/// Whether an address is spelt as names are: letters, digits and hyphens.
fn is_name(to: &str) -> bool {
    !to.is_empty() && to.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// Whether an address must be a path in the author's folder, which no page has: files/x.pdf.
fn is_file_of_ours(to: &str) -> bool {
    let path = to.split(['?', '#']).next().unwrap_or_default();
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    let is_file = FILES.contains(&extension.to_ascii_lowercase().as_str());
    let is_relative = scheme(to).is_none() && !path.starts_with(['/', '.']);
    is_file && is_relative && path.contains('/') && !path.starts_with("attachments/")
}

/// The endings of files that authors link to.
const FILES: [&str; 14] = [
    "pdf", "doc", "docx", "wps", "xls", "xlsx", "et", "ppt", "pptx", "zip", "rar", "png", "jpg",
    "svg",
];

/// Addresses that a reader may be sent to (site.md §5).
fn is_allowed_address(to: &str) -> bool {
    let is_known =
        |scheme: &str| ["http", "https", "mailto"].contains(&scheme.to_ascii_lowercase().as_str());
    !to.is_empty() && !to.chars().any(char::is_control) && scheme(to).is_none_or(is_known)
}

/// The scheme of an address, as browsers read it (RFC 3986, 3.1; blanks before it do not count).
fn scheme(to: &str) -> Option<&str> {
    let (scheme, _) = to.trim_start().split_once(':')?;
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let begins = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    (begins && scheme.chars().all(is_part)).then_some(scheme)
}
