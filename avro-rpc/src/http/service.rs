//! A server as a service of HTTP requests.

use std::convert::Infallible;
use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::{Buf, Bytes};
use http::header::{ALLOW, CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use http_body::Body;
use http_body_util::{BodyExt, Full};

use crate::client::BoxFuture;
use crate::frame::{self, Alone, FrameError};
use crate::limits::Limits;
use crate::net::{Held, Host, Settings, within};
use crate::server::{Peer, Received, Server, Service};
use crate::session::Session;

/// A service of calls as a service of HTTP requests, for `axum` and whatever else is built on `tower`.
///
/// It answers `POST` on any path: routing is for others. Cheap to clone.
///
/// Of [`Settings`] those count here that are about calls and messages.
pub struct HttpService<S> {
    host: Arc<Host<S>>,
}

impl<S: Service> HttpService<S> {
    /// For calls of this service.
    pub fn new(service: S) -> Self {
        Self::with_limits(service, Limits::default(), Settings::default())
    }

    /// The same with other limits on what clients send, and other settings.
    pub fn with_limits(service: S, limits: Limits, settings: Settings) -> Self {
        Self::of(Server::with_limits(service, limits), settings)
    }

    /// For calls of a server that has been made already.
    pub fn of(server: Server<S>, settings: Settings) -> Self {
        HttpService {
            host: Arc::new(Host::new(server).with_settings(settings)),
        }
    }

    /// Answers one request.
    ///
    /// A [`Peer`] among the request's extensions is who calls.
    pub async fn answer<B>(&self, request: Request<B>) -> Response<Full<Bytes>>
    where
        B: Body<Data: Send> + Send,
    {
        answer(&self.host, request).await
    }
}

pub(super) async fn answer<S, B>(host: &Host<S>, request: Request<B>) -> Response<Full<Bytes>>
where
    S: Service,
    B: Body<Data: Send> + Send,
{
    match try_answer(host, request).await {
        Ok(response) => response,
        Err(refused) => refused.response(),
    }
}

async fn try_answer<S, B>(
    host: &Host<S>,
    request: Request<B>,
) -> Result<Response<Full<Bytes>>, Refused>
where
    S: Service,
    B: Body<Data: Send> + Send,
{
    if request.method() != Method::POST {
        return Err(Refused::Method);
    }
    if !is_avro(request.headers().get(CONTENT_TYPE)) {
        return Err(Refused::Type);
    }
    let (parts, body) = request.into_parts();
    let responder = host.server.responder();
    let limit = responder.limits().message();
    let time = Some(host.settings.message_time());
    let mut held = host.room.message();
    let message = within(time, collect(body, limit, &mut held))
        .await
        .ok_or(Refused::Slow)??;

    let received = responder.receive(&mut Session::stateless(), message);
    let reply = match received.map_err(|error| Refused::Message(error.to_string()))? {
        Received::Answered(reply) => reply,
        Received::Call(mut call) => {
            if let Some(peer) = parts.extensions.get::<Peer>() {
                call = call.with_peer(peer.clone());
            }
            let _turn = host.turn().await;
            host.handle(call).await
        }
    };
    let mut framed = Vec::new();
    frame::put(&mut framed, &reply.into_message().unwrap_or_default());
    let mut response = Response::new(Full::new(Bytes::from(framed)));
    let avro = HeaderValue::from_static(super::CONTENT_TYPE);
    response.headers_mut().insert(CONTENT_TYPE, avro);
    Ok(response)
}

/// Whether a content type is `avro/binary`, whatever is said beside it.
fn is_avro(header: Option<&HeaderValue>) -> bool {
    let Some(Ok(text)) = header.map(HeaderValue::to_str) else {
        return false;
    };
    let essence = text.split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case(super::CONTENT_TYPE)
}

/// Puts the message of a body together while it arrives.
async fn collect<B>(body: B, limit: usize, held: &mut Held) -> Result<Vec<u8>, Refused>
where
    B: Body<Data: Send> + Send,
{
    let mut body = pin!(body);
    let mut alone = Alone::new(limit);
    while let Some(frame) = body.frame().await {
        let Ok(mut data) = frame.map_err(|_| Refused::Broken)?.into_data() else {
            continue;
        };
        if !held.grow(data.remaining()) {
            return Err(Refused::Crowded);
        }
        while data.has_remaining() {
            let chunk = data.chunk();
            alone.push(chunk)?;
            let taken = chunk.len();
            data.advance(taken);
        }
    }
    Ok(alone.end()?)
}

/// Why a request is not a call.
enum Refused {
    Method,
    Type,
    Slow,
    Broken,
    Crowded,
    Frame(FrameError),
    Message(String),
}

impl From<FrameError> for Refused {
    fn from(error: FrameError) -> Self {
        Refused::Frame(error)
    }
}

impl Refused {
    fn response(self) -> Response<Full<Bytes>> {
        let (status, words) = match self {
            Refused::Method => (
                StatusCode::METHOD_NOT_ALLOWED,
                "a call is a POST".to_owned(),
            ),
            Refused::Type => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "a call has the type avro/binary".to_owned(),
            ),
            Refused::Slow => (
                StatusCode::REQUEST_TIMEOUT,
                "the request takes too long".to_owned(),
            ),
            Refused::Broken => (
                StatusCode::BAD_REQUEST,
                "the request is broken off".to_owned(),
            ),
            Refused::Crowded => {
                let words = "there is no room for the request".to_owned();
                (StatusCode::SERVICE_UNAVAILABLE, words)
            }
            Refused::Frame(error @ FrameError::TooLong { .. }) => {
                (StatusCode::PAYLOAD_TOO_LARGE, error.to_string())
            }
            Refused::Frame(error) => (StatusCode::BAD_REQUEST, error.to_string()),
            Refused::Message(words) => (StatusCode::BAD_REQUEST, words),
        };
        let mut response = Response::new(Full::new(Bytes::from(words)));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("text/plain; charset=utf-8"),
        );
        if status == StatusCode::METHOD_NOT_ALLOWED {
            headers.insert(ALLOW, HeaderValue::from_static("POST"));
        }
        response
    }
}

impl<S> Clone for HttpService<S> {
    fn clone(&self) -> Self {
        HttpService {
            host: Arc::clone(&self.host),
        }
    }
}

impl<S> fmt::Debug for HttpService<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpService").finish_non_exhaustive()
    }
}

impl<S, B> tower_service::Service<Request<B>> for HttpService<S>
where
    S: Service,
    B: Body<Data: Send> + Send + 'static,
{
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let service = self.clone();
        Box::pin(async move { Ok(service.answer(request).await) })
    }
}
