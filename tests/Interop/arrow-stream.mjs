// Writes an Arrow IPC stream whose dictionary grows from one record batch to the next, and with "replace" a second stream's
// messages behind it, whose dictionary takes the place of the first.
// Usage: node arrow-stream.mjs file.arrows [replace]
import { writeFileSync } from 'node:fs';
import { Dictionary, Field, Int32, RecordBatch, RecordBatchStreamWriter, Schema, Struct, Utf8, makeBuilder, makeData } from 'apache-arrow';

const type = new Dictionary(new Utf8(), new Int32(), 7);
const schema = new Schema([new Field('code', type, true), new Field('number', new Int32(), false)]);

function batches(prefix) {
  const builder = makeBuilder({ type, nullValues: [null] });
  const list = [];
  for (let batch = 0; batch < 3; batch++) {
    for (let i = 0; i < 1000; i++)
      builder.append(i % 10 === 9 ? null : `${prefix} ${batch * 4 + (i % 5)}`);
    const numbers = Int32Array.from({ length: 1000 }, (_, i) => batch * 1000 + i);
    const children = [builder.flush(), makeData({ type: new Int32(), length: 1000, nullCount: 0, data: numbers })];
    list.push(new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: 1000, nullCount: 0, children })));
  }
  return list;
}

function stream(prefix) {
  const writer = new RecordBatchStreamWriter();
  for (const batch of batches(prefix))
    writer.write(batch);
  writer.finish();
  return Buffer.from(writer.toUint8Array(true));
}

const first = stream('code');
if (process.argv[3] !== 'replace') {
  writeFileSync(process.argv[2], first);
} else {
  // The first stream without its end, the second without its schema.
  const second = stream('other');
  writeFileSync(process.argv[2], Buffer.concat([first.subarray(0, first.length - 8), second.subarray(8 + second.readInt32LE(4))]));
}
