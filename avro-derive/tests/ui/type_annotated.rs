use avro_core::AvroSchema;

type Longs = Vec<i64>;

#[derive(AvroSchema)]
struct Order {
    #[avro(type = "@a(1) _")]
    a: i64,
    #[avro(type = "@a(1) union { null, long }")]
    b: Option<i64>,
    #[avro(type = "array<@a(1) long>")]
    c: Longs,
    #[avro(type = "@items(1) array<long>")]
    d: Vec<i64>,
    #[avro(type = "@size(1) fixed Id(4)")]
    e: [u8; 4],
    #[avro(type = "@doc(1) fixed Id2(4)")]
    f: [u8; 4],
    #[avro(type = "@aliases(1) fixed Id3(4)")]
    g: [u8; 4],
}

fn main() {}
