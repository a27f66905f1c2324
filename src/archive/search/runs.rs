//! The sequences of some texts that follow one another, as bytes that outlive a build: an index is
//! merged from runs, and only those with a changed text are gathered again. A text that comes or goes
//! before others moves those behind it from run to run; most come last.
//!
//! A run is found by the digest of its texts. All runs lie on a [`Shelf`], and are read from there a
//! piece at a time, so that memory does not grow with the archive.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

use serde::{Deserialize, Serialize};

use super::Text;
use super::grams::{self, Gram, SIGN};
use crate::model::IssueId;
use crate::tree::{Digest, Digester};

/// How many texts a run is of.
pub(super) const LENGTH: usize = 64;

/// How much of a run is read at a time.
const PIECE: u64 = 8 << 10;

/// Where runs lie between builds.
pub trait Shelf<E>: Sync {
    /// The length of what was put there under a key, if all of it is as it was then.
    fn length(&self, key: Digest) -> Option<u64>;

    /// Puts bytes there.
    fn put(&self, key: Digest, bytes: &[u8]) -> Result<(), E>;

    /// So many bytes of what lies there, from a place on.
    fn read(&self, key: Digest, from: u64, length: u64) -> Result<Vec<u8>, E>;
}

/// A run on a shelf.
pub(super) struct Run {
    key: Digest,
    /// The number of its first text.
    first: u32,
    head: Head,
    /// Where its sequences begin.
    start: u64,
}

/// What is told of a run's texts besides their sequences.
#[derive(Serialize, Deserialize)]
struct Head {
    bylines: Vec<Byline>,
    /// The bytes of the sequences of one and two signs, and of those of three.
    lengths: [u64; 2],
}

/// Who wrote an issue, what it is about, and how long its text is.
#[derive(Serialize, Deserialize)]
pub(super) struct Byline {
    pub(super) authors: Vec<String>,
    pub(super) topics: Vec<String>,
    /// The bytes of its text's file.
    pub(super) bytes: usize,
}

/// Which sequences of a run are gone through.
#[derive(Clone, Copy)]
pub(super) enum Sequences {
    /// Those of one and two signs.
    Short,
    /// Those of three.
    Long,
}

/// A sequence and where it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Places {
    /// The texts, by their numbers, rising.
    pub(super) texts: Vec<u32>,
    /// Those whose titles have it.
    pub(super) titles: Vec<u32>,
}

impl Run {
    /// The run of some texts, the first of which has a number: what lies on the shelf, or else gathered
    /// and put there. `program` stands for whatever gathers.
    pub(super) fn of<E>(
        first: usize,
        issues: &[(IssueId, Digest)],
        program: &str,
        read: impl Fn(IssueId, Digest) -> Result<Vec<u8>, E>,
        shelf: &dyn Shelf<E>,
    ) -> Result<Run, E> {
        let mut digester = Digester::default();
        digester.part(program.as_bytes());
        for (_, text) in issues {
            digester.digest(*text);
        }
        let (key, first) = (digester.finish(), first as u32);
        if let Some(length) = shelf.length(key)
            && let Some((head, start)) = Head::read(key, length, shelf)?
        {
            return Ok(Run { key, first, head, start });
        }
        let (mut bylines, mut texts) = (Vec::new(), Vec::new());
        for (id, digest) in issues {
            let bytes = read(*id, *digest)?;
            let text = Text::parse(&bytes).unwrap_or_default();
            texts.push((text.folded(), text.folded_title()));
            let Text { authors, topics, .. } = text;
            bylines.push(Byline { authors, topics, bytes: bytes.len() });
        }
        let [short, long] = [grams::short, grams::long].map(|grams| pack(&texts, grams));
        let head = Head { bylines, lengths: [short.len() as u64, long.len() as u64] };
        let mut bytes = serde_json::to_vec(&head).expect("all keys are text");
        bytes.push(b'\n');
        let start = bytes.len() as u64;
        bytes.extend(short);
        bytes.extend(long);
        shelf.put(key, &bytes)?;
        Ok(Run { key, first, head, start })
    }

    /// What is told of its texts.
    pub(super) fn bylines(&self) -> &[Byline] {
        &self.head.bylines
    }

    fn cursor<'s, E>(
        &self,
        sequences: Sequences,
        shelf: &'s dyn Shelf<E>,
    ) -> Result<Cursor<'s, E>, E> {
        let [short, long] = self.head.lengths;
        let (from, end) = match sequences {
            Sequences::Short => (self.start, self.start + short),
            Sequences::Long => (self.start + short, self.start + short + long),
        };
        let stream = Stream { shelf, key: self.key, from, end, piece: Vec::new(), at: 0 };
        let mut cursor = Cursor { stream, first: self.first, gram: Some(Gram(0)) };
        cursor.advance()?;
        Ok(cursor)
    }
}

impl Head {
    /// Reads the line that a run begins with, and tells where the next begins.
    fn read<E>(key: Digest, length: u64, shelf: &dyn Shelf<E>) -> Result<Option<(Head, u64)>, E> {
        let mut line = Vec::new();
        while (line.len() as u64) < length {
            let at = line.len() as u64;
            let piece = shelf.read(key, at, PIECE.min(length - at))?;
            let end = piece.iter().position(|byte| *byte == b'\n');
            line.extend_from_slice(&piece[..end.unwrap_or(piece.len())]);
            if end.is_some() {
                let head = serde_json::from_slice(&line).ok();
                return Ok(head.map(|head| (head, line.len() as u64 + 1)));
            }
        }
        Ok(None)
    }
}

/// A text as it is searched, in blocks.
type Blocks = Vec<Vec<char>>;

/// The sequences of texts, of which some are those of the title, as bytes: some one and a half for each
/// sequence of a text.
fn pack(texts: &[(Blocks, Blocks)], grams: impl Fn(&[Vec<char>]) -> Vec<Gram>) -> Vec<u8> {
    // Of longer texts, there are more signs than different sequences.
    let most = texts.iter().flat_map(|(blocks, _)| blocks).map(Vec::len).sum();
    let mut all: Vec<(Gram, u32)> = Vec::with_capacity(most);
    for (number, (blocks, title)) in (0_u32..).zip(texts) {
        let title = grams(title);
        let in_title = |gram: &Gram| u32::from(title.binary_search(gram).is_ok());
        all.extend(grams(blocks).iter().map(|gram| (*gram, number << 1 | in_title(gram))));
    }
    // In place: nothing that lists are made from takes more room than the sequences of a run.
    all.sort_unstable();
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
    run
}

/// Goes through all sequences of some kinds in order, those that are wanted.
pub(super) fn merged<E>(
    runs: &[Run],
    kinds: &[Sequences],
    shelf: &dyn Shelf<E>,
    is_wanted: impl Fn(Gram) -> bool,
    mut visit: impl FnMut(Gram, &Places) -> Result<(), E>,
) -> Result<(), E> {
    let mut cursors: Vec<Cursor<'_, E>> = Vec::with_capacity(runs.len() * kinds.len());
    for run in runs {
        for kind in kinds {
            cursors.push(run.cursor(*kind, shelf)?);
        }
    }
    // Those of one sequence come up in the order of the runs, and so of the texts.
    let next = |(at, cursor): (usize, &Cursor<'_, E>)| Some(Reverse((cursor.gram?, at)));
    let mut heads: BinaryHeap<_> = cursors.iter().enumerate().filter_map(next).collect();
    let mut places = Places::default();
    while let Some(Reverse((gram, _))) = heads.peek().copied() {
        places.texts.clear();
        places.titles.clear();
        while let Some(mut head) = heads.peek_mut().filter(|head| head.0.0 == gram) {
            let cursor = &mut cursors[head.0.1];
            cursor.take(&mut places)?;
            match cursor.gram {
                Some(gram) => head.0.0 = gram,
                None => drop(PeekMut::pop(head)),
            }
        }
        if is_wanted(gram) {
            visit(gram, &places)?;
        }
    }
    Ok(())
}

/// A place among the sequences of a run.
struct Cursor<'s, E> {
    stream: Stream<'s, E>,
    /// The number of the run's first text.
    first: u32,
    /// The sequence whose places come next.
    gram: Option<Gram>,
}

impl<E> Cursor<'_, E> {
    fn advance(&mut self) -> Result<(), E> {
        let last = self.gram.map_or(0, |gram| gram.0);
        let gap = self.stream.number()?;
        self.gram =
            gap.map(|gap| Gram(last + if gap & 1 == 0 { gap >> 1 << SIGN } else { gap >> 1 }));
        Ok(())
    }

    fn take(&mut self, places: &mut Places) -> Result<(), E> {
        let count = self.stream.number()?.unwrap_or(0);
        let mut place = 0;
        for _ in 0..count {
            place += self.stream.number()?.unwrap_or(0) as u32;
            places.texts.push(self.first + (place >> 1));
            if place & 1 == 1 {
                places.titles.push(self.first + (place >> 1));
            }
        }
        self.advance()
    }
}

/// Bytes that are read from a shelf a piece at a time.
struct Stream<'s, E> {
    shelf: &'s dyn Shelf<E>,
    key: Digest,
    /// What is read next, and where it ends.
    from: u64,
    end: u64,
    piece: Vec<u8>,
    at: usize,
}

impl<E> Stream<'_, E> {
    /// The next number; none at the end.
    fn number(&mut self) -> Result<Option<u64>, E> {
        let (mut value, mut shift) = (0, 0);
        loop {
            for (at, byte) in self.piece[self.at..].iter().enumerate() {
                value |= u64::from(byte & 127) << shift;
                if *byte < 128 {
                    self.at += at + 1;
                    return Ok(Some(value));
                }
                shift += 7;
            }
            let length = PIECE.min(self.end - self.from);
            if length == 0 {
                return Ok(None);
            }
            self.piece = self.shelf.read(self.key, self.from, length)?;
            self.from += length;
            self.at = 0;
        }
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

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeMap;
    use std::sync::Mutex;

    use proptest::prelude::*;

    use super::super::call;
    use super::*;
    use crate::model::Number;

    /// A shelf in memory.
    #[derive(Default)]
    pub(in super::super) struct Held(pub(in super::super) Mutex<BTreeMap<String, Vec<u8>>>);

    impl Shelf<()> for Held {
        fn length(&self, key: Digest) -> Option<u64> {
            self.0.lock().unwrap().get(&key.to_string()).map(|bytes| bytes.len() as u64)
        }

        fn put(&self, key: Digest, bytes: &[u8]) -> Result<(), ()> {
            self.0.lock().unwrap().insert(key.to_string(), bytes.to_vec());
            Ok(())
        }

        fn read(&self, key: Digest, from: u64, length: u64) -> Result<Vec<u8>, ()> {
            let (from, length) = (from as usize, length as usize);
            Ok(self.0.lock().unwrap()[&key.to_string()][from..from + length].to_vec())
        }
    }

    proptest! {
        #[test]
        fn merged_runs_are_what_was_put_in(
            texts in proptest::collection::vec(("[a-d𠮷展 ]{0,30}", "[a-d展]{0,3}"), 0..40),
            of_a_run in 1_usize..9,
        ) {
            let mut expected: BTreeMap<Gram, Places> = BTreeMap::new();
            let texts: Vec<Text> = texts.into_iter().map(|(text, title)| {
                Text { title: vec![title], text, ..Text::default() }
            }).collect();
            for (number, text) in texts.iter().enumerate() {
                let all = |blocks: &[Vec<char>]| [grams::short(blocks), grams::long(blocks)].concat();
                let in_title = all(&text.folded_title());
                for gram in all(&text.folded()) {
                    let places = expected.entry(gram).or_default();
                    places.texts.push(number as u32);
                    if in_title.contains(&gram) {
                        places.titles.push(number as u32);
                    }
                }
            }
            let files: BTreeMap<IssueId, Vec<u8>> = texts.iter().enumerate().map(|(at, text)| {
                let id = IssueId { year: 2017, number: Number::Regular(at as u32 + 1) };
                (id, call("text", &(id.to_string(), text)))
            }).collect();
            let file = |id: IssueId, _: Digest| Ok(files[&id].clone());
            let issues: Vec<(IssueId, Digest)> =
                files.iter().map(|(id, file)| (*id, Digest::of(file))).collect();
            let shelf = Held::default();
            for _once_more in 0..2 {
                let runs: Result<Vec<Run>, ()> = issues.chunks(of_a_run).enumerate().map(|(at, chunk)| {
                    Run::of(at * of_a_run, chunk, "", file, &shelf)
                }).collect();
                let mut merged = BTreeMap::new();
                super::merged(&runs.unwrap(), &[Sequences::Short, Sequences::Long], &shelf, |_| true, |gram, places| {
                    assert!(merged.insert(gram, places.clone()).is_none());
                    Ok(())
                }).unwrap();
                prop_assert_eq!(&merged, &expected);
            }
        }
    }
}
