//! Handshakes that come to nothing, and what they are called; what the user got wrong before one.

use super::*;
use crate::exchange::probe;
use crate::model::transcript::ConnectFailure;

const LONG: Duration = Duration::from_secs(20);

/// Dials a server that does `peer` with the connection, and gives the words of the failure.
async fn failure<P: Future>(tls: &Tls, peer: impl FnOnce(TcpListener) -> P) -> String {
    let (listener, address) = listen_tls().await;
    let endpoint = Endpoint::with(&address, tls);
    let (failed, _) = tokio::join!(probe(&endpoint, LONG), peer(listener));
    let (failure, message) = failed.unwrap_err();
    assert_eq!(failure, ConnectFailure::Handshake, "{message}");
    message
}

async fn refused_by(server: Server, tls: &Tls) -> String {
    failure(tls, async |listener| drop(server.accept(&listener).await)).await
}

#[tokio::test]
async fn a_certificate_is_believed_where_its_authority_is_or_where_all_are() {
    let authority = Authority::new();
    let anybody = Tls { insecure: true, ..Tls::default() };
    for tls in [authority.believed(), anybody.clone()] {
        let (listener, address) = listen_tls().await;
        let endpoint = Endpoint::with(&address, &tls);
        let peer = authority.server("127.0.0.1");
        let (reached, _) = tokio::join!(probe(&endpoint, LONG), peer.accept(&listener));
        assert_eq!(reached, Ok(()), "{tls:?}");
    }
    let told = refused_by(authority.server("127.0.0.1"), &Authority::new().believed()).await;
    assert!(told.contains("no known authority issued it; --cacert FILE"), "{told}");
    let told = refused_by(authority.server("a.test"), &authority.believed()).await;
    assert!(told.contains("it is not for 127.0.0.1 but for a.test; --sni NAME"), "{told}");
}

/// As `openssl req -x509` makes one: its own issuer, and an authority's by what it says.
#[tokio::test]
async fn a_certificate_that_is_named_itself_is_believed_for_its_own_name() {
    let authority = Authority::new();
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let certificate = params.self_signed(&key).unwrap();
    let file = authority.folder.path().join("own.pem");
    std::fs::write(&file, certificate.pem()).unwrap();
    let server = || {
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = server_builder(&[&rustls::version::TLS13]).with_no_client_auth();
        Server(config.with_single_cert(vec![certificate.der().clone()], key).unwrap())
    };
    let named = Tls { cacert: Some(file), ..Tls::default() };
    let (listener, address) = listen_tls().await;
    let endpoint = Endpoint::with(&address, &named);
    let (reached, _) = tokio::join!(probe(&endpoint, LONG), server().accept(&listener));
    assert_eq!(reached, Ok(()));
    let other = Tls { sni: Some("a.test".to_owned()), ..named };
    let told = refused_by(server(), &other).await;
    assert!(told.contains("it is not for a.test but for 127.0.0.1;"), "{told}");
    let told = refused_by(server(), &Tls::default()).await;
    assert!(told.contains("it is an authority's own"), "{told}");
}

#[tokio::test]
async fn the_name_of_sni_is_asked_for_and_verified_and_the_handshake_is_told() {
    let authority = Authority::new();
    let (listener, address) = listen_tls().await;
    let tls = Tls { sni: Some("a.test".to_owned()), ..authority.believed() };
    let endpoint = Endpoint::with(&address, &tls);
    let mut script = Script::new(always_more);
    let server = authority.server("a.test").with_alpn("http/1.1");
    let steps = vec![step(Action::Connect)];
    let (exchanged, asked) = replay_at(&endpoint, steps, limits(), &mut script, async {
        let peer = server.accept(&listener).await.unwrap();
        peer.get_ref().1.server_name().map(str::to_owned)
    })
    .await;
    assert_eq!(asked.as_deref(), Some("a.test"));
    let EventKind::Secured(told) = &exchanged.transcript.events[1].kind else {
        panic!("{:?}", exchanged.transcript)
    };
    assert_eq!((told.version.as_str(), told.alpn.as_deref()), ("TLS 1.3", Some("http/1.1")));
    assert_eq!(told.sni.as_deref(), Some("a.test"));
    assert!(told.cipher.starts_with("TLS_"), "{told:?}");
    let certificate = told.certificate.as_ref().unwrap();
    assert_eq!(certificate.subject, "CN=rcgen self signed cert");
    assert_eq!((certificate.sha256.len(), &certificate.expires[..5]), (64, "4096-"));
}

#[tokio::test]
async fn what_both_sides_have_no_version_or_protocol_of_is_told_with_the_flag() {
    let authority = Authority::new();
    let old = Tls { max: Some(TlsVersion::V1_2), ..authority.believed() };
    let (certificate, key) = authority.issue("127.0.0.1");
    let new = server_builder(&[&rustls::version::TLS13]).with_no_client_auth();
    let new = Server(new.with_single_cert(vec![certificate], key).unwrap());
    let told = refused_by(new, &old).await;
    assert!(told.contains("protocol_version (70); see --tls-min and --tls-max"), "{told}");
    let believed = authority.believed();
    let told = refused_by(authority.server("127.0.0.1").with_alpn("h2"), &believed).await;
    assert!(told.contains("no_application_protocol (120); see --alpn"), "{told}");
}

#[tokio::test]
async fn a_client_certificate_is_shown_where_it_is_demanded_and_missed_where_there_is_none() {
    let authority = Authority::new();
    authority.issue("client");
    let file = |name: &str| Some(authority.folder.path().join(name));
    let shown = Tls { cert: file("client.pem"), key: file("client.key"), ..authority.believed() };
    let rows = [
        (&shown, &rustls::version::TLS12, "received ok"),
        (&shown, &rustls::version::TLS13, "received ok"),
        // The server of TLS 1.3 says so after the client's last word.
        (
            &authority.believed(),
            &rustls::version::TLS13,
            "read failed: the peer sent the TLS alert certificate_required (116); --cert FILE shows \
             it a certificate",
        ),
    ];
    for (tls, version, want) in rows {
        let (listener, address) = listen_tls().await;
        let mut script = Script::new(|_, seen| match seen.received(0, usize::MAX).len() {
            0..2 => Want::More,
            _ => Want::Done,
        });
        let endpoint = Endpoint::with(&address, tls);
        let server = authority.demanding(version);
        let steps = vec![step(Action::Connect), expect()];
        let (exchanged, _) = replay_at(&endpoint, steps, limits(), &mut script, async {
            let mut peer = server.accept(&listener).await.ok()?;
            peer.write_all(b"ok").await.unwrap();
            peer.flush().await.ok()
        })
        .await;
        assert_eq!(told(&exchanged.transcript)[3], want);
    }
    let told =
        refused_by(authority.demanding(&rustls::version::TLS12), &authority.believed()).await;
    assert!(told.contains("refused the TLS handshake: alert"), "{told}");
    assert!(told.contains("--cert FILE"), "{told}");
}

#[tokio::test]
async fn a_peer_that_speaks_no_tls_is_told_from_one_that_closes() {
    let answer = |octets: &'static [u8]| {
        async move |listener: TcpListener| {
            let mut peer = accept(&listener).await;
            // The hello is read first, for octets unread make a reset.
            let _ = peer.read(&mut [0; 4096]).await;
            peer.write_all(octets).await.unwrap();
        }
    };
    let rows: [(&'static [u8], &str); 4] = [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "it answered in plain HTTP, not TLS"),
        (b"SSH-2.0-OpenSSH_9.9\r\n", "it does not speak TLS: an unknown type of record"),
        (b"\x15\x03\x01\x00\x02\x02\x28", "alert handshake_failure (40)"),
        (b"", "the peer closed during the TLS handshake (FIN)"),
    ];
    for (octets, want) in rows {
        let told = failure(&Tls::default(), answer(octets)).await;
        assert!(told.contains(want), "{told}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_handshake_that_is_never_finished_ends_with_the_time_for_connecting() {
    let (_listener, address) = listen_tls().await;
    let before = tokio::time::Instant::now();
    let (failure, message) = probe(&Endpoint::at(&address), LONG).await.unwrap_err();
    assert_eq!(failure, ConnectFailure::Handshake, "{message}");
    assert!(message.contains("not finished in time"), "{message}");
    assert!(before.elapsed() <= LONG + Duration::from_secs(1));
}

#[test]
fn what_the_user_got_wrong_is_known_before_anything_is_sent() {
    let authority = Authority::new();
    let (one, other) = (authority.issue("one"), authority.issue("other"));
    drop((one, other));
    let file = |name: &str| Some(authority.folder.path().join(name));
    std::fs::write(authority.folder.path().join("empty.pem"), "nothing\n").unwrap();
    let none = Tls::default;
    let rows = [
        (Tls { cacert: file("gone.pem"), ..none() }, "--cacert", "cannot read it"),
        (Tls { cacert: file("empty.pem"), ..none() }, "--cacert", "no certificate in it"),
        (Tls { cert: file("gone.pem"), ..none() }, "--cert", "cannot read it"),
        (Tls { cert: file("one.pem"), ..none() }, "--cert", "name its file with --key"),
        (Tls { key: file("one.key"), ..none() }, "--key", "--cert FILE"),
        (
            Tls { cert: file("one.pem"), key: file("empty.pem"), ..none() },
            "--key",
            "no private key in it",
        ),
        (
            Tls { cert: file("one.pem"), key: file("other.key"), ..none() },
            "--cert",
            "does not go with its key",
        ),
        (Tls { sni: Some("a b".to_owned()), ..none() }, "--sni a b", "no host name"),
        (Tls { sni: Some("::1".to_owned()), ..none() }, "--sni ::1", "an address"),
        (Tls { alpn: vec!["h2".to_owned(), String::new()], ..none() }, "--alpn", "1 to 255"),
        (
            Tls { min: Some(TlsVersion::V1_3), max: Some(TlsVersion::V1_2), ..none() },
            "--tls-min",
            "no version",
        ),
    ];
    let address: Address = "https://127.0.0.1".parse().unwrap();
    for (tls, flag, why) in rows {
        let endpoint = Endpoint::with(&address, &tls);
        let problem = endpoint.problem().unwrap_or_default();
        assert!(problem.starts_with(flag) && problem.contains(why), "{tls:?}: {problem}");
    }
    assert_eq!(Endpoint::at(&address).problem(), None);
    // Without TLS nothing of it matters.
    let plain: Address = "http://127.0.0.1".parse().unwrap();
    let wrong = Tls { cacert: file("gone.pem"), ..none() };
    assert_eq!(Endpoint::with(&plain, &wrong).problem(), None);
    let nameless: Address = "https://a..b".parse().unwrap();
    assert!(Endpoint::at(&nameless).problem().unwrap().contains("--sni NAME"));
}
