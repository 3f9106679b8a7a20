//! The events, as they are written: `events.schema.json` describes them.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::citation::{Citation, Level};
use crate::model::finding::Finding;
use crate::model::outcome::{CaseResult, TargetTrouble, Verdict};
use crate::model::shard::Shards;
use crate::model::target::Target;
use crate::report::words::finding_sentence;

/// One line.
#[derive(Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub(super) enum Event<'a> {
    /// Before the first case.
    RunStarted {
        format: u32,
        version: &'a str,
        command: &'a str,
        started: &'a str,
        targets: &'a [Target],
        cases: usize,
        deselected: usize,
        #[serde(skip_serializing_if = "Option::is_none")]
        shards: Option<&'a Shards>,
        /// Not known where the events are made of results that were kept.
        jobs: Option<usize>,
        #[serde(skip_serializing_if = "Option::is_none")]
        repeat: Option<u32>,
        #[serde(skip_serializing_if = "Option::is_none")]
        seed: Option<u64>,
    },
    /// Once for each case on each target, in the order in which they end.
    CaseFinished {
        #[serde(flatten)]
        row: Row<'a>,
        file: &'a str,
        line: usize,
        duration_us: u64,
        attempts: Vec<Tried>,
        done: usize,
        of: usize,
    },
    /// What was told of a case does not stand any more, now that all is known.
    VerdictChanged {
        id: &'a str,
        number: usize,
        target: &'a str,
        verdict: Verdict,
        reason: &'a str,
        was: Verdict,
    },
    /// A lint that fired, at the end.
    Lint {
        #[serde(flatten)]
        row: Row<'a>,
    },
    /// A target of a run against any number of them is done with.
    TargetFinished {
        /// Its name, or the place of the line that names none.
        target: &'a str,
        server: Option<&'a Target>,
        totals: &'a BTreeMap<String, u64>,
        duration_ms: u64,
        responses_linted: usize,
        troubles: &'a [TargetTrouble],
    },
    /// The last line.
    RunFinished {
        totals: &'a BTreeMap<String, u64>,
        totals_by_level: &'a BTreeMap<String, BTreeMap<String, u64>>,
        duration_ms: u64,
        responses_linted: usize,
        interrupted: bool,
        strict: bool,
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        flaky_fails: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        overran_ms: Option<u64>,
        troubles: &'a [TargetTrouble],
    },
}

/// What a case and a lint have in common.
#[derive(Serialize)]
pub(super) struct Row<'a> {
    id: &'a str,
    number: usize,
    target: &'a str,
    verdict: Verdict,
    level: Level,
    title: &'a str,
    reason: &'a str,
    citations: &'a [Citation],
    /// The findings in words, one for each.
    sentences: Vec<String>,
    findings: &'a [Finding],
    see: &'a [String],
}

/// One try, without its wire.
#[derive(Serialize)]
pub(super) struct Tried {
    verdict: Verdict,
    duration_us: u64,
}

impl<'a> Event<'a> {
    pub(super) fn case_finished(result: &'a CaseResult, done: usize, of: usize) -> Self {
        let tried = |attempt: &crate::model::outcome::Attempt| Tried {
            verdict: attempt.verdict,
            duration_us: attempt.duration_us,
        };
        let times = result.attempts.iter().map(|attempt| attempt.duration_us);
        Self::CaseFinished {
            row: Row::of(result),
            file: &result.file,
            line: result.line,
            duration_us: times.fold(0, u64::saturating_add),
            attempts: result.attempts.iter().map(tried).collect(),
            done,
            of,
        }
    }

    pub(super) fn verdict_changed(result: &'a CaseResult, was: Verdict) -> Self {
        Self::VerdictChanged {
            id: &result.id,
            number: result.number,
            target: &result.target,
            verdict: result.verdict,
            reason: &result.reason,
            was,
        }
    }

    pub(super) fn lint(result: &'a CaseResult) -> Self {
        Self::Lint { row: Row::of(result) }
    }
}

impl<'a> Row<'a> {
    fn of(result: &'a CaseResult) -> Self {
        Self {
            id: &result.id,
            number: result.number,
            target: &result.target,
            verdict: result.verdict,
            level: result.level,
            title: &result.title,
            reason: &result.reason,
            citations: &result.citations,
            sentences: result.findings.iter().map(finding_sentence).collect(),
            findings: &result.findings,
            see: &result.see,
        }
    }
}
