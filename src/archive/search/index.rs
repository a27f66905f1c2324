//! The index over all texts: a directory, and the sequences of signs in files of about one size.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;

use super::grams::{self, Gram, Held, Places, Runs};
use super::{SEARCH_FOLDER, Text, call, postings};
use crate::tree::{Digest, VPath};

/// How many texts are read at a time.
const CHUNK: usize = 256;

/// The bytes that a file of sequences may begin its last sequence at.
const FULL: usize = 11_000;

/// A list of issues that is no longer than this is looked through; there is no need to shorten it.
const FEW: usize = 8;

/// The files of the index.
pub struct Index {
    /// The address of the directory.
    pub directory: String,
    /// All files, the directory among them.
    pub files: Vec<(VPath, Vec<u8>)>,
}

/// What a page knows before anything is asked for.
#[derive(Serialize)]
struct Directory<'a> {
    /// The issues, oldest first: the numbers of a year behind one another.
    issues: Vec<(&'a str, String)>,
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
/// text. `read` gives the content of a text; where it cannot, its error is given back.
pub fn index<E: Send>(
    issues: &[(&str, Digest)],
    read: impl Fn(&str) -> Result<Vec<u8>, E> + Sync,
) -> Result<Index, E> {
    let mut about = About::default();
    let mut runs = Runs::default();
    gather(issues, &read, &mut runs, |byline, bytes| about.take(byline, bytes), |text| Held {
        grams: grams::short(&text.folded()),
        in_title: grams::short(&text.folded_title()),
    })?;
    let most = FEW.max(issues.len() / 8);
    let common = runs.common(most);
    if !common.is_empty() {
        let mut of_three = Runs::default();
        gather(issues, &read, &mut of_three, |_, _| {}, |text| Held {
            grams: grams::long(&text.folded(), &common),
            in_title: grams::long(&text.folded_title(), &common),
        })?;
        runs.append(of_three);
    }
    let mut files = Files::new(issues.len());
    runs.merged(|gram, places| files.add(gram, places));
    files.close();
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
    files.files.push((path(&address), bytes));
    Ok(Index { directory: address, files: files.files })
}

fn path(address: &str) -> VPath {
    VPath::parse(address).expect("an address of the index is a path")
}

/// Reads all texts, some hundred at a time, and keeps what `hold` finds in them.
fn gather<E: Send>(
    issues: &[(&str, Digest)],
    read: &(impl Fn(&str) -> Result<Vec<u8>, E> + Sync),
    runs: &mut Runs,
    mut note: impl FnMut(&Byline, usize),
    hold: impl Fn(&Text) -> Held + Sync,
) -> Result<(), E> {
    for (at, chunk) in issues.chunks(CHUNK).enumerate() {
        let held = chunk.par_iter().map(|(id, _)| {
            let bytes = read(id)?;
            let text = Text::parse(&bytes).unwrap_or_default();
            let held = hold(&text);
            Ok((held, Byline { authors: text.authors, topics: text.topics }, bytes.len()))
        });
        let held: Result<Vec<(Held, Byline, usize)>, E> = held.collect();
        let mut grams = Vec::with_capacity(chunk.len());
        for (held, about, bytes) in held? {
            note(&about, bytes);
            grams.push(held);
        }
        runs.push(at * CHUNK, &grams);
    }
    Ok(())
}

/// The ids of issues, by years.
fn years<'a>(issues: &[(&'a str, Digest)]) -> Vec<(&'a str, String)> {
    let mut years: Vec<(&str, String)> = Vec::new();
    for (id, _) in issues {
        let (year, number) = id.split_once('-').unwrap_or((id, ""));
        match years.last_mut() {
            Some((last, numbers)) if *last == year => {
                numbers.push(' ');
                numbers.push_str(number);
            }
            _ => years.push((year, number.to_owned())),
        }
    }
    years
}

/// Who wrote an issue, and what it is about.
struct Byline {
    authors: Vec<String>,
    topics: Vec<String>,
}

/// What the directory tells of issues.
#[derive(Default)]
struct About {
    sizes: String,
    authors: Names,
    topics: Names,
}

impl About {
    fn take(&mut self, about: &Byline, bytes: usize) {
        self.sizes.push(postings::digit(bytes.div_ceil(1024).min(63)));
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
    files: Vec<(VPath, Vec<u8>)>,
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
            files: Vec::new(),
            firsts: Vec::new(),
            names: Vec::new(),
            grams: String::new(),
            places: String::new(),
            last: String::new(),
        }
    }

    fn add(&mut self, gram: Gram, places: &Places) {
        if self.grams.len() + self.places.len() > FULL {
            self.close();
        }
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
        self.places.push_str(&postings::list(&places.texts, self.count));
        if !places.titles.is_empty() {
            self.places.push('.');
            self.places.push_str(&postings::list(&places.titles, self.count));
        }
        self.last = text;
    }

    /// Ends the file that is being filled.
    fn close(&mut self) {
        if self.grams.is_empty() {
            return;
        }
        let number = self.files.len();
        let bytes = call("bucket", &(number, &self.grams, &self.places));
        let name = Digest::of(&bytes).to_string()[..6].to_owned();
        self.files.push((path(&format!("{SEARCH_FOLDER}{number}-{name}.js")), bytes));
        self.names.push(name);
        self.grams.clear();
        self.places.clear();
        self.last.clear();
    }
}
