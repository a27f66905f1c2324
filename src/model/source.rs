//! What a statement rests on.

/// A source (参考文献、数据来源).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What is known of it.
    pub entry: hayagriva::Entry,
}
