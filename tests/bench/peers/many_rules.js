// What a case costs by the number of rules, evaluation alone, in Node by hand, DuckDB, GoRules Zen and json-rules-engine. The file has rules and
// cases as [plan, amount, region] (bench_many.py); a rule: plan is its plan, amount is over its amount, region is its region. Prints
// nanoseconds of processor time a case (the median of the turns) and how many rules applied.
//
//     node many_rules.js node|duckdb|zen|json-rules FILE TURNS
'use strict';
const fs = require('fs');

const A_FUNCTION = 20; // rules: V8 does not take functions of any size well

const asCase = ([plan, amount, region]) => ({ plan, amount, region });

function node({ rules, cases }) {
  const functions = [];
  for (let at = 0; at < rules.length; at += A_FUNCTION) {
    const lines = rules.slice(at, at + A_FUNCTION).map(([plan, amount, region], i) =>
      `if (c.plan === '${plan}' && c.amount > ${amount} && c.region === '${region}') fired.push(${at + i});`);
    functions.push(new Function('c', 'fired', lines.join('\n')));
  }
  const facts = cases.map(asCase);
  return () => {
    let n = 0;
    for (const c of facts) {
      const fired = [];
      for (const f of functions) f(c, fired);
      n += fired.length;
    }
    return n;
  };
}

// Rules are rows, too: a join is what a database has for this.
async function duckdb({ rules, cases }) {
  const { DuckDBInstance } = require('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  const fill = async (table, rows) => {
    await connection.run(`CREATE TABLE ${table} (id INTEGER, plan VARCHAR, amount DOUBLE, region VARCHAR)`);
    for (let at = 0; at < rows.length; at += 1000) {
      const values = rows.slice(at, at + 1000).map(([plan, amount, region], i) => `(${at + i},'${plan}',${amount},'${region}')`);
      await connection.run(`INSERT INTO ${table} VALUES ${values.join(',')}`);
    }
  };
  await fill('rules', rules);
  await fill('cases', cases);
  const sql = `SELECT sum(len(fired)) FROM (SELECT c.id, list(r.id ORDER BY r.id) AS fired FROM cases c
    JOIN rules r ON c.plan = r.plan AND c.region = r.region AND c.amount > r.amount GROUP BY c.id)`;
  return async () => Number((await connection.runAndReadAll(sql)).getRows()[0][0]);
}

function zen({ rules, cases }) {
  const { ZenEngine } = require('@gorules/zen-engine');
  const columns = ['plan', 'amount', 'region'];
  const table = {
    hitPolicy: 'collect',
    inputs: columns.map((name) => ({ id: name, name, field: name })),
    outputs: [{ id: 'rule', name: 'rule', field: 'rule' }],
    rules: rules.map(([plan, amount, region], i) => ({ _id: `${i}`, plan: `"${plan}"`, amount: `> ${amount}`, region: `"${region}"`, rule: `${i}` })),
  };
  const decision = new ZenEngine().createDecision({
    nodes: [
      { id: 'case', name: 'case', type: 'inputNode' },
      { id: 'rules', name: 'rules', type: 'decisionTableNode', content: table },
      { id: 'out', name: 'out', type: 'outputNode' },
    ],
    edges: [{ id: '1', sourceId: 'case', targetId: 'rules' }, { id: '2', sourceId: 'rules', targetId: 'out' }],
  });
  const facts = cases.map(asCase);
  return async () => (await Promise.all(facts.map((c) => decision.evaluate(c)))).reduce((n, { result }) => n + result.length, 0);
}

function jsonRules({ rules, cases }) {
  const { Engine } = require('json-rules-engine');
  const engine = new Engine();
  rules.forEach(([plan, amount, region], i) => engine.addRule({
    conditions: { all: [
      { fact: 'plan', operator: 'equal', value: plan },
      { fact: 'amount', operator: 'greaterThan', value: amount },
      { fact: 'region', operator: 'equal', value: region },
    ] },
    event: { type: `${i}` },
  }));
  const facts = cases.map(asCase);
  return async () => {
    let n = 0;
    for (const c of facts) n += (await engine.run(c)).events.length;
    return n;
  };
}

async function main(kind, file, turns) {
  const given = JSON.parse(fs.readFileSync(file, 'utf8'));
  const turn = await { node, duckdb, zen, 'json-rules': jsonRules }[kind](given);
  const times = [];
  let applied = await turn(); // warm
  for (let i = 0; i < turns; i++) {
    const start = process.cpuUsage();
    applied = await turn();
    const { user, system } = process.cpuUsage(start);
    times.push((user + system) * 1000);
  }
  times.sort((a, b) => a - b);
  console.log((times[times.length >> 1] / given.cases.length).toFixed(1), applied);
}

main(process.argv[2], process.argv[3], Number(process.argv[4]));
