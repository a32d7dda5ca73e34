//! What is answered under which path.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Method, Response, StatusCode};
use axum::routing::get;
use base::Refused;
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;

use super::body::{self, Unread};
use super::house::House;
use super::message::{Heard, Step, Told, Why, answered, carry};
use super::metrics::Counted;
use super::reply::{nothing_told, respond, sentence};
use super::settings::Settings;
use crate::desk::Reply;
use crate::frame::Infno;

/// A house that is open.
pub(super) struct Open {
    pub house: Arc<House>,
    pub settings: Settings,
    pub places: Arc<Semaphore>,
}

/// Messages, and whether the server is there.
pub(super) fn messages(open: Arc<Open>) -> Router {
    let house = Arc::clone(&open.house);
    Router::new()
        .route("/health/live", get(|| async { "ok\n" }))
        .route("/health/ready", get(ready))
        .fallback(message)
        .with_state(open)
        .layer(CatchPanicLayer::custom(move |_| {
            sentence(&house, StatusCode::OK, &broken())
        }))
}

/// Metrics and health, for those who watch.
pub(super) fn watching(open: Arc<Open>) -> Router {
    Router::new()
        .route("/health/live", get(|| async { "ok\n" }))
        .route("/health/ready", get(ready))
        .route("/metrics", get(metrics))
        .with_state(open)
}

async fn metrics(State(open): State<Arc<Open>>) -> Response<Body> {
    let text = open.house.metrics.text(open.house.queued());
    let mut response = Response::new(Body::from(text));
    let kind = axum::http::HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}

/// Ready is who can read the store and open the keys.
async fn ready(State(open): State<Arc<Open>>) -> (StatusCode, &'static str) {
    let house = Arc::clone(&open.house);
    let asked = tokio::task::spawn_blocking(move || {
        house.door.ring().is_ok() && house.store.read(store::pool::all).is_ok()
    });
    match tokio::time::timeout(open.settings.answer, asked).await {
        Ok(Ok(true)) => (StatusCode::OK, "ready\n"),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "not ready\n"),
    }
}

async fn message(State(open): State<Arc<Open>>, request: Request) -> Response<Body> {
    let house = &open.house;
    let path = request.uri().path().to_owned();
    if house
        .profiles
        .iter()
        .all(|profile| profile.route(&path).is_none())
    {
        return sentence(house, StatusCode::NOT_FOUND, &no_path());
    }
    if request.method() != Method::POST {
        return sentence(house, StatusCode::OK, &no_post());
    }
    let headers = plain_headers(request.headers());
    let most = largest(house);
    let read = body::read(request.into_body(), most, open.settings.body).await;
    let begun = Instant::now();
    let (received, wall) = (house.now(), house.wall());
    let outcome = match read {
        Err(unread) => {
            let why = unread_why(unread, most);
            (nothing_told(house), Err(why))
        }
        Ok(body) => {
            let heard = Heard {
                path,
                headers,
                body,
                received,
                wall,
            };
            worked(&open, heard).await
        }
    };
    let (told, outcome) = outcome;
    let (told, answered) = {
        let house = Arc::clone(house);
        let kept = told.clone();
        // signatures take a millisecond: not on the async threads
        let laid = tokio::task::spawn_blocking(move || respond(&house, &kept, received, outcome));
        (told, laid.await)
    };
    let (response, counted, code) = answered.unwrap_or_else(|_| {
        let response = sentence(house, StatusCode::OK, &broken());
        (response, Counted::Failed, Some("gateway.broken"))
    });
    note(house, &told, counted, code, begun);
    response
}

/// Carries a message out on a thread of its own, where there is a place.
async fn worked(open: &Arc<Open>, heard: Heard) -> (Told, Result<(Reply, bool), Why>) {
    let Ok(_place) = Arc::clone(&open.places).try_acquire_owned() else {
        return (nothing_told(&open.house), Err(Why::Failed(busy())));
    };
    let (told, step) = begun(open, heard).await;
    match step {
        Err(why) => (told, Err(why)),
        Ok(Step::Done(reply)) => (told, Ok((reply, false))),
        Ok(Step::Posted(counter, key, post)) => {
            let infno = key.message.infno.clone();
            let (reply, outcome) = tokio::sync::oneshot::channel();
            let answer = Box::new(move |outcome| {
                // who asked may have gone; the answer is kept for a retry
                let _ = reply.send(outcome);
            });
            counter.submit(key, post, answer);
            let outcome = match tokio::time::timeout(open.settings.answer, outcome).await {
                Ok(Ok(outcome)) => answered(&open.house, &infno, outcome),
                Ok(Err(_)) => Err(Why::Failed(broken())),
                Err(_) => Err(Why::Failed(late())),
            };
            (told, outcome)
        }
    }
}

/// The part of a message that needs a thread of its own.
async fn begun(open: &Arc<Open>, heard: Heard) -> (Told, Result<Step, Why>) {
    let house = Arc::clone(&open.house);
    let work = tokio::task::spawn_blocking(move || {
        let mut told = nothing_told(&house);
        house.metrics.at_work.fetch_add(1, Ordering::Relaxed);
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            carry(&house, &heard, &mut told)
        }));
        house.metrics.at_work.fetch_sub(1, Ordering::Relaxed);
        let outcome = caught.unwrap_or_else(|_| Err(Why::Failed(broken())));
        (told, outcome)
    });
    match tokio::time::timeout(open.settings.answer, work).await {
        Ok(Ok(done)) => done,
        Ok(Err(_)) => (nothing_told(&open.house), Err(Why::Failed(broken()))),
        Err(_) => (nothing_told(&open.house), Err(Why::Failed(late()))),
    }
}

/// The headers that are text, names in lower case.
fn plain_headers(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = headers.iter().filter_map(|(name, value)| {
        let value = std::str::from_utf8(value.as_bytes()).ok()?;
        Some((name.as_str().to_owned(), value.to_owned()))
    });
    text.collect()
}

/// The largest body that any dialect takes.
fn largest(house: &House) -> usize {
    let limits = house.profiles.iter().map(|profile| profile.limits);
    let sizes = limits.map(|limits| limits.upload_bytes.max(limits.envelope_bytes));
    sizes.max().unwrap_or_default()
}

fn unread_why(unread: Unread, most: usize) -> Why {
    Why::Refused(match unread {
        Unread::TooLarge => Refused::new(
            "gateway.too_large",
            format!("报文超过{}KB的上限，请分批上传。", most / 1024),
        ),
        Unread::TooSlow => Refused::new(
            "gateway.too_slow",
            "报文没有在规定时间内传完，本笔未受理，请检查网络后原样重发。",
        ),
        Unread::Cut => Refused::new(
            "gateway.cut",
            "报文没有传完连接就断开了，本笔未受理，请原样重发。",
        ),
    })
}

/// One line a message: no name, no number of a person, no sentence that could hold one.
fn note(house: &House, told: &Told, counted: Counted, code: Option<&str>, begun: Instant) {
    let infno = told.infno.as_ref().map(Infno::as_str).unwrap_or_default();
    let label = match house.definitions.find(infno) {
        Ok(_) => infno,
        Err(_) => "other",
    };
    let counted = match code {
        Some("gateway.busy") => Counted::Busy,
        _ => counted,
    };
    let took = begun.elapsed();
    house.metrics.count(label, counted, took);
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    tracing::info!(
        target: "gateway",
        infno = label,
        institution = %told.institution,
        account = told.account.as_deref().map(base::show_value).unwrap_or_default(),
        msgid = %base::show_value(&told.msgid),
        profile = %told.profile.id,
        outcome = counted.code(),
        code = code.unwrap_or_default(),
        micros,
        "message"
    );
}

fn no_path() -> Refused {
    Refused::new(
        "gateway.no_path",
        "没有此接口地址，请核对地址；接口地址以 /callService 结尾，或以交易编号结尾。",
    )
}

fn no_post() -> Refused {
    Refused::new(
        "gateway.no_post",
        "接口只接受POST请求，请改用POST发送报文。",
    )
}

fn busy() -> Refused {
    Refused::new(
        "gateway.busy",
        "平台繁忙，本笔未受理，请稍候数秒后原样重发（报文ID不变）。",
    )
}

fn late() -> Refused {
    Refused::new(
        "gateway.late",
        "平台处理超时，本笔结果未知，请原样重发（报文ID不变）取回首次结果，或用2601冲正。",
    )
}

fn broken() -> Refused {
    Refused::new(
        "gateway.broken",
        "平台处理此报文时出现内部错误，本笔结果未知，请原样重发（报文ID不变）；仍然出错请与平台联系。",
    )
}
