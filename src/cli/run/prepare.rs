//! Targets on their way from what was named to what can be planned for: reached, and where only the
//! address is known, asked what they can do.

use std::io::Write as _;

use crate::error::{Error, Result};
use crate::model::plan::Limits;
use crate::model::target::Target;
use crate::model::template::Variables;
use crate::run as pipeline;

use super::super::settings::Tested;

/// The targets, each reached, and learned of where it is bare and `learn` says that cases need it.
///
/// # Errors
/// [`Error::Usage`] for what TLS cannot be spoken with; [`Error::Unreachable`] for the first that cannot be connected to: nothing is sent then.
pub(super) async fn targets(
    tested: &mut [Tested],
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
    for one in tested.iter() {
        reach(&one.target, limits).await?;
    }
    for one in tested.iter_mut().filter(|one| one.bare) {
        let target = &mut one.target;
        if let Some(page) = variables.get("page") {
            let page = String::from_utf8_lossy(page).into_owned();
            target.resources.insert("page".to_owned(), page);
        }
        if learn && let Some(why) = pipeline::learn(target, limits).await {
            tell_no_page(why, quiet);
        }
    }
    Ok(tested.iter().map(|one| one.target.clone()).collect())
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
