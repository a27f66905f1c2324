//! Chinese numerals.

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

/// A number in Chinese numerals as it is said: 一百零五, 一万二千, 两千.
pub(super) fn cardinal(number: u64) -> String {
    if number < 10 {
        return DIGITS[usize::try_from(number).expect("a digit")].to_string();
    }
    let mut text = String::new();
    let mut needs_zero = false;
    for (unit, name) in
        [(1_0000_0000_0000_0000, "亿亿"), (1_0000_0000, "亿"), (1_0000, "万"), (1, "")]
    {
        let section = number / unit % if unit == 1_0000_0000 { 1_0000_0000 } else { 1_0000 };
        if section == 0 {
            needs_zero = !text.is_empty();
            continue;
        }
        let is_short = section < 1000 && !text.is_empty();
        if needs_zero || is_short {
            text.push('零');
        }
        needs_zero = false;
        match unit {
            1_0000_0000 if section >= 1_0000 => text.push_str(&cardinal(section)),
            _ => text.push_str(&section_words(section, text.is_empty())),
        }
        text.push_str(name);
    }
    text
}

/// A number from 1 to 9999: 一百零五. At the beginning of a number 一十 is 十, and 2 before 千,
/// 万 and 亿 is 两.
fn section_words(section: u64, begins: bool) -> String {
    let mut text = String::new();
    let mut zero = false;
    for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = usize::try_from(section / unit % 10).expect("a digit");
        match digit {
            0 => zero = !text.is_empty(),
            1 if unit == 10 && begins && text.is_empty() => text.push('十'),
            digit => {
                if std::mem::take(&mut zero) {
                    text.push('零');
                }
                let is_pair = digit == 2 && begins && text.is_empty() && matches!(unit, 1000 | 1);
                text.push(if is_pair { '两' } else { DIGITS[digit] });
                text.push_str(name);
            }
        }
    }
    text
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
    use super::{cardinal, circled, numeral};

    #[test]
    fn ordinals_are_chinese() {
        let numerals: Vec<String> = [1, 9, 10, 11, 19, 20, 21, 99, 100].map(numeral).to_vec();
        assert_eq!(numerals, ["一", "九", "十", "十一", "十九", "二十", "二十一", "九十九", "100"]);
        assert_eq!([1, 20, 21].map(circled), ["①", "⑳", "(21)"]);
    }

    #[test]
    fn numbers_are_as_they_are_said() {
        for (number, words) in [
            (0, "零"),
            (2, "二"),
            (10, "十"),
            (12, "十二"),
            (105, "一百零五"),
            (110, "一百一十"),
            (222, "二百二十二"),
            (2000, "两千"),
            (2010, "两千零一十"),
            (12_000, "一万二千"),
            (20_000, "两万"),
            (10_500, "一万零五百"),
            (100_005, "十万零五"),
            (120_000_000, "一亿二千万"),
            (100_000_001, "一亿零一"),
            (1_000_000_000_000, "一万亿"),
        ] {
            assert_eq!(cardinal(number), words);
        }
    }
}
