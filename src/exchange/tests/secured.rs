//! TLS: what a peer does with records, alerts and the connection under them, and what is told of it.

mod broken;
mod handshakes;

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tempfile::TempDir;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::*;
use crate::model::tls::{Tls, TlsVersion};

/// An authority, and what it issued.
struct Authority {
    folder: TempDir,
    issuer: Issuer<'static, KeyPair>,
    der: CertificateDer<'static>,
}

impl Authority {
    fn new() -> Self {
        let mut authority = CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let folder = TempDir::new().unwrap();
        // Authorities of one name would be told apart by their signatures alone.
        authority.distinguished_name.push(DnType::CommonName, folder.path().display().to_string());
        let key = KeyPair::generate().unwrap();
        let certificate = authority.self_signed(&key).unwrap();
        std::fs::write(folder.path().join("ca.pem"), certificate.pem()).unwrap();
        let der = certificate.der().clone();
        Self { folder, issuer: Issuer::new(authority, key), der }
    }

    /// Issues a certificate for a name; also as `NAME.pem` and `NAME.key` in the folder.
    fn issue(&self, name: &str) -> (CertificateDer<'static>, PrivateKeyDer<'static>) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let folder = self.folder.path();
        std::fs::write(folder.join(format!("{name}.pem")), certificate.pem()).unwrap();
        std::fs::write(folder.join(format!("{name}.key")), key.serialize_pem()).unwrap();
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        (certificate.der().clone(), key)
    }

    /// A server of this name.
    fn server(&self, name: &str) -> Server {
        let (certificate, key) = self.issue(name);
        let config = server_builder(&[&rustls::version::TLS12, &rustls::version::TLS13])
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
        Server(config)
    }

    /// A server that demands a certificate of this authority and speaks this version alone.
    fn demanding(&self, version: &'static rustls::SupportedProtocolVersion) -> Server {
        let mut roots = RootCertStore::empty();
        roots.add(self.der.clone()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
        let (certificate, key) = self.issue("127.0.0.1");
        let config = server_builder(&[version])
            .with_client_cert_verifier(verifier.build().unwrap())
            .with_single_cert(vec![certificate], key)
            .unwrap();
        Server(config)
    }

    /// What believes it.
    fn believed(&self) -> Tls {
        Tls { cacert: Some(self.folder.path().join("ca.pem")), ..Tls::default() }
    }
}

fn server_builder(
    versions: &[&'static rustls::SupportedProtocolVersion],
) -> rustls::ConfigBuilder<ServerConfig, rustls::WantsVerifier> {
    ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_protocol_versions(versions)
        .unwrap()
}

struct Server(ServerConfig);

impl Server {
    fn with_alpn(mut self, name: &str) -> Self {
        self.0.alpn_protocols = vec![name.as_bytes().to_vec()];
        self
    }

    async fn accept(self, listener: &TcpListener) -> std::io::Result<TlsStream<TcpStream>> {
        let stream = accept(listener).await;
        TlsAcceptor::from(Arc::new(self.0)).accept(stream).await
    }
}

async fn listen_tls() -> (TcpListener, Address) {
    let (listener, address) = listen().await;
    match address {
        Address::Tcp { host, port } => (listener, Address::Tls { host, port }),
        _ => unreachable!(),
    }
}

/// The octets of an HTTP request that came.
async fn read_request(stream: &mut TlsStream<TcpStream>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
}

/// How a peer ends the connection.
#[derive(Clone, Copy, Debug)]
enum End {
    Alert,
    FinAlone,
    Reset,
    OctetsAfterAlert,
    InTheClear,
    Undecryptable,
}

#[tokio::test]
async fn each_end_of_a_connection_with_tls_is_told_as_what_it_is() {
    let rows: [(End, &[&str]); 6] = [
        (End::Alert, &["received ok", "close_notify", "FIN", "done"]),
        (End::FinAlone, &["received ok", "no close_notify", "FIN", "done"]),
        (End::Reset, &["received ok", "RST", "done"]),
        (
            End::OctetsAfterAlert,
            &[
                "received ok",
                "close_notify",
                "read failed: octets came after the closure alert (close_notify)",
                "done",
            ],
        ),
        (
            End::InTheClear,
            &[
                "received ok",
                "read failed: what came is no TLS record: an unknown type of record",
                "done",
            ],
        ),
        (
            End::Undecryptable,
            &["received ok", "read failed: a TLS record does not decrypt (bad record MAC)", "done"],
        ),
    ];
    let authority = Authority::new();
    for (version, name) in [(TlsVersion::V1_2, "TLS 1.2"), (TlsVersion::V1_3, "TLS 1.3")] {
        for (end, want) in &rows {
            let (listener, address) = listen_tls().await;
            let server = authority.server("127.0.0.1");
            let tls = Tls { min: Some(version), max: Some(version), ..authority.believed() };
            let mut script = Script::new(always_more);
            let steps = vec![send(vec![text(GET)]), expect()];
            let endpoint = Endpoint::with(&address, &tls);
            let (exchanged, ()) = replay_at(&endpoint, steps, limits(), &mut script, async {
                let mut peer = server.accept(&listener).await.unwrap();
                read_request(&mut peer).await;
                peer.write_all(b"ok").await.unwrap();
                peer.flush().await.unwrap();
                end_with(*end, peer).await;
            })
            .await;
            let told = told(&exchanged.transcript);
            let begun = [
                "connected",
                &format!("secured: {name}"),
                &format!("request {}", escape(GET.as_bytes())),
                "done",
            ];
            assert_eq!(told[..4], begun);
            assert_eq!(told[4..], **want, "{end:?} over {name}");
        }
    }
}

async fn end_with(end: End, mut peer: TlsStream<TcpStream>) {
    match end {
        End::Alert => peer.shutdown().await.unwrap(),
        End::FinAlone => peer.get_mut().0.shutdown().await.unwrap(),
        End::Reset => {
            // What was sent has to be read before the reset takes it away.
            peer.get_ref().0.set_zero_linger().unwrap();
            tokio::task::yield_now().await;
        }
        End::OctetsAfterAlert => {
            let (socket, session) = peer.get_mut();
            session.send_close_notify();
            let mut octets = Vec::new();
            while session.wants_write() {
                session.write_tls(&mut octets).unwrap();
            }
            octets.push(b'x');
            socket.write_all(&octets).await.unwrap();
            let _ = socket.read_to_end(&mut Vec::new()).await;
        }
        End::InTheClear => {
            peer.get_mut().0.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
            let _ = peer.get_mut().0.read_to_end(&mut Vec::new()).await;
        }
        End::Undecryptable => {
            let record = [&b"\x17\x03\x03\x00\x28"[..], &[7; 40]].concat();
            peer.get_mut().0.write_all(&record).await.unwrap();
            let _ = peer.get_mut().0.read_to_end(&mut Vec::new()).await;
        }
    }
}

/// The lengths of the records that a client sends after the handshake, up to its FIN or RST.
async fn lengths(peer: TlsStream<TcpStream>) -> (Vec<usize>, &'static str) {
    let (mut socket, _) = peer.into_inner();
    let mut octets = Vec::new();
    let end = match socket.read_to_end(&mut octets).await {
        Ok(_) => "FIN",
        Err(_) => "RST",
    };
    let mut lengths = Vec::new();
    let mut rest = octets.as_slice();
    while let [23, 3, 3, high, low, after @ ..] = rest {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        lengths.push(length);
        rest = &after[length..];
    }
    assert_eq!(rest, b"");
    (lengths, end)
}

#[tokio::test]
async fn each_write_is_a_record_of_its_own_and_the_closure_alert_comes_before_the_fin() {
    // A record of TLS 1.3 has 17 octets more than its content: its type, and the tag.
    let long = "a".repeat(70_000);
    let whole = [16_384 + 17; 4];
    let written = [&[3 + 17, 4 + 17][..], &whole, &[70_000 - 4 * 16_384 + 17]].concat();
    let rows = [
        (Some(CloseKind::Write), 2, "FIN"),
        (Some(CloseKind::Full), 2, "FIN"),
        (Some(CloseKind::Reset), 0, "RST"),
        // The end of the case closes too.
        (None, 2, "FIN"),
    ];
    let authority = Authority::new();
    for (how, alert, want) in rows {
        let (listener, address) = listen_tls().await;
        let server = authority.server("127.0.0.1");
        let mut script = Script::new(|_, seen| match seen.received(0, usize::MAX).len() {
            0..2 => Want::More,
            _ => Want::Done,
        });
        let mut steps = vec![
            step(Action::Connect),
            expect(),
            send(vec![text("abc"), text("defg"), text(&long)]),
        ];
        steps.extend(how.map(close));
        let endpoint = Endpoint::with(&address, &authority.believed());
        let (exchanged, (lengths, end)) =
            replay_at(&endpoint, steps, limits(), &mut script, async {
                let mut peer = server.accept(&listener).await.unwrap();
                peer.write_all(b"go").await.unwrap();
                peer.flush().await.unwrap();
                lengths(peer).await
            })
            .await;
        assert_eq!(exchanged.transcript.sent(0).len(), 7 + long.len());
        assert_eq!(end, want, "{how:?}");
        if alert > 0 {
            assert_eq!(lengths, [&written[..], &[alert + 17]].concat(), "{how:?}");
        }
    }
}
