// desk.rules as somebody would write it by hand for Node.
//
//     node desk_node.js FILE >OUTPUT
'use strict';
const { actions: a, lines, Output } = require('./desk_lines.js');

function decide(c) {
  let out = '';
  const act = (action) => {
    out += out === '' ? action : ',' + action;
  };
  switch (c.request) {
    case 'refund':
      if (c.amount > 1000 && c.plan === 'smb') act(a.large_refund);
      if (c.amount > 500 && c.region === 'west') act(a.refund_west);
      if (c.amount <= 500 && c.days < 30) act(a.refund_in_time);
      if (c.amount <= 35 && c.escalated) act(a.refund_small);
      if (c.amount > 200 && c.visits >= 4) act(a.refund_again);
      if (c.reason === 'charged twice') act(a.refund_twice);
      break;
    case 'credit':
      if (c.amount > 1000 && c.plan === 'basic') act(a.large_credit);
      if (c.amount > 250 && c.region === 'east') act(a.credit_east);
      if (c.amount <= 250 && c.days < 10) act(a.credit_new);
      if (c.amount <= 35 && !c.escalated) act(a.credit_calm);
      if (c.balance > c.credit_limit && !c.vip) act(a.credit_over);
      if (c.amount < 900 && c.region === 'south') act(a.credit_south);
      break;
    case 'cancel':
      if (c.amount > 1200 && c.plan === 'team') act(a.cancel_team);
      if (c.amount > 600 && c.region === 'north') act(a.cancel_north);
      if (c.amount <= 600 && c.days < 60) act(a.cancel_early);
      if (c.escalated && c.channel === 'phone') act(a.cancel_loud);
      if (c.amount > 100 && c.visits >= 7) act(a.cancel_visits);
      if (c.rep === 'Joan' && !c.employed) act(a.cancel_rep);
      break;
    case 'upgrade':
      if (c.amount > 1000 && c.plan === 'pro') act(a.upgrade_pro);
      if (c.amount > 400 && c.region === 'west') act(a.upgrade_west);
      if (c.amount <= 400 && c.days < 20) act(a.upgrade_new);
      if (c.language === 'de' && c.channel === 'email') act(a.upgrade_german);
      break;
    case 'complaint':
      if (c.amount > 900 && c.plan === 'smb') act(a.complaint_smb);
      if (c.amount > 800 && c.region === 'east') act(a.complaint_east);
      if (c.amount <= 800 && c.days < 45) act(a.complaint_new);
      if (c.csat <= 2 && (c.vip || c.visits >= 3)) act(a.complaint_bad);
      if (c.attachments >= 3) act(a.complaint_papers);
      break;
    case 'question':
      if (c.amount > 1900 && c.plan === 'team') act(a.question_team);
      if (c.opened_at < '2017-07-01T00:00:00Z') act(a.question_old);
      if (c.amount <= 100 && c.days < 15) act(a.question_new);
      break;
  }
  if (c.closed_at >= '2018-12-01T00:00:00Z' && c.channel === 'sms') act(a.late);
  if (c.region === 'abroad' && c.balance > 1500 && c.language !== 'en') act(a.abroad);
  return out;
}

const output = new Output();
for (const line of lines(process.argv[2])) {
  const c = JSON.parse(line);
  output.line(c.case_id, decide(c));
}
output.flush();
