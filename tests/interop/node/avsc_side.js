'use strict';

/**
 * avsc as the other side of the interop tests; the README one folder up tells what the commands do.
 *
 * It has the codecs null and deflate, and lets its user add others: snappy is made of a package and zlib's CRC-32.
 */

const fs = require('fs');
const path = require('path');
const stream = require('stream/promises');
const zlib = require('zlib');

const avsc = require('avsc');
const snappy = require('snappyjs');

const exact = require('./exact');

const BLOCK_SIZE = 1024;

const compress = {
  ...avsc.streams.BlockEncoder.defaultCodecs(),
  snappy: (records, callback) => {
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32BE(zlib.crc32(records));
    callback(null, Buffer.concat([snappy.compress(records), checksum]));
  },
};

const decompress = {
  ...avsc.streams.BlockDecoder.defaultCodecs(),
  snappy: (payload, callback) => {
    const records = snappy.uncompress(payload.subarray(0, -4));
    const fits = zlib.crc32(records) === payload.readUInt32BE(payload.length - 4);
    callback(fits ? null : new Error('wrong checksum'), records);
  },
};

async function write(records, type, file, flags, options) {
  const encoder = new avsc.streams.BlockEncoder(type, {blockSize: BLOCK_SIZE, codecs: compress, ...options});
  const written = stream.pipeline(encoder, fs.createWriteStream(file, {flags}));
  for (const record of records) {
    encoder.write(record);
  }
  encoder.end();
  await written;
}

/** Behind the end of a file, as its header says. */
async function append(lines, file) {
  const {meta, sync} = avsc.extractFileHeader(file);
  const type = exact.typeOf(meta['avro.schema']);
  const records = lines.map((line) => exact.parse(type, line));
  const options = {codec: meta['avro.codec'] ?? 'null', syncMarker: sync, writeHeader: 'never'};
  await write(records, type, file, 'a', options);
}

async function read(file) {
  const decoder = new avsc.streams.BlockDecoder({codecs: decompress, parseHook: exact.typeOf});
  let type, meta;
  decoder.on('metadata', (writer, codec, header) => {
    type = writer;
    meta = header.meta;
  });
  const records = [];
  await stream.pipeline(fs.createReadStream(file), decoder, async (values) => {
    for await (const value of values) {
      records.push(value);
    }
  });
  return {type, meta, records};
}

function linesOf(file) {
  return fs.readFileSync(file, 'utf8').split('\n').slice(0, -1);
}

function toLines(list) {
  return list.map((line) => `${line}\n`).join('');
}

async function main([command, ...args]) {
  if (command === 'write' && args.length > 4) {
    const [schema, records, metadata, prefix, ...codecs] = args;
    const type = exact.typeOf(JSON.parse(fs.readFileSync(schema, 'utf8')));
    const values = linesOf(records).map((line) => exact.parse(type, line));
    const entries = linesOf(metadata).map((line) => line.split(' '));
    const meta = Object.fromEntries(entries.map(([key, hex]) => [key, Buffer.from(hex, 'hex')]));
    for (const codec of codecs) {
      await write(values, type, `${prefix}-${codec}.avro`, 'w', {codec, metadata: meta});
    }
  } else if (command === 'append' && args.length > 1) {
    const [records, ...files] = args;
    for (const file of files) {
      await append(linesOf(records), file);
    }
  } else if (command === 'read' && args.length > 1) {
    const [out, ...files] = args;
    for (const file of files) {
      const {type, meta, records} = await read(file).catch((error) => {
        throw new Error(file, {cause: error});
      });
      const to = path.join(out, path.basename(file));
      const keys = Object.keys(meta).filter((key) => !key.startsWith('avro.'));
      const entries = keys.sort(exact.byCodePoints).map((key) => `${key} ${meta[key].toString('hex')}`);
      fs.writeFileSync(`${to}.meta`, toLines(entries));
      fs.writeFileSync(`${to}.jsonl`, toLines(records.map((record) => exact.print(type, record))));
    }
  } else {
    throw new Error('write SCHEMA RECORDS METADATA PREFIX CODEC... | append RECORDS FILE... | read OUT FILE...');
  }
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(1);
});
