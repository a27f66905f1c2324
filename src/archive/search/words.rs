//! The main part of a page → the text that is read on it.

/// The blocks of text of a page's main part, in order. What a reader does not see is left out; the
/// marks of notes and citations stand beside the text, so that a phrase is found across them.
pub(super) fn blocks(html: &str) -> Vec<String> {
    let mut reader = Reader::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        reader.text(&rest[..at]);
        let end = tag_end(&rest[at..]);
        reader.tag(&rest[at + 1..at + end]);
        rest = rest[at + end..].strip_prefix('>').unwrap_or_default();
    }
    reader.text(rest);
    reader.end_block();
    reader.blocks
}

/// Elements that stand within a line. All others are blocks: a new kind of element rather breaks a
/// line than joins two.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "code", "data", "del", "em", "i", "img", "ins", "mark", "q", "s", "small",
    "span", "strong", "sub", "sup", "time", "tspan", "u", "wbr",
];

/// Elements of drawings that are not seen.
const UNSEEN: &[&str] = &["title", "desc", "defs"];

#[derive(Default)]
struct Reader<'h> {
    blocks: Vec<String>,
    block: String,
    /// The words of the mark that is open.
    mark: Option<String>,
    /// The words of marks in the block.
    marks: Vec<String>,
    /// The element whose content is passed over.
    unseen: Option<&'h str>,
}

impl<'h> Reader<'h> {
    fn text(&mut self, text: &str) {
        if self.unseen.is_none() {
            unescape(text, self.mark.as_mut().unwrap_or(&mut self.block));
        }
    }

    /// A tag without its brackets.
    fn tag(&mut self, tag: &'h str) {
        let (is_end, tag) = match tag.strip_prefix('/') {
            Some(tag) => (true, tag),
            None => (false, tag),
        };
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        match (self.unseen, name) {
            (Some(unseen), _) => {
                if is_end && name == unseen {
                    self.unseen = None;
                }
            }
            // The way back from a note is a sign for the eye.
            (None, "a") if !is_end && tag.contains("class=\"back\"") => self.unseen = Some(name),
            (None, _) if !is_end && UNSEEN.contains(&name) && !tag.ends_with('/') => {
                self.unseen = Some(name);
            }
            (None, "sup") if is_end => {
                let mark = self.mark.take().filter(|mark| mark.contains(char::is_alphabetic));
                self.marks.extend(mark);
            }
            (None, "sup") => self.mark = Some(String::new()),
            (None, "br") => self.text(" "),
            (None, name) if INLINE.contains(&name) => {}
            (None, _) => self.end_block(),
        }
    }

    fn end_block(&mut self) {
        let block = std::mem::take(&mut self.block);
        for text in std::iter::once(block).chain(self.marks.drain(..)) {
            let words: Vec<&str> = text.split_whitespace().collect();
            if !words.is_empty() {
                self.blocks.push(words.join(" "));
            }
        }
    }
}

/// Where the tag that begins a text ends; a `>` in an attribute does not end it.
fn tag_end(text: &str) -> usize {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '>') => return at,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    text.len()
}

/// Reads the character references that our writers use.
fn unescape(text: &str, into: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        into.push_str(&rest[..at]);
        rest = &rest[at..];
        let reference = rest[1..].split_once(';').and_then(|(name, behind)| {
            let c = match name {
                "lt" => '<',
                "gt" => '>',
                "amp" => '&',
                "quot" => '"',
                "nbsp" => '\u{a0}',
                name => {
                    let number = name.strip_prefix('#')?;
                    let number = match number.strip_prefix(['x', 'X']) {
                        Some(digits) => u32::from_str_radix(digits, 16),
                        None => number.parse(),
                    };
                    char::from_u32(number.ok()?)?
                }
            };
            Some((c, behind))
        });
        match reference {
            Some((c, behind)) => {
                into.push(c);
                rest = behind;
            }
            None => {
                into.push('&');
                rest = &rest[1..];
            }
        }
    }
    into.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::blocks;

    #[test]
    fn a_block_is_what_stands_in_one_line() {
        let html = "<h1 id=\"x\">题<br />目</h1>\n<p>甲<data value=\"1\"><a href=\"#a\">一</a></data>\
                    <strong>乙</strong>丙<sup><a href=\"#n\">1</a></sup>丁<sup><a>[2]</a>第五章</sup>。</p>\
                    <table><tr><th>左</th><td>右</td></tr></table>";
        assert_eq!(blocks(html), ["题 目", "甲一乙丙丁。", "[2]第五章", "左", "右"]);
    }

    #[test]
    fn what_is_not_seen_is_no_text() {
        let html = "<svg aria-label=\"a > b\"><title>名</title><desc>述</desc><text>字</text><text>行</text></svg>\
                    <li>注 <a class=\"back\" href=\"#x\">↩</a></li><p><img alt=\"图\" src=\"x\">后</p>";
        assert_eq!(blocks(html), ["字", "行", "注", "后"]);
    }

    #[test]
    fn references_of_characters_are_read_once() {
        assert_eq!(
            blocks("&lt;b&gt; &amp;lt; &quot;&#39;&#x4e00;&unknown; &"),
            ["<b> &lt; \"'一&unknown; &"]
        );
    }
}
