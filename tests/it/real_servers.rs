//! The bundled suite against servers from Debian's packages. Ignored where only Rust is installed;
//! continuous integration installs the servers and runs these too.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use crate::support::command::{Folder, verdicts};

const PAGE: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<title>A page</title>\n\
    <p>A page to ask for, with enough of a text to take ranges from it.</p>\n</html>\n";

fn shipped(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/servers").join(name)
}

/// A server process on a port of its own; stopped when dropped.
struct Running {
    child: Child,
    url: String,
    _folder: Folder,
}

impl Running {
    fn nginx() -> Self {
        let folder = Folder::new();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let dir = folder.path().display().to_string();
        let config = fs::read_to_string(shipped("nginx/nginx.conf")).unwrap();
        let config = config.replace("@DIR@", &dir).replace("@PORT@", &port.to_string());
        folder.write("nginx.conf", config);
        folder.write("www/index.html", PAGE);
        folder.write("htpasswd", "aladdin:{PLAIN}opensesame\n");
        let child = Command::new("nginx")
            .args(["-p", &dir, "-c", &format!("{dir}/nginx.conf"), "-g", "daemon off;"])
            .spawn()
            .expect("nginx is not installed: apt-get install nginx");
        let running = Self { child, url: format!("http://127.0.0.1:{port}"), _folder: folder };
        let deadline = Instant::now() + Duration::from_secs(10);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < deadline, "nginx does not accept connections");
            std::thread::yield_now();
        }
        running
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // The master takes its workers along only when it is asked to end.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

#[test]
#[ignore = "needs nginx"]
fn nginx_has_no_failure_but_its_known_deviations() {
    let (server, folder) = (Running::nginx(), Folder::new());
    let target = shipped("nginx/target.yaml").display().to_string();
    let ran = folder.wirecase(&[
        "run",
        "-t",
        &server.url,
        "--target-file",
        &target,
        "--report-json",
        "r.json",
    ]);
    assert_eq!(ran.code(), 0, "{}", ran.all());
    let results = ran.json("r.json");
    let passed = verdicts(&results).iter().filter(|(_, verdict)| verdict == "pass").count();
    assert!(passed > 40, "{}", ran.all());
}
