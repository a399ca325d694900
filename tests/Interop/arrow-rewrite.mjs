// Reads Arrow IPC files or streams and writes what it read, as the other of the two.
// Usage: node arrow-rewrite.mjs FROM TO [FROM TO ...]; a name that ends in .arrows is a stream.
import { readFileSync, writeFileSync } from 'node:fs';
import { tableFromIPC, tableToIPC } from 'apache-arrow';

const names = process.argv.slice(2);
for (let i = 0; i < names.length; i += 2)
  writeFileSync(names[i + 1], tableToIPC(tableFromIPC(readFileSync(names[i])), names[i + 1].endsWith('.arrows') ? 'stream' : 'file'));
