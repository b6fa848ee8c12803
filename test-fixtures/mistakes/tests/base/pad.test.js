const assert = require('node:assert');
const { test } = require('node:test');
const { pad } = require('./pad.js');

test('fills up to the width', () => {
  assert.equal(pad('ab', 4), '  ab');
});

test('leaves a long text as it is', () => {
  assert.equal(pad('abcdef', 4), 'abcdef');
});
