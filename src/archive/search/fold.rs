//! Which spellings are the same to a search.
//!
//! `templates/assets/search.js` folds queries and texts by the same rules; both are held to
//! `tests/browser/support/folding.json`.

/// A text as it is searched: full-width signs as half-width ones, letters in lower case, marks without
/// width left out, and white space only where it parts two words of letters or digits.
pub(super) fn fold(text: &str) -> Vec<char> {
    let mut folded: Vec<char> = Vec::with_capacity(text.len() / 2);
    let mut is_parted = false;
    for c in text.chars().filter(|c| !has_no_width(*c)) {
        let c = narrow(c);
        if is_space(c) {
            is_parted = true;
            continue;
        }
        if std::mem::take(&mut is_parted)
            && is_of_word(c)
            && folded.last().is_some_and(|last| is_of_word(*last))
        {
            folded.push(' ');
        }
        folded.push(lower(c));
    }
    folded
}

/// The half-width form of a full-width sign.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    }
}

/// Latin, Greek and Cyrillic letters in lower case, where that is one letter.
fn lower(c: char) -> char {
    if c >= '\u{500}' {
        return c;
    }
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

fn has_no_width(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

fn is_space(c: char) -> bool {
    matches!(
        c,
        '\t'..='\r'
            | ' '
            | '\u{a0}'
            | '\u{1680}'
            | '\u{2000}'..='\u{200a}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{202f}'
            | '\u{205f}'
            | '\u{3000}'
    )
}

/// Whether a sign belongs to words that are parted by white space.
fn is_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '\u{c0}'..='\u{52f}')
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn the_rules_are_those_of_the_browser() {
        let cases = include_str!("../../../tests/browser/support/folding.json");
        let cases: Vec<(String, String)> = serde_json::from_str(cases).unwrap();
        assert!(cases.len() > 20);
        for (text, folded) in cases {
            assert_eq!(fold(&text).into_iter().collect::<String>(), folded, "{text:?}");
        }
    }

    #[test]
    fn folding_again_changes_nothing() {
        let all: String = (0..0x1_1000_u32).filter_map(char::from_u32).collect();
        let once: String = fold(&all).into_iter().collect();
        let twice: String = fold(&once).into_iter().collect();
        assert_eq!(once, twice);
    }
}
