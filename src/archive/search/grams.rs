//! The sequences of one, two or three signs that texts hold.

/// A sequence of one to three signs, in the order of the signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Gram(pub(super) u64);

/// The bits of a sign.
pub(super) const SIGN: u32 = 21;

impl Gram {
    /// The sequence of some signs; none where white space parts them.
    pub(super) fn new(signs: &[char]) -> Option<Gram> {
        let place = |at: usize| signs.get(at).map_or(0, |sign| u64::from(u32::from(*sign)));
        let is_whole = !signs.contains(&' ');
        is_whole.then(|| Gram((place(0) << SIGN | place(1)) << SIGN | place(2)))
    }

    /// The pairs of signs that a sequence of three is of.
    pub(super) fn pairs(self) -> Option<[Gram; 2]> {
        let (last, both) = ((1 << SIGN) - 1, (1 << (2 * SIGN)) - 1);
        let is_of_three = self.0 & last != 0;
        is_of_three.then_some([Gram(self.0 & !last), Gram((self.0 & both) << SIGN)])
    }

    /// Whether it is of two signs.
    pub(super) fn is_pair(self) -> bool {
        let last = (1 << SIGN) - 1;
        self.0 & last == 0 && self.0 >> SIGN & last != 0
    }

    /// Its signs.
    pub(super) fn text(self) -> String {
        let sign = |place: u32| char::from_u32((self.0 >> (place * SIGN)) as u32 & 0x1f_ffff);
        [2, 1, 0].into_iter().filter_map(sign).filter(|sign| *sign != '\0').collect()
    }
}

/// All sequences of one and two signs in blocks of text, each once, in order.
pub(super) fn short(blocks: &[Vec<char>]) -> Vec<Gram> {
    let pairs = sorted(blocks.iter().flat_map(|block| block.windows(2)).filter_map(Gram::new));
    let mut signs: Vec<char> = blocks.iter().flatten().copied().collect();
    signs.sort_unstable();
    signs.dedup();
    let mut grams: Vec<Gram> = signs.chunks(1).filter_map(Gram::new).chain(pairs).collect();
    // Two lists in order are merged quickly.
    grams.sort();
    grams
}

/// All sequences of three signs in blocks of text, each once, in order.
pub(super) fn long(blocks: &[Vec<char>]) -> Vec<Gram> {
    sorted(blocks.iter().flat_map(|block| block.windows(3)).filter_map(Gram::new))
}

fn sorted(grams: impl Iterator<Item = Gram>) -> Vec<Gram> {
    let mut grams: Vec<Gram> = grams.collect();
    grams.sort_unstable();
    grams.dedup();
    grams
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_stand_in_the_order_of_their_signs() {
        let gram = |text: &str| Gram::new(&text.chars().collect::<Vec<_>>()).unwrap();
        let ordered = ["a", "ab", "abc", "b", "发", "发展", "发展的", "展", "𠮷", "𠮷野"];
        assert!(ordered.is_sorted_by_key(|text| gram(text)));
        ordered.iter().for_each(|text| assert_eq!(gram(text).text(), *text));
        assert_eq!(Gram::new(&['a', ' ']), None);
        assert_eq!(gram("发展的").pairs(), Some([gram("发展"), gram("展的")]));
        assert_eq!([gram("发展").pairs(), gram("发").pairs()], [None, None]);
        assert_eq!(["发", "发展", "发展的"].map(|text| gram(text).is_pair()), [false, true, false]);
    }
}
