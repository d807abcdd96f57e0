/// A digest.
#[avro(fixed, namespace = "com.example")]
struct Md5([u8; 16]);
