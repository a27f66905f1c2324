//! One dated, numbered publication of the serial, and its place in the ledger.

use std::fmt;

use super::{Brief, Date};

/// An issue (期). It carries one brief.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// Year and number: the identity, which never changes.
    pub id: IssueId,
    /// 总期: the count since the first issue, which never restarts. Supplements have none.
    pub cumulative: Option<u32>,
    /// The day of issue.
    pub date: Date,
    /// Where it stands on its way to the reader.
    pub status: Status,
    /// Who may see it.
    pub audience: Audience,
    /// The day before which it is not in the public archive.
    pub embargo: Option<Date>,
    /// What it says.
    pub brief: Brief,
}

impl Issue {
    /// Who may read it when.
    pub fn access(&self) -> Access {
        Access { status: self.status, audience: self.audience, embargo: self.embargo }
    }
}

/// Who may read an issue when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Access {
    /// Where it stands on its way to the reader.
    pub status: Status,
    /// Who may see it.
    pub audience: Audience,
    /// The day before which it is not in the public archive.
    pub embargo: Option<Date>,
}

impl Access {
    /// Whether the issue is for the public archive on a day.
    pub fn is_published(self, today: Option<Date>) -> bool {
        self.status == Status::Final && self.was_for_public(today)
    }

    /// Whether the issue was withdrawn from the public archive, or would have been there on a day.
    pub fn is_withdrawn_from_public(self, today: Option<Date>) -> bool {
        self.status == Status::Withdrawn && self.was_for_public(today)
    }

    fn was_for_public(self, today: Option<Date>) -> bool {
        self.audience == Audience::Public && !self.is_embargoed(today)
    }

    /// Whether a day lies before the one on which the issue may be read.
    pub fn is_embargoed(self, today: Option<Date>) -> bool {
        match (self.embargo, today) {
            (None, _) => false,
            (Some(embargo), Some(today)) => today < embargo,
            (Some(_), None) => true,
        }
    }
}

/// The identity of an issue, printed `2017-48`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IssueId {
    /// The year of issue.
    pub year: u16,
    /// The number within the year.
    pub number: Number,
}

impl IssueId {
    /// Reads `2017-48` or `2017-s1`.
    pub fn parse(text: &str) -> Option<IssueId> {
        let (year, number) = text.split_once('-')?;
        let well_formed = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
        well_formed
            .then(|| Some(IssueId { year: year.parse().ok()?, number: Number::parse(number)? }))?
    }
}

impl fmt::Display for IssueId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{}", self.year, self.number)
    }
}

/// The number of an issue within its year (期号). Supplements (增刊) are counted apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Number {
    /// 第48期.
    Regular(u32),
    /// 增刊第1期.
    Supplement(u32),
}

impl Number {
    /// Reads `48` or `s1`; no leading zeros, no sign.
    pub fn parse(text: &str) -> Option<Number> {
        match text.strip_prefix('s') {
            Some(count) => parse_count(count).map(Number::Supplement),
            None => parse_count(text).map(Number::Regular),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::Regular(count) => write!(f, "{count}"),
            Number::Supplement(count) => write!(f, "s{count}"),
        }
    }
}

/// Reads a whole number from 1, written without leading zeros or sign.
pub fn parse_count(text: &str) -> Option<u32> {
    let well_formed = !text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit());
    well_formed.then(|| text.parse().ok())?
}

/// Where an issue stands on its way to the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Still being written.
    Draft,
    /// Signed and sent.
    Final,
    /// Taken back.
    Withdrawn,
}

impl Status {
    /// All, as `issue.yaml` writes them.
    pub const ALL: [(&'static str, Status); 3] =
        [("draft", Status::Draft), ("final", Status::Final), ("withdrawn", Status::Withdrawn)];
}

/// Who may see an issue, or an archive.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Audience {
    /// Everyone.
    #[default]
    Public,
    /// The institution alone.
    Internal,
}

impl Audience {
    /// All, as `issue.yaml` writes them.
    pub const ALL: [(&'static str, Audience); 2] =
        [("public", Audience::Public), ("internal", Audience::Internal)];
}

#[cfg(test)]
mod tests {
    use super::{IssueId, Number};

    #[test]
    fn numbers_have_one_spelling() {
        assert_eq!(Number::parse("48"), Some(Number::Regular(48)));
        assert_eq!(Number::parse("s1"), Some(Number::Supplement(1)));
        for bad in ["", "0", "048", "s", "s0", "s01", "+4", "-4", "4.0", "4 ", "S1", "99999999999"]
        {
            assert_eq!(Number::parse(bad), None, "{bad:?}");
        }
        assert_eq!(IssueId::parse("2017-s1").map(|id| id.to_string()).as_deref(), Some("2017-s1"));
        assert_eq!(IssueId::parse("17-48"), None);
    }
}
