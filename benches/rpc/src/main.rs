//! Calls beside tonic's: how many a second, and how long each takes.
//!
//! ```text
//! benches-rpc [--seconds N] [--rounds N] [--only TEXT]
//! ```
//!
//! One process has servers and clients, each on one thread of their own, over loopback. Subjects take turns, round
//! after round, so that what else the machine does falls on all of them; a figure is the median of the rounds.
//! Processor time is that of the whole process, servers and clients, for each call: it is the steadier figure on a
//! machine that is shared.
//!
//! *64 clients* have a client each, and so at least a connection each; *64 callers* share one client, which has
//! one connection (tonic, Netty) or as many as there are calls under way (HTTP/1.1, sockets).

mod ours;
mod rival;

use std::time::{Duration, Instant};

use cpu_time::ProcessTime;
use tokio::runtime::{Builder, Runtime};

const TO: &str = "Bob";
const FROM: &str = "Ada Lovelace";
const BODY: &str = "See you tomorrow at the usual place, and bring the notes on the engine along; \
    there is more to be said about the seventh card.";

/// A client that makes the call.
trait Calls: Clone + Send + 'static {
    fn call(&mut self) -> impl Future<Output = ()> + Send;
}

#[derive(Clone, Copy)]
enum Load {
    One,
    Clients(usize),
    Callers(usize),
}

const LOADS: [(&str, Load); 3] = [
    ("1 client", Load::One),
    ("64 clients", Load::Clients(64)),
    ("64 callers", Load::Callers(64)),
];

const SUBJECTS: [&str; 4] = ["tonic", "ours HTTP", "ours socket", "ours Netty"];

struct Figures {
    rate: f64,
    median: f64,
    late: f64,
    cpu: f64,
}

fn main() {
    let mut seconds = 1.0;
    let mut rounds = 7;
    let mut only = String::new();
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let value = args.next().expect("a value");
        match &*arg {
            "--seconds" => seconds = value.parse().expect("a number"),
            "--rounds" => rounds = value.parse().expect("a number"),
            "--only" => only = value,
            _ => panic!("--seconds N, --rounds N or --only TEXT"),
        }
    }
    let time = Duration::from_secs_f64(seconds);

    let runtime = || {
        let mut builder = Builder::new_multi_thread();
        builder
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime")
    };
    let (servers, clients) = (runtime(), runtime());
    let addresses = servers.block_on(async {
        let serve = |way| async move { tokio::spawn(ours::serve(way)).await.expect("a server") };
        [
            tokio::spawn(rival::serve()).await.expect("a server"),
            serve(ours::Way::Http).await,
            serve(ours::Way::Socket).await,
            serve(ours::Way::Netty).await,
        ]
    });

    println!(
        "{:<11} {:<12} {:>9} {:>10} {:>10} {:>11}  beside tonic: rate, CPU",
        "load", "subject", "calls/s", "median us", "99th us", "CPU us/call"
    );
    for (name, load) in LOADS {
        let mut figures: [Vec<Figures>; 4] = Default::default();
        for _ in 0..rounds {
            for (i, subject) in SUBJECTS.iter().enumerate() {
                if !subject.contains(&*only) {
                    continue;
                }
                let address = addresses[i];
                let ours = |way| async move { ours::client(way, address) };
                figures[i].push(match i {
                    0 => run(&clients, load, time, || rival::client(address)),
                    1 => run(&clients, load, time, || ours(ours::Way::Http)),
                    2 => run(&clients, load, time, || ours(ours::Way::Socket)),
                    _ => run(&clients, load, time, || ours(ours::Way::Netty)),
                });
            }
        }
        let median = |i: usize, of: fn(&Figures) -> f64| {
            let mut all: Vec<f64> = figures[i].iter().map(of).collect();
            all.sort_by(f64::total_cmp);
            all.get(all.len() / 2).copied()
        };
        for (i, subject) in SUBJECTS.iter().enumerate() {
            let (Some(rate), Some(cpu)) = (median(i, |f| f.rate), median(i, |f| f.cpu)) else {
                continue;
            };
            print!(
                "{name:<11} {subject:<12} {rate:>9.0} {:>10.1} {:>10.1} {cpu:>11.1}",
                median(i, |f| f.median).unwrap_or_default(),
                median(i, |f| f.late).unwrap_or_default()
            );
            if let (Some(rival), Some(rival_cpu)) = (median(0, |f| f.rate), median(0, |f| f.cpu)) {
                print!("  {:.2} {:.2}", rate / rival, cpu / rival_cpu);
            }
            println!();
        }
    }
}

/// One round of one subject.
fn run<C: Calls, F: Future<Output = C> + Send>(
    clients: &Runtime,
    load: Load,
    time: Duration,
    client: impl Fn() -> F,
) -> Figures {
    clients.block_on(async {
        let mut callers = Vec::new();
        match load {
            Load::One => callers.push(client().await),
            Load::Clients(n) => {
                for _ in 0..n {
                    callers.push(client().await);
                }
            }
            Load::Callers(n) => callers = vec![client().await; n],
        }
        // Connections and handshakes are not what is measured.
        for caller in &mut callers {
            caller.call().await;
        }
        let (began, cpu) = (Instant::now(), ProcessTime::now());
        let end = began + time;
        let tasks: Vec<_> = callers
            .into_iter()
            .map(|mut caller| {
                tokio::spawn(async move {
                    let mut times = Vec::new();
                    let mut now = Instant::now();
                    while now < end {
                        caller.call().await;
                        let then = std::mem::replace(&mut now, Instant::now());
                        times.push((now - then).as_nanos() as u64);
                    }
                    times
                })
            })
            .collect();
        let mut times = Vec::new();
        for task in tasks {
            times.extend(task.await.expect("calls"));
        }
        let (took, cpu) = (began.elapsed(), cpu.elapsed());
        times.sort_unstable();
        let calls = times.len() as f64;
        let at = |part: f64| times[((calls * part) as usize).min(times.len() - 1)] as f64 / 1e3;
        Figures {
            rate: calls / took.as_secs_f64(),
            median: at(0.5),
            late: at(0.99),
            cpu: cpu.as_secs_f64() * 1e6 / calls,
        }
    })
}
