//! Facts about plans, their steps written by hand.

use super::*;
use crate::{IncompatibilityKind as Kind, can_read};

fn schema(text: &str) -> Schema {
    Schema::parse(text).unwrap_or_else(|error| panic!("{error} in {text}"))
}

fn plan(writer: &str, reader: &str) -> Plan {
    let plan = Plan::new(&schema(writer), &schema(reader));
    plan.unwrap_or_else(|error| panic!("{error}: {writer} as {reader}"))
}

/// Kind and location of all that keeps a plan from being made.
fn refused(writer: &str, reader: &str) -> Vec<(Kind, String)> {
    let error = Plan::new(&schema(writer), &schema(reader)).expect_err(writer);
    let list = error.incompatibilities().iter();
    list.map(|found| (found.kind(), found.location().to_owned()))
        .collect()
}

fn record(name: &str, fields: &str) -> String {
    format!(r#"{{"type":"record","name":"{name}","fields":[{fields}]}}"#)
}

fn field(name: &str, ty: &str) -> String {
    format!(r#"{{"name":"{name}","type":{ty}}}"#)
}

fn steps(plan: &Plan) -> &[Step] {
    match plan.root() {
        Node::Record(at) => plan.record(at).steps,
        other => panic!("{other:?} is no record"),
    }
}

#[test]
fn a_node_is_eight_bytes_and_a_step_sixteen() {
    assert_eq!(size_of::<Node>(), 8);
    assert_eq!(size_of::<Step>(), 16);
}

#[test]
fn numbers_are_promoted_and_texts_are_bytes() {
    // The table of promotions in the specification.
    let wider = [
        ("int", "long", Node::FromInt),
        ("int", "float", Node::FromInt),
        ("int", "double", Node::FromInt),
        ("long", "float", Node::FromLong),
        ("long", "double", Node::FromLong),
        ("float", "double", Node::FromFloat),
        ("string", "bytes", Node::Direct),
        ("bytes", "string", Node::Direct),
    ];
    let all = [
        "null", "boolean", "int", "long", "float", "double", "bytes", "string",
    ];
    for writer in all {
        for reader in all {
            let found = Plan::new(
                &schema(&format!("{writer:?}")),
                &schema(&format!("{reader:?}")),
            );
            let known = wider.iter().find(|row| (row.0, row.1) == (writer, reader));
            let node = match known {
                Some((_, _, node)) => Some(*node),
                None => (writer == reader).then_some(Node::Direct),
            };
            let utf8 = (writer, reader) == ("bytes", "string");
            match found {
                Ok(plan) => {
                    assert_eq!(Some(plan.root()), node, "{writer} as {reader}");
                    assert_eq!(plan.needs_utf8(), utf8);
                }
                Err(_) => assert_eq!(node, None, "{writer} as {reader}"),
            }
        }
    }
}

#[test]
fn what_has_one_layout_is_direct_all_the_way_down() {
    let list = |value: &str, name: &str| {
        record(
            name,
            &format!(
                "{},{}",
                field("v", value),
                field("n", &format!(r#"["null","{name}"]"#))
            ),
        )
    };
    let alike = [
        (list("\"int\"", "L"), list("\"int\"", "x.L")),
        (list("\"bytes\"", "L"), list("\"string\"", "L")),
        // More branches and symbols behind those of the writer do not move them.
        (
            r#"["null","int"]"#.into(),
            r#"["null","int","string"]"#.into(),
        ),
        (
            r#"{"type":"enum","name":"E","symbols":["A"]}"#.into(),
            r#"{"type":"enum","name":"E","symbols":["A","B"]}"#.into(),
        ),
    ];
    for (writer, reader) in &alike {
        assert_eq!(
            plan(writer, reader).root(),
            Node::Direct,
            "{writer} as {reader}"
        );
    }
    // One promotion inside a cycle, and no part of the cycle is direct.
    let plan = plan(&list("\"int\"", "L"), &list("\"long\"", "L"));
    let [
        Step::Read {
            slot: 0,
            node: Node::FromInt,
        },
        Step::Read {
            slot: 1,
            node: Node::Union(next),
        },
    ] = *steps(&plan)
    else {
        panic!("{:?}", steps(&plan))
    };
    assert_eq!(
        plan.union(next)[0],
        Target {
            branch: Some(0),
            node: Node::Direct
        }
    );
    assert_eq!(
        plan.union(next)[1],
        Target {
            branch: Some(1),
            node: plan.root()
        }
    );
    assert!(plan.is_total());
}

#[test]
fn fields_find_each_other_by_name_and_then_by_alias() {
    let writer = record(
        "R",
        &[field("a", "\"int\""), field("b", "\"int\"")].join(","),
    );
    let reader = r#"{"type":"record","name":"Q","aliases":["R"],"fields":[
        {"name":"c","type":"int","aliases":["z","b"],"default":1},
        {"name":"a","type":"int","aliases":["y"]},
        {"name":"d","type":"int","aliases":["x"],"default":-2}]}"#;
    let plan = plan(&writer, reader);
    let read = |slot| Step::Read {
        slot,
        node: Node::Direct,
    };
    assert_eq!(steps(&plan), [read(1), read(0)]);
    let Node::Record(at) = plan.root() else {
        panic!()
    };
    assert_eq!(
        plan.record(at).fills,
        [Fill {
            slot: 2,
            default: 0
        }]
    );
    assert_eq!(plan.default(0), [0x03]);
}

#[test]
fn an_alias_is_a_full_name_and_a_name_is_compared_unqualified() {
    let fixed = |name: &str, aliases: &str| {
        format!(r#"{{"type":"fixed","name":"{name}","size":2,"aliases":[{aliases}]}}"#)
    };
    let plan_of = |writer: &str, reader: &str| Plan::new(&schema(writer), &schema(reader));
    assert!(plan_of(&fixed("x.F", ""), &fixed("y.F", "")).is_ok());
    assert!(plan_of(&fixed("x.F", ""), &fixed("y.G", "\"x.F\"")).is_ok());
    assert!(plan_of(&fixed("x.F", ""), &fixed("x.G", "\"F\"")).is_ok());
    // Relative to the reader's namespace it is y.F, which is another.
    assert!(plan_of(&fixed("x.F", ""), &fixed("y.G", "\"F\"")).is_err());
}

fn plain(before: u16, lens: u16, varints: u16, fixed: usize) -> Skip {
    Skip::Plain {
        before,
        lens,
        varints,
        fixed,
    }
}

#[test]
fn skips_are_laid_flat_and_fused() {
    let inner = record(
        "I",
        &[field("p", "\"string\""), field("q", "\"string\"")].join(","),
    );
    let writer = record(
        "R",
        &[
            field("a", "\"int\""),
            field("b", "\"long\""),
            field("n", "\"null\""),
            field("c", "\"string\""),
            field("i", &inner),
            field("keep", "\"int\""),
            field("d", "\"double\""),
            field("e", "\"boolean\""),
            field("m", r#"{"type":"map","values":"float"}"#),
            field("u", r#"["null","I"]"#),
        ]
        .join(","),
    );
    let plan = plan(&writer, &record("R", &field("keep", "\"int\"")));
    let floats = Skip::PlainBlocks {
        blocks: 0,
        shape: 3,
        fixed: 4,
    };
    assert_eq!(
        steps(&plan),
        [
            Step::Skip(Skip::Empty(1)),
            Step::Skip(plain(2, 3, 0, 0)),
            Step::Read {
                slot: 0,
                node: Node::Direct
            },
            Step::Skip(plain(0, 0, 0, 9)),
            Step::Skip(floats),
            Step::Skip(Skip::Union(0)),
        ],
    );
    let blocks = SkipBlocks {
        item: plain(0, 1, 0, 4),
        least: 5,
    };
    assert_eq!(*plan.skip_blocks(0), blocks);
    assert_eq!(plan.skip_union(0), [Skip::Empty(1), plain(0, 2, 0, 0)]);
}

#[test]
fn neighbours_are_fused_where_their_order_allows() {
    let skipped = |types: &[&str]| {
        let fields = |types: &[&str]| {
            let fields = types.iter().zip('a'..).map(|(ty, name)| {
                let ty = format!("\"{ty}\"");
                field(&name.to_string(), &ty)
            });
            fields.collect::<Vec<_>>().join(",")
        };
        let plan = plan(&record("R", &fields(types)), &record("R", ""));
        let skips = steps(&plan).iter().map(|step| match step {
            Step::Skip(skip) => *skip,
            Step::Read { .. } => panic!("{step:?}"),
        });
        skips.collect::<Vec<_>>()
    };
    let rows: &[(&[&str], &[Skip])] = &[
        (&["int", "long"], &[plain(0, 0, 2, 0)]),
        (&["long", "string", "double"], &[plain(1, 1, 0, 8)]),
        (&["long", "string", "bytes", "int"], &[plain(1, 2, 1, 0)]),
        (
            &["string", "long", "string"],
            &[plain(0, 1, 1, 0), plain(0, 1, 0, 0)],
        ),
        (&["string", "long", "float"], &[plain(0, 1, 1, 4)]),
        (&["float", "long"], &[plain(0, 0, 0, 4), plain(0, 0, 1, 0)]),
        (
            &["float", "string"],
            &[plain(0, 0, 0, 4), plain(0, 1, 0, 0)],
        ),
        (&["float", "boolean"], &[plain(0, 0, 0, 5)]),
    ];
    for (types, steps) in rows {
        assert_eq!(skipped(types), *steps, "{types:?}");
    }
}

#[test]
fn a_recursive_record_is_skipped_by_a_sequence_that_holds_itself() {
    let tree = record(
        "T",
        &[field("v", "\"int\""), field("n", r#"["null","T"]"#)].join(","),
    );
    let writer = record("R", &[field("t", &tree), field("k", "\"int\"")].join(","));
    let plan = plan(&writer, &record("R", &field("k", "\"int\"")));
    let own = [plain(0, 0, 1, 0), Skip::Union(0)];
    assert_eq!(steps(&plan)[..2], own.map(Step::Skip));
    assert_eq!(plan.skip_sequence(0), own);
    assert_eq!(plan.skip_union(0), [Skip::Empty(1), Skip::Sequence(0)]);
}

#[test]
fn defaults_are_encoded_by_the_readers_schema() {
    let s = r#"{"type":"record","name":"S","fields":[
        {"name":"i","type":"int"},{"name":"j","type":"long","default":64}]}"#;
    let rows: &[(&str, &str, &[u8])] = &[
        ("\"null\"", "null", b""),
        ("\"boolean\"", "true", b"\x01"),
        (
            "\"long\"",
            "-9223372036854775808",
            b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
        ),
        ("\"float\"", "1", b"\x00\x00\x80\x3f"),
        ("\"double\"", "-2", b"\x00\x00\x00\x00\x00\x00\x00\xc0"),
        ("\"bytes\"", r#""\u00ffa""#, b"\x04\xffa"),
        ("\"string\"", r#""é""#, b"\x04\xc3\xa9"),
        (
            r#"{"type":"enum","name":"E","symbols":["A","B"]}"#,
            "\"B\"",
            b"\x02",
        ),
        (
            r#"{"type":"fixed","name":"F","size":1}"#,
            r#""\u0080""#,
            b"\x80",
        ),
        (r#"{"type":"array","items":"int"}"#, "[]", b"\x00"),
        (
            r#"{"type":"array","items":"int"}"#,
            "[1,2]",
            b"\x04\x02\x04\x00",
        ),
        (
            r#"{"type":"map","values":"int"}"#,
            r#"{"k":3}"#,
            b"\x02\x02k\x06\x00",
        ),
        (r#"["null","int"]"#, "5", b"\x02\x0a"),
        (s, r#"{"i":1}"#, b"\x02\x80\x01"),
    ];
    for (ty, default, bytes) in rows {
        let reader = record(
            "R",
            &format!(r#"{{"name":"f","type":{ty},"default":{default}}}"#),
        );
        let plan = plan(&record("R", ""), &reader);
        let Node::Record(at) = plan.root() else {
            panic!("{ty}")
        };
        let fill = plan.record(at).fill(0).expect(ty);
        assert_eq!(plan.default(fill), *bytes, "{default} as {ty}");
    }
}

#[test]
fn a_branch_is_found_by_full_name_then_alias_then_name_then_promotion() {
    let rec = |name: &str, aliases: &str| {
        format!(r#"{{"type":"record","name":"{name}","aliases":[{aliases}],"fields":[]}}"#)
    };
    let rows = [
        (
            rec("x.R", ""),
            format!("[{},{}]", rec("y.R", ""), rec("x.R", "")),
            1,
        ),
        (
            rec("x.R", ""),
            format!("[{},{}]", rec("y.R", ""), rec("z.Q", "\"x.R\"")),
            1,
        ),
        (
            rec("x.R", ""),
            format!("[{},{}]", rec("y.Q", ""), rec("y.R", "")),
            1,
        ),
        (
            "\"int\"".into(),
            r#"["null","double","float","long"]"#.into(),
            1,
        ),
        ("\"int\"".into(), r#"["null","double","int"]"#.into(), 2),
        ("\"string\"".into(), r#"["bytes","string"]"#.into(), 1),
    ];
    for (writer, reader, wanted) in &rows {
        let plan = plan(writer, reader);
        let Node::Branch(at) = plan.root() else {
            panic!("{:?}", plan.root())
        };
        assert_eq!(
            plan.branch(at).branch,
            Some(*wanted),
            "{writer} as {reader}"
        );
    }
}

#[test]
fn branches_and_symbols_fail_when_they_are_met() {
    let plan = plan(
        r#"["null","string",{"type":"enum","name":"E","symbols":["A","B","C"]}]"#,
        r#"[{"type":"enum","name":"E","symbols":["C","A"]},"null"]"#,
    );
    assert!(!plan.is_total());
    let Node::Union(at) = plan.root() else {
        panic!()
    };
    let [null, string, en] = *plan.union(at) else {
        panic!()
    };
    assert_eq!(
        null,
        Target {
            branch: Some(1),
            node: Node::Direct
        }
    );
    let Node::Refused(why) = string.node else {
        panic!("{string:?}")
    };
    assert_eq!(
        plan.refusal(why).unwrap().message(),
        "the reader's union has no branch for the writer's string",
    );
    assert_eq!(en.branch, Some(0));
    let Node::Enum(at) = en.node else {
        panic!("{en:?}")
    };
    assert_eq!(plan.symbols(at).symbols, [Some(1), None, Some(0)]);
}

#[test]
fn an_enums_default_takes_what_is_not_known() {
    let plan = plan(
        r#"{"type":"enum","name":"E","symbols":["A","B"]}"#,
        r#"{"type":"enum","name":"E","symbols":["B","Z"],"default":"Z"}"#,
    );
    let Node::Enum(at) = plan.root() else {
        panic!()
    };
    assert_eq!(plan.symbols(at).symbols, [Some(1), Some(0)]);
    assert!(plan.is_total());
}

#[test]
fn items_keep_the_least_size_that_the_writer_gave_them() {
    let writer = r#"{"type":"array","items":{"type":"record","name":"R","fields":[]}}"#;
    let reader = r#"{"type":"array","items":{"type":"record","name":"R","fields":[
        {"name":"a","type":"double","default":0}]}}"#;
    let plan = plan(writer, reader);
    let Node::Array(at) = plan.root() else {
        panic!()
    };
    assert_eq!(plan.array(at).least, 0);
}

#[test]
fn two_logical_types_do_not_stand_for_each_other() {
    let of = |logical: &str| format!(r#"{{"type":"long","logicalType":"{logical}"}}"#);
    let decimal = |precision: u32, scale: u32| {
        format!(
            r#"{{"type":"bytes","logicalType":"decimal","precision":{precision},"scale":{scale}}}"#
        )
    };
    let mismatch = [(Kind::TypeMismatch, "/".to_owned())];
    assert_eq!(
        refused(&of("timestamp-millis"), &of("timestamp-micros")),
        mismatch
    );
    assert_eq!(refused(&decimal(4, 2), &decimal(4, 1)), mismatch);
    assert_eq!(refused(&decimal(4, 2), &decimal(6, 2)), mismatch);
    assert_eq!(
        plan(&of("timestamp-millis"), "\"long\"").root(),
        Node::Direct
    );
    assert_eq!(plan("\"bytes\"", &decimal(4, 2)).root(), Node::Direct);
    assert_eq!(
        plan(r#"{"type":"int","logicalType":"date"}"#, "\"long\"").root(),
        Node::FromInt,
    );
}

#[test]
fn all_that_can_never_be_read_is_told_with_its_place() {
    let writer = record(
        "R",
        &[
            field("a", "\"string\""),
            field("f", r#"{"type":"fixed","name":"F","size":2}"#),
            field("u", r#"["null","string"]"#),
        ]
        .join(","),
    );
    let reader = record(
        "Q",
        &[
            field("new", "\"int\""),
            field("a", r#"{"type":"array","items":"int"}"#),
            field("f", r#"{"type":"fixed","name":"G","size":3}"#),
            field("u", r#"["int"]"#),
        ]
        .join(","),
    );
    let found = refused(&writer, &reader);
    let found: Vec<_> = found
        .iter()
        .map(|(kind, at)| (*kind, at.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (Kind::NameMismatch, "/name"),
            (Kind::ReaderFieldMissingDefaultValue, "/fields/0"),
            (Kind::TypeMismatch, "/fields/1/type"),
            (Kind::NameMismatch, "/fields/2/type/name"),
            (Kind::FixedSizeMismatch, "/fields/2/type/size"),
            (Kind::MissingUnionBranch, "/fields/3/type/0"),
            (Kind::MissingUnionBranch, "/fields/3/type/1"),
        ],
    );
    let all = can_read(&schema(&reader), &schema(&writer)).unwrap_err();
    assert_eq!(
        all[2].to_string(),
        "Q.a (the writer's R.a): string for the writer, array for the reader",
    );
}

#[test]
fn a_default_that_grows_without_measure_is_none() {
    let mut ty = record("R0", r#"{"name":"a","type":"null","default":null}"#);
    for level in 1..40 {
        let inner = level - 1;
        ty = record(
            &format!("R{level}"),
            &format!(
                r#"{{"name":"a","type":{ty},"default":{{}}}},{{"name":"b","type":"R{inner}","default":{{}}}}"#
            ),
        );
    }
    let reader = record(
        "R",
        &format!(r#"{{"name":"f","type":{ty},"default":{{}}}}"#),
    );
    let error = Plan::new(&schema(&record("R", "")), &schema(&reader)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "R.f (the writer's R): the writer has no such field, and its default grows too large"
    );
}

/// Records that each hold the one before `times` times, the innermost field of type `leaf`.
fn tower(levels: usize, times: usize, leaf: &str) -> String {
    let mut ty = record("R0", &field("f0", leaf));
    for level in 1..levels {
        let inner = level - 1;
        let fields = (0..times).map(|at| match at {
            0 => field("f0", &ty),
            at => field(&format!("f{at}"), &format!("\"R{inner}\"")),
        });
        let fields: Vec<String> = fields.collect();
        ty = record(&format!("R{level}"), &fields.join(","));
    }
    ty
}

#[test]
fn doubling_and_tripling_schemas_make_plans_of_linear_size() {
    for times in [2, 3] {
        let entries = |levels| {
            let (writer, reader) = (
                tower(levels, times, "\"int\""),
                tower(levels, times, "\"long\""),
            );
            let resolved = plan(&writer, &reader).entries();
            // The same, skipped.
            let unions = tower(levels, times, r#"["null","int"]"#);
            let writer = record(
                "S",
                &[field("gone", &unions), field("k", "\"int\"")].join(","),
            );
            resolved + plan(&writer, &record("S", &field("k", "\"int\""))).entries()
        };
        let (half, whole) = (entries(20), entries(40));
        assert!(whole <= 2 * half + 16, "{half} entries, then {whole}");
    }
}

#[test]
fn types_that_all_meet_all_are_too_many() {
    // Two rings of records of one unqualified name, whose lengths have no common divisor.
    let ring = |length: usize, leaf: &str| {
        let mut set = crate::SchemaSet::new();
        for at in 0..length {
            let next = (at + 1) % length;
            let leaves = (0..20).map(|n| field(&format!("v{n}"), leaf));
            let fields: Vec<String> = leaves
                .chain([field("next", &format!("\"n{next}.R\""))])
                .collect();
            set.add(
                format!("{at}"),
                record(&format!("n{at}.R"), &fields.join(",")),
            );
        }
        set.resolve().unwrap().get("n0.R").unwrap()
    };
    let error = Plan::new(&ring(400, "\"int\""), &ring(401, "\"long\"")).unwrap_err();
    assert_eq!(
        error.incompatibilities()[0].message(),
        "the schemas set too many types against each other",
    );
    assert!(Plan::new(&ring(400, "\"int\""), &ring(400, "\"long\"")).is_ok());
}

#[test]
fn a_chain_of_20_000_records_is_planned_on_a_small_stack() {
    let chain = |leaf: &str, ns: &str| {
        let mut set = crate::SchemaSet::new();
        for at in 0..20_000 {
            let ty = match at {
                0 => leaf.to_owned(),
                at => format!(r#"["null","{ns}.R{}"]"#, at - 1),
            };
            set.add(
                format!("{at}"),
                record(&format!("{ns}.R{at}"), &field("f", &ty)),
            );
        }
        let set = set.resolve().unwrap();
        set.get(&format!("{ns}.R19999")).unwrap()
    };
    let run = move || {
        let (ints, longs) = (chain("\"int\"", "x"), chain("\"long\"", "y"));
        let plan = Plan::new(&ints, &longs).unwrap();
        assert!(plan.is_total());
        assert!(plan.entries() < 200_000);
        // What is wrong far down is told at the first union, with the end of the way to it.
        let found = can_read(&ints, &longs).unwrap_err();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].location(), "/fields/0/type/1");
        assert!(found[0].message().len() < 4096);
        // A reader who wants none of it skips it whole.
        let none = schema(&record("R19999", ""));
        assert!(Plan::new(&ints, &none).unwrap().entries() < 200_000);
    };
    let thread = std::thread::Builder::new().stack_size(512 << 10).spawn(run);
    thread.unwrap().join().expect("no overflow");
}

#[test]
fn what_does_not_touch_the_bytes_may_differ() {
    let alike = [
        (r#""string""#, r#""bytes""#),
        (
            r#""long""#,
            r#"{"type":"long","logicalType":"timestamp-millis"}"#,
        ),
        (r#"["null","int"]"#, r#"["null",{"type":"int","x":1}]"#),
        (
            r#"{"type":"record","name":"a.R","fields":[{"name":"f","type":"int"}]}"#,
            r#"{"type":"record","name":"b.R","doc":"d","aliases":["Q"],"fields":[
                {"name":"f","type":"int","default":1,"order":"ignore"}]}"#,
        ),
        (
            r#"{"type":"record","name":"L","fields":[{"name":"n","type":["null","L"]}]}"#,
            r#"{"type":"record","name":"L","fields":[{"name":"n","type":["null",
                {"type":"record","name":"x.L","fields":[{"name":"n","type":["null","x.L"]}]}]}]}"#,
        ),
    ];
    for (writer, reader) in alike {
        assert_eq!(plan(writer, reader).root(), Node::Direct, "{writer}");
    }
}

/// Why values of one schema are not to be written as data of another.
fn not_written(values: &str, data: &str, losses: Losses) -> Vec<(Kind, String)> {
    match Plan::for_writing(&schema(values), &schema(data), losses) {
        Ok(_) => Vec::new(),
        Err(error) => (error.incompatibilities().iter())
            .map(|found| (found.kind(), found.to_string()))
            .collect(),
    }
}

#[test]
fn who_writes_loses_nothing_unless_he_says_so() {
    let en = |symbols: &str| format!(r#"{{"type":"enum","name":"E","symbols":[{symbols}]}}"#);
    let en_default = r#"{"type":"enum","name":"E","symbols":["A","Z"],"default":"Z"}"#;
    let rows = [
        (
            record(
                "R",
                &[field("a", "\"int\""), field("b", "\"int\"")].join(","),
            ),
            record("R", &field("b", "\"int\"")),
            "R: there is no field for `a`",
        ),
        (
            en(r#""A","B""#),
            en_default.to_owned(),
            "E: `B` would be written as the default symbol",
        ),
        (
            r#"{"type":"array","items":"long"}"#.to_owned(),
            r#"{"type":"array","items":"double"}"#.to_owned(),
            "[]: a double does not hold every long",
        ),
        (
            "\"int\"".to_owned(),
            "\"float\"".to_owned(),
            "a float does not hold every int",
        ),
    ];
    for (values, data, reason) in rows {
        assert_eq!(
            not_written(&values, &data, Losses::Refused),
            [(Kind::Loss, reason.to_owned())]
        );
        assert_eq!(not_written(&values, &data, Losses::Accepted), []);
    }
    let kept = [
        ("\"int\"", "\"double\""),
        ("\"float\"", "\"double\""),
        ("\"string\"", "\"bytes\""),
        ("\"int\"", "[\"null\",\"long\"]"),
    ];
    for (values, data) in kept {
        assert_eq!(not_written(values, data, Losses::Refused), [], "{values}");
    }
}

#[test]
fn who_writes_is_sure_that_every_value_has_its_place() {
    let uuid = r#"{"type":"string","logicalType":"uuid"}"#;
    let decimal = r#"{"type":"bytes","logicalType":"decimal","precision":4}"#;
    let rows = [
        ("[\"null\",\"int\"]", "\"int\"", Kind::TypeMismatch),
        (
            "[\"null\",\"int\"]",
            "[\"null\",\"string\"]",
            Kind::MissingUnionBranch,
        ),
        ("\"bytes\"", "\"string\"", Kind::TypeMismatch),
        ("\"string\"", uuid, Kind::TypeMismatch),
        ("\"bytes\"", decimal, Kind::TypeMismatch),
    ];
    for (values, data, kind) in rows {
        let found = not_written(values, data, Losses::Accepted);
        assert_eq!(found.len(), 1, "{values} as {data}: {found:?}");
        assert_eq!(found[0].0, kind);
        assert!(not_written(data, data, Losses::Refused).is_empty());
    }
    assert!(not_written(uuid, "\"string\"", Losses::Refused).is_empty());
}

#[test]
fn who_writes_goes_by_the_names_his_types_had_before() {
    let values = r#"{"type":"record","name":"New","aliases":["Old"],"fields":[
        {"name":"customer","aliases":["buyer"],"type":["null",
            {"type":"enum","name":"E","aliases":["x.F"],"symbols":["A"]}]}]}"#;
    let data = r#"{"type":"record","name":"Old","fields":[
        {"name":"buyer","type":[{"type":"enum","name":"x.F","symbols":["A"]},"null"]}]}"#;
    assert_eq!(not_written(values, data, Losses::Refused), []);
    // Who reads goes by his own aliases alone.
    assert!(!refused(values, data).is_empty());
}

#[test]
fn reasons_without_number_are_told_a_thousand_times() {
    let fields: Vec<_> = (0..2000)
        .map(|n| field(&format!("f{n}"), "\"int\""))
        .collect();
    let reasons = refused(&record("R", ""), &record("R", &fields.join(",")));
    assert_eq!(reasons.len(), 1000);
}

/// Each record of the writer's is an array of the one before, and the reader's is an array of
/// itself: every pair of both would have to be looked at.
#[test]
fn schemas_that_set_all_their_types_against_each_other_are_given_up() {
    let mut writer = record("W0", "");
    for n in 1..20_000 {
        let items = format!(r#"{{"type":"array","items":"W{}"}}"#, n - 1);
        writer = format!("{writer},{}", record(&format!("W{n}"), &field("c", &items)));
    }
    let (mut written, mut read) = (Vec::new(), Vec::new());
    for n in 0..40 {
        let items = format!(r#"{{"type":"array","items":"T{n}"}}"#);
        let tree = record(&format!("T{n}"), &field("c", &items));
        read.push(field(&format!("t{n}"), &tree));
        written.push(field(&format!("t{n}"), "\"W19999\""));
    }
    let writer = schema(&format!(
        "[{writer},{}]",
        record("Root", &written.join(","))
    ));
    let last = writer.at(writer.named("Root").unwrap());
    let reader = schema(&record("Root", &read.join(",")));
    let walk = walk::Walk::new(&last, &reader, walk::Purpose::Reading);
    // There would be 1,600,000.
    assert!(
        (50_000..300_000).contains(&walk.pairs.len()),
        "{}",
        walk.pairs.len()
    );
}
