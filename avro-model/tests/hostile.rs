//! Schema text that tries to exhaust time, memory or the stack.
//!
//! Of a release build this is promised: 20,000 fields or aliases are parsed in 100 ms
//! at most, and 200,000 cost at most 20 times what 25,000 do. On a core that is slower than most,
//! or shared with others, the first takes as much longer as [`the_yardstick`] does. A debug build is
//! held to less, by the second promise alone: what a machine is worth drops out of it, and only
//! work that grows faster than the text fails.

use std::fmt::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use avro_model::json::Json;
use avro_model::plan::{Incompatible, Node, Plan};
use avro_model::{
    EnumDef, FieldDef, Protocol, RecordDef, Schema, SchemaBuilder, SchemaErrorKind, SchemaSet, idl,
};

/// Runs `body` on a stack of 512 KiB, a quarter of what threads get.
fn on_a_small_stack<T: Send + 'static>(body: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = std::thread::Builder::new()
        .stack_size(512 * 1024)
        .spawn(body)
        .unwrap();
    thread.join().expect("no panic, no overflow")
}

/// Whether data of one schema has the layout of another's.
fn alike(writer: &Schema, reader: &Schema) -> Result<bool, Incompatible> {
    Ok(Plan::new(writer, reader)?.root() == Node::Direct)
}

/// Everything that can be done with a schema alone.
fn exercise(schema: &Schema) -> String {
    let json = schema.to_json();
    let canonical = schema.canonical_form();
    assert_eq!(
        schema.fingerprint(),
        avro_model::Fingerprint::of(canonical.as_bytes())
    );
    assert!(schema.to_json_pretty().len() >= json.len());
    assert!(format!("{schema:?}").len() < 20_000);
    assert_eq!(schema.clone(), *schema);
    assert_eq!(alike(schema, schema), Ok(true));
    json
}

fn nested_records(levels: usize) -> String {
    let mut text = String::new();
    for level in 0..levels {
        write!(
            text,
            r#"{{"type":"record","name":"R{level}","fields":[{{"name":"f","type":"#
        )
        .unwrap();
    }
    text + "\"int\"" + &"}]}".repeat(levels)
}

#[test]
fn nesting_is_accepted_to_64_and_refused_from_10_000() {
    on_a_small_stack(|| {
        let wraps: [(&str, &str); 4] = [
            (r#"{"type":"array","items":"#, "}"),
            (r#"{"type":"map","values":"#, "}"),
            ("[\"null\",", "]"),
            (r#"["null",{"type":"array","items":"#, "}]"),
        ];
        for (open, close) in wraps {
            let nested =
                |levels: usize| format!("{}\"int\"{}", open.repeat(levels), close.repeat(levels));
            if open != "[\"null\"," {
                let schema = Schema::parse(&nested(64)).unwrap();
                assert_eq!(Schema::parse(&exercise(&schema)).unwrap(), schema);
            }
            for levels in [10_000, 100_000] {
                assert!(
                    Schema::parse(&nested(levels)).is_err(),
                    "{levels} of {open}"
                );
            }
        }
        let schema = Schema::parse(&nested_records(64)).unwrap();
        assert_eq!(Schema::parse(&exercise(&schema)).unwrap(), schema);
        assert!(Schema::parse(&nested_records(10_000)).is_err());
        let error = Schema::parse(&nested_records(129)).unwrap_err();
        assert!(
            matches!(error.kind(), SchemaErrorKind::TooDeep { limit: 128 }),
            "{error}"
        );
    });
}

#[test]
fn defaults_and_attributes_may_be_nested_too() {
    on_a_small_stack(|| {
        // A record whose default is nested as deep as its type can be.
        let list = |default: &str| {
            format!(
                r#"{{"type":"record","name":"L","fields":[{{"name":"n","type":["null","L"],"default":{default}}}]}}"#
            )
        };
        let default = format!("{}null{}", r#"{"n":"#.repeat(100), "}".repeat(100));
        let schema = Schema::parse(&list(&default)).unwrap();
        assert_eq!(Schema::parse(&exercise(&schema)).unwrap(), schema);

        let attribute = |levels: usize| {
            format!(
                r#"{{"type":"int","x":{}{}}}"#,
                "[".repeat(levels),
                "]".repeat(levels)
            )
        };
        let schema = Schema::parse(&attribute(Json::MAX_DEPTH)).unwrap();
        assert_eq!(Schema::parse(&exercise(&schema)).unwrap(), schema);
        for levels in [Json::MAX_DEPTH + 1, 10_000, 500_000] {
            assert!(Schema::parse(&attribute(levels)).is_err());
        }
    });
}

#[test]
fn a_doubling_schema_is_not_expanded() {
    // Each record names the one before twice: written out it would be 2^60 records.
    let mut text = String::from(r#"[{"type":"record","name":"R0","fields":[]}"#);
    for n in 1..=60 {
        let before = n - 1;
        write!(
            text,
            r#",{{"type":"record","name":"R{n}","fields":[{{"name":"a","type":"R{before}"}},{{"name":"b","type":"R{before}"}}]}}"#
        )
        .unwrap();
    }
    text.push(']');
    let best = (0..10)
        .map(|_| {
            time(|| {
                let schema = Schema::parse(&text).unwrap();
                assert_eq!(Schema::parse(&exercise(&schema)).unwrap(), schema);
                let top = schema.at(schema.named("R60").unwrap());
                assert!(exercise(&top).len() < 10_000);
            })
        })
        .fold(f64::INFINITY, f64::min);
    let most = if DEBUG { 2.0 } else { 0.01 };
    assert!(best <= most, "{best} s");
}

#[test]
fn a_chain_of_references_of_any_length_needs_no_stack() {
    on_a_small_stack(|| {
        const LENGTH: usize = 20_000;
        let record = |n: usize| match n {
            0 => r#"{"type":"record","name":"R0","fields":[]}"#.to_owned(),
            n => format!(
                r#"{{"type":"record","name":"R{n}","fields":[{{"name":"f","type":"R{}"}}]}}"#,
                n - 1
            ),
        };
        // As the branches of a union, each naming the one before.
        let branches: Vec<_> = (0..LENGTH).map(record).collect();
        let text = format!("[{}]", branches.join(","));
        let (one, two) = (Schema::parse(&text).unwrap(), Schema::parse(&text).unwrap());
        assert_eq!(one, two);
        assert_eq!(alike(&one, &two), Ok(true));
        exercise(&one);
        // From its far end the chain is printed as 20,000 levels of nesting.
        let last = |schema: &Schema| schema.at(schema.named("R19999").unwrap());
        assert_eq!(last(&one), last(&two));
        assert_eq!(alike(&last(&one), &last(&two)), Ok(true));
        assert!(Schema::parse(&exercise(&last(&one))).is_err());

        // As files, in an order in which each comes before the one it names.
        let mut set = SchemaSet::new();
        for n in (0..LENGTH).rev() {
            set.add(format!("{n}.avsc"), record(n));
        }
        let set = set.resolve().unwrap();
        assert_eq!(set.get("R19999").unwrap(), last(&one));
        drop((one, two, set));

        // And out of a builder.
        let mut builder = SchemaBuilder::new();
        let mut below = builder.record(RecordDef::new("R0"));
        for n in 1..LENGTH {
            below =
                builder.record(RecordDef::new(format!("R{n}")).field(FieldDef::new("f", below)));
        }
        exercise(&builder.finish(below).unwrap());
    });
}

const DEBUG: bool = cfg!(debug_assertions);

/// The length of a text, and that of one eight times as long.
const FEW: usize = if DEBUG { 2_500 } else { 25_000 };
const MANY: usize = 8 * FEW;

/// What the long text may cost, as a multiple. Linear work costs eight times as much, and up to twice that where a
/// table of names leaves the caches on the way; what grows by the power of one and a half, 22 times.
const GROWTH: f64 = 20.0;

/// What a clock may be wrong by, in seconds.
const SLACK: f64 = if DEBUG { 0.02 } else { 0.002 };

/// How many fields or aliases are parsed in [`PROMISED_TIME`] at most in a release build.
const PROMISED: usize = 20_000;
const PROMISED_TIME: f64 = 0.1;

/// What [`the_yardstick`] takes where the promise was measured: on a core of a shared Xeon, 2026.
const YARDSTICK: f64 = 0.012;

/// How long work takes, without the time in which this thread waited for a core.
fn time(work: impl FnOnce()) -> f64 {
    let (start, before) = (Instant::now(), waited());
    work();
    start
        .elapsed()
        .saturating_sub(waited().saturating_sub(before))
        .as_secs_f64()
}

/// How long this thread has been ready to run and was not, where the system tells.
fn waited() -> Duration {
    let nanos = || {
        let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        text.split(' ').nth(1)?.parse().ok()
    };
    Duration::from_nanos(nanos().unwrap_or(0))
}

/// The tests of this file that measure, one at a time: each would be the other's noise.
fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Holds the work on a text to what is promised. The shortest of a few runs counts:
/// a busy machine adds time and takes none away.
fn is_linear(what: &str, text: impl Fn(usize) -> String, work: impl Fn(&str)) {
    is_linear_parsed_by(what, text, work, |text| drop(Schema::parse(text)));
}

/// The same for what is no schema.
fn is_linear_parsed_by(
    what: &str,
    text: impl Fn(usize) -> String,
    work: impl Fn(&str),
    parse: impl Fn(&str),
) {
    let (short, long) = (text(FEW), text(MANY));
    let (mut few, mut many) = (f64::INFINITY, f64::INFINITY);
    let holds = |few, many| many <= GROWTH * few + SLACK;
    for run in 0..10 {
        // In turns, so that a slow moment of the machine meets both.
        few = time(|| work(&short)).min(few);
        many = time(|| work(&long)).min(many);
        if run >= 2 && holds(few, many) {
            break;
        }
    }
    assert!(
        holds(few, many),
        "{what}: {FEW} take {few} s, and {MANY} {many} s"
    );
    if DEBUG {
        return;
    }
    let text = text(PROMISED);
    let others = fields(PROMISED);
    let (mut best, mut yardstick) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..10 {
        best = time(|| parse(&text)).min(best);
        yardstick = the_yardstick(&others).min(yardstick);
    }
    println!(
        "{what}: {PROMISED} are parsed in {best:.4} s, the yardstick takes {yardstick:.4} s; {FEW} take {few:.4} s, {MANY} {many:.4} s"
    );
    assert!(
        best <= PROMISED_TIME * (yardstick / YARDSTICK).max(1.0),
        "{what}: parsing {PROMISED} takes {best} s, the yardstick {yardstick} s"
    );
}

/// How long somebody else's code takes to read a text like ours: `serde_json` and 20,000 fields.
fn the_yardstick(text: &str) -> f64 {
    time(|| drop(serde_json::from_str::<serde_json::Value>(text).unwrap()))
}

/// A record of `n` fields.
fn fields(n: usize) -> String {
    let fields = list(n, |n| {
        format!(r#"{{"name":"f{n}","type":"int","default":1}}"#)
    });
    format!(r#"{{"type":"record","name":"R","fields":[{fields}]}}"#)
}

/// Everything that can be done with a legal schema takes linear time.
fn is_read_in_linear_time(what: &str, text: impl Fn(usize) -> String) {
    is_linear(what, text, |text| {
        exercise(&Schema::parse(text).unwrap());
    });
}

fn list(n: usize, item: impl Fn(usize) -> String) -> String {
    (0..n).map(item).collect::<Vec<_>>().join(",")
}

#[test]
fn work_is_linear_in_the_text() {
    let _alone = alone();
    is_read_in_linear_time("fields", fields);
    is_read_in_linear_time("aliases of a type", |n| {
        let aliases = list(n, |n| format!("\"a{n}\""));
        format!(r#"{{"type":"fixed","name":"F","size":1,"aliases":[{aliases}]}}"#)
    });
    is_read_in_linear_time("aliases of a field", |n| {
        let aliases = list(n, |n| format!("\"a{n}\""));
        format!(
            r#"{{"type":"record","name":"R","fields":[{{"name":"f","type":"int","aliases":[{aliases}]}}]}}"#
        )
    });
    is_read_in_linear_time("symbols", |n| {
        format!(
            r#"{{"type":"enum","name":"E","symbols":[{}],"default":"s0"}}"#,
            list(n, |n| format!("\"s{n}\""))
        )
    });
    is_read_in_linear_time("branches", |n| {
        format!(
            "[{}]",
            list(n, |n| format!(
                r#"{{"type":"fixed","name":"F{n}","size":1}}"#
            ))
        )
    });
    is_read_in_linear_time("attributes", |n| {
        format!(
            r#"{{"type":"int",{}}}"#,
            list(n, |n| format!("\"x{n}\":{n}"))
        )
    });
    is_read_in_linear_time("members of a default", |n| {
        let fields = list(n, |n| format!(r#"{{"name":"f{n}","type":"int"}}"#));
        let default = list(n, |n| format!("\"f{n}\":1"));
        format!(
            r#"{{"type":"record","name":"R","fields":[{{"name":"s","type":
                {{"type":"record","name":"S","fields":[{fields}]}},"default":{{{default}}}}}]}}"#
        )
    });
    is_read_in_linear_time("digits", |n| {
        format!(r#"{{"type":"int","x":{}}}"#, "7".repeat(10 * n))
    });
}

#[test]
fn errors_are_found_in_linear_time_too() {
    let _alone = alone();
    let texts: [(&str, &dyn Fn(usize) -> String); 4] = [
        ("a field that stands twice", &|n| {
            let fields = list(n, |n| format!(r#"{{"name":"f{n}","type":"int"}}"#));
            format!(
                r#"{{"type":"record","name":"R","fields":[{fields},{{"name":"f0","type":"int"}}]}}"#
            )
        }),
        ("an unknown type among many known", &|n| {
            format!(
                "[{},\"F\"]",
                list(n, |n| format!(
                    r#"{{"type":"fixed","name":"F{n}","size":1}}"#
                ))
            )
        }),
        ("a default that fits none of many branches", &|n| {
            let branches = list(n, |n| {
                format!(r#"{{"type":"fixed","name":"F{n}","size":1}}"#)
            });
            format!(
                r#"{{"type":"record","name":"R","fields":[{{"name":"f","type":[{branches}],"default":1}}]}}"#
            )
        }),
        ("a key that stands twice", &|n| {
            format!(
                r#"{{"type":"int",{},"x0":1}}"#,
                list(n, |n| format!("\"x{n}\":{n}"))
            )
        }),
    ];
    for (what, text) in texts {
        is_linear(what, text, |text| {
            let error = Schema::parse(text).unwrap_err();
            assert!(error.to_string().len() < 1_000, "{what}");
        });
    }
}

#[test]
fn a_default_that_would_take_for_ever_to_judge_is_refused() {
    // Ten thousand items, each of which fits only the last of ten thousand branches.
    let n = 10_000;
    let branches = list(n, |n| {
        format!(r#"{{"type":"record","name":"R{n}","fields":[{{"name":"f{n}","type":"int"}}]}}"#)
    });
    let items = list(n, |_| format!("{{\"f{}\":1}}", n - 1));
    let text = format!(
        r#"{{"type":"record","name":"R","fields":[{{"name":"f","type":
            {{"type":"array","items":[{branches}]}},"default":[{items}]}}]}}"#
    );
    let _alone = alone();
    let start = Instant::now();
    let error = Schema::parse(&text).unwrap_err();
    let elapsed = start.elapsed();
    assert_eq!(
        error.to_string().split(": ").last(),
        Some("it takes too long to tell")
    );
    let most = Duration::from_secs(if DEBUG { 10 } else { 2 });
    assert!(elapsed < most, "{elapsed:?}");
}

#[test]
fn messages_stay_short_and_printable() {
    let long = "n".repeat(1_000_000);
    let texts = [
        format!("\"{long}\""),
        format!(r#"{{"type":"{long}"}}"#),
        format!(r#"{{"type":"fixed","name":"{long}-","size":1}}"#),
        format!(r#"{{"type":"enum","name":"E","symbols":["{long}","{long}"]}}"#),
        format!(r#"{{"type":"enum","name":"E","symbols":["A"],"default":"{long}"}}"#),
        format!(r#"{{"type":"record","name":"{long}","fields":[{{"name":"{long}","type":"x"}}]}}"#),
        format!(
            r#"{{"type":"record","name":"R","fields":[{{"name":"f","type":"int","default":{}}}]}}"#,
            "9".repeat(100_000)
        ),
        format!(r#"{{"{long}":1,"{long}":2}}"#),
        r#""\u202e\u0000\u001b[2J""#.to_owned(),
    ];
    for text in texts {
        let message = Schema::parse(&text).unwrap_err().to_string();
        assert!(message.len() < 2_000, "{} bytes", message.len());
        assert!(
            !message.chars().any(|c| c.is_control() || c == '\u{202e}'),
            "{message}"
        );
    }
}

#[test]
fn a_wide_enum_finds_its_symbols() {
    let mut builder = SchemaBuilder::new();
    let symbols = (0..1_000).map(|n| format!("s{n}"));
    let id = builder.enumeration(EnumDef::new("E").symbols(symbols));
    let schema = builder.finish(id).unwrap();
    let avro_model::Type::Enum(en) = schema.root_node().ty() else {
        panic!("an enum")
    };
    for n in [0, 1, 500, 999] {
        assert_eq!(en.symbol_index(&format!("s{n}")), Some(n));
    }
    assert_eq!(en.symbol_index("s1000"), None);
}

#[test]
fn protocols_and_idl_are_nested_to_64_and_refused_from_10_000() {
    on_a_small_stack(|| {
        let protocol = |open: &str, close: &str, levels: usize| {
            let (open, close) = (open.repeat(levels), close.repeat(levels));
            Protocol::parse(&format!(
                r#"{{"protocol":"P","messages":{{"m":{{"request":[{{"name":"a","type":{open}"int"{close}}}],"response":"null"}}}}}}"#
            ))
        };
        for (open, close) in [
            (r#"{"type":"array","items":"#, "}"),
            (r#"["null",{"type":"map","values":"#, "}]"),
        ] {
            let read = protocol(open, close, 64).unwrap();
            assert_eq!(Protocol::parse(&read.to_json()).unwrap(), read);
            let text = idl::print_protocol(&read).unwrap();
            assert_eq!(idl::parse(&text).unwrap().protocol(), Some(&read));
            drop(format!("{read:?}"));
            assert!(protocol(open, close, 10_000).is_err());
        }
        let idl = |open: &str, close: &str, levels: usize| {
            let (open, close) = (open.repeat(levels), close.repeat(levels));
            idl::parse(&format!(
                "protocol P {{ record R {{ {open}int{close} f; }} }}"
            ))
        };
        for (open, close) in [("array<", ">"), ("map<union { null, ", "}>")] {
            let document = idl(open, close, 64).unwrap();
            drop(format!("{document:?}"));
            assert_eq!(document.clone().kind(), document.kind());
            for levels in [10_000, 100_000] {
                assert!(idl(open, close, levels).is_err());
            }
        }
        for open in ["union { ", "@x([", "@x({\"a\":", "{", "("] {
            assert!(idl(open, "", 100_000).is_err());
        }
        let records = |levels: usize| {
            let records = (0..levels).map(|n| format!("record R{n} {{ R{}? f; }} ", n + 1));
            idl::parse(&format!(
                "schema R0; {} fixed R{levels}(1);",
                records.collect::<String>()
            ))
        };
        let deep = records(10_000).unwrap();
        drop(format!("{deep:?}"));
        assert_eq!(deep.clone().kind(), deep.kind());
        assert!(idl::print_schema(deep.schema().unwrap()).is_ok());
        for levels in [64, 10_000] {
            let ty = format!("{}int{}", "array<".repeat(levels), ">".repeat(levels));
            assert_eq!(idl::TypeExpr::parse(&ty).is_ok(), levels == 64);
        }
    });
}

#[test]
fn protocols_and_idl_cost_what_their_text_is_long() {
    let _alone = alone();
    let protocol = |text: &str| {
        let protocol = Protocol::parse(text).unwrap();
        assert_eq!(Protocol::parse(&protocol.to_json()).unwrap(), protocol);
        idl::print_protocol(&protocol).unwrap();
    };
    is_linear_parsed_by(
        "messages",
        |n| {
            let messages = list(n, |n| {
                format!(r#""m{n}":{{"request":[{{"name":"a","type":"int"}}],"response":"null"}}"#)
            });
            format!(r#"{{"protocol":"P","messages":{{{messages}}}}}"#)
        },
        protocol,
        |text| drop(Protocol::parse(text)),
    );
    let file = |text: &str| {
        let document = idl::parse(text).unwrap();
        assert_eq!(document.clone().kind(), document.kind());
        document.to_idl().unwrap();
    };
    let texts: [(&str, &dyn Fn(usize) -> String); 6] = [
        ("messages in IDL", &|n| {
            let messages = list(n, |n| format!("void m{n}(int a);")).replace(",v", "v");
            format!("protocol P {{ {messages} }}")
        }),
        ("types in IDL", &|n| {
            let types =
                list(n, |n| format!("record R{n} {{ R0? f = null; }}\n")).replace(",r", "r");
            format!("protocol P {{ {types} }}")
        }),
        ("fields in IDL", &|n| {
            format!("record R {{ int {}; }}", list(n, |n| format!("f{n} = 1")))
        }),
        ("symbols in IDL", &|n| {
            format!("enum E {{ {} }}", list(n, |n| format!("s{n}")))
        }),
        ("annotations in IDL", &|n| {
            format!(
                "{} fixed F(1);",
                list(n, |n| format!("@x{n}({n})")).replace(",@", " @")
            )
        }),
        ("comments in IDL", &|n| {
            format!(
                "{} fixed F(1);",
                list(n, |_| "/** a */ /* b */".to_owned()).replace(',', " ")
            )
        }),
    ];
    for (what, text) in texts {
        is_linear_parsed_by(what, text, file, |text| drop(idl::parse(text)));
    }
}
