//! What the second way through the material works with.

use super::material::Material;
use super::output::Output;
use super::survey::Survey;
use super::{BuildOptions, Host};

/// What a build works with.
pub(super) struct Press<'a> {
    pub(super) material: &'a Material,
    pub(super) options: &'a BuildOptions,
    pub(super) host: &'a dyn Host,
    pub(super) output: &'a Output,
    pub(super) survey: &'a Survey,
}
