//! Blocks from one file to another, without decoding their records.
//!
//! Where both files have one codec the payloads stay as they are; else they are decompressed and
//! compressed again.

use std::io::Write;

use avro_model::ParseOptions;

use super::block::Frame;
use super::blocks::{Block, Blocks};
use super::codec::Codec;
use super::difference::hold;
use super::error::ContainerError;
use super::header::Header;
use super::parallel::Packed;
use super::source::Source;
use super::writer::{Writer, WriterBuilder};

impl<T: ?Sized, W> WriterBuilder<T, W> {
    /// The schema, the codec and the user's metadata of another file. The sync marker is not among
    /// them.
    ///
    /// What is said behind this counts, but a codec of the user's own has to be
    /// [said](Self::codec) before or behind.
    ///
    /// # Errors
    ///
    /// When the header's schema is none, or its codec is not known.
    pub fn like(mut self, header: &Header) -> Result<Self, ContainerError> {
        self.schema = Some(ParseOptions::lenient().parse(header.schema_text())?);
        let given = self.codec.as_slice();
        self.codec = Some(Codec::from_name_among(header.codec_name(), given)?);
        for (key, value) in header.user_metadata() {
            self = self.metadata(key, value);
        }
        Ok(self)
    }
}

impl<T: ?Sized, W: Write> Writer<T, W> {
    /// Appends a whole block of another file: a block of its own behind those that gathered.
    ///
    /// Its payload stays as it is where the codec is the same, and is compressed anew otherwise. Records
    /// are not decoded. The schemas may differ in what the data does not depend on: documentation,
    /// aliases, defaults, sort orders, attributes.
    ///
    /// # Errors
    ///
    /// When the other file has another schema, when the block cannot be compressed, and when the sink
    /// does not take the block before. The block was not taken then. Where [threads](WriterBuilder::threads)
    /// compress, it is taken, and what goes wrong with it comes out later, as with records.
    pub fn append_block(&mut self, block: &Block<'_>) -> Result<(), ContainerError> {
        let ground = block.ground();
        hold(&ground.schema, self.schema())?;
        if self.has_codec(&ground.codec) {
            self.write_block()?;
            self.put_packed(block.frame(), block.raw().payload)
        } else {
            self.make_place()?;
            self.recode(block)
        }
    }

    /// Appends all blocks that are still to come of another file, as
    /// [`append_block`](Self::append_block) does. Where the codec is the same they are not even decompressed.
    ///
    /// # Errors
    ///
    /// When the other file has another schema or is damaged, and when the sink fails. No block is lost or
    /// appended twice when the sink fails and the same is called again.
    ///
    /// Where it has [threads](WriterBuilder::threads), they compress; what has to be decompressed, the caller's thread does.
    ///
    /// # Example
    ///
    /// Files of one schema become one file, in another codec.
    ///
    /// ```
    /// use avro_core::container::{Blocks, Codec, Reader, Writer};
    ///
    /// let file_of = |word| -> Result<Vec<u8>, avro_core::container::ContainerError> {
    ///     let writer = Writer::<str>::builder(Vec::new()).metadata("owner", "me");
    ///     let mut writer = writer.build()?;
    ///     writer.append(word)?;
    ///     writer.finish()
    /// };
    /// let (one, two) = (file_of("one")?, file_of("two")?);
    ///
    /// let mut blocks = Blocks::new(&one[..])?;
    /// let mut all = Writer::<str>::builder(Vec::new())
    ///     .like(blocks.header())?
    ///     .codec(Codec::Snappy)
    ///     .build()?;
    /// all.copy_from(&mut blocks)?;
    /// all.copy_from(&mut Blocks::builder().bytes(&two)?)?;
    /// let all = all.finish()?;
    ///
    /// let reader = Reader::<String>::new(&all[..])?;
    /// assert_eq!(reader.header().get("owner"), Some(&b"me"[..]));
    /// assert_eq!(reader.collect::<Result<Vec<_>, _>>()?, ["one", "two"]);
    /// # Ok::<(), avro_core::container::ContainerError>(())
    /// ```
    pub fn copy_from<S: Source>(&mut self, blocks: &mut Blocks<S>) -> Result<(), ContainerError> {
        hold(blocks.schema(), self.schema())?;
        let packed = self.has_codec(blocks.codec());
        loop {
            // A place first, and then the next from the source: nobody could ask for it again.
            if packed {
                self.write_block()?;
                match blocks.next_packed()? {
                    Some((frame, payload)) => self.put_packed(&frame, payload)?,
                    None => return Ok(()),
                }
            } else {
                self.make_place()?;
                match blocks.next()? {
                    Some(block) => self.recode(&block)?,
                    None => return Ok(()),
                }
            }
        }
    }

    fn has_codec(&self, other: &Codec) -> bool {
        self.codec().name() == other.name()
    }

    /// Makes the next frame of a payload as it stands, where the frame before has been shipped.
    fn put_packed(&mut self, frame: &Frame, payload: &[u8]) -> Result<(), ContainerError> {
        self.put_payload(frame.count, |out, _| {
            out.copy_from(payload);
            Ok(None)
        })
        .map_err(|error| frame.error(error))
    }

    /// Makes a block of another's records, where there is place for it.
    fn recode(&mut self, block: &Block<'_>) -> Result<(), ContainerError> {
        self.put_records(block.count(), block.data())
            .map_err(|error| block.frame().error(error))
    }
}
