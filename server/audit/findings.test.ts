import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AUDIT_BOUNDS } from './bounds.ts';
import { Findings } from './findings.ts';
import type { AuditKind, Disagreement, Check } from './check.ts';
import { NO_ROWS, Watch } from './watch.ts';

const disagreement = (kind: AuditKind, subject: string, recomputed = '2'): Disagreement => ({
  kind,
  subject,
  station: 1,
  factor: 1,
  start: 0,
  field: 'value',
  shown: '1',
  recomputed,
});
const look = (kind: AuditKind, disagreements: readonly Disagreement[], covered: readonly string[]): Check => ({
  kind,
  checked: covered.length,
  postponed: 0,
  disagreements,
  covers: (subject) => covered.includes(subject),
});

test('a disagreement stands only when it is still there after the pause, with the same two values', () => {
  const findings = new Findings(AUDIT_BOUNDS);
  const at = (ms: number, recomputed = '2') =>
    findings.take(look('hour', [disagreement('hour', 'a', recomputed)], ['a']), ms, ms).opened.length;
  assert.equal(at(0), 0);
  assert.equal(at(AUDIT_BOUNDS.confirm - 1), 0, 'too early');
  assert.equal(at(AUDIT_BOUNDS.confirm + 1, '3'), 0, 'something came in: from the beginning');
  assert.equal(at(2 * AUDIT_BOUNDS.confirm + 2, '3'), 1);
  assert.equal(at(9e9, '3'), 0, 'once');
  assert.deepEqual(
    findings.standing.map(({ subject, recomputed }) => [subject, recomputed]),
    [['a', '3']],
  );
});

test('what moves with the ticks has to disagree at three of them; a check that agrees ends the suspicion', () => {
  const findings = new Findings(AUDIT_BOUNDS);
  const wrong = look('cell', [disagreement('cell', 'c')], ['c']);
  findings.take(wrong, 0, 0);
  findings.take(wrong, 9_000, 0);
  findings.take(look('cell', [], []), 10_000, 0);
  assert.equal(findings.suspects, 1, 'not compared: nothing is known');
  findings.take(look('cell', [], ['c']), 12_000, 0);
  assert.equal(findings.suspects, 0);
  for (const ms of [20_000, 25_000]) assert.equal(findings.take(wrong, ms, 0).opened.length, 0);
  assert.equal(findings.take(wrong, 30_000, 0).opened.length, 1);
});

test('a finding closes only when its row is compared and agrees; suspects and findings are bounded and counted', () => {
  const findings = new Findings({ ...AUDIT_BOUNDS, mostSuspects: 2, mostStanding: 1 });
  const many = look(
    'hour',
    ['a', 'b', 'c'].map((subject) => disagreement('hour', subject)),
    ['a', 'b', 'c'],
  );
  findings.take(many, 0, 0);
  assert.deepEqual([findings.suspects, findings.overflowed], [2, 1]);
  assert.equal(findings.take(many, 10_000, 5).opened.length, 1);
  assert.ok(findings.overflowed > 1);
  assert.equal(findings.take(look('day', [], ['a']), 11_000, 6).closed.length, 0, 'another kind');
  assert.equal(findings.take(look('hour', [], ['b']), 11_000, 6).closed.length, 0, 'another row');
  const { closed } = findings.take(look('hour', [], ['a']), 12_000, 7);
  assert.deepEqual(
    closed.map(({ subject, opened, closed: end }) => [subject, opened, end]),
    [['a', 5, 7]],
  );
  assert.equal(findings.standing.length, 0);
});

test('of the watched range what changed comes first, then the newest; stretches without rows too', () => {
  const watch = new Watch();
  watch.cover([7200, 3600], [1, 100]);
  assert.deepEqual(watch.next(0, 1), [], 'no print was taken yet');
  watch.seen(
    [7200, 3600],
    new Map([
      ['7200 0', 'p'],
      ['3600 0', 'q'],
      ['3600 1', 'r'],
    ]),
  );
  assert.equal(watch.behind, 4);
  assert.deepEqual(
    watch.next(0, 8).map(({ start, stretch }) => [start, stretch]),
    [
      [7200, 0],
      [7200, 1],
    ],
    'of one period only',
  );
  const order: string[] = [];
  for (let [slot] = watch.next(0, 1); slot; [slot] = watch.next(0, 1)) {
    order.push(`${slot.start} ${slot.stretch} ${slot.print}`);
    slot.verified = slot.print;
  }
  assert.deepEqual(order, ['7200 0 p', `7200 1 ${NO_ROWS}`, '3600 0 q', '3600 1 r']);
  watch.cover([10_800, 7200, 3600], [1, 100]);
  watch.seen([3600], new Map([['3600 0', 'q']]));
  assert.deepEqual(((slot) => [slot?.start, slot?.stretch])(watch.next(0, 1)[0]), [3600, 1], 'its rows are gone');
  watch.cover([10_800], [1]);
  assert.deepEqual(watch.periods, [10_800]);
});
