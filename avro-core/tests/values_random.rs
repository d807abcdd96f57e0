//! What holds for every value and every schema, tried on many of both.
//!
//! The schemas are random, and so are the values. What is held against what: the judge against
//! the writer, the writer against the reader, and fitting against both.

use std::collections::HashSet;

use avro_core::model::Type;
use avro_core::value::{Inference, Random, UnionValue};
use avro_core::{DatumReader, DatumWriter, NodeId, Schema, Value};

/// Random numbers of the test's own: xorshift64*.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % end
    }

    /// The text of some type. Records may hold themselves behind a union or an array.
    fn schema(&mut self, depth: usize, named: &mut Vec<String>) -> String {
        const SIMPLE: [&str; 17] = [
            r#""null""#,
            r#""boolean""#,
            r#""int""#,
            r#""long""#,
            r#""float""#,
            r#""double""#,
            r#""bytes""#,
            r#""string""#,
            r#"{"type":"int","logicalType":"date"}"#,
            r#"{"type":"int","logicalType":"time-millis"}"#,
            r#"{"type":"long","logicalType":"time-micros"}"#,
            r#"{"type":"long","logicalType":"timestamp-micros"}"#,
            r#"{"type":"long","logicalType":"local-timestamp-nanos"}"#,
            r#"{"type":"bytes","logicalType":"decimal","precision":20,"scale":3}"#,
            r#"{"type":"bytes","logicalType":"big-decimal"}"#,
            r#"{"type":"string","logicalType":"uuid"}"#,
            r#"{"type":"long","logicalType":"timestamp-millis"}"#,
        ];
        let kind = if depth == 0 { 0 } else { self.below(10) };
        let name = format!("N{}", named.len());
        match kind {
            5 => format!(
                r#"{{"type":"array","items":{}}}"#,
                self.schema(depth - 1, named)
            ),
            6 => format!(
                r#"{{"type":"map","values":{}}}"#,
                self.schema(depth - 1, named)
            ),
            7 => {
                named.push(String::new());
                match self.below(4) {
                    0 => {
                        format!(r#"{{"type":"enum","name":"{name}","symbols":["A","B","{name}"]}}"#)
                    }
                    1 => format!(
                        r#"{{"type":"fixed","name":"{name}","size":9,"logicalType":"decimal","precision":19,"scale":19}}"#
                    ),
                    2 => format!(
                        r#"{{"type":"fixed","name":"{name}","size":16,"logicalType":"uuid"}}"#
                    ),
                    _ => format!(
                        r#"{{"type":"fixed","name":"{name}","size":{}}}"#,
                        self.below(4)
                    ),
                }
            }
            8 => self.union(depth, named),
            9 => {
                named.push(name.clone());
                let fields = (0..self.below(5)).map(|at| {
                    let ty = match self.below(6) {
                        0 => format!(r#"["null","{name}"]"#),
                        1 => format!(r#"{{"type":"array","items":"{name}"}}"#),
                        _ => self.schema(depth - 1, named),
                    };
                    format!(r#"{{"name":"f{at}","type":{ty}}}"#)
                });
                let fields: Vec<String> = fields.collect();
                format!(
                    r#"{{"type":"record","name":"{name}","fields":[{}]}}"#,
                    fields.join(",")
                )
            }
            _ => SIMPLE[self.below(SIMPLE.len())].to_owned(),
        }
    }

    fn union(&mut self, depth: usize, named: &mut Vec<String>) -> String {
        let mut branches: Vec<String> = Vec::new();
        for _ in 0..self.below(5) + 1 {
            let branch = self.schema(depth - 1, named);
            branches.push(branch);
            if Schema::parse(&format!("[{}]", branches.join(","))).is_err() {
                branches.pop();
            }
        }
        match branches.is_empty() {
            true => r#"["null"]"#.to_owned(),
            false => format!("[{}]", branches.join(",")),
        }
    }
}

/// Schemas that have values, each with some of them.
fn many() -> impl Iterator<Item = (Schema, Vec<Value>)> {
    let mut dice = Dice(0x1234_5678_9abc_def1);
    (0..1500).filter_map(move |seed| {
        let schema = Schema::parse(&dice.schema(4, &mut Vec::new())).ok()?;
        let random = Random::new(&schema, seed).ok()?;
        let random = random
            .max_items(4)
            .max_length(10)
            .max_depth(5)
            .max_parts(100);
        Some((schema, random.take(8).collect()))
    })
}

fn written(schema: &Schema, value: &Value) -> Result<Vec<u8>, String> {
    let mut writer = DatumWriter::<Value>::new(schema).unwrap();
    let bytes = writer.write(value).map_err(|error| error.to_string())?;
    Ok(bytes.to_vec())
}

/// The value as somebody would write it who knows no schema: maps, strings and bytes.
fn loose(value: &Value) -> Value {
    match value {
        Value::Union(union) => loose(union.value()),
        Value::Record(record) => record
            .fields()
            .map(|(name, field)| (name, loose(field)))
            .collect(),
        Value::Map(pairs) => pairs
            .iter()
            .map(|(key, value)| (key.as_str(), loose(value)))
            .collect(),
        Value::Array(items) => Value::Array(items.iter().map(loose).collect()),
        Value::Enum(symbol) => Value::String(symbol.symbol().to_owned()),
        Value::Fixed(fixed) => Value::Bytes(fixed.bytes().to_vec()),
        value => value.clone(),
    }
}

/// Something about the value is another: a branch, or a type.
fn spoiled(value: &Value, dice: &mut Dice) -> Value {
    match value {
        Value::Union(union) if dice.below(2) == 0 => {
            let index = dice.below(4);
            Value::Union(UnionValue::new(index, union.value().clone()))
        }
        Value::Union(union) => {
            Value::Union(UnionValue::new(union.index(), spoiled(union.value(), dice)))
        }
        Value::Record(record) if dice.below(4) == 0 => loose(&Value::Record(record.clone())),
        Value::Record(record) => {
            let mut record = record.clone();
            let names: Vec<String> = record.fields().map(|(name, _)| name.to_owned()).collect();
            for name in names {
                let field = record.get_mut(&name).unwrap();
                if dice.below(2) == 0 {
                    *field = spoiled(field, dice);
                }
            }
            Value::Record(record)
        }
        Value::Map(pairs) => {
            let pairs = pairs
                .iter()
                .map(|(key, value)| (key.as_str(), spoiled(value, dice)));
            pairs.collect()
        }
        Value::Array(items) => Value::Array(items.iter().map(|item| spoiled(item, dice)).collect()),
        value => match dice.below(3) {
            0 => value.clone(),
            1 => Value::Null,
            _ => Value::Int(1),
        },
    }
}

#[test]
fn random_values_are_written_and_read_back() {
    let (mut schemas, mut values) = (0, 0);
    for (schema, random) in many() {
        schemas += 1;
        let reader = DatumReader::<Value>::new(&schema).unwrap();
        for value in random {
            values += 1;
            value
                .validate(&schema)
                .unwrap_or_else(|faults| panic!("{schema}: {faults}"));
            let bytes = written(&schema, &value).unwrap();
            assert_eq!(reader.read(&bytes).unwrap(), value, "{schema}");
            assert_eq!(value.fit(&schema).unwrap(), value, "{schema}");
        }
    }
    assert!(
        schemas > 1000 && values > 8000,
        "{schemas} schemas, {values} values"
    );
}

#[test]
fn what_is_valid_is_what_is_written() {
    let mut dice = Dice(99);
    let (mut good, mut bad) = (0, 0);
    for (schema, random) in many() {
        for value in random {
            let value = spoiled(&value, &mut dice);
            match (value.validate(&schema), written(&schema, &value)) {
                (Ok(()), Ok(_)) => good += 1,
                // The writer's is the first of all faults.
                (Err(faults), Err(first)) => {
                    bad += 1;
                    assert_eq!(faults.iter().next().unwrap().to_string(), first, "{schema}");
                    assert!(faults.count() >= faults.iter().len());
                }
                (judged, written) => panic!("{schema}: {judged:?}, but {written:?}: {value:?}"),
            }
        }
    }
    assert!(good > 1000 && bad > 1000, "{good} good, {bad} bad");
}

#[test]
fn what_was_fitted_is_valid() {
    let mut dice = Dice(7);
    let all: Vec<(Schema, Vec<Value>)> = many().collect();
    let (mut own, mut others) = (0, 0);
    for (schema, random) in &all {
        for value in random {
            if let Ok(fitted) = loose(value).fit(schema) {
                own += 1;
                fitted.validate(schema).unwrap();
            }
            let (other, _) = &all[dice.below(all.len())];
            if let Ok(fitted) = value.fit(other) {
                others += 1;
                fitted
                    .validate(other)
                    .unwrap_or_else(|faults| panic!("{other}: {faults}"));
                assert_eq!(fitted.fit(other).unwrap(), fitted);
            }
        }
    }
    assert!(own > 5000 && others > 1000, "{own} own, {others} of others");
}

fn has_unions(schema: &Schema) -> bool {
    fn reaches(schema: &Schema, id: NodeId, met: &mut HashSet<NodeId>) -> bool {
        let ty = schema.node(id).ty();
        matches!(ty, Type::Union(_))
            || met.insert(id) && ty.children().any(|child| reaches(schema, child, met))
    }
    reaches(schema, schema.root(), &mut HashSet::new())
}

#[test]
fn what_has_no_unions_comes_back_from_a_loose_value() {
    let mut count = 0;
    for (schema, random) in many() {
        // A union may have two branches that fit.
        if has_unions(&schema) {
            continue;
        }
        for value in random {
            count += 1;
            assert_eq!(loose(&value).fit(&schema).unwrap(), value, "{schema}");
        }
    }
    assert!(count > 3000, "{count}");
}

#[test]
fn samples_fit_the_schema_that_is_inferred_from_them() {
    let mut dice = Dice(5);
    let all: Vec<(Schema, Vec<Value>)> = many().collect();
    for (schema, random) in &all {
        // Of one schema, and now and then of two.
        let mut samples: Vec<Value> = random.iter().map(loose).collect();
        if dice.below(3) == 0 {
            samples.extend(all[dice.below(all.len())].1.clone());
        }
        let mut inference = Inference::new("n.Root");
        for sample in &samples {
            inference.add(sample).unwrap();
        }
        let inferred = inference.schema().unwrap();
        assert_eq!(Schema::parse(&inferred.to_string()).unwrap(), inferred);
        for sample in &samples {
            let fitted = sample.fit(&inferred);
            let fitted = fitted
                .unwrap_or_else(|faults| panic!("{sample:?} of {schema}, as {inferred}: {faults}"));
            fitted.validate(&inferred).unwrap();
        }
    }
}

#[test]
fn a_seed_gives_the_same_values_everywhere() {
    // Worked out by another program: SplitMix64 from 2024, the upper half of each product.
    let schema = Schema::parse(
        r#"{"type":"record","name":"R","fields":[
            {"name":"flag","type":"boolean"},
            {"name":"day","type":{"type":"int","logicalType":"date"}},
            {"name":"symbol","type":{"type":"enum","name":"E","symbols":["A","B","C"]}},
            {"name":"list","type":{"type":"array","items":
                {"type":"enum","name":"F","symbols":["X","Y","Z"]}}}]}"#,
    )
    .unwrap();
    let random = Random::new(&schema, 2024).unwrap().max_items(3);
    let values: Vec<String> = random.take(4).map(|value| value.to_string()).collect();
    assert_eq!(
        values,
        [
            r#"{"flag": false, "day": -719162, "symbol": "A", "list": ["Y", "X", "Y"]}"#,
            r#"{"flag": true, "day": 966467, "symbol": "C", "list": ["Y", "X", "Z"]}"#,
            r#"{"flag": false, "day": 2233341, "symbol": "B", "list": ["Y", "X"]}"#,
            r#"{"flag": true, "day": 2613752, "symbol": "B", "list": ["X", "X", "Y"]}"#,
        ]
    );
}
