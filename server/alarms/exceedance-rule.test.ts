import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { AlarmEvent, Step } from './event.ts';
import { ExceedanceRule, type AlarmTick, type Intent, type RuleSight, type TickExceedance } from './exceedance-rule.ts';
import { Fold } from './fold.ts';
import { RULE_POLICY } from './policy.ts';
import { allows, operatorSteps } from './transitions.ts';

const MINUTE = 60_000;
const exceed = (station: number, multiple: number, time: number): TickExceedance => ({
  station,
  factor: 1,
  multiple,
  value: 100,
  limit: 75,
  limitSource: 1,
  window: 1,
  since: 0,
  time,
});

/** A ledger without a broker: writes every intent as the real one would. */
function bench() {
  const fold = new Fold(() => 0);
  let sequence = 0;
  const write = (event: Omit<AlarmEvent, 'v' | 'at' | 'actor'>, at: number): void => {
    sequence += 1;
    fold.apply({ v: 1, at, actor: { kind: 'rule', name: 'test' }, ...event }, sequence);
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
  const sight: RuleSight = { open: () => fold.open, bySubject: (subject) => fold.bySubject(subject) };
  return { fold, take, write, sight };
}

describe('the exceedance rule', () => {
  test('a value inside the deadband neither raises nor clears', () => {
    const { sight, take, fold } = bench();
    const rule = new ExceedanceRule(() => 'a');
    const at = (multiple: number, minute: number): Step[] =>
      take(
        rule.step(
          {
            exceedances: multiple > -RULE_POLICY.deadband ? [exceed(1, multiple, minute * MINUTE)] : [],
            judgedAt: () => minute * MINUTE,
          },
          sight,
          minute * MINUTE,
        ),
        minute * MINUTE,
      );
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
    const { sight, take, fold } = bench();
    const rule = new ExceedanceRule(({ station }) => (station < 1000 ? 'dust' : 'water'));
    for (let minute = 1; minute <= 4; minute += 1) {
      const exceedances = Array.from({ length: 100 }, (_, station) => exceed(station + 1, 0.5, minute * MINUTE));
      if (minute > 1) exceedances.push(exceed(2000, 0.5, minute * MINUTE));
      take(rule.step({ exceedances, judgedAt: () => null }, sight, minute * MINUTE), minute * MINUTE);
    }
    assert.equal(fold.open.size, RULE_POLICY.flood + 1);
    assert.equal(rule.folded, 70);
    assert.ok([...fold.open.values()].some((alarm) => alarm.subject.station === 2000));
  });

  test('no more than maxOpen alarms are open', () => {
    const { sight, take, fold } = bench();
    const rule = new ExceedanceRule(({ station }) => String(station), { ...RULE_POLICY, maxOpen: 10 });
    for (let minute = 1; minute <= 4; minute += 1) {
      take(
        rule.step(
          {
            exceedances: Array.from({ length: 25 }, (_, s) => exceed(s + 1, 0.5, minute * MINUTE)),
            judgedAt: () => null,
          },
          sight,
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
        const { sight, take, write, fold } = bench();
        const rule = new ExceedanceRule(() => 'a');
        ticks.forEach(({ over, silent, person }, index) => {
          const now = (index + 1) * MINUTE;
          const unique = [...new Map(over.map((o) => [o.station, exceed(o.station, o.multiple, now)])).values()];
          const input: AlarmTick = { exceedances: unique, judgedAt: () => (silent ? null : now) };
          const intents = rule.step(input, sight, now);
          for (const intent of intents)
            assert.ok(intent.step === 'raised' ? !sight.bySubject(intent.subject) : allows(intent.alarm, intent.step));
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
});
