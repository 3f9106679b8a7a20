//! The verb `record`: octets sent once, and a case made of them and of what came back. The case is
//! run before it is kept, so that it is known to pass; what differs in that answer is a placeholder.

pub(super) mod output;

use std::io::{Read as _, Write as _};
use std::path::Path;

use crate::author::{self, Act, Draft, Sheet};
use crate::error::{Error, Result};
use crate::exchange::Endpoint;
use crate::load;
use crate::model::outcome::{ResultKind, Verdict};
use crate::model::plan::{Limits, Selection};
use crate::model::target::Target;
use crate::model::template::Variables;
use crate::model::transcript::Transcript;
use crate::run::{self as pipeline, RunSettings, Stop};

use super::args::{RecordArgs, TargetArgs};
use super::{exit, github, settings};
use output::Output;

/// How much may be sent, in octets.
const MOST: u64 = 16 << 20;

/// `wirecase record`
pub(super) fn record(args: &RecordArgs) -> Result<u8> {
    let read = octets(args.request.as_deref(), MOST)?;
    if read.is_empty() {
        return Err(Error::Usage { message: "there are no octets to send".to_owned() });
    }
    let (octets, notes) = if args.raw { (read, Vec::new()) } else { author::as_on_the_wire(&read) };
    notes.iter().for_each(|note| tell("note", note));
    if !has_host(&octets) {
        tell("warning", "the request has no Host field, and none is added");
    }
    let tested = TargetArgs { target: vec![args.target.clone()], ..TargetArgs::default() };
    let target = settings::one_target(&tested, &args.tls)?.target;
    let output = Output::open(args.output.as_deref(), args.id.as_deref())?;
    let limits = Limits {
        connect_timeout: args.connect_timeout,
        read_timeout: args.read_timeout,
        case_timeout: args.read_timeout * 4,
        ..Limits::default()
    };
    let (sheet, passes) = super::run::runtime()?.block_on(async {
        let reached = pipeline::reach(&target, limits.connect_timeout).await;
        reached.map_err(|message| Error::Unreachable { target: target.name.clone(), message })?;
        Recorder { octets: &octets, target: &target, limits, output: &output }.recorded().await
    })?;
    output.write(&sheet)?;
    Ok(if passes { exit::OK } else { exit::FAILURES })
}

struct Recorder<'a> {
    octets: &'a [u8],
    target: &'a Target,
    limits: Limits,
    output: &'a Output,
}

impl Recorder<'_> {
    /// The case, and whether it passes on the server that it was recorded from.
    async fn recorded(&self) -> Result<(Sheet, bool)> {
        let endpoint = Endpoint::of(self.target);
        let first = author::capture(&endpoint, self.octets, &self.limits).await;
        if let Some((_, message)) = first.connect_failure() {
            let message = message.to_owned();
            return Err(Error::Unreachable { target: self.target.name.clone(), message });
        }
        let mut again: Option<Transcript> = None;
        for attempt in 1.. {
            let host = self.target.host_field();
            let recording = author::recorded(self.octets, &first, again.as_ref(), &host);
            if attempt == 1 {
                tell_answers(&recording);
            }
            let sheet = self.sheet(&recording);
            let text = sheet.text().map_err(Error::Files)?;
            let (verdict, reason, transcript) = self.judged(&text).await?;
            if verdict == Verdict::Pass {
                recording.notes.iter().for_each(|note| tell("note", note));
                return Ok((sheet, true));
            }
            if attempt == 3 {
                recording.notes.iter().for_each(|note| tell("note", note));
                let why = format!("sent again, the case does not pass: {reason}");
                tell("warning", &why);
                return Ok((sheet, false));
            }
            again = transcript;
        }
        Err(Error::Usage { message: "nothing was recorded".to_owned() })
    }

    fn sheet(&self, recording: &author::Recording) -> Sheet {
        let line =
            self.octets.split(|octet| matches!(octet, b'\r' | b'\n')).find(|l| !l.is_empty());
        let line = String::from_utf8_lossy(line.unwrap_or_default()).into_owned();
        let words: Vec<&str> = line.split(' ').collect();
        let (method, path) = match words.as_slice() {
            [method, path, ..] => (*method, *path),
            _ => (line.as_str(), ""),
        };
        let status = recording.answers.first().map(|answer| {
            let words: Vec<&str> = answer.splitn(2, ' ').collect();
            words.get(1).copied().unwrap_or_default().trim().to_owned()
        });
        let title = match (recording.requests, status) {
            (1, Some(status)) => format!("{method} {path} is answered with {status}"),
            (1, None) => format!("{method} {path} is not answered"),
            (many, _) => format!("{many} requests on one connection, from {method} {path}"),
        };
        let draft = Draft {
            id: self
                .output
                .id(&format!("{method}{}{path}", if path.starts_with('/') { "" } else { "/" })),
            title,
            steps: recording.steps.clone(),
            ..Draft::default()
        };
        Sheet {
            title: format!("Recorded from {}", self.target.name),
            cases: vec![draft],
            ..Sheet::default()
        }
    }

    /// The verdict on the case when it is run, with its reason and what came.
    async fn judged(&self, text: &str) -> Result<(Verdict, String, Option<Transcript>)> {
        let loaded = load::load_text("the case", text);
        let targets = vec![self.target.clone()];
        let (selection, variables) = (Selection::default(), Variables::new());
        let plan = crate::plan::plan(&loaded.suite, targets, &selection, &variables, &self.limits)?;
        let run_settings = RunSettings { jobs: 1, ..RunSettings::default() };
        let (report, _) = pipeline::run(&plan, &run_settings, &Stop::default(), &mut []).await;
        let result = report.cases.into_iter().find(|result| result.kind == ResultKind::Case);
        let Some(mut result) = result else {
            return Err(Error::NoCases { message: "the recorded case was not run".to_owned() });
        };
        let transcript = result.attempts.pop().map(|attempt| attempt.transcript);
        Ok((result.verdict, result.reason, transcript))
    }
}

fn tell_answers(recording: &author::Recording) {
    for answer in &recording.answers {
        tell("answer", answer);
    }
    if recording.answers.is_empty() {
        let sent = recording.steps.iter().filter(|step| matches!(step, Act::Send(_))).count();
        let s = if sent == 1 { "" } else { "s" };
        tell("answer", &format!("none to {sent} request{s}"));
    }
}

fn has_host(octets: &[u8]) -> bool {
    octets
        .split(|octet| *octet == b'\n')
        .any(|line| line.get(..5).is_some_and(|name| name.eq_ignore_ascii_case(b"host:")))
}

pub(super) fn tell(kind: &str, text: &str) {
    let text = format!("{kind}: {}", crate::model::bytes::shown(text));
    let _ = writeln!(anstream::stderr(), "{}", github::for_stderr(&text));
}

/// The octets of a file, or of standard input.
pub(super) fn octets(path: Option<&Path>, most: u64) -> Result<Vec<u8>> {
    let named = path.filter(|path| *path != Path::new("-"));
    let shown = named.unwrap_or(Path::new("standard input"));
    let failed = |source| Error::Read { path: shown.to_owned(), source };
    let mut octets = Vec::new();
    match named {
        Some(path) => {
            std::fs::File::open(path).and_then(|f| f.take(most + 1).read_to_end(&mut octets))
        }
        None => std::io::stdin().lock().take(most + 1).read_to_end(&mut octets),
    }
    .map_err(failed)?;
    if octets.len() as u64 > most {
        let why = format!("larger than {} MiB", most >> 20);
        return Err(failed(std::io::Error::other(why)));
    }
    Ok(octets)
}
