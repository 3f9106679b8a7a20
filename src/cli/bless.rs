//! The verb `bless`: what failing cases expect is rewritten to what the server answers, after the
//! difference was shown.

use std::collections::BTreeMap;
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::load;
use crate::model::bytes::escape;
use crate::model::case::Case;
use crate::model::citation::Level;
use crate::model::outcome::{CaseResult, Verdict};
use crate::model::plan::{Limits, Selection};
use crate::model::target::Target;
use crate::model::template::Variables;
use crate::plan;
use crate::report::{patch, write_whole};
use crate::run as pipeline;

use super::args::{BlessArgs, TargetArgs};
use super::{ci, exit, github, settings};

mod rewrite;

use rewrite::{Blessed, Rewrite};

/// `wirecase bless`
pub(super) fn bless(args: &BlessArgs) -> Result<u8> {
    if !args.dry_run {
        ci::refuse("bless", args.force)?;
    }
    let (paths, ids) = settings::paths_and_ids(&args.what)?;
    let (suite, _) = settings::suite(&paths)?;
    let selection = Selection { ids, ..Selection::default() };
    let selected = plan::select(&suite, &selection)?;
    refuse_bundled(&selected)?;
    let tested = TargetArgs {
        target: args.target.iter().cloned().collect(),
        target_file: args.target_file.clone(),
        var: args.var.clone(),
        ..TargetArgs::default()
    };
    let variables = settings::variables(&tested);
    let one = settings::one_target(&tested, &args.tls)?;
    let done = super::run::runtime()?.block_on(async {
        let limits = Limits::default();
        let (target, is_bare) = (one.target, one.bare);
        let server = reached(target, is_bare, &selected, &variables, &limits).await?;
        all(&selected, &server).await
    })?;
    finish(args, &done)
}

/// A case that is compiled in has no file that could be written.
fn refuse_bundled(selected: &[Arc<Case>]) -> Result<()> {
    let Some(case) = selected.iter().find(|case| case.place.file.starts_with("bundled:")) else {
        return Ok(());
    };
    let file = case.place.file.trim_start_matches("bundled:");
    let message = format!(
        "`{}` is a case of the bundled suite, which stands on the specifications: copy it from \
         cases/{file} of wirecase's sources into a file of yours, under an id of yours, and bless \
         that",
        case.id
    );
    Err(Error::Usage { message })
}

/// Where cases are run, and how.
struct Server {
    target: Target,
    variables: Variables,
    limits: Limits,
}

async fn reached(
    mut target: Target,
    is_bare: bool,
    selected: &[Arc<Case>],
    variables: &Variables,
    limits: &Limits,
) -> Result<Server> {
    let reached = pipeline::reach(&target, limits.connect_timeout).await;
    reached.map_err(|message| Error::Unreachable { target: target.name.clone(), message })?;
    if is_bare {
        if let Some(page) = variables.get("page") {
            let page = String::from_utf8_lossy(page).into_owned();
            target.resources.insert("page".to_owned(), page);
        }
        if pipeline::is_worth_learning(selected) {
            // What it has not, the cases that need it are skipped for, and that is told.
            let _ = pipeline::learn(&mut target, limits).await;
        }
    }
    // What is accepted elsewhere is blessed here all the same.
    target.known.clear();
    Ok(Server { target, variables: variables.clone(), limits: *limits })
}

impl Server {
    /// The results of these cases, one after the other.
    async fn results(&self, cases: Vec<Arc<Case>>) -> Result<Vec<CaseResult>> {
        let suite = crate::model::case::Suite { cases };
        let targets = vec![self.target.clone()];
        let plan =
            plan::plan(&suite, targets, &Selection::default(), &self.variables, &self.limits)?;
        let settings = pipeline::RunSettings { jobs: 1, ..pipeline::RunSettings::default() };
        let (report, _) =
            pipeline::run(&plan, &settings, &pipeline::Stop::default(), &mut []).await;
        let is_case = |result: &CaseResult| result.kind == crate::model::outcome::ResultKind::Case;
        Ok(report.cases.into_iter().filter(is_case).collect())
    }
}

/// What came of it, to be told and written.
#[derive(Default)]
struct Done {
    /// Each file as it was and as it is to be.
    files: BTreeMap<PathBuf, (Vec<u8>, Vec<u8>)>,
    blessed: Vec<Arc<Case>>,
    left: Vec<(String, String)>,
    skipped: Vec<(String, String)>,
    /// Whether any case was run.
    ran: bool,
}

/// How often a case is run and rewritten: each step of it may only show what it lacks when the
/// steps before it pass.
const MOST_ROUNDS: usize = 24;

async fn all(selected: &[Arc<Case>], server: &Server) -> Result<Done> {
    let mut done = Done::default();
    let first = server.results(selected.to_vec()).await?;
    let mut seen: Vec<&str> = Vec::new();
    for result in &first {
        let base = rewrite::base(&result.id);
        match result.verdict {
            Verdict::Fail | Verdict::Warn => {}
            Verdict::Error | Verdict::Flaky => {
                done.left.push((result.id.clone(), result.reason.clone()));
                continue;
            }
            Verdict::Skip => {
                done.skipped.push((result.id.clone(), result.reason.clone()));
                continue;
            }
            _ => {
                done.ran = true;
                continue;
            }
        }
        let Some(case) = selected.iter().find(|case| case.id == result.id) else { continue };
        if seen.contains(&base) {
            continue;
        }
        seen.push(base);
        let path = PathBuf::from(&*case.place.file);
        if !done.files.contains_key(&path) {
            let octets = load::octets_of(&path)?;
            done.files.insert(path.clone(), (octets.clone(), octets));
        }
        let Some((_, octets)) = done.files.get_mut(&path) else { continue };
        match one(&path, octets, base, server).await? {
            Ok(new) => {
                *octets = new;
                done.blessed.push(Arc::clone(case));
            }
            Err(why) => done.left.push((base.to_owned(), why)),
        }
    }
    Ok(done)
}

/// The file with what one case expects rewritten, so that it passes; or why that cannot be. Every
/// rewriting is tried against the server itself before it is believed.
async fn one(
    path: &Path,
    octets: &[u8],
    base: &str,
    server: &Server,
) -> Result<std::result::Result<Vec<u8>, String>> {
    let mut rewrite = Rewrite::new(path, octets, base);
    for round in 0..MOST_ROUNDS {
        let results = server.results(rewrite.cases()).await?;
        match rewrite.next(&results, round) {
            Blessed::Passes => return Ok(Ok(rewrite.octets)),
            Blessed::Again => {}
            Blessed::Left(why) => return Ok(Err(why)),
        }
    }
    Ok(Err("it still departs after every check was rewritten".to_owned()))
}

/// Shows what is to be written, asks, and writes.
fn finish(args: &BlessArgs, done: &Done) -> Result<u8> {
    let mut err = anstream::stderr();
    let mut tell = |text: &str| {
        let _ = writeln!(err, "{}", github::for_stderr(text));
    };
    for (word, cases) in [("skipped", &done.skipped), ("left", &done.left)] {
        for (id, why) in cases {
            tell(&format!("{word}: {}: {}", escape(id.as_bytes()), one_line(why)));
        }
    }
    let is_left = if done.left.is_empty() { exit::OK } else { exit::FAILURES };
    if done.blessed.is_empty() {
        let (what, code) = match (done.left.is_empty(), done.ran) {
            (true, true) => ("nothing departs: ", exit::OK),
            (true, false) => ("nothing was run: ", exit::NO_CASES),
            (false, _) => ("", exit::FAILURES),
        };
        super::print(format!("{what}nothing to bless\n").as_bytes())?;
        return Ok(code);
    }
    let color = settings::text().color;
    let changed: Vec<_> = done.files.iter().filter(|(_, (old, new))| old != new).collect();
    for (path, (old, new)) in &changed {
        let diff = patch::unified(&path.display().to_string(), old, new, color);
        super::print_words(diff.as_bytes())?;
    }
    for case in &done.blessed {
        if let (Level::Must | Level::Should, [clause, ..]) = (case.level, case.citations.as_slice())
        {
            tell(&format!(
                "warning: {} (level {}): what it expects now is what this server answers, and no \
                 longer what {clause} asks for",
                rewrite::base(&case.id),
                case.level.word()
            ));
        }
    }
    let count = done.blessed.len();
    let cases = format!("{count} case{}", if count == 1 { "" } else { "s" });
    if args.dry_run {
        super::print(format!("{cases} would be rewritten; nothing was\n").as_bytes())?;
        return Ok(is_left);
    }
    if !args.yes && !is_agreed()? {
        return Ok(exit::FAILURES);
    }
    for (path, (old, new)) in &changed {
        if load::octets_of(path)? != *old {
            let message = format!("{} changed meanwhile; it was not written", path.display());
            return Err(Error::Usage { message });
        }
        write_whole(path, |out| out.write_all(new))?;
    }
    super::print(format!("{cases} rewritten\n").as_bytes())?;
    Ok(is_left)
}

/// Whether whoever sits at the terminal wants it written.
fn is_agreed() -> Result<bool> {
    let mut err = std::io::stderr();
    if !std::io::stdin().is_terminal() {
        let _ = writeln!(err, "nothing was written: there is no terminal to ask at; give --yes");
        return Ok(false);
    }
    let _ = write!(err, "write? [y/N] ").and_then(|()| err.flush());
    let mut answer = String::new();
    std::io::stdin()
        .read_line(&mut answer)
        .map_err(|source| Error::Io { doing: "cannot read standard input".to_owned(), source })?;
    let is_yes = matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes");
    if !is_yes {
        let _ = writeln!(err, "nothing was written");
    }
    Ok(is_yes)
}

/// Words of a case or a target on one line.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    crate::report::words::asked(&words.join(" "))
}
