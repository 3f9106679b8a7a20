//! Secrets taken out of one try of a case, once, before anything of it is kept or told.
//!
//! The verdict is that of the octets as they were. Everything that is told is made of masked ones: the
//! masked transcript is observed and judged again, with masked variables, so that findings, diffs
//! and words cannot hold what they were not given. Where the masked octets are judged otherwise (a
//! digest, a pattern), the first judgement's own words are masked instead.

mod wire;
mod words;

use crate::exchange::Exchanged;
use crate::judge;
use crate::model::finding::{BodyDeparture, Finding, FindingKind};
use crate::model::observation::{Body, Observation};
use crate::model::outcome::{Judgement, OutcomeMiss};
use crate::model::plan::PlanEntry;
use crate::model::secret::Secrets;
use crate::observe;

/// Masks what happened and what is said of it. `observation` and `judgement` are of the octets as
/// they were.
pub(super) fn mask(
    secrets: &Secrets,
    entry: &PlanEntry,
    exchanged: &mut Exchanged,
    observation: &Observation,
    judgement: Judgement,
) -> Judgement {
    if secrets.is_empty() {
        return judgement;
    }
    let Exchanged { transcript, variables } = exchanged;
    wire::mask(secrets, &entry.case, variables, observation, transcript);
    for value in variables.values_mut() {
        secrets.mask_in_place(&mut value.0);
    }
    let masked = decoded_alike(secrets, observation, observe::observe(transcript));
    let told = judge::judge(&entry.case, variables, transcript, &masked);
    let of_masked = judged_alike(&told, &judgement) && !judgement.findings.iter().any(is_digest);
    let lints_of_masked = alike(&told.lints, &judgement.lints);
    let mut kept = judgement;
    if lints_of_masked {
        kept.lints = told.lints;
    } else {
        kept.lints.iter_mut().for_each(words::drop_windows);
    }
    if of_masked {
        kept.reason = told.reason;
        kept.findings = told.findings;
        kept.outcomes = told.outcomes;
    } else {
        kept.findings.iter_mut().for_each(words::drop_windows);
    }
    words::mask_judgement(secrets, &mut kept);
    if !of_masked && !kept.findings.is_empty() {
        kept.reason.push_str("; judged by what is behind the masks");
    }
    transcript.connections.iter_mut().for_each(|name| *name = secrets.mask_text(name));
    kept
}

/// What was decoded of the octets as they were, masked, in the place of what cannot be decoded of
/// masked ones.
fn decoded_alike(secrets: &Secrets, real: &Observation, mut masked: Observation) -> Observation {
    for (real, masked) in real.connections.iter().zip(&mut masked.connections) {
        for (real, masked) in real.responses.iter().zip(&mut masked.responses) {
            if (real.span, real.head, real.body.span)
                != (masked.span, masked.head, masked.body.span)
            {
                continue;
            }
            let Body { content, decoded, .. } = &real.body;
            masked.body.content = secrets.mask(content);
            masked.body.decoded = decoded.as_ref().map(|decoded| match decoded {
                Ok(octets) => Ok(secrets.mask(octets)),
                Err(trouble) => Err(trouble.clone()),
            });
        }
    }
    masked
}

/// Whether a finding tells a digest: that of masked octets would be one of nothing that came.
fn is_digest(finding: &Finding) -> bool {
    matches!(finding.kind, FindingKind::Body { departure: BodyDeparture::Digest })
}

/// Whether two judgements say the same but for the octets.
fn judged_alike(one: &Judgement, other: &Judgement) -> bool {
    let outcome = |one: &OutcomeMiss| (one.nearest, one.misses, one.place.clone());
    one.verdict == other.verdict
        && alike(&one.findings, &other.findings)
        && one.outcomes.iter().map(outcome).eq(other.outcomes.iter().map(outcome))
}

fn alike(one: &[Finding], other: &[Finding]) -> bool {
    let lint = |kind: &FindingKind| match kind {
        FindingKind::Lint { lint, .. } => Some(lint.clone()),
        _ => None,
    };
    let same =
        |one: &Finding| (std::mem::discriminant(&one.kind), lint(&one.kind), one.place.clone());
    one.iter().map(same).eq(other.iter().map(same))
}
