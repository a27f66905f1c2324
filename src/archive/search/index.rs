//! The index over all texts: a directory, and the sequences of signs in files of about one size.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;

use super::grams::Gram;
use super::runs::{self, Byline, Places, Run, Sequences, Shelf};
use super::{SEARCH_FOLDER, call, postings};
use crate::model::IssueId;
use crate::tree::{Digest, VPath};

/// The bytes that a file of sequences begins its last sequence at, at the latest.
const FULL: usize = 11_000;

/// A list of issues that is no longer than this is looked through; there is no need to shorten it.
const FEW: usize = 8;

/// What a page knows before anything is asked for.
#[derive(Serialize)]
struct Directory {
    /// The issues, oldest first: the numbers of a year behind one another.
    issues: Vec<(String, String)>,
    /// The size of each issue's text in kilobytes, a digit each, at most 63.
    sizes: String,
    /// Four digits for each issue's text, so that none is taken for an older one.
    sums: String,
    authors: Vec<String>,
    /// The places of each issue's authors among `authors`.
    by: String,
    topics: Vec<String>,
    /// The places of each issue's topics among `topics`.
    on: String,
    /// Pairs of signs that more issues have are common.
    common: usize,
    /// The first sequence of each file.
    firsts: String,
    /// The name of each file, but for its number and ending.
    names: String,
}

/// Makes the index over the texts of issues, oldest first, each with its id and the digest of its
/// text, and tells the address of its directory. `read` gives the content of a text by both, `shelf`
/// keeps what was gathered from texts by a `program`, and `put` takes the index's files.
///
/// All sequences of one and two signs are told. A phrase is longer than that, and in texts of one kind
/// many hold all its pairs and not the phrase; so where both pairs of a sequence of three are common,
/// it is told too.
pub fn index<E: Send>(
    issues: &[(IssueId, Digest)],
    program: &str,
    read: impl Fn(IssueId, Digest) -> Result<Vec<u8>, E> + Sync,
    shelf: &dyn Shelf<E>,
    mut put: impl FnMut(VPath, Vec<u8>) -> Result<(), E>,
) -> Result<String, E> {
    let chunks = issues.par_chunks(runs::LENGTH).enumerate();
    let run = |(at, chunk)| Run::of(at * runs::LENGTH, chunk, program, &read, shelf);
    let runs: Vec<Run> = chunks.map(run).collect::<Result<_, E>>()?;
    let most = FEW.max(issues.len() / 8);
    let mut common: Vec<Gram> = Vec::new();
    runs::merged(&runs, &[Sequences::Short], shelf, Gram::is_pair, |gram, places| {
        if places.texts.len() > most {
            common.push(gram);
        }
        Ok(())
    })?;
    let is_common = |pair: &Gram| common.binary_search(pair).is_ok();
    let is_told = |gram: Gram| gram.pairs().is_none_or(|pairs| pairs.iter().all(is_common));
    let mut files = Files::new(issues.len());
    let kinds: &[Sequences] = match common.is_empty() {
        true => &[Sequences::Short],
        false => &[Sequences::Short, Sequences::Long],
    };
    runs::merged(&runs, kinds, shelf, is_told, |gram, places| match files.add(gram, places) {
        Some((path, bytes)) => put(path, bytes),
        None => Ok(()),
    })?;
    files.close().map_or(Ok(()), |(path, bytes)| put(path, bytes))?;
    let mut about = About::default();
    runs.iter().flat_map(Run::bylines).for_each(|byline| about.take(byline));
    let (authors, by) = about.authors.numbered();
    let (topics, on) = about.topics.numbered();
    let directory = Directory {
        issues: years(issues),
        sizes: about.sizes,
        sums: issues.iter().map(|(_, digest)| digest.to_string()[..4].to_owned()).collect(),
        authors,
        by,
        topics,
        on,
        common: most,
        firsts: files.firsts.join(" "),
        names: files.names.concat(),
    };
    let bytes = call("directory", &(directory,));
    let address = format!("{SEARCH_FOLDER}directory-{}.js", &Digest::of(&bytes).to_string()[..8]);
    put(path(&address), bytes)?;
    Ok(address)
}

fn path(address: &str) -> VPath {
    VPath::parse(address).expect("an address of the index is a path")
}

/// The ids of issues, by years.
fn years(issues: &[(IssueId, Digest)]) -> Vec<(String, String)> {
    let years = issues.chunk_by(|(a, _), (b, _)| a.year == b.year);
    let year = |issues: &[(IssueId, Digest)]| {
        let numbers: Vec<String> = issues.iter().map(|(id, _)| id.number.to_string()).collect();
        (issues[0].0.year.to_string(), numbers.join(" "))
    };
    years.map(year).collect()
}

/// Whether a file that is half full ends before a sequence, whose places take so many bytes: once in a
/// quarter of a full file. This hangs on the sequence and not on what stands before it, so that an edit
/// mostly changes the files around it: what a reader has already, and what a build wrote, can stay.
fn begins(gram: Gram, length: usize) -> bool {
    // The high bits of a product with an odd number near the golden section are spread evenly.
    let spread = gram.0.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48;
    spread * (FULL as u64 / 4) < (length as u64) << 16
}

/// What the directory tells of issues.
#[derive(Default)]
struct About {
    sizes: String,
    authors: Names,
    topics: Names,
}

impl About {
    fn take(&mut self, about: &Byline) {
        self.sizes.push(postings::digit(about.bytes.div_ceil(1024).min(63)));
        self.authors.take(&about.authors);
        self.topics.take(&about.topics);
    }
}

/// Names that issues share.
#[derive(Default)]
struct Names {
    /// How many issues have each, and its place in the order of their coming.
    known: BTreeMap<String, (usize, usize)>,
    of_issues: Vec<Vec<usize>>,
}

impl Names {
    fn take(&mut self, names: &[String]) {
        let mut places = Vec::with_capacity(names.len());
        for name in names {
            let next = self.known.len();
            let (count, place) = self.known.entry(name.clone()).or_insert((0, next));
            if !places.contains(place) {
                *count += 1;
                places.push(*place);
            }
        }
        self.of_issues.push(places);
    }

    /// The names, those of most issues first, and each issue's numbers among them, which a blank parts
    /// from the next issue's.
    fn numbered(self) -> (Vec<String>, String) {
        let mut names: Vec<(String, usize, usize)> =
            self.known.into_iter().map(|(name, (count, place))| (name, count, place)).collect();
        names.sort_by_key(|(_, count, _)| std::cmp::Reverse(*count));
        let mut numbers = vec![0; names.len()];
        for (number, (_, _, place)) in names.iter().enumerate() {
            numbers[*place] = number;
        }
        let issue = |places: &Vec<usize>| {
            let mut text = String::new();
            places.iter().for_each(|place| postings::number(numbers[*place], &mut text));
            text
        };
        let of_issues: Vec<String> = self.of_issues.iter().map(issue).collect();
        (names.into_iter().map(|(name, _, _)| name).collect(), of_issues.join(" "))
    }
}

/// The files of sequences.
struct Files {
    /// How many issues there are.
    count: usize,
    firsts: Vec<String>,
    names: Vec<String>,
    /// The sequences of the file that is being filled: how many signs each shares with the one before,
    /// then its others.
    grams: String,
    /// Their places: the issues, and behind a dot those that have it in their titles.
    places: String,
    last: String,
}

impl Files {
    fn new(count: usize) -> Files {
        Files {
            count,
            firsts: Vec::new(),
            names: Vec::new(),
            grams: String::new(),
            places: String::new(),
            last: String::new(),
        }
    }

    /// Takes a sequence in, and gives the file before it where that ends.
    fn add(&mut self, gram: Gram, places: &Places) -> Option<(VPath, Vec<u8>)> {
        let mut told = postings::list(&places.texts, self.count);
        if !places.titles.is_empty() {
            told.push('.');
            told.push_str(&postings::list(&places.titles, self.count));
        }
        let length = self.grams.len() + self.places.len();
        let ends = length > FULL || length > FULL / 2 && begins(gram, told.len());
        let full = if ends { self.close() } else { None };
        let text = gram.text();
        if self.grams.is_empty() {
            self.firsts.push(text.clone());
        } else {
            self.grams.push(' ');
            self.places.push(' ');
        }
        let shared = text.chars().zip(self.last.chars()).take_while(|(a, b)| a == b).count();
        self.grams.push_str(&shared.to_string());
        self.grams.extend(text.chars().skip(shared));
        self.places.push_str(&told);
        self.last = text;
        full
    }

    /// Ends the file that is being filled; none, if nothing is in it.
    fn close(&mut self) -> Option<(VPath, Vec<u8>)> {
        if self.grams.is_empty() {
            return None;
        }
        let number = self.names.len();
        let bytes = call("bucket", &(number, &self.grams, &self.places));
        let name = Digest::of(&bytes).to_string()[..6].to_owned();
        let path = path(&format!("{SEARCH_FOLDER}{number}-{name}.js"));
        self.names.push(name);
        self.grams.clear();
        self.places.clear();
        self.last.clear();
        Some((path, bytes))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::super::Text;
    use super::super::runs::tests::Held;
    use super::*;
    use crate::model::Number;

    struct Made {
        directory: String,
        files: Vec<(VPath, Vec<u8>)>,
    }

    /// The index of issues with some titles and texts.
    fn made(issues: &[(String, String)]) -> Made {
        let files: BTreeMap<IssueId, Vec<u8>> = (1..)
            .zip(issues)
            .map(|(number, (title, text))| {
                let id = IssueId { year: 2017, number: Number::Regular(number) };
                let text = Text {
                    title: vec![title.clone()],
                    authors: vec!["王某".to_owned()],
                    text: text.clone(),
                    ..Text::default()
                };
                (id, call("text", &(id.to_string(), text)))
            })
            .collect();
        let issues: Vec<(IssueId, Digest)> =
            files.iter().map(|(id, bytes)| (*id, Digest::of(bytes))).collect();
        let (shelf, mut made) = (Held::default(), Vec::new());
        let read = |id: IssueId, _: Digest| Ok::<_, ()>(files[&id].clone());
        let put = |path, bytes| {
            made.push((path, bytes));
            Ok(())
        };
        let directory = index(&issues, "", read, &shelf, put).unwrap();
        Made { directory, files: made }
    }

    /// The arguments of the call in a file.
    fn arguments(bytes: &[u8]) -> serde_json::Value {
        let text = std::str::from_utf8(bytes).unwrap();
        let at = text.find('(').unwrap();
        let inside = text[at + 1..].strip_suffix(");\n").unwrap();
        serde_json::from_str(&format!("[{inside}]")).unwrap()
    }

    /// All lists of an index, by their sequences.
    fn lists(index: &Made, count: usize) -> BTreeMap<String, [BTreeSet<u32>; 2]> {
        let mut lists = BTreeMap::new();
        for (path, bytes) in &index.files {
            if path.as_str() == index.directory {
                continue;
            }
            let arguments = arguments(bytes);
            let mut last = String::new();
            let places = arguments[2].as_str().unwrap().split(' ');
            for (gram, places) in arguments[1].as_str().unwrap().split(' ').zip(places) {
                let shared: usize = gram[..1].parse().unwrap();
                last = last.chars().take(shared).chain(gram[1..].chars()).collect();
                let (texts, titles) = places.split_once('.').unwrap_or((places, ""));
                let read = |text: &str| postings::tests::read(text, count).into_iter().collect();
                assert!(lists.insert(last.clone(), [read(texts), read(titles)]).is_none());
            }
        }
        lists
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_phrase_is_where_the_index_says(
            issues in proptest::collection::vec(("[一二三四五]{0,4}", "[一二三四五六，a \n]{0,60}"), 1..60),
            phrases in proptest::collection::vec("[一二三四五六]{1,5}", 20),
        ) {
            let lists = lists(&made(&issues), issues.len());
            let none = Default::default();
            let of = |gram: &[char]| lists.get(&gram.iter().collect::<String>()).unwrap_or(&none);
            let truth = |phrase: &str, place: &dyn Fn(&(String, String)) -> String| -> BTreeSet<u32> {
                let has = |text: String| text.lines().any(|line| {
                    super::super::fold(line).into_iter().collect::<String>().contains(phrase)
                });
                (0..issues.len()).filter(|at| has(place(&issues[*at]))).map(|at| at as u32).collect()
            };
            let most = FEW.max(issues.len() / 8);
            for phrase in phrases {
                let signs: Vec<char> = phrase.chars().collect();
                let whole = truth(&phrase, &|(title, text)| format!("{title}\n{text}"));
                let in_title = truth(&phrase, &|(title, _)| title.clone());
                match signs.len() {
                    1 | 2 => prop_assert_eq!(of(&signs), &[whole, in_title], "{}", phrase),
                    _ => {
                        let mut may: BTreeSet<u32> = (0..issues.len() as u32).collect();
                        for three in signs.windows(3) {
                            let pairs = [of(&three[..2]), of(&three[1..])];
                            let [[one, _], [other, _]] = pairs;
                            may = &(&may & one) & other;
                            if one.len().min(other.len()) > most {
                                let exact = truth(&three.iter().collect::<String>(), &|(title, text)| format!("{title}\n{text}"));
                                prop_assert_eq!(&of(three)[0], &exact);
                                may = &may & &exact;
                            }
                        }
                        prop_assert!(whole.is_subset(&may), "{phrase}: {whole:?} {may:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn files_are_of_one_size_and_follow_one_another() {
        let text = |at: u32| -> String {
            let sign = |n: u32| char::from_u32(0x4e00 + (n * n + at * 7 * n) % 5000).unwrap();
            (0..3000).map(sign).collect()
        };
        let issues: Vec<(String, String)> =
            (0..40).map(|at| (format!("题目{at}"), text(at))).collect();
        let index = made(&issues);
        assert_eq!(made(&issues).files, index.files);
        let sizes: Vec<usize> = index.files.iter().map(|(_, bytes)| bytes.len()).collect();
        assert!(sizes.len() > 5 && sizes.iter().all(|size| *size < 12_000), "{sizes:?}");
        let (path, bytes) = index.files.last().unwrap();
        assert_eq!(path.as_str(), index.directory);
        let directory = &arguments(bytes)[0];
        let firsts: Vec<&str> = directory["firsts"].as_str().unwrap().split(' ').collect();
        assert_eq!(firsts.len(), sizes.len() - 1);
        assert!(firsts.is_sorted());
        assert_eq!(directory["names"].as_str().unwrap().len(), 6 * firsts.len());
        assert_eq!(directory["sums"].as_str().unwrap().len(), 4 * issues.len());
        assert_eq!(directory["authors"].as_array().unwrap().len(), 1);
    }

    #[test]
    fn an_archive_without_issues_has_an_index_too() {
        let index = made(&[]);
        assert_eq!(index.files.len(), 1);
    }
}
