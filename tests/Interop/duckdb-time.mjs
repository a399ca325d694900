// Times queries in an in-memory DuckDB, each once to warm up and once for the figure, and prints JSON: seconds and the
// first row's "value" of each, and the most memory the process held. Usage: node duckdb-time.mjs THREADS SQL...
import { DuckDBInstance } from '@duckdb/node-api';

const [threads, ...queries] = process.argv.slice(2);
const instance = await DuckDBInstance.create(':memory:', { threads });
const connection = await instance.connect();
const answers = [];
for (const sql of queries) {
  await connection.runAndReadAll(sql);
  const started = process.hrtime.bigint();
  const result = await connection.runAndReadAll(sql);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  answers.push({ seconds, value: result.getRowObjectsJson()[0].value });
}
console.log(JSON.stringify({ queries: answers, peakBytes: process.resourceUsage().maxRSS * 1024 }));
