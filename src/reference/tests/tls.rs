//! The server over TLS, and the faults that it has only there.

use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};

use super::wire;
use crate::reference::{Faults, Identity, Server, socket};

/// What came, and how it ended: by close_notify, by FIN alone, or in the clear.
async fn ask(fault: Option<&str>, request: &str) -> (String, &'static str) {
    let faults: Vec<String> = fault.into_iter().map(str::to_owned).collect();
    let any = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
    let identity = Identity::made_for(any.ip()).unwrap();
    let server = Server::start_tls(any, Faults::named(&faults).unwrap(), &identity).await.unwrap();
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(identity.authority_pem().as_bytes()).unwrap())
        .unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(server.address()).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let connector = TlsConnector::from(Arc::new(config));
    let mut stream = connector.connect(name, stream).await.unwrap();
    stream.write_all(&wire(request)).await.unwrap();
    stream.flush().await.unwrap();
    let got = read(&mut stream).await;
    server.stop().await;
    got
}

async fn read(stream: &mut (impl AsyncRead + Unpin)) -> (String, &'static str) {
    let mut octets = Vec::new();
    let end = loop {
        match stream.read_buf(&mut octets).await {
            Ok(0) => break "close_notify",
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => break "FIN alone",
            Err(_) => break "no TLS",
        }
    };
    (String::from_utf8_lossy(&octets).into_owned(), end)
}

#[tokio::test]
async fn each_fault_of_tls_changes_what_is_seen_over_tls() {
    let get = "GET /cookies HTTP/1.1\nHost: a\nConnection: close\n\n";
    let (right, end) = ask(None, get).await;
    assert_eq!(end, "close_notify");
    assert!(right.contains("\r\nStrict-Transport-Security: max-age="), "{right}");
    assert_eq!(right.matches("; Secure").count(), 2, "{right}");
    let shown = [
        ("close-notify-missing", "FIN alone", 2, true),
        ("tls-answers-in-the-clear", "no TLS", 0, false),
        ("hsts-missing-over-tls", "close_notify", 2, false),
        ("cookies-insecure-over-tls", "close_notify", 0, true),
    ];
    assert_eq!(
        shown.map(|row| row.0).to_vec(),
        socket::FAULTS.iter().map(|f| f.name).collect::<Vec<_>>()
    );
    for (fault, ended, secure, hsts) in shown {
        let (came, end) = ask(Some(fault), get).await;
        let seen = (came.matches("; Secure").count(), came.contains("Strict-Transport-Security"));
        assert_eq!((end, seen), (ended, (secure, hsts)), "{fault}: {came}");
    }
}
