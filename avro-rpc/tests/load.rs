//! Many calls of many clients: none lost, none wrong.
//!
//! The quick form runs with the tests. The long one is
//!
//! ```text
//! cargo test --release -p avro-rpc --all-features --test load -- --ignored --nocapture
//! ```

mod mail;
mod office;

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use avro_core::Value;
use avro_core::value::RecordValue;
use avro_rpc::dynamic::Dynamic;
use avro_rpc::{Call, LocalProtocol, Service, Settings};
use office::{Running, WAYS, Way};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

/// Doubles numbers.
fn protocol() -> LocalProtocol {
    static PROTOCOL: LazyLock<LocalProtocol> = LazyLock::new(parse);
    PROTOCOL.clone()
}

fn parse() -> LocalProtocol {
    let text = r#"{"protocol": "Calc", "messages": {
        "twice": {"request": [{"name": "of", "type": "long"}, {"name": "why", "type": "string"}],
                  "response": "long"}}}"#;
    LocalProtocol::parse(text).unwrap()
}

/// Resident memory in MiB, where the system tells.
fn resident() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: f64 = text.split(' ').nth(1)?.parse().ok()?;
    Some(pages * 4096.0 / f64::from(1 << 20))
}

fn twice() -> impl Service {
    Dynamic::new(protocol(), async |call: Call, request: Value| {
        let of = request.get("of").and_then(Value::as_i64).unwrap();
        call.reply_value(Ok(Value::Long(of * 2)))
    })
}

fn request(of: i64) -> Value {
    let schema = protocol().protocol().messages()[0].request().clone();
    let fields = vec![Value::Long(of), Value::String("load".repeat(4))];
    Value::Record(RecordValue::new(&schema, fields).unwrap())
}

/// So many calls in all, of so many clients. Each client has connections of its own.
async fn load(way: Way, clients: i64, calls: i64) {
    let running = Running::start(way, twice(), Settings::default()).await;
    let each = calls / clients;
    let start = Instant::now();
    let mut tasks = Vec::new();
    for number in 0..clients {
        let client = running.client(protocol());
        tasks.push(tokio::spawn(async move {
            let mut half = None;
            for call in 0..each {
                let of = number * each + call;
                let answer = client.call_value("twice", request(of)).await.unwrap();
                assert_eq!(answer, Value::Long(of * 2));
                if call == each / 2 {
                    half = resident();
                }
            }
            half
        }));
    }
    let mut half: Option<f64> = None;
    for task in tasks {
        if let Some(mib) = task.await.unwrap() {
            half = Some(half.map_or(mib, |half| half.max(mib)));
        }
    }
    let took = start.elapsed();
    let end = resident();
    let drain = Instant::now();
    running.stop().await;
    let drain = drain.elapsed();
    assert!(drain < Duration::from_secs(5), "{way:?}: {drain:?}");
    println!(
        "{way:?}: {calls} calls of {clients} clients in {took:.2?}, {:.0} a second, MiB half-way {half:.1?}, at the end {end:.1?}, drained in {drain:.2?}",
        calls as f64 / took.as_secs_f64(),
    );
    if let (Some(half), Some(end)) = (half, end) {
        assert!(
            end <= half * 1.05 + 8.0,
            "{way:?}: memory grew from {half} to {end} MiB"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_call_has_its_own_answer() {
    for way in WAYS {
        load(way, 16, 3200).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes a minute in a release build"]
async fn two_hundred_thousand_calls_of_64_clients() {
    for way in WAYS {
        load(way, 64, 200_000).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes in a release build"]
async fn a_million_calls_of_256_clients() {
    for way in WAYS {
        load(way, 256, 1_000_000).await;
    }
}

/// The 99th percentile of how long calls take that 64 clients make for some time, each ten in a second.
async fn honest(running: &Running, time: Duration) -> Duration {
    let mut tasks = Vec::new();
    for number in 0..64 {
        let client = running.client(protocol());
        tasks.push(tokio::spawn(async move {
            let mut times = Vec::new();
            let end = Instant::now() + time;
            while Instant::now() < end {
                let start = Instant::now();
                let answer = client.call_value("twice", request(number)).await.unwrap();
                times.push(start.elapsed());
                assert_eq!(answer, Value::Long(number * 2));
                sleep(Duration::from_millis(100)).await;
            }
            times
        }));
    }
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await.unwrap());
    }
    times.sort_unstable();
    times[times.len() * 99 / 100]
}

/// So many connections that send a byte in a second, until they are cut.
async fn loris(way: Way, slow: usize, time: Duration) {
    let settings = Settings::default().with_message_time(time).with_idle(time);
    let running = Running::start(way, twice(), settings).await;
    let quiet = honest(&running, time / 2).await;
    let before = resident();

    let beginning: &[u8] = match way {
        Way::Http => b"POST / HTTP/1.1\r\nhost: x\r\ncontent-type: avro/binary\r\n",
        Way::Socket => b"\0\0\x40\0",
        Way::Netty => b"\0\0\0\x01\0\0\0\x01\0\0\x40\0",
    };
    let mut connections = Vec::new();
    for _ in 0..slow {
        let mut stream = TcpStream::connect(running.address).await.unwrap();
        connections.push(tokio::spawn(async move {
            stream.write_all(beginning).await.unwrap();
            let (mut reader, mut writer) = stream.into_split();
            let drip = tokio::spawn(async move {
                while writer.write_all(b"x").await.is_ok() {
                    sleep(Duration::from_secs(1)).await;
                }
            });
            let mut rest = Vec::new();
            let end = timeout(
                3 * time + Duration::from_secs(5),
                reader.read_to_end(&mut rest),
            )
            .await;
            drip.abort();
            end.is_ok()
        }));
    }
    let busy = honest(&running, time / 2).await;
    let after = resident();
    println!(
        "{way:?}: {slow} slow connections, the 99th percentile {busy:.2?} after {quiet:.2?}, MiB {after:.1?} after {before:.1?}"
    );
    for connection in connections {
        assert!(
            connection.await.unwrap(),
            "{way:?}: a slow connection was not cut"
        );
    }
    // One hiccup of the machine is not the server's.
    let most = (3 * quiet).max(Duration::from_millis(50));
    assert!(busy <= most, "{way:?}: {busy:?} after {quiet:?}");
    if let (Some(before), Some(after)) = (before, after) {
        assert!(
            after - before <= 128.0,
            "{way:?}: memory grew from {before} to {after} MiB"
        );
    }
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_connections_are_cut_and_do_not_slow_others() {
    for way in WAYS {
        loris(way, 100, Duration::from_secs(1)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes two minutes, and needs 5,000 files"]
async fn two_thousand_slow_connections() {
    for way in WAYS {
        loris(way, 2000, Duration::from_secs(30)).await;
    }
}
