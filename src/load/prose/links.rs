//! Links and images: those of CommonMark, and what the serial adds by their destinations.

use std::ops::Range;

use pulldown_cmark::LinkType;

use super::{Extent, Reader};
use crate::diag::text;
use crate::model::prose::Inline;

impl Reader<'_> {
    pub(super) fn link(
        &mut self,
        kind: LinkType,
        to: &str,
        words: Vec<Inline>,
        range: &Range<usize>,
    ) -> Option<Inline> {
        let at = self.prepared.back(range).start;
        if self.extent == Extent::Line && !to.starts_with('=') {
            let message = text!("标题、图表名里不能有链接", "titles and captions hold no links");
            self.fault(
                "link-not-allowed",
                message,
                Some(text!("把链接移到正文里", "move the link into the text")),
                range,
            );
            return None;
        }
        if let Some(id) = to.strip_prefix('=') {
            if !words.is_empty() {
                let message = text!(
                    "这个版本还不能核对表述",
                    "this version cannot check the words of a claim yet"
                );
                self.fault(
                    "not-supported-yet",
                    message,
                    Some(text!(
                        "写成 “[](={id})”，由程序印出数值",
                        "write “[](={id})” and have the value printed"
                    )),
                    range,
                );
                return None;
            }
            return Some(Inline::Value { id: id.to_owned(), at });
        }
        if let Some(id) = to.strip_prefix('#') {
            return Some(Inline::Reference { id: id.to_owned(), words, at });
        }
        if to.starts_with('@') {
            let message = text!("这个版本还不能引用文献", "this version has no citations yet");
            let hint =
                text!("暂时把出处写成脚注 “[^1]”", "write the source as a footnote “[^1]” for now");
            self.fault("not-supported-yet", message, Some(hint), range);
            return None;
        }
        let to = if kind == LinkType::Email { format!("mailto:{to}") } else { to.to_owned() };
        if !is_allowed_address(&to) {
            let message = text!("链接的地址 “{to}” 不被接受", "the address “{to}” is refused");
            let hint = text!(
                "可用的是 http:、https:、mailto: 和相对地址",
                "http:, https:, mailto: and relative addresses are accepted"
            );
            self.fault("refused-link", message, Some(hint), range);
            return None;
        }
        Some(Inline::Link { to, content: words })
    }

    pub(super) fn image(&mut self, to: &str, range: &Range<usize>) -> Option<Inline> {
        match to.split_once(':') {
            Some(("table", id)) if self.extent != Extent::Line => {
                self.placed.push((id.to_owned(), range.clone()));
                None
            }
            Some(("chart" | "figure", _)) => {
                let message =
                    text!("这个版本还没有图", "this version has no charts and figures yet");
                let hint =
                    text!("暂时用表：“![](table:名称)”", "use a table for now: “![](table:id)”");
                self.fault("not-supported-yet", message, Some(hint), range);
                None
            }
            _ => {
                let message =
                    text!("图片地址 “{to}” 不被接受", "the image address “{to}” is refused");
                let hint = text!(
                    "表写作 “![](table:名称)”，独占一段",
                    "a table is written “![](table:id)”, in a paragraph of its own"
                );
                self.fault("refused-image", message, Some(hint), range);
                None
            }
        }
    }
}

/// Addresses that a reader may be sent to (site.md §5).
fn is_allowed_address(to: &str) -> bool {
    let scheme =
        to.find(':').map(|colon| &to[..colon]).filter(|before| !before.contains(['/', '?', '#']));
    let control = to.chars().any(char::is_control);
    !to.is_empty()
        && !control
        && scheme.is_none_or(|scheme| {
            ["http", "https", "mailto"].contains(&scheme.to_ascii_lowercase().as_str())
        })
}
