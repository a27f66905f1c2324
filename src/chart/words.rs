//! How wide words are, and where they break.

/// The width of words in a size. Faces differ: this is what none of the usual ones exceeds by much.
pub(super) fn width(words: &str, size: f64) -> f64 {
    words.chars().map(advance).sum::<f64>() * size
}

fn advance(c: char) -> f64 {
    match c {
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => 0.0,
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' => 0.32,
        '0'..='9' | '-' | '−' => 0.56,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.92,
        'A'..='Z' | '&' | '+' | '=' | '<' | '>' | '~' => 0.7,
        '!'..='~' => 0.56,
        '\u{a0}'..='\u{52f}' => 0.7,
        _ => 1.0,
    }
}

/// Words in lines no wider than so much, as even as they can be; a word of foreign letters breaks
/// where it must.
pub(super) fn lines(words: &str, room: f64, size: f64) -> Vec<String> {
    let lines = broken(words, room, size);
    let even = width(words, size) / lines.len() as f64 + size;
    let evened = broken(words, even.min(room), size);
    if evened.len() == lines.len() { evened } else { lines }
}

fn broken(words: &str, room: f64, size: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    for piece in pieces(words) {
        let line = lines.last_mut().expect("there is a line");
        let together = width(line, size) + width(piece.trim_end(), size);
        if together <= room || (line.is_empty() && width(piece, size) <= room) {
            line.push_str(piece);
        } else if width(piece, size) <= room {
            lines.push(piece.to_owned());
        } else {
            piece.chars().for_each(|c| push(&mut lines, c, room, size));
        }
    }
    lines.iter().map(|line| line.trim().to_owned()).collect()
}

fn push(lines: &mut Vec<String>, c: char, room: f64, size: f64) {
    let line = lines.last_mut().expect("there is a line");
    if line.is_empty() || width(line, size) + advance(c) * size <= room {
        line.push(c);
    } else {
        lines.push(c.to_string());
    }
}

/// Words in pieces that stay together: a Han character with the marks behind it, a foreign word.
fn pieces(words: &str) -> Vec<&str> {
    let is_foreign = |c: char| advance(c) < 1.0 && c != ' ';
    let opens = |c: char| "（〔《“‘".contains(c);
    let closes = |c: char| "，。、；：）〕》”’%".contains(c);
    let mut pieces = Vec::new();
    let (mut start, mut before) = (0, None);
    for (at, c) in words.char_indices() {
        let stays = before.is_none_or(|before| {
            (is_foreign(before) && is_foreign(c)) || opens(before) || closes(c) || c == ' '
        });
        if !stays {
            pieces.push(&words[start..at]);
            start = at;
        }
        before = Some(c);
    }
    pieces.push(&words[start..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn names_break_evenly_and_never_before_a_mark() {
        assert_eq!(lines("战略性新兴产业", 60.0, 10.0), ["战略性新", "兴产业"]);
        assert_eq!(lines("甲、乙、丙", 30.0, 10.0), ["甲、", "乙、丙"]);
        assert_eq!(lines("R&D 经费", 40.0, 10.0), ["R&D", "经费"]);
        assert_eq!(lines("短", 5.0, 10.0), ["短"]);
    }
}
