//! The server: it listens, serves connections side by side, and stops.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use crate::reference::connection;
use crate::reference::fault::Faults;
use crate::reference::identity::Identity;
use crate::reference::limits::Limits;
use crate::reference::resource::Shared;
use crate::reference::resource::store::Store;
use crate::reference::socket::Socket;

/// How long to wait after a failure to accept, such as too many open files.
const PAUSE: Duration = Duration::from_millis(20);

/// The reference server, listening and answering. It stops when it is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Server {
    /// Listens on an address, port 0 for any that is free, with these faults and default limits.
    ///
    /// # Errors
    ///
    /// The system's reason where the address cannot be listened on.
    pub async fn start(address: SocketAddr, faults: Faults) -> std::io::Result<Self> {
        Self::start_with(address, faults, Limits::default()).await
    }

    /// Listens on an address with these faults and default limits, and speaks TLS there, with this
    /// certificate.
    ///
    /// # Errors
    ///
    /// The system's reason where the address cannot be listened on.
    pub async fn start_tls(
        address: SocketAddr,
        faults: Faults,
        identity: &Identity,
    ) -> std::io::Result<Self> {
        Self::listen(address, faults, Limits::default(), Some(identity)).await
    }

    /// Listens on an address with these faults and limits.
    ///
    /// # Errors
    ///
    /// The system's reason where the address cannot be listened on.
    pub async fn start_with(
        address: SocketAddr,
        faults: Faults,
        limits: Limits,
    ) -> std::io::Result<Self> {
        Self::listen(address, faults, limits, None).await
    }

    async fn listen(
        address: SocketAddr,
        faults: Faults,
        limits: Limits,
        identity: Option<&Identity>,
    ) -> std::io::Result<Self> {
        let secure = identity.is_some();
        let acceptor = identity.map(Identity::acceptor);
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let store = Mutex::new(Store::default());
        let (documents, members) = (Mutex::default(), Mutex::default());
        let shared = Arc::new(Shared { faults, limits, secure, store, documents, members });
        Ok(Self { address, task: tokio::spawn(accept(listener, acceptor, shared)) })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops listening and drops every connection.
    pub async fn stop(mut self) {
        self.task.abort();
        let _ = (&mut self.task).await;
    }

    /// Waits until the server has stopped, which it does by itself only where its runtime ends.
    pub async fn run_until_stopped(mut self) {
        let _ = (&mut self.task).await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Accepts for ever. The connections are tasks of the set, and end with it.
async fn accept(listener: TcpListener, acceptor: Option<TlsAcceptor>, shared: Arc<Shared>) {
    let room = Arc::new(Semaphore::new(shared.limits.connections));
    let mut connections = JoinSet::new();
    loop {
        let Ok(permit) = Arc::clone(&room).acquire_owned().await else { return };
        let accepted = loop {
            tokio::select! {
                accepted = listener.accept() => break accepted,
                // A connection that has ended is taken out of the set, panic or not.
                Some(_) = connections.join_next() => {}
            }
        };
        match accepted {
            Ok((stream, _)) => {
                let (shared, acceptor) = (Arc::clone(&shared), acceptor.clone());
                connections.spawn(async move {
                    let socket = Socket::of(stream, acceptor.as_ref());
                    let socket = timeout(shared.limits.idle_timeout, socket).await;
                    if let Ok(Ok(socket)) = socket {
                        connection::serve(socket, shared).await;
                    }
                    drop(permit);
                });
            }
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}
