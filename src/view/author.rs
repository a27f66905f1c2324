//! The view of an author.

use std::collections::BTreeMap;

use serde::Serialize;

use super::issue::Slot;
use super::plain::plain;
use crate::model::brief::Author;
use crate::model::{FieldPath, Prose};

/// An author.
#[derive(Debug, Clone, Serialize)]
pub struct AuthorView<P> {
    /// The name, without padding.
    pub name: String,
    /// Tells namesakes apart; empty where the name alone is enough.
    pub id: String,
    /// 单位; may be empty.
    pub affiliation: String,
    /// The line of 作者简介.
    pub note: Option<P>,
    /// Whether the note begins with the name by itself.
    pub note_has_name: bool,
}

impl<P> AuthorView<P> {
    pub(super) fn write<T>(
        path: &FieldPath,
        author: AuthorView<P>,
        writer: &mut impl FnMut(&FieldPath, Slot, P) -> T,
    ) -> AuthorView<T> {
        let bio = |note| writer(&path.key("bio"), Slot::Blocks, note);
        AuthorView {
            name: author.name,
            id: author.id,
            affiliation: author.affiliation,
            note: author.note.map(bio),
            note_has_name: author.note_has_name,
        }
    }
}

/// An author, with the line of 作者简介: affiliation and post, where no prose stands for them.
pub(super) fn author(author: &Author) -> AuthorView<Prose> {
    let posts = [author.affiliation.as_str(), author.post.as_str()];
    let line = posts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("　");
    let note = author.bio.clone().or_else(|| (!line.is_empty()).then(|| Prose::plain(&line)));
    let note_has_name = author.bio.as_ref().is_some_and(|bio| begins_with(bio, &author.name));
    let Author { name, id, affiliation, .. } = author.clone();
    AuthorView { name, id, affiliation, note, note_has_name }
}

/// Whether prose begins with a name, padded or not: 张三，男，….
fn begins_with(prose: &Prose, name: &str) -> bool {
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    bare(&plain(prose, &BTreeMap::new(), &BTreeMap::new())).starts_with(&bare(name))
}
