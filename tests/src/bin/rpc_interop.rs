//! This implementation as a side of the interop tests of calls; `interop/README.md` tells
//! what the two commands do.

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use avro_core::{Value, value};
use avro_rpc::dynamic::Dynamic;
use avro_rpc::http::{HttpServer, HttpTransport};
use avro_rpc::tcp::{Framing, NettyTransport, SocketTransport, TcpServer};
use avro_rpc::{Call, CallError, Client, LocalProtocol, Refusal, Reply};
use tokio::io::AsyncReadExt;
use tokio::time::sleep;

const TRACE: &str = "trace";

type Outcome = Result<(), Box<dyn Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let protocol = |path: &str| -> Result<LocalProtocol, Box<dyn Error>> {
        Ok(LocalProtocol::parse(&fs::read_to_string(path)?)?)
    };
    match args[..] {
        ["serve", way, path] => serve(way, protocol(path)?).await,
        ["call", way, port, path] => {
            let client = client(way, port, protocol(path)?)?;
            call(way, &client.with_timeout(Duration::from_secs(20))).await
        }
        _ => Err("serve WAY PROTOCOL | call WAY PORT PROTOCOL".into()),
    }
}

/// Serves, says the port, and ends with its input.
async fn serve(way: &str, protocol: LocalProtocol) -> Outcome {
    let words = Arc::new(Mutex::new(HashMap::<String, i64>::new()));
    let service = Dynamic::new(protocol, move |call: Call, request: Value| {
        handle(Arc::clone(&words), call, request)
    });
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
        "http" => serve!(HttpServer::new(service)),
        "socket" => serve!(TcpServer::new(service, Framing::Socket)),
        "netty" => serve!(TcpServer::new(service, Framing::Netty)),
        _ => return Err(format!("no way {way}").into()),
    }
    Ok(())
}

async fn handle(
    words: Arc<Mutex<HashMap<String, i64>>>,
    mut call: Call,
    request: Value,
) -> Result<Reply, Refusal> {
    if let Some(trace) = call.metadata().get(TRACE).map(<[u8]>::to_vec) {
        call.response_metadata().insert(TRACE, trace);
    }
    let number = |name: &str| request.get(name).and_then(Value::as_i64);
    let text = |name: &str| {
        request
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let words = || words.lock().unwrap_or_else(PoisonError::into_inner);
    match call.message().name() {
        "add" => {
            let (Some(a), Some(b)) = (number("a"), number("b")) else {
                return Err(Refusal::new("two numbers are wanted"));
            };
            let newer = number("c");
            let result = match a + b + newer.unwrap_or(0) {
                _ if a == 13 => return Err(Refusal::new("no thirteens")),
                _ if a == 14 => panic!("no fourteens"),
                sum if sum > 1000 && newer.is_some() => {
                    Err(value!({"interop.rpc.Over": {"by": sum - 1000, "most": 1000}}))
                }
                sum if sum > 1000 => Err(value!({"interop.rpc.Over": {"most": 1000}})),
                sum => Ok(match newer {
                    Some(c) => value!({"shown": format!("{b} {a} {c}"), "sum": sum}),
                    None => value!({"sum": sum, "note": "older"}),
                }),
            };
            call.reply_value(result)
        }
        "echo" => call.reply_value(Ok(value!(text("text")))),
        "wait" => {
            let millis = number("millis").unwrap_or_default();
            sleep(Duration::from_millis(
                u64::try_from(millis).map_err(Refusal::new)?,
            ))
            .await;
            call.reply_value(Ok(value!(number("number").unwrap_or_default())))
        }
        "forget" => {
            *words().entry(text("word").to_owned()).or_default() += 1;
            call.done()
        }
        "forgotten" => {
            let times = words().get(text("word")).copied().unwrap_or(0);
            call.reply_value(Ok(value!(times)))
        }
        "lost" => call.done(),
        name => Err(Refusal::new(format_args!("nobody handles {name}"))),
    }
}

fn client(way: &str, port: &str, protocol: LocalProtocol) -> Result<Client, Box<dyn Error>> {
    let address = format!("127.0.0.1:{port}");
    Ok(match way {
        "http" => Client::new(protocol, HttpTransport::new(&format!("http://{address}/"))?),
        "socket" => Client::new(protocol, SocketTransport::new(address)),
        "netty" => Client::new(protocol, NettyTransport::new(address)),
        _ => return Err(format!("no way {way}").into()),
    })
}

/// Makes the calls: a line for each thing that is looked at.
async fn call(way: &str, calc: &Client) -> Outcome {
    add(calc, 1, 2).await?;
    let (_, metadata) = calc
        .call_value("add", value!({"a": 1, "b": 2}))
        .metadata(TRACE, "4bf92f35")
        .with_metadata()
        .await?;
    let trace = metadata.get(TRACE).map(String::from_utf8_lossy);
    println!("trace: {}", trace.as_deref().unwrap_or("none"));
    add(calc, 900, 900).await?;
    add(calc, 13, 0).await?;
    add(calc, 14, 0).await?;

    for length in [0, 100_000] {
        let text = "ü".repeat(length);
        let back = calc
            .call_value("echo", value!({"text": text.clone()}))
            .await?;
        let same = back.as_str() == Some(&text);
        println!(
            "echo {length}: {}",
            if same { "the same" } else { "another" }
        );
    }

    calc.call_value("forget", value!({"word": "once"})).await?;
    let mut forgotten = Value::Int(0);
    for _ in 0..500 {
        if forgotten != Value::Int(0) {
            break;
        }
        sleep(Duration::from_millis(10)).await;
        forgotten = calc
            .call_value("forgotten", value!({"word": "once"}))
            .await?;
    }
    println!("forgotten: {forgotten}");

    match calc.call_value("lost", value!({})).await {
        Ok(value) => println!("lost: {value}"),
        Err(CallError::System(_) | CallError::Handshake(_)) => println!("lost: refused"),
        Err(other) => return Err(other.into()),
    }

    if way == "netty" {
        in_flight(calc).await?;
    }
    add(calc, 3, 4).await
}

/// Calls at once, over one connection.
async fn in_flight(calc: &Client) -> Outcome {
    let wait = |millis: i64, number: i64| {
        let calc = calc.clone();
        tokio::spawn(async move {
            let request = value!({"millis": millis, "number": number});
            calc.call_value("wait", request).await
        })
    };
    // The later, the shorter.
    let calls: Vec<_> = (0..32).map(|number| wait(32 - number, number)).collect();
    let mut right = 0;
    for (number, call) in (0..).zip(calls) {
        right += u32::from(call.await??.as_i64() == Some(number));
    }
    println!("in flight: {right} right");

    let order = Arc::new(Mutex::new(Vec::new()));
    let mut two = Vec::new();
    for millis in [500, 0] {
        let (call, order) = (wait(millis, millis), Arc::clone(&order));
        two.push(tokio::spawn(async move {
            let answer = call.await.ok().and_then(Result::ok);
            let number = answer.as_ref().and_then(Value::as_i64).unwrap_or(-1);
            order
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(number);
        }));
    }
    for call in two {
        call.await?;
    }
    let order = order.lock().unwrap_or_else(PoisonError::into_inner);
    println!("answered: {order:?}");
    Ok(())
}

async fn add(calc: &Client, a: i32, b: i32) -> Outcome {
    let field = |value: &Value, name: &str| match value.get(name) {
        Some(Value::String(text)) => text.to_string(),
        Some(other) => other.to_string(),
        None => "nothing".to_owned(),
    };
    let what = match calc.call_value("add", value!({"a": a, "b": b})).await {
        Ok(sum) => format!("sum {} note {}", field(&sum, "sum"), field(&sum, "note")),
        Err(CallError::Declared(error)) => format!("declared Over most {}", field(&error, "most")),
        Err(CallError::System(text)) => format!("undeclared {text}"),
        Err(other) => return Err(other.into()),
    };
    println!("add {a} {b}: {what}");
    Ok(())
}
