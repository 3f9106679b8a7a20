//! `launch:` of a target: how a server is started, and when it is ready.

use crate::model::launch::Launch;

use super::decoder::Decoder;
use super::keys;
use super::node::{Node, Value};

impl Decoder<'_> {
    /// A command, or a map that says more than that.
    pub(super) fn launch(&mut self, node: &Node) -> Option<Launch> {
        // What a file starts is found from where the file is, whatever folder it is run from.
        let here = self.source.folder.clone().filter(|folder| !folder.as_os_str().is_empty());
        if matches!(node.value, Value::Scalar(_)) {
            let command = self.command(node)?;
            return Some(Launch { folder: here, ..Launch::of(command) });
        }
        let entries = self.entries(node, &keys::LAUNCH)?;
        let Some(command) = entries.value("command") else {
            if !entries.misspells(&["command"]) {
                self.error(node, "`command` is missing in `launch`");
            }
            return None;
        };
        let mut launch = Launch { folder: here, ..Launch::of(self.command(command)?) };
        if let Some(folder) = entries.value("folder") {
            launch.folder = self.path(folder, "`folder`");
        }
        if let Some(wait) = entries.value("wait") {
            launch.wait = self.duration(wait, "`wait`")?;
        }
        if let Some(http) = entries.value("http") {
            launch.http = Some(self.launch_http(http)?);
        }
        Some(launch)
    }

    fn command<'n>(&mut self, node: &'n Node) -> Option<&'n str> {
        let command = self.text(node, "the command of `launch`")?;
        if command.trim().is_empty() {
            self.error(node, "the command of `launch` is empty");
            return None;
        }
        Some(command)
    }

    fn launch_http(&mut self, node: &Node) -> Option<(String, Option<u16>)> {
        if matches!(node.value, Value::Scalar(_)) {
            return Some((self.origin_form(node)?.to_owned(), None));
        }
        let entries = self.entries(node, &keys::LAUNCH_HTTP)?;
        let Some(path) = entries.value("path") else {
            self.error(node, "`path` is missing in `http`");
            return None;
        };
        let path = self.origin_form(path)?.to_owned();
        let status = entries.value("status").and_then(|status| {
            let status = self.number(status, "`status`", (200, 599))?;
            u16::try_from(status).ok()
        });
        Some((path, status))
    }
}
