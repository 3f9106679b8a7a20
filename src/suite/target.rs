//! What a suite is run against.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::Path;
use std::sync::Arc;

use tokio::sync::OnceCell;

use crate::error::{Error, Result};
use crate::load;
use crate::model;
use crate::model::grammar::is_origin_form;
use crate::model::plan::{Limits, Plan, Selection};
use crate::model::target::{Address, KnownDeviation};
use crate::model::template::Variables;
use crate::plan::plan;
use crate::run::{self, RunSettings, Stop};

use super::results::Results;

/// Cases at a time.
const JOBS: usize = 8;

/// A server: where it listens, what it has, and what it departs from knowingly. Cheap to clone.
///
/// Where nothing is said but its address, it has a `page` at `/`; what else it can do is asked of
/// it once, at the first run, and remembered by all its clones.
#[derive(Clone, Debug)]
pub struct Target {
    described: model::target::Target,
    /// Whether anything but the address was said.
    bare: bool,
    learned: Arc<OnceCell<model::target::Target>>,
}

impl Target {
    /// The server at `http://host:port`, `https://host:port`, `host:port` or `unix:/path`; a
    /// [`std::net::SocketAddr`] is written so.
    ///
    /// # Errors
    /// [`Error::Usage`] where this is no address.
    pub fn at(address: impl Display) -> Result<Self> {
        let address: Address =
            address.to_string().parse().map_err(|message| Error::Usage { message })?;
        Ok(Self::of(model::target::Target::bare(address), true))
    }

    /// The server of a target file, at its own address.
    ///
    /// # Errors
    /// [`Error::Read`] and [`Error::Files`] where the file cannot be read or is wrong,
    /// [`Error::Usage`] where it says no address.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self> {
        Self::read(path.as_ref(), None)
    }

    /// The server at an address, with what a target file says of it: a port that a test has just
    /// been given, say.
    ///
    /// # Errors
    /// As [`at`](Self::at) and [`from_file`](Self::from_file).
    pub fn from_file_at(path: impl AsRef<Path>, address: impl Display) -> Result<Self> {
        let at = Self::at(address)?;
        Self::read(path.as_ref(), Some(at.described.address))
    }

    fn read(path: &Path, address: Option<Address>) -> Result<Self> {
        let described = load::load_target(path)?.target(address).ok_or_else(|| Error::Usage {
            message: format!("{} says no address: give one", path.display()),
        })?;
        Ok(Self::of(described, false))
    }

    fn of(described: model::target::Target, bare: bool) -> Self {
        Self { described, bare, learned: Arc::default() }
    }

    /// Says that it has a resource, by the name that cases need it under, and where: a request
    /// target in origin-form (`/no-such-page`).
    ///
    /// # Errors
    /// [`Error::Usage`] where the path is none.
    pub fn resource(mut self, name: &str, path: &str) -> Result<Self> {
        if !is_origin_form(path) {
            let message = format!("`{path}` is no request target in origin-form, for `{name}`");
            return Err(Error::Usage { message });
        }
        self.described.resources.insert(name.to_owned(), path.to_owned());
        Ok(self.anew())
    }

    /// Says that it has an ability, by the name that cases need it under: `keep-alive`. What a bare
    /// target can do is found out all the same.
    #[must_use]
    pub fn ability(mut self, name: &str) -> Self {
        if !self.described.abilities.iter().any(|known| known == name) {
            self.described.abilities.push(name.to_owned());
        }
        self.anew()
    }

    /// Gives `{{name}}` in cases a value.
    #[must_use]
    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.described.variables.insert(name.to_owned(), value.to_owned());
        self.anew()
    }

    /// Says that it departs from a case knowingly, and why. `id` is a case's id, or a prefix of ids
    /// that ends in `/` or `*`. The case is still run; that it conforms now is a failure.
    #[must_use]
    pub fn known(mut self, id: &str, reason: &str) -> Self {
        let (id, reason) = (id.to_owned(), reason.to_owned());
        self.described.known.push(KnownDeviation { id, reason, link: None });
        self.anew()
    }

    /// The same, asked again: what its clones remember lacks what was just said.
    fn anew(mut self) -> Self {
        self.learned = Arc::default();
        self
    }

    /// Reached, and asked what it can do where only its address is known.
    async fn ready(&self, limits: &Limits) -> Result<model::target::Target> {
        let ready = self.learned.get_or_try_init(|| async {
            let mut target = self.described.clone();
            let reached = run::reach(&target, limits.connect_timeout).await;
            reached.map_err(|message| {
                let target = target.name.clone();
                Error::Unreachable { target, message }
            })?;
            if self.bare {
                run::learn(&mut target, limits).await;
            }
            Ok(target)
        });
        ready.await.cloned()
    }
}

/// Runs the cases of these positions in a suite.
pub(super) async fn run(
    suite: &model::case::Suite,
    selected: &[usize],
    target: &Target,
) -> Result<Results> {
    let limits = Limits::default();
    let ready = target.ready(&limits).await?;
    let cases = selected.iter().map(|&number| Arc::clone(&suite.cases[number])).collect();
    let chosen = model::case::Suite { cases };
    let plan = plan(&chosen, vec![ready], &Selection::default(), &Variables::new(), &limits)?;
    let mut plan = Plan { deselected: suite.cases.len() - selected.len(), ..plan };
    for entry in &mut plan.entries {
        entry.number = selected[entry.number];
    }
    let settings = RunSettings {
        jobs: JOBS,
        confirm: true,
        command: "wirecase as a library".to_owned(),
        rerun: BTreeMap::new(),
        ..RunSettings::default()
    };
    let (report, _) = run::run(&plan, &settings, &Stop::default(), &mut []).await;
    Ok(Results::new(report))
}

pub(super) fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|source| Error::Io { doing: "cannot start the runtime".to_owned(), source })
}
