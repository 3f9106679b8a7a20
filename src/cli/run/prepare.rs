//! Targets on their way from what was named to what can be planned for: started where we have to,
//! reached, and where only the address is known, asked what they can do.

use std::io::Write as _;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::error::{Error, Result};
use crate::launch::Servers;
use crate::model::plan::Limits;
use crate::model::target::Target;
use crate::model::template::Variables;
use crate::run as pipeline;

use super::super::interrupt::interrupted;
use super::super::settings::Tested;
use super::start;

/// How long others may still take when one target has failed, so that all that fail are told.
const OTHERS: Duration = Duration::from_secs(1);

/// Carries out what needs servers, in a runtime of its own. What was started for it is gone at the end,
/// whatever came of it; `None` where it was interrupted.
///
/// # Errors
/// Those of the work.
pub(in crate::cli) fn with_servers<T>(
    work: impl AsyncFnOnce(&Servers) -> Result<T>,
) -> Result<Option<T>> {
    let runtime = super::runtime()?;
    let servers = Servers::default();
    let done = runtime.block_on(async {
        let done = tokio::select! {
            done = work(&servers) => done.map(Some),
            () = interrupted() => Ok(None),
        };
        servers.stop_all().await;
        done
    });
    servers.kill();
    runtime.shutdown_background();
    done
}

/// The targets, each started and reached, and learned of where it is bare and `learn` says that cases
/// need it. All are seen to side by side. What was started is in `servers`, which stops it.
///
/// # Errors
/// [`Error::Usage`] for what TLS cannot be spoken with; [`Error::Launch`] and [`Error::Unreachable`] for
/// a target that cannot be connected to, the first of them where there are several, which are told:
/// nothing is sent then.
pub(in crate::cli) async fn targets(
    tested: &mut [Tested],
    servers: &Servers,
    variables: &Variables,
    limits: &Limits,
    learn: bool,
    quiet: bool,
) -> Result<Vec<Target>> {
    for one in tested.iter() {
        if let Some(message) = pipeline::problem(&one.target) {
            return Err(Error::Usage { message });
        }
    }
    started(tested, servers, limits).await?;
    let mut learning = JoinSet::new();
    for (number, one) in tested.iter_mut().enumerate().filter(|(_, one)| one.bare) {
        let target = &mut one.target;
        if let Some(page) = variables.get("page") {
            let page = String::from_utf8_lossy(page).into_owned();
            target.resources.insert("page".to_owned(), page);
        }
        if learn {
            let (mut target, limits) = (target.clone(), *limits);
            learning.spawn(async move {
                let why = pipeline::learn(&mut target, &limits).await;
                (number, target, why)
            });
        }
    }
    let mut learned = learning.join_all().await;
    learned.sort_by_key(|(number, ..)| *number);
    for (number, target, why) in learned {
        if let Some(why) = why {
            tell_no_page(why, quiet);
        }
        if let Some(one) = tested.get_mut(number) {
            one.target = target;
        }
    }
    Ok(tested.iter().map(|one| one.target.clone()).collect())
}

/// Starts what is to be started and reaches every target. Addresses are those of the servers then.
///
/// # Errors
/// As [`targets`]. What was started meanwhile is stopped.
pub(in crate::cli) async fn started(
    tested: &mut [Tested],
    servers: &Servers,
    limits: &Limits,
) -> Result<()> {
    let mut reaching = JoinSet::new();
    for (number, one) in tested.iter().enumerate() {
        let (mut target, launch) = (one.target.clone(), one.launch.clone());
        let (servers, limits) = (servers.clone(), *limits);
        reaching.spawn(async move {
            let reached = match launch {
                Some(launch) => start::start(&mut target, &launch, &servers, &limits).await,
                None => reach(&target, &limits).await,
            };
            (number, target, reached)
        });
    }
    let mut failed = Vec::new();
    while let Some(done) = next(&mut reaching, failed.is_empty()).await {
        let (number, target, reached) = match done {
            Ok(done) => done,
            Err(broken) => {
                // What is lost must not pass for a target that was reached.
                let doing = "a target could not be made ready, by a defect of wirecase".to_owned();
                let source = std::io::Error::other(broken);
                failed.push((usize::MAX, Error::Io { doing, source }));
                continue;
            }
        };
        if let Some(one) = tested.get_mut(number) {
            one.target = target;
        }
        if let Err(error) = reached {
            failed.push((number, error));
        }
    }
    drop(reaching);
    if failed.is_empty() {
        return Ok(());
    }
    servers.stop_all().await;
    failed.sort_by_key(|(number, _)| *number);
    crate::cli::all_told(failed.into_iter().map(|(_, error)| error).collect())
}

/// The next that is done; where one has failed, only those that do not take long.
async fn next<T: 'static>(
    set: &mut JoinSet<T>,
    is_patient: bool,
) -> Option<std::result::Result<T, tokio::task::JoinError>> {
    if is_patient {
        return set.join_next().await;
    }
    timeout(OTHERS, set.join_next()).await.ok().flatten()
}

/// Nothing is sent to a target that cannot be reached, and that is told before anything else.
async fn reach(target: &Target, limits: &Limits) -> Result<()> {
    pipeline::reach(target, limits.connect_timeout)
        .await
        .map_err(|message| Error::Unreachable { target: target.name.clone(), message })
}

/// Said even where most of the results are skips anyway: each of them has this one reason.
fn tell_no_page(why: pipeline::NoPage, quiet: bool) {
    let why = match why {
        pipeline::NoPage::Status(status) => format!("is answered with {status}"),
        pipeline::NoPage::TooLarge(cap) => format!("has more than {cap} octets"),
    };
    if !quiet {
        let _ = writeln!(
            anstream::stderr(),
            "warning: the page {why}: cases that need one are skipped; name one that gives 200 by \
             --var page=/PATH, or under `resources` in a target file\n"
        );
    }
}
