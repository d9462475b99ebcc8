// What the programs of this folder for Node share: the lines of a file, an output that is written in blocks, and a decision's line.
'use strict';
const fs = require('fs');
const path = require('path');

const BLOCK = 1 << 20;

// What `bylaw eval` writes for each rule that applies, by the rule's name, in the order of the policy.
const actions = JSON.parse(fs.readFileSync(path.join(__dirname, 'desk_actions.json'), 'utf8'));

function* lines(file) {
  const input = fs.openSync(file, 'r');
  const block = Buffer.allocUnsafe(BLOCK);
  let rest = '';
  for (let n; (n = fs.readSync(input, block, 0, BLOCK, null)) > 0;) {
    const parts = (rest + block.latin1Slice(0, n)).split('\n'); // the cases are ASCII: latin1 is the quick way to a string
    rest = parts.pop();
    yield* parts;
  }
  fs.closeSync(input);
  if (rest !== '') yield rest;
}

class Output {
  constructor() {
    this.text = '';
  }
  line(id, acts) {
    this.text += '{"case":"' + id + '","status":"decided","actions":[' + acts + ']}\n';
    if (this.text.length > BLOCK) this.flush();
  }
  flush() {
    fs.writeSync(1, this.text, null, 'latin1');
    this.text = '';
  }
}

module.exports = { actions, lines, Output };
