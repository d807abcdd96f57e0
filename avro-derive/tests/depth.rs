//! Types whose levels take much of the stack, nested as deep as hostile bytes nest them.
//!
//! A level of these takes kilobytes where nothing is optimised, so the count of
//! levels alone would not save a thread's two megabytes.

use avro_core::{AvroSchema, DecodeError, from_slice, from_slice_into, to_vec};

macro_rules! wide {
    ($name:ident, $ty:ty, $($field:ident)*) => {
        #[derive(AvroSchema, Debug, Default, PartialEq)]
        struct $name {
            next: Option<Box<$name>>,
            $($field: $ty,)*
        }
    };
}

wide!(Options, Option<String>, a b c d e f g h i j k l m n o p q r s t
    aa ab ac ad ae af ag ah ai aj ak al am an ao ap aq ar at au);
wide!(Strings, String, a b c d e f g h i j k l m n o p q r s t
    aa ab ac ad ae af ag ah ai aj ak al am an ao ap aq ar at au);

#[derive(AvroSchema, Debug)]
struct Fat {
    next: Option<Box<Fat>>,
    #[avro(type = "fixed Bytes(16384)")]
    bytes: [u8; 16384],
}

#[derive(AvroSchema, Debug)]
enum Tree {
    Branch { kids: Vec<Tree> },
    A { a: String, b: Option<i64> },
    B { a: String, b: Option<i64> },
    C { a: String, b: Option<i64> },
    D { a: String, b: Option<i64> },
    E { a: String, b: Option<i64> },
    F { a: String, b: Option<i64> },
    G { a: String, b: Option<i64> },
    H { a: String, b: Option<i64> },
    I { a: String, b: Option<i64> },
    J { a: String, b: Option<i64> },
}

fn on_two_mebibytes(test: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(test);
    thread.unwrap().join().unwrap();
}

fn refused<T: std::fmt::Debug>(read: Result<T, DecodeError>) {
    let error = read.unwrap_err().to_string();
    assert!(error.contains("limit of"), "{error}");
}

#[test]
fn wide_types_end_before_the_stack_does() {
    on_two_mebibytes(|| {
        refused(from_slice::<Options>(&[2; 1000]));
        refused(from_slice::<Strings>(&[2; 1000]));
        refused(from_slice::<Fat>(&[2; 100_000]));
        refused(from_slice::<Tree>(&[0, 2].repeat(1000)));
        refused(from_slice_into(&mut Options::default(), &[2; 1000]));
    });
}

#[test]
fn encoding_wide_types_ends_as_well() {
    on_two_mebibytes(|| {
        let nested = (0..1000).fold(Options::default(), |inner, _| Options {
            next: Some(Box::new(inner)),
            ..Options::default()
        });
        let error = to_vec(&nested).unwrap_err();
        assert!(error.to_string().contains("deeper than"), "{error}");
        // Dropping a thousand levels is the type's own affair, and fits.
    });
}
