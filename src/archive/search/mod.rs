//! Full-text search of the archive, by the reader's browser alone: any two signs that stand together
//! on a page find it, and no page is shown that lacks what was asked for.
//!
//! An issue's [`issue_text`] stands in its own folder. The [`index()`] over all of them tells which
//! sequences of signs stand in which issues, in small files of sequences that follow one another, with
//! a directory; no words are cut, since no two programs cut Chinese words alike. What the index cannot
//! rule out, `templates/assets/search.js` holds against the text itself before it is shown. All files
//! are scripts, since a page that was opened from a folder may load no others.

mod fold;
mod grams;
mod index;
mod postings;
mod runs;
mod words;

pub use index::index;
pub use runs::Shelf;

use serde::{Deserialize, Serialize};

use super::permalink::issue_address;
use super::record::Record;
use crate::emit::Page;
use crate::view::DateView;
use fold::fold;

/// The name of an issue's text in its folder.
const TEXT_NAME: &str = "search.js";

/// The folder of the index and of its page.
pub const SEARCH_FOLDER: &str = "search/";

/// The address of the page.
pub const SEARCH_PAGE: &str = "search/index.html";

/// What a search shows of an issue, and looks through.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Text {
    /// The clauses of the title.
    title: Vec<String>,
    authors: Vec<String>,
    /// 2017年第48期.
    line: String,
    /// 2017年12月3日.
    date: String,
    /// The page, from the site's root.
    page: String,
    topics: Vec<String>,
    /// What is read on the page, a line a block.
    text: String,
}

impl Text {
    /// Its blocks as they are searched; title and authors, wherever a template sets them.
    fn folded(&self) -> Vec<Vec<char>> {
        let mut blocks: Vec<Vec<char>> = self.text.lines().map(fold).collect();
        blocks.extend(self.folded_title());
        blocks.extend(self.authors.iter().map(|author| fold(author)));
        blocks
    }

    /// Its title as it is searched.
    fn folded_title(&self) -> Vec<Vec<char>> {
        vec![fold(&self.title.join(" "))]
    }

    /// Reads a file that [`issue_text`] made.
    fn parse(bytes: &[u8]) -> Option<Text> {
        let arguments = std::str::from_utf8(bytes).ok()?.strip_prefix("yaobao.text(")?;
        let arguments = arguments.strip_suffix(");\n")?;
        let (_, text): (String, Text) = serde_json::from_str(&format!("[{arguments}]")).ok()?;
        Some(text)
    }
}

/// The file that a search reads of an issue, beside its page: its address and its content.
pub fn issue_text(record: &Record, page: &Page) -> (String, Vec<u8>) {
    let mut blocks = words::blocks(&page.body);
    // They stand below the main part.
    let topics: Vec<String> = record.topics.iter().map(str::to_owned).collect();
    let below = [&topics, record.keywords()].into_iter().filter(|words| !words.is_empty());
    blocks.extend(below.map(|words| words.join("、")));
    let text = Text {
        title: record.title.iter().map(str::to_owned).collect(),
        authors: record.authors.iter().map(|author| author.name.to_string()).collect(),
        line: record.short_line(),
        date: DateView::new(record.date).long,
        page: record.page(),
        topics,
        text: blocks.join("\n"),
    };
    (record.file(TEXT_NAME), call("text", &(record.id.to_string(), &text)))
}

/// The address of an issue's text.
pub fn text_address(id: &str) -> String {
    issue_address(id, TEXT_NAME)
}

/// A script that hands a tuple of data over to the page.
fn call(name: &str, arguments: &impl Serialize) -> Vec<u8> {
    let arguments = serde_json::to_string(arguments).expect("all keys are text");
    let arguments = &arguments[1..arguments.len() - 1];
    format!("yaobao.{name}({arguments});\n").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::super::record;
    use super::{Text, fold, issue_text};
    use crate::emit::Page;

    #[test]
    fn what_stands_below_the_main_part_is_searched_too() {
        let mut issue = record::tests::record(&["周立群"]);
        issue.topics = ["罕见主题"].into_iter().collect();
        let issue = record::tests::with_keywords(issue, &["奇特关键词", "又一个"]);
        let page = Page { body: "<p>正文。</p>".to_owned(), headings: Vec::new() };
        let (_, bytes) = issue_text(&issue, &page);
        let blocks = Text::parse(&bytes).expect("a text").folded();
        for words in ["正文", "罕见主题", "奇特关键词", "又一个", "周立群"] {
            let words = fold(words);
            let has = |block: &Vec<char>| block.windows(words.len()).any(|part| part == words);
            assert!(blocks.iter().any(has), "{words:?}");
        }
    }
}
