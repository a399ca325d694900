// Writes an Arrow IPC file with a column of each type that other programs write and ours do not: narrow and unsigned
// integers, every unit of time, dictionaries, large text, decimals, and nested columns.
// Usage: node arrow-write.mjs file.arrow [lz4 | zstd]; compressed buffers hold frames of blocks as they are, for no encoder is at hand.
import { writeFileSync } from 'node:fs';
import {
  Bool, DateDay, DateMillisecond, Decimal, Dictionary, Field, Float16, Float32, Int8, Int16, Int32, Int64, LargeUtf8, List, Struct,
  Table, TimestampMicrosecond, TimestampMillisecond, TimestampNanosecond, TimestampSecond, Uint8, Uint16, Uint32, Uint64, Utf8,
  CompressionType, compressionRegistry, makeData, tableToIPC, vectorFromArray,
} from 'apache-arrow';

const rows = 40_000;
const each = (f) => Array.from({ length: rows }, (_, i) => (i % 5 === 4 ? null : f(i)));

// Timestamps are given as raw numbers, so that no conversion of the library comes between.
function stamps(type, f) {
  const values = BigInt64Array.from({ length: rows }, (_, i) => BigInt(f(i)));
  const nullBitmap = new Uint8Array(Math.ceil(rows / 8));
  for (let i = 0; i < rows; i++) {
    if (i % 5 !== 4)
      nullBitmap[i >> 3] |= 1 << (i & 7);
  }
  return makeData({ type, length: rows, nullCount: Math.floor(rows / 5), nullBitmap, data: values });
}

const columns = {
  i8: vectorFromArray(each((i) => (i % 256) - 128), new Int8()),
  u8: vectorFromArray(each((i) => i % 256), new Uint8()),
  i16: vectorFromArray(each((i) => i - 20_000), new Int16()),
  u16: vectorFromArray(each((i) => i), new Uint16()),
  i32: vectorFromArray(each((i) => -i * 1000), new Int32()),
  u32: vectorFromArray(each((i) => 4_294_967_295 - i), new Uint32()),
  i64: vectorFromArray(each((i) => -BigInt(i) * 1_000_000_000_000n), new Int64()),
  u64: vectorFromArray(each((i) => BigInt(i) * 1_000_000_000_000n), new Uint64()),
  list: vectorFromArray(each((i) => [i, i + 1]), new List(new Field('item', new Int32()))),
  f16: vectorFromArray(each((i) => (i % 7) / 2), new Float16()),
  f32: vectorFromArray(each((i) => i / 2), new Float32()),
  flag: vectorFromArray(each((i) => i % 3 === 0), new Bool()),
  text: vectorFromArray(each((i) => 'text ' + i), new Utf8()),
  large: vectorFromArray(each((i) => 'large ' + i), new LargeUtf8()),
  dictionary: vectorFromArray(each((i) => 'entry ' + (i % 9)), new Dictionary(new Utf8(), new Int8())),
  struct: vectorFromArray(each((i) => ({ a: i, b: 's' + i })), new Struct([new Field('a', new Int32()), new Field('b', new Utf8())])),
  day: vectorFromArray(each((i) => new Date((i - 20_000) * 86_400_000)), new DateDay()),
  day_ms: vectorFromArray(each((i) => new Date((i - 20_000) * 86_400_000)), new DateMillisecond()),
  decimal: vectorFromArray(each((i) => new Uint32Array([i, 0, 0, 0])), new Decimal(2, 20, 128)),
  s: stamps(new TimestampSecond(), (i) => i - 20_000),
  ms: stamps(new TimestampMillisecond('UTC'), (i) => i - 20_000),
  us: stamps(new TimestampMicrosecond(), (i) => i - 20_000),
  ns: stamps(new TimestampNanosecond('Europe/Berlin'), (i) => (i - 20_000) * 100),
};
for (const name of ['s', 'ms', 'us', 'ns'])
  columns[name] = vectorFromArrayOf(columns[name]);
function vectorFromArrayOf(data) {
  return new (columns.i8.constructor)([data]);
}

const largest = 65_536;
function frame(head, data, header, tail) {
  const parts = [head];
  for (let at = 0; at < data.length; at += largest) {
    const block = data.subarray(at, at + largest);
    parts.push(header(block.length, at + largest >= data.length), block);
  }
  return Buffer.concat([...parts, tail]);
}
function number(value, bytes) {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntLE(value, 0, bytes);
  return buffer;
}
const encoders = {
  // Version 1, blocks that stand alone, at most 64 KiB; then the check of these two bytes.
  lz4: (data) => frame(Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82]), data, (length) => number(length + 0x8000_0000, 4), number(0, 4)),
  // One segment, whose length takes four bytes.
  zstd: (data) => frame(Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0]), number(data.length, 4)]), data,
    (length, last) => number((length << 3) | (last ? 1 : 0), 3), Buffer.alloc(0)),
};
const codec = process.argv[3];
const type = { lz4: CompressionType.LZ4_FRAME, zstd: CompressionType.ZSTD }[codec] ?? null;
if (type !== null)
  compressionRegistry.set(type, { encode: encoders[codec], decode: (data) => data });
writeFileSync(process.argv[2], tableToIPC(new Table(columns), 'file', type));
