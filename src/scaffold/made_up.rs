//! Made-up issues, to try the program at the size of an archive.
//!
//! Each is about as long as a real brief, says that it is made up, and differs from all others in
//! every paragraph. The same number makes the same issue on any day and machine.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{serial, tree};
use crate::builtin;
use crate::tree::FileTree;

/// How many issues a year has.
const A_YEAR: usize = 48;

/// The year of the first issue.
const FIRST_YEAR: u16 = 2017;

/// The serial of the made-up issues, and what stands around them.
pub fn made_up_serial() -> FileTree {
    serial(FIRST_YEAR, "演示要报", "示例市政策研究所")
}

/// The made-up issue of a place in the series, from 0.
pub fn made_up(at: usize) -> FileTree {
    let (year, number) = (usize::from(FIRST_YEAR) + at / A_YEAR, at % A_YEAR + 1);
    let folder = format!("content/{year}/{number}");
    let mut author = Author::new(at);
    let districts = author.districts();
    let yaml = author.issue(year, number, at + 1, &districts);
    tree([
        (format!("{folder}/issue.yaml"), yaml),
        (format!("{folder}/tables/districts.csv"), csv(&districts)),
    ])
}

/// A district with its two counts.
struct District {
    name: &'static str,
    units: u64,
    models: u64,
}

fn csv(districts: &[District]) -> String {
    let units: u64 = districts.iter().map(|district| district.units).sum();
    let models: u64 = districts.iter().map(|district| district.models).sum();
    let mut csv = "区域,单位,示范单位,占比\n".to_owned();
    let mut row = |name: &str, of_units: u64, of_models: u64| {
        // Tenths of a per cent, half up.
        let share = (of_units * 2000 + units) / (2 * units);
        let (whole, tenth) = (share / 10, share % 10);
        writeln!(csv, "{name},{of_units},{of_models},{whole}.{tenth}").expect("a string takes all");
    };
    districts.iter().for_each(|district| row(district.name, district.units, district.models));
    row("全市", units, models);
    csv
}

/// Who makes an issue up: words by their kinds, and chance that is the same every time.
struct Author {
    words: BTreeMap<&'static str, Vec<&'static str>>,
    state: u64,
    topic: &'static str,
}

impl Author {
    fn new(at: usize) -> Author {
        let text = builtin::get("workspace/made-up.txt").expect("the words are compiled in");
        let text = std::str::from_utf8(text).expect("the words are text");
        let kinds = text.split("# ").filter_map(|kind| kind.split_once('\n'));
        let words = kinds.map(|(kind, lines)| (kind, lines.lines().collect())).collect();
        let mut author = Author { words, state: at as u64, topic: "" };
        author.topic = author.one_of("topics");
        author
    }

    fn issue(&mut self, year: usize, number: usize, count: usize, of: &[District]) -> String {
        let topic = self.topic;
        let most = of.iter().max_by_key(|district| district.units).map_or("", |most| most.name);
        let month = (number - 1) / 4 + 1;
        let day = (number - 1) % 4 * 7 + 1;
        let [first, second] = [self.sentence("recommendations"), self.sentence("findings")];
        let abstract_ = self.paragraph("observations", 3);
        let leads = [self.paragraph("observations", 5), self.paragraph("observations", 4)];
        let lead = leads.join("\n\n  ");
        let part_lead = self.paragraph("proposals", 2);
        let findings = self.items("findings", "observations", 4);
        let recommendations = self.items("recommendations", "proposals", 3);
        format!(
            "\
# 演示：由程序生成，内容和数据都是编造的。
number: {number}
cumulative: {count}
date: {year}-{month:02}-{day:02}
status: final
audience: public
title: [\"演示：{first}\", {second}]
authors:
  - {{ name: 张三, affiliation: 示例市政策研究所, post: 研究员（虚构人物） }}
  - {{ name: 欧阳明远, affiliation: 示例市政策研究所, post: 副研究员（虚构人物） }}
keywords: [演示, {topic}]
topics: [演示, {topic}]
editorial: |
  本期是程序生成的演示。**文中的区域、机构、人物和数据全部是编造的，请勿引用**。
abstract: |
  {abstract_}
lead: |
  全市有{topic}单位[](=units)，其中示范单位[](=models)，{most}占全市的[](=most-share)（见[](#districts)）。{lead}
findings:
  title: {topic}发展的特点和问题
  items:
{findings}recommendations:
  title: 促进{topic}发展的对策建议
  lead: |
    {part_lead}
  items:
{recommendations}tables:
  districts:
    file: tables/districts.csv
    title: 示例市各区{topic}情况（演示数据）
    source: 演示数据，由程序编造
    key: 区域
    columns:
      单位: {{ unit: 家, digits: 0 }}
      示范单位: {{ unit: 家, digits: 0 }}
      占比: {{ unit: \"%\", digits: 1 }}
    total: 全市
values:
  units: {{ table: districts, row: 全市, column: 单位 }}
  models: {{ table: districts, row: 全市, column: 示范单位 }}
  most-share: {{ table: districts, row: {most}, column: 占比 }}
"
        )
    }

    /// The items of a part: the first finding holds the table, and recommendation n answers
    /// finding n, the last one all that follow.
    fn items(&mut self, titles: &'static str, sentences: &'static str, count: usize) -> String {
        let mut items = String::new();
        let is_finding = titles == "findings";
        for at in 1..=count {
            let id = if is_finding { format!("finding-{at}") } else { format!("answer-{at}") };
            let title = self.sentence(titles);
            let mut paragraphs: Vec<String> =
                (0..3).map(|_| self.paragraph(sentences, 4)).collect();
            if is_finding && at == 1 {
                paragraphs.insert(1, "![](table:districts)".to_owned());
            }
            let answers = match (is_finding, at) {
                (true, _) => "",
                (_, 1) => "      answers: [finding-1]\n",
                (_, 2) => "      answers: [finding-2]\n",
                _ => "      answers: [finding-3, finding-4]\n",
            };
            let body = paragraphs.join("\n\n        ");
            writeln!(
                items,
                "    - id: {id}\n      title: {title}\n{answers}      body: |\n        {body}"
            )
            .expect("a string takes all");
        }
        items
    }

    /// Different sentences of a kind, one behind the other.
    fn paragraph(&mut self, kind: &'static str, length: usize) -> String {
        let mut chosen = self.words[kind].clone();
        let mut paragraph = String::new();
        for _ in 0..length {
            let at = self.below(chosen.len());
            let sentence = chosen.swap_remove(at);
            paragraph.push_str(&self.filled_in(sentence));
        }
        paragraph
    }

    fn sentence(&mut self, kind: &'static str) -> String {
        let sentence = self.one_of(kind);
        self.filled_in(sentence)
    }

    /// A sentence with its places filled, no word used twice.
    fn filled_in(&mut self, sentence: &str) -> String {
        let mut text = sentence.replace("{topic}", self.topic);
        for (mark, kind) in
            [("{place}", "places"), ("{actor}", "actors"), ("{measure}", "measures")]
        {
            while text.contains(mark) {
                let word = self.one_of(kind);
                if !text.contains(word) {
                    text = text.replacen(mark, word, 1);
                }
            }
        }
        text
    }

    fn districts(&mut self) -> Vec<District> {
        let names: Vec<&'static str> = self.words["places"].iter().take(8).copied().collect();
        let district = |name| {
            let units = 10 + self.below(90) as u64;
            District { name, units, models: units / (2 + self.below(6) as u64) }
        };
        names.into_iter().map(district).collect()
    }

    fn one_of(&mut self, kind: &'static str) -> &'static str {
        let at = self.below(self.words[kind].len());
        self.words[kind][at]
    }

    /// A number below a limit, by the generator SplitMix64.
    fn below(&mut self, limit: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % limit as u64).expect("it is below a usize")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{A_YEAR, made_up};

    #[test]
    fn no_two_issues_share_a_paragraph() {
        let mut seen = BTreeSet::new();
        for at in 0..500 {
            let files: Vec<_> = made_up(at).into_iter().collect();
            let text = String::from_utf8(files[0].1.to_vec()).expect("YAML is text");
            let length = text.chars().count();
            assert!((4000..7000).contains(&length), "issue {at} has {length} characters");
            for line in text.lines().filter(|line| line.chars().count() > 90) {
                assert!(seen.insert(line.to_owned()), "issue {at} repeats {line:?}");
            }
        }
    }

    #[test]
    fn the_years_follow_one_another() {
        let folder = |at| made_up(at).iter().next().map(|(path, _)| path.to_string());
        assert_eq!(folder(0).as_deref(), Some("content/2017/1/issue.yaml"));
        assert_eq!(folder(A_YEAR).as_deref(), Some("content/2018/1/issue.yaml"));
    }
}
