//! This implementation as two sides of the interop tests of calls, over values and with generated types;
//! `interop/README.md` tells what the commands do.

mod dynamic;
mod typed;

use std::collections::HashMap;
use std::error::Error;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use avro_rpc::client::Requestor;
use avro_rpc::http::{HttpServer, HttpTransport};
use avro_rpc::tcp::{Framing, NettyTransport, SocketTransport, TcpServer};
use avro_rpc::{Call, Client, LocalProtocol, Metadata, Server, Service};
use tokio::io::AsyncReadExt;
use tokio::time::sleep;

/// What comes with a call goes back with its answer.
const TRACE: &str = "trace";
/// Each side says with the handshake who it is. The server tells with each answer who the client is.
const WHO: &str = "who";

type Failure = Box<dyn Error + Send + Sync>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["dynamic", "serve", way, path] => {
            serve(way, dynamic::service(dynamic::protocol(path)?)).await
        }
        ["dynamic", "call", way, port, path] => {
            let client = client(way, port, dynamic::protocol(path)?)?;
            call(way, &client, &dynamic::Calls(client.clone())).await
        }
        ["typed", "serve", way, path] => match version(path) {
            "older" => serve(way, typed::older()).await,
            "newer" => serve(way, typed::newer()).await,
            other => Err(format!("no version {other}").into()),
        },
        ["typed", "call", way, port, path] if version(path) == "older" => {
            let client = client(way, port, typed::protocol())?;
            call(way, &client, &typed::Calls(client.clone().into())).await
        }
        _ => Err("dynamic|typed serve WAY PROTOCOL | dynamic|typed call WAY PORT PROTOCOL".into()),
    }
}

fn version(path: &str) -> &str {
    let stem = Path::new(path).file_stem().and_then(|stem| stem.to_str());
    stem.unwrap_or_default()
}

/// What a server has been told to forget, and how often.
#[derive(Clone, Default)]
struct Words(Arc<Mutex<HashMap<String, i32>>>);

impl Words {
    fn forget(&self, word: String) {
        let mut words = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *words.entry(word).or_default() += 1;
    }

    fn forgotten(&self, word: &str) -> i32 {
        let words = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        words.get(word).copied().unwrap_or(0)
    }
}

/// Serves, says the port, and ends with its input.
async fn serve(way: &str, service: impl Service) -> Result<(), Failure> {
    let service = Server::new(service)
        .with_handshake_metadata(Metadata::from_iter([(WHO, "the server of rust")]));
    let ended = async {
        let mut nothing = Vec::new();
        // However it ends.
        let _ = tokio::io::stdin().read_to_end(&mut nothing).await;
    };
    macro_rules! serve {
        ($server:expr) => {{
            let server = $server.bind("127.0.0.1:0").await?;
            println!("{}", server.local_addr()?.port());
            server.serve_until(ended).await;
        }};
    }
    match way {
        "http" => serve!(HttpServer::of(service)),
        "socket" => serve!(TcpServer::of(service, Framing::Socket)),
        "netty" => serve!(TcpServer::of(service, Framing::Netty)),
        _ => return Err(format!("no way {way}").into()),
    }
    Ok(())
}

/// Sends back what a client wants to see again.
fn send_back(call: &mut Call) {
    if let Some(trace) = call.metadata().get(TRACE).map(<[u8]>::to_vec) {
        call.response_metadata().insert(TRACE, trace);
    }
    if let Some(who) = call.handshake_metadata().get(WHO).map(<[u8]>::to_vec) {
        call.response_metadata().insert(WHO, who);
    }
}

fn client(way: &str, port: &str, protocol: LocalProtocol) -> Result<Client, Failure> {
    let address = format!("127.0.0.1:{port}");
    let requestor = Requestor::new(protocol)
        .with_handshake_metadata(Metadata::from_iter([(WHO, "a client of rust")]));
    let client = match way {
        "http" => Client::of(
            requestor,
            HttpTransport::new(&format!("http://{address}/"))?,
        ),
        "socket" => Client::of(requestor, SocketTransport::new(address)),
        "netty" => Client::of(requestor, NettyTransport::new(address)),
        _ => return Err(format!("no way {way}").into()),
    };
    Ok(client.with_timeout(Duration::from_secs(20)))
}

/// The messages of the older protocol, as a kind of client calls them.
trait Calc: Clone + Send + 'static {
    /// What became of it, in words, and the metadata of the answer if it is not an error.
    async fn add(&self, a: i32, b: i32) -> Result<(String, Metadata), Failure>;
    async fn echo(&self, text: String) -> Result<String, Failure>;
    fn wait(&self, millis: i32, number: i32) -> impl Future<Output = Result<i32, Failure>> + Send;
    async fn forget(&self, word: &str) -> Result<(), Failure>;
    async fn forgotten(&self, word: &str) -> Result<i32, Failure>;
    async fn lost(&self) -> Result<&'static str, Failure>;
}

/// Makes the calls: a line for each thing that is looked at.
async fn call(way: &str, client: &Client, calc: &impl Calc) -> Result<(), Failure> {
    let said = |metadata: &Metadata, name| {
        let said = metadata.get(name).map(String::from_utf8_lossy);
        said.as_deref().unwrap_or("nothing").to_owned()
    };
    let (answer, metadata) = calc.add(1, 2).await?;
    println!("add 1 2: {answer}");
    println!("trace: {}", said(&metadata, TRACE));
    println!("client: {}", said(&metadata, WHO));
    println!("server: {}", said(&client.handshake_metadata(), WHO));
    for (a, b) in [(900, 900), (13, 0), (14, 0)] {
        println!("add {a} {b}: {}", calc.add(a, b).await?.0);
    }

    for length in [0, 100_000] {
        let text = "ü".repeat(length);
        let same = calc.echo(text.clone()).await? == text;
        let what = if same { "the same" } else { "another" };
        println!("echo {length}: {what}");
    }

    calc.forget("once").await?;
    let mut forgotten = 0;
    for _ in 0..500 {
        if forgotten != 0 {
            break;
        }
        sleep(Duration::from_millis(10)).await;
        forgotten = calc.forgotten("once").await?;
    }
    println!("forgotten: {forgotten}");
    println!("lost: {}", calc.lost().await?);

    if way == "netty" {
        in_flight(calc).await?;
    }
    println!("add 3 4: {}", calc.add(3, 4).await?.0);
    Ok(())
}

/// Calls at once, over one connection.
async fn in_flight(calc: &impl Calc) -> Result<(), Failure> {
    let wait = |millis: i32, number: i32| {
        let calc = calc.clone();
        tokio::spawn(async move { calc.wait(millis, number).await })
    };
    // The later, the shorter.
    let calls: Vec<_> = (0..32).map(|number| wait(32 - number, number)).collect();
    let mut right = 0;
    for (number, call) in (0..).zip(calls) {
        right += u32::from(call.await?? == number);
    }
    println!("in flight: {right} right");

    let order = Arc::new(Mutex::new(Vec::new()));
    let lock = |order: &Mutex<Vec<i32>>, number| {
        let mut order = order.lock().unwrap_or_else(PoisonError::into_inner);
        order.push(number);
    };
    let mut two = Vec::new();
    for millis in [500, 0] {
        let (call, order) = (wait(millis, millis), Arc::clone(&order));
        two.push(tokio::spawn(async move {
            let answer = call.await.ok().and_then(Result::ok);
            lock(&order, answer.unwrap_or(-1));
        }));
    }
    for call in two {
        call.await?;
    }
    let order = order.lock().unwrap_or_else(PoisonError::into_inner);
    println!("answered: {order:?}");
    Ok(())
}
