//! How long container files take to be read and written by so many threads.
//!
//! ```text
//! container_threads CODEC MIB THREADS...
//! ```
//!
//! For each number of threads: the wall time, what all threads and what the caller's thread spent of the processor,
//! and what that comes to beside one thread. On a busy machine the wall says little: `bound` is what two idle cores
//! could make of it, from the time of all threads and that of the caller's, whichever is more.

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};
use std::{env, fs};

use avro_core::AvroSchema;
use avro_core::container::{Blocks, Codec, ContainerError, Reader, Writer};

#[derive(AvroSchema, Clone, Default)]
struct Row {
    id: i64,
    name: String,
    city: String,
    balance: f64,
    active: bool,
    visits: i32,
}

#[derive(AvroSchema)]
#[avro(name = "Row")]
struct RowRef<'a> {
    id: i64,
    name: &'a str,
    city: &'a str,
    balance: f64,
    active: bool,
    visits: i32,
}

fn rows(bytes: usize) -> Vec<Row> {
    let mut state = 7_u64;
    let mut next = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        state >> 33
    };
    let cities = ["Lisboa", "Kraków", "Gent", "Tromsø", "Salamanca", "Bari"];
    (0..bytes / 44)
        .map(|id| Row {
            id: id as i64,
            name: format!("customer {:x}", next()),
            city: cities[next() as usize % cities.len()].to_owned(),
            balance: (next() % 1_000_000) as f64 / 100.0,
            active: next() % 3 > 0,
            visits: (next() % 500) as i32,
        })
        .collect()
}

type Work<'a> = (
    &'a str,
    Box<dyn Fn(usize) -> Result<usize, ContainerError> + 'a>,
);

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = env::args().skip(1).collect();
    let [codec, mib, threads @ ..] = &args[..] else {
        return Err("CODEC MIB THREADS...".into());
    };
    let codec = codec.parse::<Codec>()?;
    let rows = rows(mib.parse::<usize>()? << 20);
    let write = |threads| -> Result<Vec<u8>, ContainerError> {
        let mut writer = Writer::<Row>::builder(Vec::new())
            .codec(codec.clone())
            .threads(threads)
            .build()?;
        for row in &rows {
            writer.append(row)?;
        }
        writer.finish()
    };
    let file = write(1)?;
    let read = |threads| Reader::<Row>::builder().threads(threads).read(&file[..]);
    let works: [Work<'_>; 4] = [
        ("write", Box::new(|threads| Ok(write(threads)?.len()))),
        (
            "read",
            Box::new(|threads| {
                let rows = read(threads)?.map(|row| row.map(|row| row.visits as usize));
                rows.sum()
            }),
        ),
        (
            "read into",
            Box::new(|threads| {
                let (mut reader, mut row, mut sum) = (read(threads)?, Row::default(), 0);
                while reader.next_into(&mut row)? {
                    sum += row.visits as usize;
                }
                Ok(sum)
            }),
        ),
        (
            "borrow",
            Box::new(|threads| {
                let blocks = Blocks::new(&file[..])?;
                let sums = blocks.par_map(threads, |block| {
                    let rows = block.rows::<RowRef<'_>>()?;
                    rows.map(|row| row.map(|row| row.visits as usize)).sum()
                })?;
                sums.map(|sum: Result<Result<usize, _>, _>| sum?).sum()
            }),
        ),
    ];
    println!("{codec}: {} rows, {} bytes", rows.len(), file.len());
    for (name, work) in works {
        let mut one = None;
        for threads in threads {
            let spent = best(|| work(threads.parse().unwrap_or(1)))?;
            let [wall, all, caller] = spent;
            let one = *one.get_or_insert(spent);
            let bound = one[1].as_secs_f64() / (all / 2).max(caller).as_secs_f64();
            println!(
                "{name:10} {threads} threads: wall {wall:8.1?}, all {all:8.1?}, caller {caller:8.1?}; wall {:.2} times, bound {bound:.2}",
                one[0].as_secs_f64() / wall.as_secs_f64(),
            );
        }
    }
    Ok(())
}

/// The least of seven runs, each figure for itself.
fn best(work: impl Fn() -> Result<usize, ContainerError>) -> Result<[Duration; 3], ContainerError> {
    let mut best = [Duration::MAX; 3];
    for _ in 0..7 {
        let (start, all, caller) = (Instant::now(), spent("self"), spent("thread-self"));
        black_box(work()?);
        let run = [
            start.elapsed(),
            spent("self").saturating_sub(all),
            spent("thread-self").saturating_sub(caller),
        ];
        best = [0, 1, 2].map(|figure| best[figure].min(run[figure]));
    }
    Ok(best)
}

/// What a process or a thread has spent of the processor, in steps of 10 ms, as Linux tells it.
fn spent(whose: &str) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{whose}/stat")).unwrap_or_default();
    let fields = stat.rsplit(") ").next().unwrap_or_default().split(' ');
    let ticks: u64 = fields
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<u64>().ok())
        .sum();
    Duration::from_millis(ticks * 10)
}
