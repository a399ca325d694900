// Prints the rows of an Arrow IPC file as JSON lines, each an array: text as hexadecimal bytes, integers and timestamps
// (microseconds) and dates (days) as decimal strings, reals as numbers' shortest spelling. Usage: node arrow-read.mjs file.arrow
import { readFileSync } from 'node:fs';
import { tableFromIPC, Type } from 'apache-arrow';

function say(data, type, vector, row) {
  switch (type.typeId) {
    case Type.Utf8:
      return Buffer.from(vector.get(row), 'utf8').toString('hex').toUpperCase();
    case Type.Binary:
      return Buffer.from(vector.get(row)).toString('hex').toUpperCase();
    case Type.Bool:
      return vector.get(row) ? '1' : '0';
    case Type.Float:
      return Object.is(vector.get(row), -0) ? '-0' : String(vector.get(row));
    default:
      return data.values[row].toString();
  }
}

const table = tableFromIPC(readFileSync(process.argv[2]));
process.stdout.write(JSON.stringify(table.schema.fields.map((f) => [f.name, String(f.type), f.nullable])) + '\n');
for (const batch of table.batches) {
  const columns = batch.schema.fields.map((field, i) => ({ type: field.type, data: batch.data.children[i], vector: batch.getChildAt(i) }));
  for (let row = 0; row < batch.numRows; row++)
    process.stdout.write(JSON.stringify(columns.map((c) => (c.data.getValid(row) ? say(c.data, c.type, c.vector, row) : null))) + '\n');
}
