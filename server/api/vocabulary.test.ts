import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as words from '../../streams/contracts/api/vocabulary.ts';
import { ALARM_STATES, MAX_NOTE, OPERATOR_STEPS, STEPS } from '../alarms/mod.ts';
import { AUDIT_KINDS } from '../audit/mod.ts';
import { COMMAND_KINDS, COMMAND_WAIT } from '../commands/mod.ts';
import { ExplainBounds } from '../explain/mod.ts';
import { CELL_SIZES, EMERGING_KINDS } from '../hotspots/mod.ts';
import { MARK_CODES, QUALITY_CODE_NAMES } from '../standards/mod.ts';

test('the words of the API are those of the modules that answer', () => {
  assert.deepEqual(words.ALARM_STATE_NAMES, Object.keys(ALARM_STATES));
  assert.deepEqual(words.ALARM_STEPS, STEPS);
  assert.deepEqual(words.OPERATOR_ALARM_STEPS, OPERATOR_STEPS);
  assert.equal(words.ALARM_NOTE_LIMIT, MAX_NOTE);
  assert.deepEqual(words.AUDITED_KINDS, AUDIT_KINDS);
  assert.deepEqual(words.COMMAND_KIND_NAMES, Object.keys(COMMAND_KINDS));
  assert.equal(words.COMMAND_WAIT_SECONDS.least * 1000, COMMAND_WAIT.least);
  assert.equal(words.COMMAND_WAIT_SECONDS.most * 1000, COMMAND_WAIT.most);
  assert.deepEqual(words.HOTSPOT_CELL_SIZES, CELL_SIZES);
  assert.deepEqual(words.EMERGING_HOTSPOT_KINDS, EMERGING_KINDS);
  assert.deepEqual(
    words.MARK_CODE_NAMES,
    MARK_CODES.map(({ code }) => code),
  );
  assert.deepEqual(words.QUALITY_CODE_NAMES, QUALITY_CODE_NAMES);
  assert.equal(words.EXPLAINED_INPUTS.usual, ExplainBounds.defaultInputs);
  assert.equal(words.EXPLAINED_INPUTS.most, ExplainBounds.mostInputs);
});
