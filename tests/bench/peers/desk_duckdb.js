// Runs desk.sql in DuckDB.
//
//     node desk_duckdb.js FILE THREADS >OUTPUT
'use strict';
const fs = require('fs');
const path = require('path');
const { DuckDBInstance } = require('@duckdb/node-api');
const { actions } = require('./desk_lines.js');

const quoted = (text) => "'" + text.replace(/'/g, "''") + "'";

async function main(file, threads) {
  const sql = fs.readFileSync(path.join(__dirname, 'desk.sql'), 'utf8');
  const filled = sql.replace(/@(\w+)@/g, (_, name) => quoted(name === 'FILE' ? file : actions[name] + ','));
  const duckdb = await DuckDBInstance.create(':memory:', { threads });
  const connection = await duckdb.connect();
  await connection.run(filled);
  connection.closeSync();
}

main(process.argv[2], process.argv[3] || '2');
