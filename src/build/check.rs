//! What a build would say of a workspace, without setting a page or writing a file.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::edition::Studio;
use super::lists::prove_lists;
use super::material::Material;
use super::plan::Plan;
use super::survey::{Survey, survey};
use super::{BuildError, BuildOptions, Host, go_on, in_studio, threads, today};
use crate::diag::Diagnostics;
use crate::load;

/// What was found in a workspace.
#[derive(Debug)]
pub struct Verdict {
    /// All faults, as grave as a build takes them.
    pub diagnostics: Diagnostics,
    /// How many issues were judged: those that were named, else all.
    pub judged: usize,
    /// How many faults lie in issues that were not named; they are not among the others.
    pub elsewhere: usize,
}

/// Judges a workspace as a build with the same options would; the output is not looked at.
pub fn check(
    material: &Material,
    options: &BuildOptions,
    host: &dyn Host,
) -> Result<Verdict, BuildError> {
    threads(options)?.install(|| verdict(material, options, host))
}

fn verdict(
    material: &Material,
    options: &BuildOptions,
    host: &dyn Host,
) -> Result<Verdict, BuildError> {
    let mut diagnostics = Diagnostics::new();
    let Ok(mut survey) = survey(material, host, &mut diagnostics)? else {
        return Ok(Verdict { diagnostics, judged: 0, elsewhere: 0 });
    };
    let today = today(&survey, options, host);
    let mut plan = Plan::new(&mut survey, options, today, None)?;
    let diagnostics = plan.settle(&survey.library, diagnostics);
    let judged = match options.issues.iter().collect::<BTreeSet<_>>().len() {
        0 => survey.issues.len(),
        named => named,
    };
    let proved = in_studio(material, &survey, &mut plan, diagnostics, |studio, plan, mut all| {
        prove(material, &survey, studio, plan, host, &mut all).map(|()| all)
    });
    let found = match proved {
        Ok(proved) => proved?,
        Err(diagnostics) => diagnostics,
    };
    let (diagnostics, elsewhere) = found.only(|fault| plan.concerns_named(&survey.library, fault));
    Ok(Verdict { diagnostics, judged, elsewhere })
}

/// What the engine remembers of so many issues is let go together.
pub(super) const CHUNK: usize = 64;

/// Reports what comes to light when the issues of a plan are rendered.
pub(super) fn prove(
    material: &Material,
    survey: &Survey,
    studio: &Studio<'_>,
    plan: &Plan,
    host: &dyn Host,
    diagnostics: &mut Diagnostics,
) -> Result<(), BuildError> {
    let proof = |at: &usize| {
        go_on(host)?;
        let folder = &survey.issues[*at].folder;
        Ok(studio.proof(&load::load_issue(&material.issue(folder)?, folder)))
    };
    for chunk in plan.editions.chunks(CHUNK) {
        let found: Result<Vec<Diagnostics>, BuildError> = chunk.par_iter().map(proof).collect();
        comemo::evict(0);
        found?.into_iter().for_each(|faults| diagnostics.append(faults));
    }
    prove_lists(studio, diagnostics);
    Ok(())
}
