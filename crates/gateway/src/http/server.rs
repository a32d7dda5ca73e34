//! The loop that takes connections, and its end.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;

use super::house::House;
use super::router::{self, Open};
use super::settings::Settings;

/// A server that runs.
pub struct Running {
    /// Where messages come in.
    pub listen: SocketAddr,
    /// Where it is watched.
    pub watch: Option<SocketAddr>,
    house: Arc<House>,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

/// Starts a server within a tokio runtime.
///
/// # Errors
/// Where an address cannot be listened at.
pub async fn start(house: Arc<House>, settings: Settings) -> io::Result<Running> {
    let (stop, stopped) = watch::channel(false);
    let open = Arc::new(Open {
        house: Arc::clone(&house),
        places: Arc::new(Semaphore::new(settings.messages)),
        settings,
    });
    let listener = TcpListener::bind(open.settings.listen).await?;
    let listen = listener.local_addr()?;
    let mut tasks = Vec::new();
    let door = Listening {
        listener,
        router: router::messages(Arc::clone(&open)),
        open: Arc::clone(&open),
        counted: true,
    };
    tasks.push(tokio::spawn(door.run(stopped.clone())));
    let mut watch = None;
    if let Some(address) = open.settings.watch {
        let listener = TcpListener::bind(address).await?;
        watch = Some(listener.local_addr()?);
        let window = Listening {
            listener,
            router: router::watching(Arc::clone(&open)),
            open,
            counted: false,
        };
        tasks.push(tokio::spawn(window.run(stopped)));
    }
    Ok(Running {
        listen,
        watch,
        house,
        stop,
        tasks,
    })
}

impl Running {
    /// Takes no further connection, finishes what was accepted, and ends.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        for task in self.tasks {
            // a task that panicked has ended, too
            let _ = task.await;
        }
        let house = self.house;
        let _ = tokio::task::spawn_blocking(move || house.close()).await;
    }
}

/// One address.
struct Listening {
    listener: TcpListener,
    router: Router,
    open: Arc<Open>,
    counted: bool,
}

impl Listening {
    async fn run(self, mut stopped: watch::Receiver<bool>) {
        let graceful = GracefulShutdown::new();
        let seats = Arc::new(Semaphore::new(self.open.settings.connections));
        loop {
            let accepted = tokio::select! {
                biased;
                _ = stopped.changed() => break,
                accepted = accept(&self.listener, &seats) => accepted,
            };
            let Some((stream, seat)) = accepted else {
                // out of file handles or the like: not worth a hot loop
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            };
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(self.open.settings.head)
                .serve_connection(
                    TokioIo::new(stream),
                    TowerToHyperService::new(self.router.clone()),
                );
            let connection = graceful.watch(connection);
            let (house, counted) = (Arc::clone(&self.open.house), self.counted);
            tokio::spawn(async move {
                let open = &house.metrics.connections;
                if counted {
                    open.fetch_add(1, Ordering::Relaxed);
                }
                // a client that went away is no fault of ours
                let _ = connection.await;
                if counted {
                    open.fetch_sub(1, Ordering::Relaxed);
                }
                drop(seat);
            });
        }
        drop(self.listener);
        let drained = tokio::time::timeout(self.open.settings.drain, graceful.shutdown()).await;
        if drained.is_err() {
            tracing::warn!(target: "gateway", "connections were cut at the end");
        }
    }
}

type Seat = tokio::sync::OwnedSemaphorePermit;

async fn accept(listener: &TcpListener, seats: &Arc<Semaphore>) -> Option<(TcpStream, Seat)> {
    let seat = Arc::clone(seats).acquire_owned().await.ok()?;
    let (stream, _) = listener.accept().await.ok()?;
    // answers are small and waited for
    let _ = stream.set_nodelay(true);
    Some((stream, seat))
}
