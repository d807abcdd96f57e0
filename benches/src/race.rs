//! The nouns: who is measured, at what, and on which values.
//!
//! A [`Workload`] is a list of [`Case`]s, each one contender doing one operation over all of the
//! workload's datums. [`Race`] builds that list. It compares every answer with the plain values as it
//! goes, so a case that exists is a case that is right.
//!
//! Nothing here knows a clock, and nothing here knows Avro: how a library is called stands in
//! `rivals`, `limit` and `ours`.

use std::fmt::Debug;
use std::hint::black_box;

/// Who is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contender {
    /// `avro-core` with `#[derive(AvroSchema)]`.
    Ours,
    /// `avro-core` by its way through serde, for types that know no Avro.
    OursSerde,
    /// `avro-core` on two threads, told by the wall's clock beside [`Contender::Ours`].
    OursThreads,
    /// Code written by hand for the workload, in `limit` and beside the workload's model.
    Limit,
    /// The crate `serde_avro_fast`.
    SerdeAvroFast,
    /// The crate `apache-avro`, by its way through serde.
    ApacheAvro,
    /// The crate `arrow-avro`: columns and not values, so no rival for those who want values.
    ArrowAvro,
    /// The crate `prost`: the same values in Protocol Buffers' format, as a neighbour.
    Prost,
    /// The crate `postcard`: the same values without a schema, as a neighbour.
    Postcard,
    /// The crate `bitcode`: the same values by columns, as a neighbour.
    Bitcode,
}

impl Contender {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Ours,
        Self::OursSerde,
        Self::OursThreads,
        Self::Limit,
        Self::SerdeAvroFast,
        Self::ApacheAvro,
        Self::ArrowAvro,
        Self::Prost,
        Self::Postcard,
        Self::Bitcode,
    ];

    /// The name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::OursSerde => "ours-serde",
            Self::OursThreads => "ours-2-threads",
            Self::Limit => "limit",
            Self::SerdeAvroFast => "serde_avro_fast",
            Self::ApacheAvro => "apache-avro",
            Self::ArrowAvro => "arrow-avro",
            Self::Prost => "prost",
            Self::Postcard => "postcard",
            Self::Bitcode => "bitcode",
        }
    }

    /// Whether this is somebody else's implementation of Avro that gives values.
    pub fn is_rival(self) -> bool {
        matches!(self, Self::SerdeAvroFast | Self::ApacheAvro)
    }
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Values to bytes, into a buffer that is used again.
    Encode,
    /// Bytes to values that own their strings; dropping them is part of the time.
    DecodeOwned,
    /// Bytes to values that borrow from them.
    DecodeBorrowed,
    /// Bytes into one value that exists already and keeps its memory.
    DecodeInto,
    /// Values to a container file in memory.
    Write,
    /// A container file in memory to values that own their strings.
    ReadOwned,
    /// The same to values that borrow from the block they came in.
    ReadBorrowed,
    /// The same into one value that keeps its memory.
    ReadInto,
}

impl Operation {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 8] = [
        Self::Encode,
        Self::DecodeOwned,
        Self::DecodeBorrowed,
        Self::DecodeInto,
        Self::Write,
        Self::ReadOwned,
        Self::ReadBorrowed,
        Self::ReadInto,
    ];

    /// The name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Encode => "encode",
            Self::DecodeOwned => "decode owned",
            Self::DecodeBorrowed => "decode borrowed",
            Self::DecodeInto => "decode into",
            Self::Write => "write",
            Self::ReadOwned => "read owned",
            Self::ReadBorrowed => "read borrowed",
            Self::ReadInto => "read into",
        }
    }

    /// What who has no such operation does instead.
    pub fn instead(self) -> Self {
        match self {
            Self::DecodeInto => Self::DecodeOwned,
            Self::ReadInto => Self::ReadOwned,
            other => other,
        }
    }
}

/// Whom and how much a workload is to be built for. What is not asked for is neither compared nor entered.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Names of contenders; none stands for all.
    pub contenders: Vec<String>,
    /// Records of a container file.
    pub records: usize,
    /// Whether two threads take part beside one.
    pub threads: bool,
}

impl Asked {
    /// Whether `contender` is asked for.
    pub fn admits(&self, contender: Contender) -> bool {
        self.contenders.is_empty() || self.contenders.iter().any(|name| name == contender.name())
    }
}

/// How a workload's times are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Nanoseconds for each of many small datums.
    PerRecord,
    /// Microseconds for one large datum.
    PerDatum,
}

/// One contender doing one operation over a workload's datums.
pub struct Case {
    /// Who.
    pub contender: Contender,
    /// What.
    pub operation: Operation,
    /// Does it once over all datums.
    pub pass: Box<dyn FnMut()>,
}

/// Values, and all that is measured on them.
pub struct Workload {
    /// As the tables name it: `W1`.
    pub name: &'static str,
    /// One line for a reader of the table.
    pub about: &'static str,
    /// How times are told.
    pub unit: Unit,
    /// How many datums one pass covers.
    pub datums: usize,
    /// Bytes of one datum, on average, in each format.
    pub sizes: Vec<(&'static str, usize)>,
    /// All datums in Avro, end to end; a container file.
    pub bytes: &'static [u8],
    /// More rounds than these would take too long.
    pub rounds: usize,
    /// The cases, in the order in which they were entered.
    pub cases: Vec<Case>,
}

/// A type that stands for plain values of type `T`: a borrowed twin, or a type of one contender.
pub trait Plain<T> {
    /// The plain value.
    fn plain(&self) -> T;
}

/// A type that can be made from plain values of type `T`, for contenders that need their own.
pub trait Twin<T>: Plain<T> {
    /// The value of this type.
    fn twin(plain: &T) -> Self;
}

impl<T: Clone> Plain<T> for T {
    fn plain(&self) -> T {
        self.clone()
    }
}

impl<T: Clone> Twin<T> for T {
    fn twin(plain: &T) -> Self {
        plain.clone()
    }
}

/// Encodes values of type `V`.
pub trait Encode<V> {
    /// One datum, in a buffer that the next call uses again.
    fn encode(&mut self, value: &V) -> &[u8];
}

/// Decodes values of type `V`.
pub trait Decode<'de, V> {
    /// The value of one datum.
    fn decode(&self, datum: &'de [u8]) -> V;
}

/// Decodes into a value that is there already.
pub trait DecodeInto<'de, V> {
    /// Makes `value` what `datum` says.
    fn decode_into(&self, datum: &'de [u8], value: &mut V);
}

/// Makes columns of datums, and datums of columns.
pub trait Columns {
    /// The columns.
    type Table;
    /// Many datums.
    type Rows;
    /// Reads all datums.
    fn decode<'a>(&mut self, datums: impl Iterator<Item = &'a [u8]>) -> Self::Table;
    /// Writes all rows.
    fn encode(&mut self, table: &Self::Table) -> Self::Rows;
    /// The datums, one by one.
    fn datums(rows: &Self::Rows) -> Vec<Vec<u8>>;
}

/// Datums end to end.
struct Datums {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Datums {
    /// Values and datums live as long as the process, so that cases may borrow from them.
    fn encode<V>(values: &[V], encoder: &mut impl Encode<V>) -> &'static Self {
        let mut datums = Self {
            bytes: Vec::new(),
            ends: Vec::with_capacity(values.len()),
        };
        for value in values {
            datums.bytes.extend_from_slice(encoder.encode(value));
            datums.ends.push(datums.bytes.len());
        }
        Box::leak(Box::new(datums))
    }

    fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let mut start = 0;
        self.ends.iter().map(move |&end| {
            let datum = &self.bytes[start..end];
            start = end;
            datum
        })
    }

    fn mean(&self) -> usize {
        self.bytes.len() / self.ends.len()
    }
}

/// Builds a [`Workload`], comparing answers on the way.
pub struct Race<T: 'static> {
    asked: Asked,
    workload: Workload,
    values: &'static [T],
    /// What the limit's encoder wrote; every other encoder is held against it.
    datums: &'static Datums,
    /// The limit's decoder, for encoders that write the same values in other bytes.
    judge: fn(&[u8]) -> T,
}

impl<T: PartialEq + Clone + Debug> Race<T> {
    /// A race over `values`. The limit's code gives the datums and judges those of others; it is
    /// itself judged by the rivals, who share no line with it.
    pub fn new(
        asked: &Asked,
        name: &'static str,
        about: &'static str,
        unit: Unit,
        values: Vec<T>,
        mut limit: impl Encode<T>,
        judge: fn(&[u8]) -> T,
    ) -> Self {
        let datums = Datums::encode(&values, &mut limit);
        Self::over(asked, name, about, unit, datums, values, judge)
    }

    /// A race of decoders alone: to `values`, from what `encoder` makes of `written`, which are the same
    /// in another schema.
    #[expect(clippy::too_many_arguments, reason = "all of them are the workload")]
    pub fn of_readers<W>(
        asked: &Asked,
        name: &'static str,
        about: &'static str,
        unit: Unit,
        written: &[W],
        mut encoder: impl Encode<W>,
        values: Vec<T>,
        judge: fn(&[u8]) -> T,
    ) -> Self {
        let datums = Datums::encode(written, &mut encoder);
        Self::over(asked, name, about, unit, datums, values, judge)
    }

    fn over(
        asked: &Asked,
        name: &'static str,
        about: &'static str,
        unit: Unit,
        datums: &'static Datums,
        values: Vec<T>,
        judge: fn(&[u8]) -> T,
    ) -> Self {
        let values: &'static [T] = values.leak();
        let workload = Workload {
            name,
            about,
            unit,
            datums: values.len(),
            sizes: vec![("Avro", datums.mean())],
            bytes: &datums.bytes,
            rounds: usize::MAX,
            cases: Vec::new(),
        };
        Self {
            asked: asked.clone(),
            workload,
            values,
            datums,
            judge,
        }
    }

    /// Enters an encoder of Avro. Its datums must be the reference's, byte by byte, or at least be
    /// the same values.
    pub fn encode<V>(mut self, contender: Contender, mut encoder: impl Encode<V> + 'static) -> Self
    where
        V: Twin<T> + 'static,
    {
        if !self.asked.admits(contender) {
            return self;
        }
        let twins: Vec<V> = self.values.iter().map(V::twin).collect();
        for ((twin, value), reference) in twins.iter().zip(self.values).zip(self.datums.iter()) {
            let datum = encoder.encode(twin);
            if datum != reference {
                self.same(contender, Operation::Encode, value, &(self.judge)(datum));
            }
        }
        self.enter(contender, Operation::Encode, encode_pass(twins, encoder));
        self
    }

    /// Enters a decoder of Avro to values of type `V`.
    pub fn decode<V>(
        mut self,
        contender: Contender,
        operation: Operation,
        decoder: impl Decode<'static, V> + 'static,
    ) -> Self
    where
        V: Plain<T> + 'static,
    {
        if !self.asked.admits(contender) {
            return self;
        }
        for (value, datum) in self.values.iter().zip(self.datums.iter()) {
            self.same(contender, operation, value, &decoder.decode(datum).plain());
        }
        self.enter(contender, operation, decode_pass(self.datums, decoder));
        self
    }

    /// Enters a decoder of Avro into one value of type `V`.
    pub fn decode_into<V>(
        mut self,
        contender: Contender,
        decoder: impl DecodeInto<'static, V> + 'static,
    ) -> Self
    where
        V: Plain<T> + Default + 'static,
    {
        if !self.asked.admits(contender) {
            return self;
        }
        let mut kept = V::default();
        for (value, datum) in self.values.iter().zip(self.datums.iter()) {
            decoder.decode_into(datum, &mut kept);
            self.same(contender, Operation::DecodeInto, value, &kept.plain());
        }
        self.enter(
            contender,
            Operation::DecodeInto,
            decode_into_pass(self.datums, decoder),
        );
        self
    }

    /// Enters a neighbour with a format of its own that decodes into existing values too.
    pub fn neighbour<V>(
        mut self,
        contender: Contender,
        mut format: impl Encode<V> + Decode<'static, V> + DecodeInto<'static, V> + Clone + 'static,
    ) -> Self
    where
        V: Twin<T> + Default + 'static,
    {
        if !self.asked.admits(contender) {
            return self;
        }
        let datums = self.format::<V>(contender, &mut format);
        self.read_into::<V>(contender, datums, format);
        self
    }

    /// Enters a neighbour with a format of its own in a race of decoders alone: to `V`, from what it makes of `written`.
    pub fn reading_neighbour<W, V>(
        mut self,
        contender: Contender,
        mut format: impl Encode<W> + Decode<'static, V> + DecodeInto<'static, V> + Clone + 'static,
        written: &[W],
    ) -> Self
    where
        V: Plain<T> + Default + 'static,
    {
        if !self.asked.admits(contender) {
            return self;
        }
        let datums = Datums::encode(written, &mut format);
        self.workload.sizes.push((contender.name(), datums.mean()));
        self.read_owned::<V>(contender, datums, format.clone());
        self.read_into::<V>(contender, datums, format);
        self
    }

    /// Enters a neighbour with a format of its own, to owned values of type `V` and borrowed ones of type `B`.
    pub fn borrowing_neighbour<V, B>(
        mut self,
        contender: Contender,
        mut format: impl Encode<V> + Decode<'static, V> + Decode<'static, B> + Clone + 'static,
    ) -> Self
    where
        V: Twin<T> + 'static,
        B: Plain<T> + 'static,
    {
        if !self.asked.admits(contender) {
            return self;
        }
        let datums = self.format::<V>(contender, &mut format);
        for (value, datum) in self.values.iter().zip(datums.iter()) {
            let found: B = format.decode(datum);
            self.same(contender, Operation::DecodeBorrowed, value, &found.plain());
        }
        self.enter(
            contender,
            Operation::DecodeBorrowed,
            decode_pass::<B>(datums, format),
        );
        self
    }

    /// Enters encoding and owned decoding in some format; gives the datums.
    fn format<V>(
        &mut self,
        contender: Contender,
        format: &mut (impl Encode<V> + Decode<'static, V> + Clone + 'static),
    ) -> &'static Datums
    where
        V: Twin<T> + 'static,
    {
        let twins: Vec<V> = self.values.iter().map(V::twin).collect();
        let datums = Datums::encode(&twins, format);
        self.workload.sizes.push((contender.name(), datums.mean()));
        self.enter(
            contender,
            Operation::Encode,
            encode_pass(twins, format.clone()),
        );
        self.read_owned::<V>(contender, datums, format.clone());
        datums
    }

    /// Enters owned decoding of datums in some format.
    fn read_owned<V: Plain<T> + 'static>(
        &mut self,
        contender: Contender,
        datums: &'static Datums,
        format: impl Decode<'static, V> + 'static,
    ) {
        for (value, datum) in self.values.iter().zip(datums.iter()) {
            let found: V = format.decode(datum);
            self.same(contender, Operation::DecodeOwned, value, &found.plain());
        }
        let pass = decode_pass::<V>(datums, format);
        self.enter(contender, Operation::DecodeOwned, pass);
    }

    /// Enters decoding of datums in some format into an existing value.
    fn read_into<V: Plain<T> + Default + 'static>(
        &mut self,
        contender: Contender,
        datums: &'static Datums,
        format: impl DecodeInto<'static, V> + 'static,
    ) {
        let mut kept = V::default();
        for (value, datum) in self.values.iter().zip(datums.iter()) {
            format.decode_into(datum, &mut kept);
            self.same(contender, Operation::DecodeInto, value, &kept.plain());
        }
        let pass = decode_into_pass(datums, format);
        self.enter(contender, Operation::DecodeInto, pass);
    }

    /// Enters who makes columns of all datums together, in the rows of encoding and owned decoding. The
    /// datums that its columns give in turn have to be the values.
    pub fn columns<C>(mut self, contender: Contender, make: impl Fn() -> C) -> Self
    where
        C: Columns + 'static,
    {
        if !self.asked.admits(contender) {
            return self;
        }
        let datums = self.datums;
        let (mut reader, mut writer) = (make(), make());
        let table = reader.decode(datums.iter());
        let written = C::datums(&writer.encode(&table));
        assert_eq!(written.len(), self.values.len(), "a row for each datum");
        for ((value, datum), reference) in self.values.iter().zip(&written).zip(datums.iter()) {
            if datum != reference {
                self.same(contender, Operation::Encode, value, &(self.judge)(datum));
            }
        }
        self.enter(
            contender,
            Operation::Encode,
            Box::new(move || {
                black_box(writer.encode(black_box(&table)));
            }),
        );
        self.enter(
            contender,
            Operation::DecodeOwned,
            Box::new(move || {
                black_box(reader.decode(black_box(datums).iter()));
            }),
        );
        self
    }

    /// The workload, complete.
    pub fn finish(self) -> Workload {
        self.workload
    }

    fn enter(&mut self, contender: Contender, operation: Operation, pass: Box<dyn FnMut()>) {
        self.workload.cases.push(Case {
            contender,
            operation,
            pass,
        });
    }

    fn same(&self, contender: Contender, operation: Operation, expected: &T, found: &T) {
        assert!(
            expected == found,
            "{} {}: {} has another answer\nexpected {}\nfound    {}",
            self.workload.name,
            operation.name(),
            contender.name(),
            shown(expected),
            shown(found),
        );
    }
}

/// The start of a value's `Debug` text: a million numbers help nobody.
pub fn shown(value: &impl Debug) -> String {
    format!("{value:?}").chars().take(2000).collect()
}

fn encode_pass<V: 'static>(
    values: Vec<V>,
    mut encoder: impl Encode<V> + 'static,
) -> Box<dyn FnMut()> {
    Box::new(move || {
        for value in &values {
            black_box(encoder.encode(black_box(value)));
        }
    })
}

fn decode_pass<V: 'static>(
    datums: &'static Datums,
    decoder: impl Decode<'static, V> + 'static,
) -> Box<dyn FnMut()> {
    Box::new(move || {
        for datum in datums.iter() {
            let value = decoder.decode(black_box(datum));
            // By reference: a value handed over would be copied first.
            black_box(&value);
        }
    })
}

fn decode_into_pass<V: Default + 'static>(
    datums: &'static Datums,
    decoder: impl DecodeInto<'static, V> + 'static,
) -> Box<dyn FnMut()> {
    let mut kept = V::default();
    Box::new(move || {
        for datum in datums.iter() {
            decoder.decode_into(black_box(datum), &mut kept);
            black_box(&kept);
        }
    })
}
