//! The bundled suite inside `cargo test`, against an axum server that is started here: one test per
//! case. An example of the library, to be copied.
//!
//! ```console
//! $ cargo test --test axum
//! $ cargo test --test axum rfc9112/6.3        # some cases, as with any test
//! $ cargo test --test axum -- --list
//! ```

use std::net::SocketAddr;
use std::process::ExitCode;

use axum::Router;
use axum::body::Bytes;
use axum::extract::Form;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::routing::{get, post};
use libtest_mimic::{Arguments, Failed, Trial};
use wirecase::{Case, Error, Suite, Target, Verdict};

/// The server under test.
fn app() -> Router {
    let page =
        ([(CONTENT_TYPE, "text/html; charset=utf-8")], "<!DOCTYPE html><title>A page</title>");
    Router::new()
        .route("/", get(move || async move { page }))
        .route("/moved", get(|| async { (StatusCode::MOVED_PERMANENTLY, [(LOCATION, "/")]) }))
        .route("/form", post(|Form(_): Form<Vec<(String, String)>>| async { "thank you\n" }))
        .route("/echo", post(|body: Bytes| async { body }))
}

/// What it has, and what it departs from knowingly.
fn target(address: SocketAddr) -> Result<Target, Error> {
    let host = "hyper leaves Host to the application (RFC 9112 3.2)";
    let authority = "hyper takes a target URI without a host (RFC 9110 4.2.1, 4.2.2)";
    Ok(Target::at(address)?
        .resource("missing", "/no-such-page")?
        .resource("redirect", "/moved")?
        .resource("form", "/form")?
        .resource("post", "/echo")?
        .resource("echo", "/echo")?
        .ability("pipelining")
        .known("rfc9112/3.2/host-*", host)
        .known("rfc9112/3.2.2/without-host", host)
        .known("rfc9110/4.2.1/http-with-port-and-empty-host", authority)
        .known("rfc9110/4.2.2/https-with-empty-host", authority))
}

fn test(case: Case, target: &Target) -> Trial {
    let (name, level, target) = (case.id().to_owned(), case.level(), target.clone());
    let run = move || {
        let outcome = case.run_blocking(&target)?;
        if outcome.failed() { Err(Failed::from(outcome.to_string())) } else { Ok(()) }
    };
    // `must`, `should`, `may` or `info` in brackets before the name.
    Trial::test(name, run).with_kind(level.word())
}

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Runtime::new()?;
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))?;
    let target = target(listener.local_addr()?)?;
    runtime.spawn(async { axum::serve(listener, app()).await });

    let suite = Suite::bundled();
    let mut tests: Vec<Trial> = suite.cases().map(|case| test(case, &target)).collect();
    // What no single case shows: the lints, over every response.
    tests.push(Trial::test("lints", move || {
        let results = suite.run_blocking(&target)?;
        let broken: Vec<String> = results
            .outcomes()
            .filter(|outcome| outcome.is_lint() && outcome.verdict() == Verdict::Fail)
            .map(|outcome| outcome.to_string())
            .collect();
        if broken.is_empty() { Ok(()) } else { Err(broken.concat().into()) }
    }));
    Ok(libtest_mimic::run(&Arguments::from_args(), tests).exit_code())
}
