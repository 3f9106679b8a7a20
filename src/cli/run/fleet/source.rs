//! Where the targets of a fleet come from: a file that is looked at whole before anything is sent, or
//! a stream of which nobody knows the end.

use std::collections::HashSet;
use std::fs::File;
use std::hash::BuildHasher as _;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use tokio::sync::mpsc;

use super::super::super::args::RunArgs;
use super::super::super::settings::{self, Tested};
use super::MOST_AT_ONCE;
use super::lines::{Line, Lines, named};
use crate::error::{Error, Result};
use crate::model::bytes::shown;
use crate::model::secret::Secrets;
use crate::model::target::Target;

/// How many bad lines a refusal names.
const MOST_NAMED: usize = 10;

/// Where the lines come from.
pub(super) struct Source {
    pub(super) lines: Lines<Box<dyn BufRead + Send>>,
    /// What they are called in messages.
    pub(super) name: String,
    /// How many targets there are; `None` where nobody knows before the end.
    pub(super) targets: Option<u64>,
}

impl Source {
    /// Opens the file, and where it can be read twice, looks at each line before anything is sent.
    ///
    /// # Errors
    /// [`Error::Read`]; [`Error::Usage`] with the places of lines that name no target.
    pub(super) fn new(args: &RunArgs, from: &Path, secrets: &Secrets) -> Result<Self> {
        if from == Path::new("-") {
            let lines: Box<dyn BufRead + Send> = Box::new(BufReader::new(io::stdin()));
            let name = "standard input".to_owned();
            return Ok(Self { lines: Lines::new(lines), name, targets: None });
        }
        let read = |source| Error::Read { path: from.to_owned(), source };
        let open = || Ok::<_, Error>(BufReader::new(File::open(from).map_err(read)?));
        let name = from.display().to_string();
        let is_regular = std::fs::metadata(from).map_err(read)?.is_file();
        let targets = if is_regular {
            let lines = Lines::new(open()?);
            Some(checked(args, &name, lines, secrets).map_err(|error| error.or(read))?)
        } else {
            None
        };
        let lines: Box<dyn BufRead + Send> = Box::new(open()?);
        Ok(Self { lines: Lines::new(lines), name, targets })
    }

    pub(super) fn is_small(&self) -> bool {
        self.targets.is_some_and(|count| count <= MOST_AT_ONCE)
    }
}

/// What ends the first look at the lines.
enum Unchecked {
    Io(io::Error),
    Bad(Error),
}

impl Unchecked {
    fn or(self, read: impl FnOnce(io::Error) -> Error) -> Error {
        match self {
            Self::Io(error) => read(error),
            Self::Bad(error) => error,
        }
    }
}

/// How many targets the lines name, where each names one.
fn checked(
    args: &RunArgs,
    name: &str,
    lines: Lines<impl BufRead>,
    secrets: &Secrets,
) -> std::result::Result<u64, Unchecked> {
    let (mut names, mut bad, mut count) = (Names::default(), Vec::new(), 0);
    for line in lines {
        let line = line.map_err(Unchecked::Io)?;
        count += 1;
        let one = tested(args, &line, secrets);
        if let Err(why) = one.and_then(|(tested, _)| names.take(&tested.target)) {
            bad.push(format!("\n  {}:{}: {why}", shown(name), line.number));
            if bad.len() > MOST_NAMED {
                bad.pop();
                bad.push("\n  and more".to_owned());
                break;
            }
        }
    }
    let usage = |message: String| Err(Unchecked::Bad(Error::Usage { message }));
    match (bad.is_empty(), count) {
        (true, 0) => usage(format!("{} names no target", shown(name))),
        (true, count) => Ok(count),
        (false, _) => usage(format!(
            "nothing was sent, as not every line names a target (http[s]://HOST[:PORT], unix:/PATH, \
             a target file or a name of wirecase.yaml, with NAME= before it where wanted):{}",
            bad.concat()
        )),
    }
}

/// The names that were taken. A name is eight octets here: a fleet has many.
#[derive(Default)]
pub(super) struct Names {
    hashes: HashSet<u64>,
    keys: std::hash::RandomState,
}

impl Names {
    /// Takes a name, which no other target may have: results are told apart by it.
    pub(super) fn take(&mut self, target: &Target) -> std::result::Result<(), String> {
        if self.hashes.insert(self.keys.hash_one(&target.name)) {
            return Ok(());
        }
        Err(format!(
            "an earlier line is called {} too; NAME= before the target gives it a name of its own",
            shown(&target.name)
        ))
    }
}

/// The target that a line names, and the words that name it.
pub(super) fn tested(
    args: &RunArgs,
    line: &Line,
    secrets: &Secrets,
) -> std::result::Result<(Tested, String), String> {
    let text = line.text.clone()?;
    let (name, word) = named(&text);
    let args_of_one = args.tested.server.tested(Some(word));
    let one =
        settings::targets(&args_of_one, &args.tls).map_err(|error| shown(&error.to_string()))?;
    let mut one = one.into_iter().next().ok_or_else(|| "it names no target".to_owned())?;
    if let Some(name) = name {
        name.clone_into(&mut one.target.name);
    }
    if one.target.is_named_by(secrets) {
        return Err("its name or its address holds a secret, and reports tell both".to_owned());
    }
    Ok((one, word.to_owned()))
}

/// The lines, read by a thread of their own: nobody can be called back from waiting for standard
/// input, and Ctrl-C must not wait for it either.
pub(super) fn read_aside(lines: Lines<Box<dyn BufRead + Send>>) -> mpsc::Receiver<Line> {
    let (sender, receiver) = mpsc::channel(1);
    std::thread::spawn(move || {
        let mut number = 0;
        for line in lines {
            let is_end = line.is_err();
            let line = line.unwrap_or_else(|error| Line {
                number: number + 1,
                text: Err(format!("cannot read on: {error}")),
            });
            number = line.number;
            if sender.blocking_send(line).is_err() || is_end {
                break;
            }
        }
    });
    receiver
}
