//! One connection to the gateway: kept open, with deadlines, so that nothing hangs.

use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::HOST;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio::time::timeout;

/// How long one waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For a connection.
    pub connect: Duration,
    /// For a whole answer, from the sending of its question on.
    pub answer: Duration,
}

impl Default for Limits {
    /// Our choice: a cashier waits no longer. The server ends its own work after 60 seconds.
    fn default() -> Self {
        Limits {
            connect: Duration::from_secs(5),
            answer: Duration::from_secs(70),
        }
    }
}

/// No answer came: whether the message was carried out is not known, and sending it again will tell.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Lost {
    /// No connection came about: the message never left.
    #[error("no connection to {to}: {why}")]
    Unconnected {
        /// Where to.
        to: String,
        /// Why not.
        why: String,
    },
    /// The connection broke with the message under way.
    #[error("the connection broke: {0}")]
    Cut(String),
    /// Nothing came in time.
    #[error("no answer within {0:?}")]
    Late(Duration),
}

/// What came back.
pub(crate) struct Raw {
    pub status: u16,
    pub body: Bytes,
}

/// A connection that is opened when it is needed and again when it broke.
pub(crate) struct Connection {
    runtime: Runtime,
    to: String,
    limits: Limits,
    open: Option<SendRequest<Full<Bytes>>>,
}

impl Connection {
    /// To `host:port`. Nothing is sent yet.
    pub fn to(to: &str, limits: Limits) -> std::io::Result<Connection> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        Ok(Connection {
            runtime,
            to: to.to_owned(),
            limits,
            open: None,
        })
    }

    /// Posts a body and waits for the answer. After a fault the next post opens a new connection.
    pub fn post(
        &mut self,
        path: &str,
        headers: &[(&'static str, String)],
        body: Vec<u8>,
    ) -> Result<Raw, Lost> {
        let (to, limits) = (self.to.clone(), self.limits);
        let open = self.open.take().filter(|open| !open.is_closed());
        let (raw, open) = self.runtime.block_on(async move {
            let request = request(&to, path, headers, body)?;
            timeout(limits.answer, posted(&to, limits.connect, open, request))
                .await
                .map_err(|_| Lost::Late(limits.answer))?
        })?;
        self.open = Some(open);
        Ok(raw)
    }
}

/// The connection, unless the other side closed it in the meantime.
async fn still(open: Option<SendRequest<Full<Bytes>>>) -> Option<SendRequest<Full<Bytes>>> {
    let open = open?;
    // the first turn of the runtime wakes the task of the connection where its end has arrived, the second runs it
    for _ in 0..2 {
        tokio::task::yield_now().await;
    }
    (!open.is_closed()).then_some(open)
}

/// Sends a request over the connection that is open. One that the other side had closed gives the request back as
/// it was, not a byte of it sent: then it goes out over a new one.
async fn posted(
    to: &str,
    connect_within: Duration,
    open: Option<SendRequest<Full<Bytes>>>,
    request: Request<Full<Bytes>>,
) -> Result<(Raw, SendRequest<Full<Bytes>>), Lost> {
    let mut request = request;
    if let Some(mut open) = still(open).await {
        match open.try_send_request(request).await {
            Ok(answer) => return Ok((read(answer).await?, open)),
            Err(mut error) => match error.take_message() {
                Some(unsent) => request = unsent,
                None => return Err(Lost::Cut(error.into_error().to_string())),
            },
        }
    }
    let mut open = connect(to, connect_within).await?;
    let answer = open.send_request(request).await.map_err(cut)?;
    Ok((read(answer).await?, open))
}

async fn connect(to: &str, within: Duration) -> Result<SendRequest<Full<Bytes>>, Lost> {
    let unconnected = |why: String| Lost::Unconnected {
        to: to.to_owned(),
        why,
    };
    let stream = timeout(within, TcpStream::connect(to)).await;
    let stream = stream
        .map_err(|_| unconnected(format!("not within {within:?}")))?
        .map_err(|error| unconnected(error.to_string()))?;
    stream
        .set_nodelay(true)
        .map_err(|error| unconnected(error.to_string()))?;
    let hands = http1::handshake(TokioIo::new(stream)).await;
    let (open, connection) = hands.map_err(|error| unconnected(error.to_string()))?;
    // its faults reach those who wait for an answer
    drop(tokio::spawn(connection));
    Ok(open)
}

fn request(
    to: &str,
    path: &str,
    headers: &[(&'static str, String)],
    body: Vec<u8>,
) -> Result<Request<Full<Bytes>>, Lost> {
    let mut request = Request::post(path).header(HOST, to);
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    let request = request.body(Full::new(Bytes::from(body)));
    request.map_err(|error| Lost::Unconnected {
        to: to.to_owned(),
        why: error.to_string(),
    })
}

async fn read(answer: Response<Incoming>) -> Result<Raw, Lost> {
    let status = answer.status().as_u16();
    let body = answer.into_body().collect().await.map_err(cut)?.to_bytes();
    Ok(Raw { status, body })
}

fn cut(error: hyper::Error) -> Lost {
    Lost::Cut(error.to_string())
}
