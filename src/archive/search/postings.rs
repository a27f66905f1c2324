//! Lists of numbers as short ASCII text, which `templates/assets/search.js` reads.

/// The digits of the texts, by their values.
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Begins a list of those that are absent.
const ABSENT: char = '!';

/// Begins a list of bits.
const BITS: char = '*';

/// The digit of a value below 64.
pub(super) fn digit(value: usize) -> char {
    char::from(DIGITS[value & 63])
}

/// Writes a number: five bits a digit, the low ones first, a further bit where more follow.
pub(super) fn number(mut value: usize, text: &mut String) {
    while value >= 32 {
        text.push(digit(value & 31 | 32));
        value >>= 5;
    }
    text.push(digit(value));
}

/// Writes rising numbers below `count` in whichever way is shortest: the gaps between them, the gaps
/// between those that are absent, or a bit for each.
pub(super) fn list(numbers: &[u32], count: usize) -> String {
    let present = gaps(numbers.iter().map(|number| *number as usize));
    // Few numbers are many absent ones, and take fewer digits than all bits.
    if present.len() * 6 < count {
        return present;
    }
    let mut bits = vec![0_u8; count.div_ceil(6)];
    for number in numbers {
        bits[*number as usize / 6] |= 1 << (*number % 6);
    }
    let is_absent = |number: &usize| bits[number / 6] & 1 << (number % 6) == 0;
    let absent = gaps((0..count).filter(is_absent));
    let shortest = present.len().min(absent.len() + 1).min(bits.len() + 1);
    if present.len() == shortest {
        present
    } else if absent.len() < shortest {
        format!("{ABSENT}{absent}")
    } else {
        let digits = bits.into_iter().map(|bits| digit(usize::from(bits)));
        std::iter::once(BITS).chain(digits).collect()
    }
}

fn gaps(numbers: impl Iterator<Item = usize>) -> String {
    let (mut text, mut next) = (String::new(), 0);
    for at in numbers {
        number(at - next, &mut text);
        next = at + 1;
    }
    text
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value(digit: u8) -> usize {
        DIGITS.iter().position(|known| *known == digit).unwrap()
    }

    /// Reads what [`super::list`] writes.
    pub(in super::super) fn read(text: &str, count: usize) -> Vec<u32> {
        if let Some(digits) = text.strip_prefix(BITS) {
            let bits: Vec<usize> = digits.bytes().map(value).collect();
            let is_present = |at: &usize| bits[at / 6] & 1 << (at % 6) != 0;
            return (0..count).filter(is_present).map(|at| at as u32).collect();
        }
        if let Some(absent) = text.strip_prefix(ABSENT) {
            let absent = read(absent, count);
            return (0..count as u32).filter(|at| absent.binary_search(at).is_err()).collect();
        }
        let (mut numbers, mut next, mut gap, mut shift) = (Vec::new(), 0, 0, 0);
        for digit in text.bytes().map(value) {
            gap |= (digit & 31) << shift;
            shift += 5;
            if digit < 32 {
                numbers.push((next + gap) as u32);
                (next, gap, shift) = (next + gap + 1, 0, 0);
            }
        }
        numbers
    }

    proptest! {
        #[test]
        fn a_list_is_read_as_it_was_written(
            (count, numbers) in (1_usize..3000).prop_flat_map(|count| {
                let few = proptest::collection::btree_set(0..count as u32, 0..=count.min(40));
                let many = proptest::collection::vec(any::<bool>(), count).prop_map(|bits| {
                    (0..bits.len()).filter(|at| bits[*at]).map(|at| at as u32).collect()
                });
                let all_but_few = proptest::collection::btree_set(0..count as u32, 0..=count.min(9))
                    .prop_map(move |absent| (0..count as u32).filter(|at| !absent.contains(at)).collect());
                (Just(count), prop_oneof![few, many, all_but_few])
            })
        ) {
            let numbers: Vec<u32> = numbers.into_iter().collect();
            let text = list(&numbers, count);
            prop_assert_eq!(read(&text, count), numbers);
            prop_assert!(text.len() <= count.div_ceil(6) + 1);
            prop_assert!(text.is_ascii());
        }
    }
}
