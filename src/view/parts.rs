//! From the model's parts, items and authors to their views.

use std::collections::{BTreeMap, BTreeSet};

use super::han::{circled, numeral};
use super::issue::{ItemView, LineView, LinkView, PartView, ProposalView, SubheadingView};
use super::labels::{item_anchor, item_words};
use crate::model::brief::{Brief, Item, Part};
use crate::model::prose::{Block, Inline};
use crate::model::serial::{Colophon, Distribution};
use crate::model::{FieldPath, Prose};

pub(super) fn proposals(brief: &Brief) -> Vec<ProposalView<Prose>> {
    let items: Vec<&Item> = brief.recommendations.iter().flat_map(|part| &part.items).collect();
    let ordinal =
        |at: usize| if items.len() == 1 { String::new() } else { format!("{}、", at + 1) };
    let words = |item: &Item| with_full_stop(item.summary.as_ref().unwrap_or(&item.title).clone());
    items
        .iter()
        .enumerate()
        .map(|(at, item)| ProposalView { ordinal: ordinal(at), text: words(item) })
        .collect()
}

/// A summary that ends in 。, whatever mark the author ended it with.
fn with_full_stop(mut prose: Prose) -> Prose {
    if let Some(Block::Paragraph(content)) = prose.blocks.first_mut() {
        trim_end(content);
        content.push(Inline::Text("。".to_owned()));
    }
    prose
}

fn trim_end(content: &mut [Inline]) {
    match content.last_mut() {
        Some(Inline::Text(text)) => text.truncate(text.trim_end_matches(['。', '；', ' ']).len()),
        Some(Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Strike(inner)) => {
            trim_end(inner)
        }
        _ => {}
    }
}

pub(super) fn parts(brief: &Brief) -> Vec<PartView<Prose>> {
    let findings = brief.findings.iter().enumerate().map(|(at, part)| (("findings", at), part));
    let recommendations =
        brief.recommendations.iter().enumerate().map(|(at, part)| (("recommendations", at), part));
    let all: Vec<((&'static str, usize), &Part)> = findings.chain(recommendations).collect();
    let answers = Answers::of(brief);
    all.iter()
        .enumerate()
        .map(|(part_at, (field, part))| part_view(&answers, part_at, *field, part))
        .collect()
}

/// Which items there are by their ids, and by the ids that they answer.
#[derive(Default)]
struct Answers<'a> {
    parts: Vec<&'a Part>,
    named: BTreeMap<&'a str, BTreeSet<(usize, usize)>>,
    answering: BTreeMap<&'a str, BTreeSet<(usize, usize)>>,
}

impl<'a> Answers<'a> {
    fn of(brief: &'a Brief) -> Answers<'a> {
        let mut answers = Answers::default();
        for (part_at, part) in brief.findings.iter().chain(&brief.recommendations).enumerate() {
            answers.parts.push(part);
            for (at, item) in part.items.iter().enumerate() {
                if let Some(id) = &item.id {
                    answers.named.entry(id).or_default().insert((part_at, at));
                }
                for id in &item.answers {
                    answers.answering.entry(id).or_default().insert((part_at, at));
                }
            }
        }
        answers
    }

    /// Links to the items at some places, in their order.
    fn links<'p>(
        &self,
        places: impl Iterator<Item = &'p BTreeSet<(usize, usize)>>,
    ) -> Vec<LinkView> {
        let places: BTreeSet<(usize, usize)> = places.flatten().copied().collect();
        let link = |(part_at, at): (usize, usize)| {
            let part = self.parts[part_at];
            LinkView {
                anchor: item_anchor(part_at, at, part.items[at].id.as_deref()),
                words: item_words(part_at, at, part),
            }
        };
        places.into_iter().map(link).collect()
    }

    /// The items that one answers.
    fn answered_by(&self, item: &Item) -> Vec<LinkView> {
        self.links(item.answers.iter().filter_map(|id| self.named.get(id.as_str())))
    }

    /// The items that answer one.
    fn that_answer(&self, item: &Item) -> Vec<LinkView> {
        self.links(item.id.iter().filter_map(|id| self.answering.get(id.as_str())))
    }
}

fn part_view(
    answers: &Answers<'_>,
    part_at: usize,
    field: (&'static str, usize),
    part: &Part,
) -> PartView<Prose> {
    let item = |(at, item): (usize, &Item)| ItemView {
        ordinal: format!("{}、", at + 1),
        anchor: item_anchor(part_at, at, item.id.as_deref()),
        title: item.title.clone(),
        body: item.body.clone(),
        answers: match field.0 {
            "recommendations" => answers.answered_by(item),
            _ => Vec::new(),
        },
        answered_by: if field.0 == "findings" { answers.that_answer(item) } else { Vec::new() },
    };
    PartView {
        ordinal: format!("{}、", numeral(part_at + 1)),
        anchor: format!("yb-{}", part_at + 1),
        title: part.title.clone(),
        lead: part.lead.clone(),
        items: part.items.iter().enumerate().map(item).collect(),
        field,
    }
}

pub(super) fn distribution(distribution: &Distribution) -> Vec<LineView> {
    let line = |label, names: &[String]| LineView { label, text: names.join("，") };
    let lines = [
        line("报", &distribution.report),
        line("送", &distribution.send),
        line("发", &distribution.copy),
    ];
    lines.into_iter().filter(|line| !line.text.is_empty()).collect()
}

pub(super) fn colophon_lines(colophon: &Colophon) -> Vec<LineView> {
    let line = |label, text: &String| LineView { label, text: text.clone() };
    let lines = [
        line("责任编辑", &colophon.editor),
        line("签发", &colophon.approver),
        line("电话", &colophon.phone),
    ];
    lines.into_iter().filter(|line| !line.text.is_empty()).collect()
}

/// （共印×份）; empty where nobody says how many.
pub(super) fn copies(colophon: &Colophon) -> String {
    match colophon.copies {
        0 => String::new(),
        copies => format!("（共印{copies}份）"),
    }
}

pub(super) fn subheadings(brief: &Brief) -> BTreeMap<FieldPath, Vec<SubheadingView>> {
    let mut subheadings = BTreeMap::new();
    let parts = [
        ("findings", &brief.findings, 0),
        ("recommendations", &brief.recommendations, brief.findings.len()),
    ];
    for (key, parts, before) in parts {
        for (part_at, part) in parts.iter().enumerate() {
            for (at, item) in part.items.iter().enumerate() {
                let path = FieldPath::from(key).index(part_at).key("items").index(at).key("body");
                let anchor = format!("yb-{}-{}", before + part_at + 1, at + 1);
                subheadings.insert(
                    path,
                    item.body.as_ref().map(|body| body_headings(body, &anchor)).unwrap_or_default(),
                );
            }
        }
    }
    subheadings
}

fn body_headings(body: &Prose, anchor: &str) -> Vec<SubheadingView> {
    let (mut upper, mut lower) = (0, 0);
    let mut headings = Vec::new();
    body.each_block(&mut |block| match block {
        Block::Heading { level: 1, .. } => {
            (upper, lower) = (upper + 1, 0);
            headings.push(SubheadingView {
                ordinal: format!("（{upper}）"),
                anchor: format!("{anchor}-{upper}"),
            });
        }
        Block::Heading { .. } => {
            lower += 1;
            headings.push(SubheadingView {
                ordinal: circled(lower),
                anchor: format!("{anchor}-{upper}-{lower}"),
            });
        }
        _ => {}
    });
    headings
}
