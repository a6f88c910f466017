import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { pino } from 'pino';
import { Registry as Metrics } from 'prom-client';
import type { Exceedance, ExceedanceEvidence } from '../../streams/contracts/exceedance.ts';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import { seriesKey } from '../../streams/contracts/factors.ts';
import { toLiveTime, type AnyRow, type TopicName } from '../../streams/live/mod.ts';
import { partly, startNats, startStore, until, type TestNats, type TestStore } from '../../test/harness/mod.ts';
import { connect, type Broker } from '../platform/nats.ts';
import type { Registry } from '../registry/mod.ts';
import { ensureStreams } from '../platform/streams.ts';
import type { AlarmTick } from './exceedance-rule.ts';
import { AlarmRules, openLedger, type AlarmLedger, type LedgerContext } from './mod.ts';

const log = pino({ level: 'silent' });
const zone = 'Asia/Shanghai';
const evidence = (multiple: number, time = 0): ExceedanceEvidence => ({
  multipleHundredths: Math.round(multiple * 100),
  value: 75_000_000 * (1 + multiple),
  limit: 75_000_000,
  limitSource: 1,
  window: 1,
  since: 1000,
  time,
});
const rule = { kind: 'rule', name: 'exceedance' } as const;
const desk = (name: string) => ({ kind: 'person', name }) as const;
const coded =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof GuanlanError && error.code === code;

let nats: TestNats;
let store: TestStore;
let broker: Broker;
let now = Date.UTC(2026, 10, 22, 4);
const clock = { now: () => now, monotonic: () => performance.now() };
const context = (): LedgerContext => ({ ...broker, clock, log, store: store.store, metrics: new Metrics() });
const open = (options: { snapshots?: boolean; snapshotEvery?: number } = {}): Promise<AlarmLedger> =>
  openLedger(context(), { zone, ...options });
const raise = (ledger: AlarmLedger, station: number, multiple = 0.4) =>
  ledger.raise(
    {
      step: 'raised',
      actor: rule,
      subject: { rule: 'exceedance', station, factor: 1 },
      priority: 2,
      evidence: evidence(multiple),
      due: now + 900_000,
    },
    `exceedance:${station}:1:${now}`,
  );

before(async () => {
  [nats, store] = await Promise.all([startNats(), startStore()]);
  broker = await connect({ natsUrl: nats.url, natsToken: null, natsUser: null, natsPassword: null }, 'test');
  await ensureStreams(broker.manager);
});
after(async () => {
  await broker.nats.close();
  await Promise.all([nats.stop(), store.stop()]);
});

describe('the ledger on a real broker', () => {
  test('two operators act on one state: one wins, the other is told', async () => {
    const [first, second] = await Promise.all([open(), open()]);
    const alarm = await raise(first, 1);
    await until('the other desk sees it', () => second.get(alarm.alarm) !== undefined);
    const outcomes = await Promise.allSettled([
      first.append(alarm.alarm, alarm.sequence, { step: 'confirmed', actor: desk('one'), note: '现场核实', due: null }),
      second.append(alarm.alarm, alarm.sequence, { step: 'rejected', actor: desk('two'), due: null }),
    ]);
    const lost = outcomes.filter((outcome) => outcome.status === 'rejected');
    assert.equal(lost.length, 1);
    assert.ok(coded('GL_ALARM_MOVED')(lost[0]!.reason));
    await until('both see the same', () => first.get(alarm.alarm)!.sequence === second.get(alarm.alarm)!.sequence);
    assert.deepEqual(first.get(alarm.alarm), second.get(alarm.alarm));
    const events = await second.events(alarm.alarm);
    assert.equal(events.length, 2);
    assert.deepEqual(
      events.map((event) => event.step === 'raised'),
      [true, false],
    );
    await Promise.all([first.close(), second.close()]);
  });

  test('a step that the state does not allow, an unknown alarm, an old sight: each its code', async () => {
    const ledger = await open();
    const alarm = await raise(ledger, 2);
    await assert.rejects(
      ledger.append(alarm.alarm, alarm.sequence, { step: 'closed', actor: desk('one') }),
      coded('GL_ALARM_STEP'),
    );
    await assert.rejects(ledger.append(99_999, 1, { step: 'confirmed', actor: desk('one') }), coded('GL_NOT_FOUND'));
    await assert.rejects(
      ledger.append(alarm.alarm, alarm.sequence - 1, { step: 'confirmed', actor: desk('one') }),
      coded('GL_ALARM_MOVED'),
    );
    await ledger.close();
  });

  test('raising again, by a retry or by another role, is the same alarm', async () => {
    const [first, second] = await Promise.all([open(), open()]);
    const [a, b] = await Promise.all([raise(first, 3), raise(second, 3)]);
    assert.equal(a.alarm, b.alarm);
    assert.equal((await raise(first, 3)).alarm, a.alarm);
    assert.equal((await first.events(a.alarm)).length, 1);
    const [c, d] = await Promise.all([raise(first, 4), raise(second, 5)]);
    assert.notEqual(c.alarm, d.alarm, 'two roles never share a number');
    await Promise.all([first.close(), second.close()]);
  });

  test('a restart folds the same, from the first event and from a snapshot', async () => {
    const ledger = await open();
    for (let station = 10; station < 40; station += 1) {
      const alarm = await raise(ledger, station, station / 20);
      if (station % 2)
        await ledger.append(alarm.alarm, alarm.sequence, { step: 'confirmed', actor: desk('one'), due: null });
    }
    const seen = (from: AlarmLedger) => ({
      open: [...from.open().values()].sort((a, b) => a.alarm - b.alarm),
      closed: [...from.closed().values()],
      day: from.dayCount(now),
    });
    const whole = await open();
    assert.deepEqual(seen(whole), seen(ledger));
    await whole.snapshot();
    const alarm = await raise(ledger, 50);
    const cleared = await ledger.append(alarm.alarm, alarm.sequence, { step: 'cleared', actor: rule });
    const confirmed = await ledger.append(alarm.alarm, cleared.sequence, {
      step: 'confirmed',
      actor: desk('one'),
      due: null,
    });
    await ledger.append(alarm.alarm, confirmed.sequence, { step: 'closed', actor: rule, due: null });
    const fromSnapshot = await open();
    assert.deepEqual(seen(fromSnapshot), seen(ledger));
    assert.equal(fromSnapshot.get(alarm.alarm)!.state, 'closed');
    await Promise.all([ledger.close(), whole.close(), fromSnapshot.close()]);
  });

  test('the broker killed and back: what others wrote meanwhile and after arrives', async () => {
    const [first, second] = await Promise.all([open(), open()]);
    await raise(first, 80);
    await nats.kill();
    await nats.restart();
    await until('writing works again', () =>
      raise(first, 81).then(
        () => true,
        () => false,
      ),
    );
    await until(
      'the other has it',
      () => second.bySubject({ rule: 'exceedance', station: 81, factor: 1 }) !== undefined,
    );
    const late = await open();
    assert.deepEqual([...late.open().keys()].sort(), [...second.open().keys()].sort());
    await Promise.all([first.close(), second.close(), late.close()]);
  });

  test('an event of version 1 is read: its multiple becomes hundredths, of value and limit', async () => {
    const { multipleHundredths: _, ...rest } = evidence(0.125);
    const subject = { rule: 'exceedance', station: 70, factor: 1 };
    const number = 9_001;
    const stored = { v: 1, alarm: number, step: 'raised', at: now, actor: rule, subject, priority: 3, due: now };
    await broker.jetstream.publish(
      `alarms.${number}`,
      JSON.stringify({ ...stored, evidence: { ...rest, multiple: 0.125 } }),
    );
    const ledger = await open();
    assert.deepEqual(ledger.get(number)?.latest, { ...rest, multipleHundredths: 12 }, 'half to even: as the ranking');
    const alarm = ledger.get(number)!;
    const worse = { step: 'worsened', actor: rule, priority: 2, evidence: evidence(0.4), due: now } as const;
    await ledger.append(number, alarm.sequence, worse);
    assert.deepEqual(
      (await ledger.events(number)).map(({ v, evidence }) => [v, evidence?.multipleHundredths]),
      [
        [1, 12],
        [2, 40],
      ],
    );
    assert.equal(ledger.parts()[0]!.state, 'ready');
    await ledger.close();
  });

  test('an event of a later version is kept and not misread', async () => {
    const ledger = await open();
    const alarm = await raise(ledger, 60);
    await broker.jetstream.publish(
      `alarms.${alarm.alarm}`,
      JSON.stringify({ v: 9, alarm: alarm.alarm, step: 'dispatched', at: now, actor: rule }),
    );
    await until('it is noticed', () => ledger.parts()[0]!.state === 'degraded');
    assert.equal(ledger.get(alarm.alarm)!.state, 'raised');
    await ledger.close();
  });
});

describe('the rules on a real ledger', () => {
  test(
    'an exceedance is raised, escalated at its deadline once, cleared, confirmed and ' + 'closed; topics follow',
    async () => {
      const ledger = await open();
      const told = new Map<TopicName, readonly AnyRow[]>();
      let commits = 0;
      const publisher = {
        upsert: () => undefined,
        replace: (topic: TopicName, rows: readonly AnyRow[]) => {
          told.set(topic, rows);
        },
        commit: async () => {
          commits += 1;
        },
      };
      const registry = partly<Registry>({ station: () => ({ kind: 'national' }) });
      const rules = new AlarmRules(context(), { registry, publisher, ledger });
      const ranked = { rank: 1, count: 1, first: 0, trend: 0, peakMillionths: 0 };
      const silence: ReadonlyMap<number, number> = new Map();
      const exceeding = (minute: number, multiple: number): AlarmTick => {
        const exceedance: Exceedance = { station: 700, factor: 1, ...ranked, ...evidence(multiple, minute * 60_000) };
        return { exceedances: [exceedance], belowDeadbandAt: silence };
      };
      const calm = (minute: number): AlarmTick => ({
        exceedances: [],
        belowDeadbandAt: new Map([[seriesKey(700, 1), minute * 60_000]]),
      });
      const present = () => ledger.bySubject({ rule: 'exceedance', station: 700, factor: 1 });

      await rules.onTick(exceeding(1, 0.2));
      await rules.onTick(exceeding(1, 0.2));
      await rules.onTick(exceeding(1, 0.2));
      assert.equal(present(), undefined, 'three ticks on one value are one period');
      await rules.onTick(exceeding(2, 0.2));
      assert.equal(present()?.priority, 3);
      await rules.onTick(exceeding(3, 1.2));
      assert.equal(present()?.priority, 1);
      assert.equal(present()?.due, now + 300_000);
      assert.equal(told.get('alarms')!.find((row) => row.key === present()!.alarm)!['priority'], 1);

      now += 300_000;
      await rules.onTick(exceeding(4, 1.2));
      await rules.onTick(exceeding(5, 1.2));
      assert.equal(present()?.escalations, 1);
      assert.equal(present()?.due, null);
      assert.equal(present()?.missed, now, 'that nobody acted in time stays to be seen');
      assert.equal(told.get('alarms')!.find((row) => row.key === present()!.alarm)!['due'], toLiveTime(now));

      await rules.onTick({ exceedances: [], belowDeadbandAt: silence });
      await rules.onTick(calm(6));
      assert.equal(present()?.cleared, null, 'silence and one value are not the end');
      await rules.onTick(calm(7));
      assert.equal(present()?.cleared, now);
      await rules.onTick(calm(8));
      assert.equal(present()?.state, 'raised', 'it stays until a person has acted');
      const alarm = present()!;
      await ledger.append(alarm.alarm, alarm.sequence, {
        step: 'confirmed',
        actor: desk('one'),
        note: '已处置',
        due: null,
      });
      assert.equal(ledger.get(alarm.alarm)!.missed, null, 'until somebody acts');
      await rules.onTick(calm(9));
      assert.equal(present(), undefined);
      const steps = (await ledger.events(alarm.alarm)).map((event) => event.step);
      assert.deepEqual(steps, ['raised', 'worsened', 'escalated', 'cleared', 'confirmed', 'closed']);
      assert.ok(commits >= 10);
      assert.ok(told.get('funnel')![1]!['count']! >= 1);
      await rules.close();
      await ledger.close();
    },
  );
});
