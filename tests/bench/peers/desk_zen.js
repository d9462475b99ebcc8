// desk.rules as a decision table of GoRules Zen: a row a rule, a cell a condition; the rows that hold are collected.
//
//     node desk_zen.js FILE >OUTPUT
'use strict';
const { ZenEngine } = require('@gorules/zen-engine');
const { actions, lines, Output } = require('./desk_lines.js');

const AT_ONCE = 64; // cases that are on their way: with one after the other, the way there and back would be most of it

const rows = [
  ['large_refund', { request: '"refund"', amount: '> 1000', plan: '"smb"' }],
  ['refund_west', { request: '"refund"', amount: '> 500', region: '"west"' }],
  ['refund_in_time', { request: '"refund"', amount: '<= 500', days: '< 30' }],
  ['refund_small', { request: '"refund"', amount: '<= 35', escalated: 'true' }],
  ['refund_again', { request: '"refund"', amount: '> 200', visits: '>= 4' }],
  ['refund_twice', { request: '"refund"', reason: '"charged twice"' }],
  ['large_credit', { request: '"credit"', amount: '> 1000', plan: '"basic"' }],
  ['credit_east', { request: '"credit"', amount: '> 250', region: '"east"' }],
  ['credit_new', { request: '"credit"', amount: '<= 250', days: '< 10' }],
  ['credit_calm', { request: '"credit"', amount: '<= 35', escalated: 'false' }],
  ['credit_over', { request: '"credit"', balance: '> credit_limit', vip: 'false' }],
  ['credit_south', { request: '"credit"', amount: '< 900', region: '"south"' }],
  ['cancel_team', { request: '"cancel"', amount: '> 1200', plan: '"team"' }],
  ['cancel_north', { request: '"cancel"', amount: '> 600', region: '"north"' }],
  ['cancel_early', { request: '"cancel"', amount: '<= 600', days: '< 60' }],
  ['cancel_loud', { request: '"cancel"', escalated: 'true', channel: '"phone"' }],
  ['cancel_visits', { request: '"cancel"', amount: '> 100', visits: '>= 7' }],
  ['cancel_rep', { request: '"cancel"', rep: '"Joan"', employed: 'false' }],
  ['upgrade_pro', { request: '"upgrade"', amount: '> 1000', plan: '"pro"' }],
  ['upgrade_west', { request: '"upgrade"', amount: '> 400', region: '"west"' }],
  ['upgrade_new', { request: '"upgrade"', amount: '<= 400', days: '< 20' }],
  ['upgrade_german', { request: '"upgrade"', language: '"de"', channel: '"email"' }],
  ['complaint_smb', { request: '"complaint"', amount: '> 900', plan: '"smb"' }],
  ['complaint_east', { request: '"complaint"', amount: '> 800', region: '"east"' }],
  ['complaint_new', { request: '"complaint"', amount: '<= 800', days: '< 45' }],
  ['complaint_bad', { request: '"complaint"', csat: '<= 2', otherwise: 'vip or visits >= 3' }],
  ['complaint_papers', { request: '"complaint"', attachments: '>= 3' }],
  ['question_team', { request: '"question"', amount: '> 1900', plan: '"team"' }],
  ['question_old', { request: '"question"', opened_at: "date($) < date('2017-07-01T00:00:00Z')" }],
  ['question_new', { request: '"question"', amount: '<= 100', days: '< 15' }],
  ['late', { closed_at: "date($) >= date('2018-12-01T00:00:00Z')", channel: '"sms"' }],
  ['abroad', { region: '"abroad"', balance: '> 1500', language: '!= "en"' }],
];

// The same as Zen's JSON decision model: an input column a fact, and one for conditions over several facts.
function model() {
  const facts = [...new Set(rows.flatMap(([, cells]) => Object.keys(cells)))];
  const filled = (cells) => Object.fromEntries(facts.map((fact) => [fact, cells[fact] ?? ''])); // a cell that is missing holds for no case
  const inputs = facts.map((fact) => (fact === 'otherwise' ? { id: fact, name: fact } : { id: fact, name: fact, field: fact }));
  const table = {
    hitPolicy: 'collect',
    inputs,
    outputs: [{ id: 'rule', name: 'rule', field: 'rule' }],
    rules: rows.map(([name, cells]) => ({ _id: name, ...filled(cells), rule: JSON.stringify(name) })),
  };
  return {
    nodes: [
      { id: 'case', name: 'case', type: 'inputNode' },
      { id: 'desk', name: 'desk', type: 'decisionTableNode', content: table },
      { id: 'actions', name: 'actions', type: 'outputNode' },
    ],
    edges: [
      { id: 'in', sourceId: 'case', targetId: 'desk' },
      { id: 'out', sourceId: 'desk', targetId: 'actions' },
    ],
  };
}

async function main(file) {
  const decision = new ZenEngine().createDecision(model());
  const output = new Output();
  let waiting = [];
  const settle = async () => {
    const results = await Promise.all(waiting.map((c) => decision.evaluate(c)));
    results.forEach(({ result }, i) => output.line(waiting[i].case_id, result.map(({ rule }) => actions[rule]).join(',')));
    waiting = [];
  };
  for (const line of lines(file)) {
    waiting.push(JSON.parse(line));
    if (waiting.length === AT_ONCE) await settle();
  }
  await settle();
  output.flush();
}

main(process.argv[2]);
