//! The library's face, against the reference server and against one that departs.

use wirecase::reference::{Faults, Server};
use wirecase::{Error, Level, Suite, Target, Verdict};

const CASES: &str = "cases:
  - id: own/page
    title: The page is there
    level: info
    request: |
      GET {{page}} HTTP/1.1
      Host: {{host}}
    expect: { status: 200 }
  - id: own/host
    title: Host is asked for
    level: must
    spec: RFC 9112 3.2
    tags: [host]
    request: |
      GET {{page}} HTTP/1.1
    expect: { status: 400 }
  - id: own/elsewhere
    title: A resource that only some have
    level: info
    needs: [elsewhere]
    request: |
      GET {{elsewhere}} HTTP/1.1
      Host: {{host}}
    expect: { status: 404 }
";

async fn server(fault: &[&str]) -> Server {
    let faults: Vec<String> = fault.iter().map(|name| (*name).to_owned()).collect();
    let loopback = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
    Server::start(loopback, Faults::named(&faults).unwrap()).await.unwrap()
}

#[test]
fn cases_are_values_and_selections_never_end_in_nothing() {
    let suite = Suite::parse("own.yaml", CASES).unwrap();
    let ids: Vec<String> = suite.cases().map(|case| case.id().to_owned()).collect();
    assert_eq!(ids, ["own/page", "own/host", "own/elsewhere"]);
    let case = suite.cases().nth(1).unwrap();
    assert_eq!((case.title(), case.level()), ("Host is asked for", Level::Must));
    assert_eq!(case.clauses().collect::<Vec<_>>(), ["RFC 9112 3.2"]);
    assert_eq!(case.tags().collect::<Vec<_>>(), ["host"]);
    let few = suite.clone().without("own/h").level(Level::Info).unwrap();
    assert_eq!(few.cases().len(), 2);
    for error in [
        suite.clone().only("owm/page").unwrap_err(),
        suite.clone().without("own/host").only("own/host").unwrap_err(),
        suite.level(Level::May).unwrap_err(),
    ] {
        assert!(matches!(error, Error::NoCases { .. }), "{error}");
    }
    assert!(Suite::bundled().cases().len() > 2000);
}

#[test]
fn what_is_wrong_in_a_file_or_an_address_is_an_error_with_its_place() {
    let error = Suite::parse("own.yaml", "cases:\n  - id: a\n    titel: b\n").unwrap_err();
    assert!(error.to_string().contains("own.yaml:3:5"), "{error}");
    assert!(matches!(Suite::load("/no/such/folder"), Err(Error::Read { .. })));
    assert!(matches!(Target::at("ftp://a"), Err(Error::Usage { .. })));
    let page = Target::at("127.0.0.1:1").unwrap().resource("page", "no-slash");
    assert!(page.unwrap_err().to_string().contains("origin-form"));
}

#[tokio::test]
async fn results_are_values_and_print_as_the_terminal_does() {
    let server = server(&["host-missing-accepted"]).await;
    let target = Target::at(server.address()).unwrap();
    let results = Suite::parse("own.yaml", CASES).unwrap().run(&target).await.unwrap();
    let verdicts: Vec<Verdict> =
        results.outcomes().filter(|o| !o.is_lint()).map(|outcome| outcome.verdict()).collect();
    assert_eq!(verdicts, [Verdict::Pass, Verdict::Fail, Verdict::Skip]);
    assert!(results.failed());
    let failure = results.failures().next().unwrap();
    assert_eq!(failure.id(), "own/host");
    let text = failure.to_string();
    assert!(text.contains("RFC 9112 3.2") && text.contains("own.yaml:9"), "{text}");
    assert!(results.to_string().contains(&text) && results.to_string().contains("1 fail"));
    let mut json = Vec::new();
    results.write_json(&mut json).unwrap();
    assert!(String::from_utf8(json).unwrap().contains("\"own/host\""));
}

#[tokio::test]
async fn a_known_deviation_is_no_failure_until_it_is_gone() {
    let suite = Suite::parse("own.yaml", CASES).unwrap();
    for (faults, want, fails) in
        [(&["host-missing-accepted"][..], Verdict::Known, false), (&[], Verdict::Fixed, true)]
    {
        let server = server(faults).await;
        let target = Target::at(server.address()).unwrap().known("own/host", "an old client");
        let outcome = suite.cases().nth(1).unwrap().run(&target).await.unwrap();
        assert_eq!((outcome.verdict(), outcome.failed()), (want, fails), "{outcome}");
        assert!(outcome.reason().contains("an old client"));
    }
}

#[tokio::test]
async fn what_is_said_of_a_target_is_added_to_what_it_shows() {
    let server = server(&[]).await;
    let target = Target::at(server.address()).unwrap();
    let target = target.resource("elsewhere", "/missing").unwrap().ability("own");
    let suite = Suite::parse("own.yaml", CASES).unwrap();
    let results = suite.run(&target).await.unwrap();
    assert_eq!(results.total(Verdict::Pass), 3, "{results}");
    let session = Suite::bundled().only("session/connection").unwrap();
    let results = session.run(&target).await.unwrap();
    // Persistence was found out, though resources were named.
    assert!(results.total(Verdict::Pass) > 0 && !results.failed(), "{results}");
}

#[tokio::test]
async fn what_is_said_of_a_clone_holds_though_the_first_was_asked_before() {
    let server = server(&[]).await;
    let suite = Suite::parse("own.yaml", CASES).unwrap();
    let first = Target::at(server.address()).unwrap();
    assert_eq!(suite.run(&first).await.unwrap().total(Verdict::Skip), 1);
    let second = first.clone().resource("elsewhere", "/missing").unwrap();
    let results = suite.run(&second).await.unwrap();
    assert_eq!(results.total(Verdict::Pass), 3, "{results}");
    let third = second.clone().known("own/host", "an old client");
    assert_eq!(suite.run(&third).await.unwrap().total(Verdict::Fixed), 1);
    assert_eq!(suite.run(&first).await.unwrap().total(Verdict::Skip), 1);
}

#[test]
fn a_server_that_is_not_there_is_an_error_and_blocking_runs_need_no_runtime() {
    let case = Suite::parse("own.yaml", CASES).unwrap().cases().next().unwrap();
    let gone = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    };
    let error = case.run_blocking(&Target::at(gone).unwrap()).unwrap_err();
    assert!(matches!(error, Error::Unreachable { .. }), "{error}");
}
