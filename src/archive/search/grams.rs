//! The sequences of one, two or three signs that texts hold, and in which texts.
//!
//! All sequences of one and two signs are told. A phrase is longer than that, and in texts of one kind
//! many hold all its pairs and not the phrase; so where both pairs of a sequence of three are common,
//! it is told too. [`Runs`] hold what was gathered of some hundred texts as bytes, some one and a half
//! for each sequence of a text; texts themselves are let go of at once.

/// A sequence of one to three signs, in the order of the signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Gram(u64);

const SIGN: u32 = 21;

impl Gram {
    /// The sequence of some signs; none where white space parts them.
    pub(super) fn new(signs: &[char]) -> Option<Gram> {
        let place = |at: usize| signs.get(at).map_or(0, |sign| u64::from(u32::from(*sign)));
        let is_whole = !signs.contains(&' ');
        is_whole.then(|| Gram((place(0) << SIGN | place(1)) << SIGN | place(2)))
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

/// The sequences of three signs in blocks of text both of whose pairs are among the `common` ones.
pub(super) fn long(blocks: &[Vec<char>], common: &[Gram]) -> Vec<Gram> {
    let is_common =
        |pair: &[char]| Gram::new(pair).is_some_and(|pair| common.binary_search(&pair).is_ok());
    let mut grams = Vec::new();
    for block in blocks {
        let pairs: Vec<bool> = block.windows(2).map(is_common).collect();
        let wanted = block.windows(3).zip(pairs.windows(2)).filter(|(_, both)| both[0] && both[1]);
        grams.extend(wanted.filter_map(|(three, _)| Gram::new(three)));
    }
    sorted(grams.into_iter())
}

fn sorted(grams: impl Iterator<Item = Gram>) -> Vec<Gram> {
    let mut grams: Vec<Gram> = grams.collect();
    grams.sort_unstable();
    grams.dedup();
    grams
}

/// The sequences of one text.
pub(super) struct Held {
    /// Those of all its words, the title among them.
    pub(super) grams: Vec<Gram>,
    /// Those of its title.
    pub(super) in_title: Vec<Gram>,
}

/// A sequence and where it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Places {
    /// The texts, by their numbers, rising.
    pub(super) texts: Vec<u32>,
    /// Those whose titles have it.
    pub(super) titles: Vec<u32>,
}

/// What was gathered, in runs of some hundred texts each.
#[derive(Default)]
pub(super) struct Runs(Vec<Vec<u8>>);

impl Runs {
    /// Takes in the sequences of the next texts, the first of which has a number.
    pub(super) fn push(&mut self, first: usize, held: &[Held]) {
        let mut all: Vec<(Gram, u32)> = Vec::new();
        for (number, held) in (first as u32..).zip(held) {
            let in_title = |gram: &Gram| u32::from(held.in_title.binary_search(gram).is_ok());
            all.extend(held.grams.iter().map(|gram| (*gram, number << 1 | in_title(gram))));
        }
        // The sequences of each text are in order already, which makes this one quick.
        all.sort_by_key(|(gram, _)| *gram);
        let (mut run, mut last) = (Vec::with_capacity(all.len() * 2), 0);
        for same in all.chunk_by(|a, b| a.0 == b.0) {
            let gram = same[0].0.0;
            let (gap, pair) = (gram - last, (1 << SIGN) - 1);
            // Sequences of two signs leave the last place free.
            write(if gap & pair == 0 { gap >> SIGN << 1 } else { gap << 1 | 1 }, &mut run);
            write(same.len() as u64, &mut run);
            let mut before = 0;
            for (_, place) in same {
                write(u64::from(place - before), &mut run);
                before = *place;
            }
            last = gram;
        }
        run.shrink_to_fit();
        self.0.push(run);
    }

    /// The sequences of two signs that more than so many texts hold, in order.
    pub(super) fn common(&self, more_than: usize) -> Vec<Gram> {
        let mut common = Vec::new();
        self.merged(|gram, places| {
            let is_pair = gram.0 >> SIGN & 0x1f_ffff != 0 && gram.0 & 0x1f_ffff == 0;
            if is_pair && places.texts.len() > more_than {
                common.push(gram);
            }
        });
        common
    }

    /// Takes over the runs of others.
    pub(super) fn append(&mut self, mut others: Runs) {
        self.0.append(&mut others.0);
    }

    /// Goes through all sequences in order.
    pub(super) fn merged(&self, mut visit: impl FnMut(Gram, &Places)) {
        let mut cursors: Vec<Cursor<'_>> = self.0.iter().map(|run| Cursor::new(run)).collect();
        let mut places = Places::default();
        while let Some(gram) = cursors.iter().filter_map(|cursor| cursor.gram).min() {
            places.texts.clear();
            places.titles.clear();
            for cursor in cursors.iter_mut().filter(|cursor| cursor.gram == Some(gram)) {
                cursor.take(&mut places);
            }
            visit(gram, &places);
        }
    }
}

/// A place in a run.
struct Cursor<'r> {
    rest: &'r [u8],
    /// The sequence whose places come next.
    gram: Option<Gram>,
}

impl<'r> Cursor<'r> {
    fn new(run: &'r [u8]) -> Cursor<'r> {
        let mut cursor = Cursor { rest: run, gram: Some(Gram(0)) };
        cursor.advance();
        cursor
    }

    fn advance(&mut self) {
        let last = self.gram.map_or(0, |gram| gram.0);
        self.gram = (!self.rest.is_empty()).then(|| {
            let gap = read(&mut self.rest);
            Gram(last + if gap & 1 == 0 { gap >> 1 << SIGN } else { gap >> 1 })
        });
    }

    fn take(&mut self, places: &mut Places) {
        let count = read(&mut self.rest);
        let mut place = 0;
        for _ in 0..count {
            place += read(&mut self.rest) as u32;
            places.texts.push(place >> 1);
            if place & 1 == 1 {
                places.titles.push(place >> 1);
            }
        }
        self.advance();
    }
}

/// Writes a number, seven bits a byte, the low ones first.
fn write(mut value: u64, into: &mut Vec<u8>) {
    while value >= 128 {
        into.push(value as u8 | 128);
        value >>= 7;
    }
    into.push(value as u8);
}

fn read(rest: &mut &[u8]) -> u64 {
    let (mut value, mut shift) = (0, 0);
    while let Some((byte, behind)) = rest.split_first() {
        *rest = behind;
        value |= u64::from(byte & 127) << shift;
        shift += 7;
        if *byte < 128 {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sequences_stand_in_the_order_of_their_signs() {
        let gram = |text: &str| Gram::new(&text.chars().collect::<Vec<_>>()).unwrap();
        let ordered = ["a", "ab", "abc", "b", "发", "发展", "发展的", "展", "𠮷", "𠮷野"];
        assert!(ordered.is_sorted_by_key(|text| gram(text)));
        ordered.iter().for_each(|text| assert_eq!(gram(text).text(), *text));
        assert_eq!(Gram::new(&['a', ' ']), None);
    }

    proptest! {
        #[test]
        fn merged_runs_are_what_was_put_in(
            texts in proptest::collection::vec(("[a-d𠮷展 ]{0,30}", "[a-d展]{0,3}"), 0..40),
            of_a_run in 1_usize..9,
        ) {
            let mut expected: BTreeMap<Gram, Places> = BTreeMap::new();
            let mut runs = Runs::default();
            let folded = |text: &String| vec![text.chars().collect::<Vec<char>>()];
            let held: Vec<Held> = texts.iter().map(|(text, title)| {
                let text = format!("{text}{title}");
                Held { grams: short(&folded(&text)), in_title: short(&folded(title)) }
            }).collect();
            for (number, held) in held.iter().enumerate() {
                for gram in &held.grams {
                    let places = expected.entry(*gram).or_default();
                    places.texts.push(number as u32);
                    if held.in_title.contains(gram) {
                        places.titles.push(number as u32);
                    }
                }
            }
            for (at, chunk) in held.chunks(of_a_run).enumerate() {
                runs.push(at * of_a_run, chunk);
            }
            let mut merged = BTreeMap::new();
            runs.merged(|gram, places| drop(merged.insert(gram, places.clone())));
            prop_assert_eq!(merged, expected);
        }
    }
}
