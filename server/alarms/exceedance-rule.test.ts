import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { AlarmEvent, Step } from './event.ts';
import type { Exceedance } from '../../streams/contracts/exceedance.ts';
import { seriesKey } from '../../streams/contracts/factors.ts';
import { exceedanceHundredths } from '../standards/mod.ts';
import { ExceedanceRule, type AlarmTick, type OpenAlarms } from './exceedance-rule.ts';
import { Fold } from './fold.ts';
import type { Intent } from './intent.ts';
import { priorityOf, RULE_POLICY } from './policy.ts';
import { allows, operatorSteps } from './transitions.ts';

const MINUTE = 60_000;
const LIMIT = 75_000_000;
const exceed = (station: number, multiple: number, time: number): Exceedance => {
  const value = Math.round(LIMIT * (1 + multiple));
  return {
    station,
    factor: 1,
    value,
    limit: LIMIT,
    limitSource: 1,
    multipleHundredths: exceedanceHundredths(value, LIMIT),
    window: 1,
    since: 0,
    time,
    rank: 1,
    count: 1,
    first: 0,
    trend: 0,
    peakMillionths: 0,
  };
};
/** What a tick knows of a series by its multiple: above the limit, inside the deadband, or below it. */
const tickOf = (series: readonly (readonly [station: number, multiple: number])[], time: number): AlarmTick => ({
  exceedances: series
    .filter(([, multiple]) => multiple > 0)
    .map(([station, multiple]) => exceed(station, multiple, time)),
  belowDeadbandAt: new Map(
    series.filter(([, multiple]) => multiple < -0.05).map(([station]) => [seriesKey(station, 1), time]),
  ),
});
const SILENCE: ReadonlyMap<number, number> = new Map();

/** A ledger without a broker: writes every intent as the real one would. */
function ledgerInMemory() {
  const fold = new Fold(() => 0);
  let sequence = 0;
  const write = (event: Omit<AlarmEvent, 'v' | 'at' | 'actor'>, at: number): void => {
    sequence += 1;
    fold.apply({ v: 2, at, actor: { kind: 'rule', name: 'test' }, ...event }, sequence);
  };
  const take = (intents: readonly Intent[], at: number): Step[] =>
    intents.map((intent) => {
      if (intent.step === 'raised')
        write(
          {
            alarm: fold.highest + 1,
            step: 'raised',
            subject: intent.subject,
            priority: intent.priority,
            evidence: intent.evidence,
          },
          at,
        );
      else
        write(
          {
            alarm: intent.alarm.alarm,
            step: intent.step,
            ...('evidence' in intent ? { evidence: intent.evidence } : {}),
            ...('priority' in intent ? { priority: intent.priority } : {}),
          },
          at,
        );
      return intent.step;
    });
  const alarms: OpenAlarms = { open: () => fold.open, bySubject: (subject) => fold.bySubject(subject) };
  return { fold, take, write, alarms };
}

describe('the exceedance rule', () => {
  test('a value inside the deadband neither raises nor clears', () => {
    const { alarms, take, fold } = ledgerInMemory();
    const rule = new ExceedanceRule(() => 'a');
    const at = (multiple: number, minute: number): Step[] =>
      take(rule.step(tickOf([[1, multiple]], minute * MINUTE), alarms, minute * MINUTE), minute * MINUTE);
    for (let minute = 1; minute <= 5; minute += 1) assert.deepEqual(at(-0.02, minute), []);
    const steps = [6, 7, 8, 9].flatMap((minute) => at(0.1, minute));
    assert.deepEqual(steps, ['raised']);
    for (let minute = 10; minute <= 15; minute += 1)
      assert.deepEqual(at(-0.04, minute), [], 'it flickers below the limit and stays');
    assert.deepEqual(
      [16, 17].flatMap((minute) => at(-0.2, minute)),
      ['cleared'],
    );
    assert.equal(fold.open.size, 1);
  });

  test('a flood of one class is folded, another class still speaks', () => {
    const { alarms, take, fold } = ledgerInMemory();
    const rule = new ExceedanceRule(({ station }) => (station < 1000 ? 'dust' : 'water'));
    for (let minute = 1; minute <= 4; minute += 1) {
      const exceedances = Array.from({ length: 100 }, (_, station) => exceed(station + 1, 0.5, minute * MINUTE));
      if (minute > 1) exceedances.push(exceed(2000, 0.5, minute * MINUTE));
      take(rule.step({ exceedances, belowDeadbandAt: SILENCE }, alarms, minute * MINUTE), minute * MINUTE);
    }
    assert.equal(fold.open.size, RULE_POLICY.flood + 1);
    assert.equal(rule.folded, 70);
    assert.ok([...fold.open.values()].some((alarm) => alarm.subject.station === 2000));
  });

  test('no more than maxOpen alarms are open', () => {
    const { alarms, take, fold } = ledgerInMemory();
    const rule = new ExceedanceRule(({ station }) => String(station), { ...RULE_POLICY, maxOpen: 10 });
    for (let minute = 1; minute <= 4; minute += 1) {
      take(
        rule.step(
          {
            exceedances: Array.from({ length: 25 }, (_, s) => exceed(s + 1, 0.5, minute * MINUTE)),
            belowDeadbandAt: SILENCE,
          },
          alarms,
          minute * MINUTE,
        ),
        minute * MINUTE,
      );
    }
    assert.equal(fold.open.size, 10);
    assert.equal(rule.folded, 15);
  });

  test('whatever comes, one series has at most one open alarm, and every intent is one its state allows', () => {
    const tick = fc.record({
      over: fc.array(
        fc.record({ station: fc.integer({ min: 1, max: 4 }), multiple: fc.constantFrom(-0.03, 0.1, 0.5, 2) }),
        { maxLength: 4 },
      ),
      silent: fc.boolean(),
      person: fc.constantFrom(null, 0, 1, 2),
    });
    fc.assert(
      fc.property(fc.array(tick, { maxLength: 60 }), (ticks) => {
        const { alarms, take, write, fold } = ledgerInMemory();
        const rule = new ExceedanceRule(() => 'a');
        ticks.forEach(({ over, silent, person }, index) => {
          const now = (index + 1) * MINUTE;
          const unique = [...new Map(over.map((o) => [o.station, o.multiple])).entries()];
          const calm = [1, 2, 3, 4].filter((station) => !over.some((o) => o.station === station));
          const below = silent ? [] : calm.map((station) => [station, -0.2] as const);
          const intents = rule.step(tickOf([...unique, ...below], now), alarms, now);
          for (const intent of intents)
            assert.ok(intent.step === 'raised' ? !alarms.bySubject(intent.subject) : allows(intent.alarm, intent.step));
          take(intents, now);
          const subjects = [...fold.open.values()].map((alarm) => alarm.subject.station);
          assert.equal(new Set(subjects).size, subjects.length);
          const [alarm] = fold.open.values();
          const step = alarm && person !== null ? operatorSteps(alarm)[person] : undefined;
          if (alarm && step) write({ alarm: alarm.alarm, step }, now);
        });
      }),
      { numRuns: 200 },
    );
  });

  test('a priority holds from the exact percentage on, whatever the multiple is rounded to', () => {
    const at = (value: number): [priority: number, hundredths: number] => [
      priorityOf({ value, limit: LIMIT }),
      exceedanceHundredths(value, LIMIT),
    ];
    assert.deepEqual(at(97_499_999), [3, 30], 'shown as 0.30, below it');
    assert.deepEqual(at(97_500_000), [2, 30]);
    assert.deepEqual(at(149_999_999), [2, 100]);
    assert.deepEqual(at(150_000_000), [1, 100]);
  });
});
