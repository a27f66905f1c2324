//! Short texts in order, held in one piece.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Short texts in order, such as the clauses of a title. Held one by one, each would take more room for
/// where it stands than for what it says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Phrases(
    /// Each with [`END`] behind it.
    Box<str>,
);

/// What no file of a workspace may hold, so that no text has it.
const END: char = '\0';

impl Phrases {
    /// The texts.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split_terminator(END)
    }
}

impl<T: AsRef<str>> FromIterator<T> for Phrases {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Phrases {
        let mut whole = String::new();
        for text in texts {
            whole.extend(text.as_ref().split(END));
            whole.push(END);
        }
        Phrases(whole.into())
    }
}

impl Serialize for Phrases {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Phrases {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Phrases, D::Error> {
        Ok(Vec::<String>::deserialize(deserializer)?.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::Phrases;

    #[test]
    fn texts_come_back_as_they_went_in() {
        for texts in [&[][..], &[""], &["", ""], &["甲　乙", "", "丙\n"], &["a"]] {
            let phrases: Phrases = texts.iter().collect();
            assert_eq!(phrases.iter().collect::<Vec<_>>(), texts);
            let json = serde_json::to_string(&phrases).expect("all keys are text");
            assert_eq!(json, serde_json::to_string(texts).expect("all keys are text"));
            assert_eq!(serde_json::from_str::<Phrases>(&json).ok(), Some(phrases));
        }
        let phrases: Phrases = ["甲\0乙", "丙"].into_iter().collect();
        assert_eq!(phrases.iter().collect::<Vec<_>>(), ["甲乙", "丙"]);
    }
}
