//! What a build would say of a workspace, without setting a page or writing a file.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::plan::Plan;
use super::{BuildError, BuildOptions, in_studio, judge, threads};
use crate::diag::Diagnostics;
use crate::tree::FileTree;

/// What was found in a workspace.
#[derive(Debug)]
pub struct Verdict {
    /// All faults, as grave as a build takes them.
    pub diagnostics: Diagnostics,
    /// How many issues were judged: those that were named, else all.
    pub judged: usize,
}

/// Judges a workspace as a build with the same options would; the output is not looked at.
pub fn check(files: &FileTree, options: &BuildOptions) -> Result<Verdict, BuildError> {
    threads(options)?.install(|| verdict(files, options))
}

/// What the engine remembers of so many issues is let go together.
const CHUNK: usize = 64;

fn verdict(files: &FileTree, options: &BuildOptions) -> Result<Verdict, BuildError> {
    let mut diagnostics = Diagnostics::new();
    let Ok(library) = judge(files, &mut diagnostics) else {
        return Ok(Verdict { diagnostics, judged: 0 });
    };
    let mut plan = Plan::new(&library, options, None)?;
    let diagnostics = plan.settle(&library, diagnostics);
    let judged = match options.issues.iter().collect::<BTreeSet<_>>().len() {
        0 => library.issues.len(),
        named => named,
    };
    let proved = in_studio(files, &library, &mut plan, diagnostics, |studio, plan, mut all| {
        let proof = |at: &usize| studio.proof(&library.issues[*at]);
        for chunk in plan.editions.chunks(CHUNK) {
            let found: Vec<Diagnostics> = chunk.par_iter().map(proof).collect();
            comemo::evict(0);
            found.into_iter().for_each(|faults| all.append(faults));
        }
        // What fails is reported; the pages themselves are not wanted.
        let _ = studio.site.assemble(&mut all);
        all
    });
    Ok(Verdict { diagnostics: proved.unwrap_or_else(|faults| faults), judged })
}
