// desk.rules as rules of json-rules-engine.
//
//     node desk_json_rules.js FILE >OUTPUT
'use strict';
const { Engine } = require('json-rules-engine');
const { actions, lines, Output } = require('./desk_lines.js');

const is = (fact, value) => ({ fact, operator: 'equal', value });
const isnt = (fact, value) => ({ fact, operator: 'notEqual', value });
const over = (fact, value) => ({ fact, operator: 'greaterThan', value });
const under = (fact, value) => ({ fact, operator: 'lessThan', value });
const least = (fact, value) => ({ fact, operator: 'greaterThanInclusive', value });
const most = (fact, value) => ({ fact, operator: 'lessThanInclusive', value });
const before = (fact, value) => ({ fact, operator: 'before', value });
const since = (fact, value) => ({ fact, operator: 'since', value });

const rules = [
  ['large_refund', is('request', 'refund'), over('amount', 1000), is('plan', 'smb')],
  ['refund_west', is('request', 'refund'), over('amount', 500), is('region', 'west')],
  ['refund_in_time', is('request', 'refund'), most('amount', 500), under('days', 30)],
  ['refund_small', is('request', 'refund'), most('amount', 35), is('escalated', true)],
  ['refund_again', is('request', 'refund'), over('amount', 200), least('visits', 4)],
  ['refund_twice', is('request', 'refund'), is('reason', 'charged twice')],
  ['large_credit', is('request', 'credit'), over('amount', 1000), is('plan', 'basic')],
  ['credit_east', is('request', 'credit'), over('amount', 250), is('region', 'east')],
  ['credit_new', is('request', 'credit'), most('amount', 250), under('days', 10)],
  ['credit_calm', is('request', 'credit'), most('amount', 35), is('escalated', false)],
  ['credit_over', is('request', 'credit'), over('balance', { fact: 'credit_limit' }), is('vip', false)],
  ['credit_south', is('request', 'credit'), under('amount', 900), is('region', 'south')],
  ['cancel_team', is('request', 'cancel'), over('amount', 1200), is('plan', 'team')],
  ['cancel_north', is('request', 'cancel'), over('amount', 600), is('region', 'north')],
  ['cancel_early', is('request', 'cancel'), most('amount', 600), under('days', 60)],
  ['cancel_loud', is('request', 'cancel'), is('escalated', true), is('channel', 'phone')],
  ['cancel_visits', is('request', 'cancel'), over('amount', 100), least('visits', 7)],
  ['cancel_rep', is('request', 'cancel'), is('rep', 'Joan'), is('employed', false)],
  ['upgrade_pro', is('request', 'upgrade'), over('amount', 1000), is('plan', 'pro')],
  ['upgrade_west', is('request', 'upgrade'), over('amount', 400), is('region', 'west')],
  ['upgrade_new', is('request', 'upgrade'), most('amount', 400), under('days', 20)],
  ['upgrade_german', is('request', 'upgrade'), is('language', 'de'), is('channel', 'email')],
  ['complaint_smb', is('request', 'complaint'), over('amount', 900), is('plan', 'smb')],
  ['complaint_east', is('request', 'complaint'), over('amount', 800), is('region', 'east')],
  ['complaint_new', is('request', 'complaint'), most('amount', 800), under('days', 45)],
  ['complaint_bad', is('request', 'complaint'), most('csat', 2), { any: [is('vip', true), least('visits', 3)] }],
  ['complaint_papers', is('request', 'complaint'), least('attachments', 3)],
  ['question_team', is('request', 'question'), over('amount', 1900), is('plan', 'team')],
  ['question_old', is('request', 'question'), before('opened_at', '2017-07-01T00:00:00Z')],
  ['question_new', is('request', 'question'), most('amount', 100), under('days', 15)],
  ['late', since('closed_at', '2018-12-01T00:00:00Z'), is('channel', 'sms')],
  ['abroad', is('region', 'abroad'), over('balance', 1500), isnt('language', 'en')],
];

// Events come in any order, so each has the place of its rule, and they are sorted at the end.
function makeEngine() {
  const engine = new Engine();
  engine.addOperator('before', (fact, value) => fact < value);
  engine.addOperator('since', (fact, value) => fact >= value);
  rules.forEach(([type, ...all], place) => engine.addRule({ conditions: { all }, event: { type, params: { place } } }));
  return engine;
}

async function main(file) {
  const engine = makeEngine();
  const output = new Output();
  for (const line of lines(file)) {
    const c = JSON.parse(line);
    const { events } = await engine.run(c);
    events.sort((a, b) => a.params.place - b.params.place);
    output.line(c.case_id, events.map(({ type }) => actions[type]).join(','));
  }
  output.flush();
}

main(process.argv[2]);
