//! The words of a title that is longer than its line, so that it is broken by sense.
//!
//! Words are found by the dictionary of the Unicode project; it is not always right, and the clauses
//! of a title are the author's to give.

use icu_segmenter::WordSegmenter;
use icu_segmenter::options::WordBreakInvariantOptions;

use crate::model::Prose;
use crate::model::prose::Inline;

/// How many half characters of 2号 (22 pt) the 版心 of 156 mm takes.
const LINE: usize = 40;

/// Whether a clause does not fit one line.
pub(super) fn is_long(clause: &Prose) -> bool {
    width(clause.inlines()) > LINE
}

/// About how many half characters content is wide; values and the like are taken for short.
fn width(content: &[Inline]) -> usize {
    let of = |inline: &Inline| match inline {
        Inline::Text(text) => text.chars().map(|c| if c < '\u{2000}' { 1 } else { 2 }).sum(),
        Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Strike(inner) => width(inner),
        _ => 4,
    };
    content.iter().map(of).sum()
}

/// Cuts a text into Han words of two and more characters (`true`), which no line may break, and what
/// stands between them. A 的 belongs to the word before it.
pub(super) fn pieces(text: &str) -> Vec<(&str, bool)> {
    let segmenter = WordSegmenter::new_dictionary(WordBreakInvariantOptions::default());
    let ends: Vec<usize> = segmenter.segment_str(text).collect();
    let mut pieces: Vec<(std::ops::Range<usize>, bool)> = Vec::new();
    for (start, end) in ends.iter().zip(ends.iter().skip(1)).map(|(from, to)| (*from, *to)) {
        let word = &text[start..end];
        let is_word = word.chars().count() > 1 && word.chars().all(is_han);
        match pieces.last_mut() {
            Some((range, true)) if word == "的" => range.end = end,
            Some((range, false)) if !is_word => range.end = end,
            _ => pieces.push((start..end, is_word)),
        }
    }
    pieces.into_iter().map(|(range, is_word)| (&text[range], is_word)).collect()
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::{is_long, pieces};
    use crate::model::Prose;

    #[test]
    fn words_are_kept() {
        let title = "健全小农户与现代农业有机衔接的利益联结机制，WTO规则";
        let pieces = pieces(title);
        assert_eq!(pieces.iter().map(|(piece, _)| *piece).collect::<String>(), title);
        let words: Vec<&str> =
            pieces.iter().filter(|(_, is_word)| *is_word).map(|(word, _)| *word).collect();
        for word in ["健全", "农业", "有机", "衔接的", "利益", "机制", "规则"] {
            assert!(words.contains(&word), "{word}: {words:?}");
        }
    }

    #[test]
    fn a_clause_of_twenty_characters_fits() {
        assert!(!is_long(&Prose::plain(&"字".repeat(20))));
        assert!(is_long(&Prose::plain(&"字".repeat(21))));
    }
}
