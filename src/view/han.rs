//! Chinese numerals for ordinals.

const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// A count from 1 to 99 in Chinese numerals; larger ones in digits, as no brief has them.
pub(super) fn numeral(count: usize) -> String {
    match (count / 10, count % 10) {
        (0, ones) => DIGITS[ones].to_string(),
        (1, 0) => "十".to_owned(),
        (1, ones) => format!("十{}", DIGITS[ones]),
        (tens @ 2..=9, 0) => format!("{}十", DIGITS[tens]),
        (tens @ 2..=9, ones) => format!("{}十{}", DIGITS[tens], DIGITS[ones]),
        _ => count.to_string(),
    }
}

/// A count in a circle: ①; beyond ⑳, in brackets.
pub(super) fn circled(count: usize) -> String {
    let circled = u32::try_from(count)
        .ok()
        .filter(|count| (1..=20).contains(count))
        .and_then(|count| char::from_u32(0x2460 + count - 1));
    circled.map_or_else(|| format!("({count})"), String::from)
}

#[cfg(test)]
mod tests {
    use super::{circled, numeral};

    #[test]
    fn ordinals_are_chinese() {
        let numerals: Vec<String> = [1, 9, 10, 11, 19, 20, 21, 99, 100].map(numeral).to_vec();
        assert_eq!(numerals, ["一", "九", "十", "十一", "十九", "二十", "二十一", "九十九", "100"]);
        assert_eq!([1, 20, 21].map(circled), ["①", "⑳", "(21)"]);
    }
}
