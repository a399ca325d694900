// Runs SQL, from the file named or from standard input, in an in-memory DuckDB and prints the last statement's rows as
// JSON lines. Usage: node duckdb-sql.mjs [file.sql]
import { readFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';

const sql = readFileSync(process.argv[2] ?? 0, 'utf8');
const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
const connection = await instance.connect();
const statements = await connection.extractStatements(sql);
for (let i = 0; i < statements.count; i++) {
  const statement = await statements.prepare(i);
  if (i < statements.count - 1) {
    await statement.run();
    continue;
  }
  const result = await statement.runAndReadAll();
  for (const row of result.getRowObjectsJson())
    process.stdout.write(JSON.stringify(row) + '\n');
}
