// Runs a script of SQL statements, each time in a new in-memory DuckDB, and prints JSON: the seconds of each time, the same of the
// processors, and the most memory that the process held after the first. Usage: node duckdb-script.mjs THREADS TIMES file.sql
import { readFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';

const [threads, times, file] = process.argv.slice(2);
const sql = readFileSync(file, 'utf8');
const seconds = [];
const processor = [];
let peakBytes = 0;
for (let time = 0; time < Number(times); time++) {
  const instance = await DuckDBInstance.create(':memory:', { threads });
  const connection = await instance.connect();
  const started = process.hrtime.bigint();
  const before = process.cpuUsage();
  const statements = await connection.extractStatements(sql);
  for (let i = 0; i < statements.count; i++)
    await (await statements.prepare(i)).runAndReadAll();
  seconds.push(Number(process.hrtime.bigint() - started) / 1e9);
  const used = process.cpuUsage(before);
  processor.push((used.user + used.system) / 1e6);
  connection.closeSync();
  instance.closeSync();
  if (time === 0) peakBytes = process.resourceUsage().maxRSS * 1024;
}
console.log(JSON.stringify({ seconds, processor, peakBytes }));
