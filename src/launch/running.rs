//! One server that was started: its process group, its output, and how it is stopped.

use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use tokio::process::{Child, Command};
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

use super::end::End;
use super::group::Group;
use super::output::Output;
use super::port::filled_in;
use super::watch::Watch;
use crate::model::launch::{Launch, Launched};

/// How long the rest of a group may take when its leader is gone and nobody holds its output: those
/// that are left are most likely dead, and not yet buried by the system.
const REST: Duration = Duration::from_millis(500);

/// How often is looked whether a group is gone, of which the system does not tell by itself.
const LOOK: Duration = Duration::from_millis(10);

/// A server that was started. Its group is killed when it is dropped.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) target: String,
    command: String,
    group: Arc<Group>,
    watch: Watch,
    output: Output,
    ask: Option<oneshot::Sender<()>>,
    supervisor: JoinHandle<Stopped>,
}

/// How a server came to its end.
#[derive(Debug, Default)]
struct Stopped {
    by_itself: Option<End>,
    killed: bool,
}

/// Starts the command in a process group of its own. Must be called within a runtime.
///
/// # Errors
/// The system's reason where there is no shell, no such folder, or no pipe to be had.
pub(super) fn start(launch: &Launch, target: &str, port: Option<u16>) -> std::io::Result<Running> {
    let line = filled_in(&launch.command, port);
    let (reader, writer) = std::io::pipe()?;
    let mut command = shell(&line);
    // Both in one pipe: its order is that in which they were written.
    command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
    if let Some(folder) = &launch.folder {
        command.current_dir(folder);
    }
    if let Some(port) = port {
        command.env("PORT", port.to_string()).env("WIRECASE_PORT", port.to_string());
    }
    let child = command.spawn()?;
    // It holds our ends of the pipe, which must be the server's alone.
    drop(command);
    let group = Arc::new(Group::of(child.id().unwrap_or_default()));
    let output = match Output::read(reader) {
        Ok(output) => output,
        Err(error) => {
            group.kill();
            return Err(error);
        }
    };
    let (ends, ended) = watch::channel(None);
    let (ask, asked) = oneshot::channel();
    let supervised = supervise(child, Arc::clone(&group), output.clone(), ends, asked);
    Ok(Running {
        target: target.to_owned(),
        command: line,
        group,
        watch: Watch::new(ended),
        output,
        ask: Some(ask),
        supervisor: tokio::spawn(supervised),
    })
}

#[cfg(unix)]
fn shell(line: &str) -> Command {
    let mut command = Command::new("sh");
    command.arg("-c").arg(line).process_group(0);
    command
}

#[cfg(windows)]
fn shell(line: &str) -> Command {
    let mut command = Command::new("cmd");
    // Not quoted again: the line is the shell's.
    command.arg("/C").raw_arg(line);
    command
}

impl Running {
    pub(super) fn watch(&self) -> Watch {
        self.watch.clone()
    }

    pub(super) fn group(&self) -> Arc<Group> {
        Arc::clone(&self.group)
    }

    #[cfg(test)]
    pub(super) fn written_so_far(&self) -> String {
        self.output.so_far().0
    }

    /// Asks it to end: it has [`Launch::GRACE`] from now on.
    pub(super) fn ask(&mut self) {
        if let Some(ask) = self.ask.take() {
            let _ = ask.send(());
        }
    }

    /// Asks it to end, waits up to [`Launch::GRACE`], kills what is left then, and tells what became of it.
    /// This is the one place where a server's output becomes text.
    pub(super) async fn finish(mut self) -> Launched {
        self.ask();
        // A supervisor that panicked has nothing to tell; the group is killed below.
        let stopped = (&mut self.supervisor).await.unwrap_or_default();
        self.group.kill();
        self.group.forget();
        let (output, omitted) = self.output.clone().text().await;
        Launched {
            target: std::mem::take(&mut self.target),
            command: std::mem::take(&mut self.command),
            died: stopped.by_itself.map(|end| end.to_string()),
            killed: stopped.killed,
            outlived: false,
            output,
            omitted,
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.group.kill();
    }
}

/// Waits for the leader, tells where it ends by itself, and when `asked` ends the group.
async fn supervise(
    mut child: Child,
    group: Arc<Group>,
    output: Output,
    ends: watch::Sender<Option<End>>,
    mut asked: oneshot::Receiver<()>,
) -> Stopped {
    let (ended, is_asked) = tokio::select! {
        status = child.wait() => (Some(End::of(status)), false),
        // It may have ended a moment before, which is its own doing.
        _ = &mut asked => (child.try_wait().transpose().map(End::of), true),
    };
    if let Some(end) = ended {
        // Whether anybody is left is looked at before the number can be another's.
        group.is_gone();
        ends.send_replace(Some(end));
        if !is_asked {
            let _ = asked.await;
        }
    }
    group.terminate();
    let until = Instant::now() + Launch::GRACE;
    let mut stopped = Stopped { by_itself: ended, killed: false };
    if ended.is_none() && timeout(Launch::GRACE, child.wait()).await.is_err() {
        group.kill();
        let _ = child.wait().await;
        stopped.killed = true;
    }
    stopped.killed |= end_rest(&group, &output, until).await;
    stopped
}

/// Waits until those that the leader left behind are gone, and kills them where they stay. Whether one
/// had to be killed that was seen to be alive.
async fn end_rest(group: &Group, output: &Output, until: Instant) -> bool {
    let rest = Instant::now() + REST;
    while !group.is_gone() {
        let silent = output.is_closed();
        if Instant::now() >= if silent { rest.min(until) } else { until } {
            group.kill();
            return !silent;
        }
        sleep(LOOK).await;
    }
    false
}
