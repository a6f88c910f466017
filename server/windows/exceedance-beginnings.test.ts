import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startStore, type TestStore } from '../../test/harness/mod.ts';
import { FOLDED_FACTORS } from '../standards/mod.ts';
import { loadQuery } from '../platform/store/mod.ts';
import { tickInstantOf } from './tick-instant.ts';
import { exceedancesOf } from './exceedance-question.ts';

let server: TestStore;
before(async () => {
  server = await startStore();
});
after(() => server.stop());

const MICRO = 1_000_000;
const HOUR = 3600;
/** 18:20 in the city, the first look after a start. */
const opened = Date.parse('2026-11-22T10:20:03Z') / 1000;
const LIMIT = 100 * MICRO;

test(
  'an exceedance present at the first run keeps its true beginning: the closed ' + 'hours before without a gap',
  async () => {
    let state = 21;
    const random = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
    // Averagings: rolling hour, closed hour, running day. Station 30 is a stack judged on folded hours; 31 began while
    // we looked; 32 a while after.
    const series = [
      ...Array.from({ length: 24 }, (_, i) => ({ id: i + 1, averaging: [1, 3, 4][i % 3]!, since: opened })),
      { id: 30, averaging: 1, since: opened },
      { id: 31, averaging: 1, since: opened + 600 },
    ];
    const open = opened - (opened % HOUR);
    const hours = new Map<number, (number | null)[]>();
    const rows: unknown[][] = [],
      folded: unknown[][] = [];
    const row = (id: number, ago: number, value: number, valid = 1): unknown[] => [
      open - ago * HOUR,
      id,
      69,
      1,
      (value / MICRO).toFixed(6),
      '0',
      60,
      60,
      valid,
      0,
      1,
      1,
      'closed',
      0,
    ];
    for (const { id } of series) {
      const calm = Math.floor(random() * 60) + (id % 4 === 0 ? 200 : 1);
      const own = Array.from({ length: 192 }, (_, i) =>
        random() < (id % 5 === 0 ? 0 : 0.03)
          ? null
          : Math.floor((i < calm ? 101 + random() * 50 : random() * 95) * MICRO),
      );
      hours.set(id, own);
      own.forEach((value, i) => {
        if (value === null) return void rows.push(row(id, i + 1, 500 * MICRO, 0));
        if (id === 30) {
          folded.push(row(id, i + 1, value));
          rows.push(row(id, i + 1, 1));
        } else rows.push(row(id, i + 1, value));
      });
    }
    const columns = [
      'hour',
      'station',
      'factor',
      'version',
      'value',
      'sum',
      'count',
      'expected',
      'valid',
      'over',
      'origin',
      'head',
      'reason',
      'computed',
    ];
    await server.store.insert('hours_now', columns, rows);
    await server.store.insert('outlet_hours_now', columns, folded);
    await server.store.insert(
      'stack_gas',
      ['station', 'reference_oxygen', 'as_measured', 'retired', 'version'],
      [[30, 9 * MICRO, 0, 0, 1]],
    );
    await server.store.insert(
      'exceedance_states',
      [
        'station',
        'factor',
        'active',
        'day',
        'episodes',
        'first',
        'since',
        'seen',
        'multiple',
        'peak',
        'value',
        'limit_value',
        'limit_source',
        'averaging',
        'at',
        'over',
        'trend',
        'reference',
        'reference_at',
        'version',
      ],
      series.map(({ id, averaging, since }) => [
        id,
        69,
        1,
        '2026-11-22',
        1,
        since,
        since,
        since,
        '200000',
        '200000',
        String(120 * MICRO),
        String(LIMIT),
        7,
        averaging,
        since,
        0,
        0,
        '0',
        since,
        40,
      ]),
    );
    await server.store.command('evaluate', loadQuery('windows/exceedance-beginnings'), {
      now: opened + 700,
      opened,
      zone: 'Asia/Shanghai',
      folded: FOLDED_FACTORS,
    });

    const midnight = Date.parse('2026-11-22T00:00:00+08:00') / 1000;
    const found = new Map((await exceedancesOf(server.store)).map((e) => [e.station, e]));
    let moved = 0;
    for (const { id, averaging, since } of series) {
      const own = hours.get(id)!;
      const exceeded = (i: number): boolean => {
        const window = own.slice(i, i + (averaging === 4 ? 24 : 1)).filter((v): v is number => v !== null);
        return (
          window.length >= (averaging === 4 ? 20 : 1) &&
          window.reduce((a, b) => a + BigInt(b), 0n) > BigInt(LIMIT) * BigInt(window.length)
        );
      };
      let run = 0;
      while (run < 168 && exceeded(run)) run += 1;
      const began = since > opened + 120 || run === 0 ? since : open - (run - 1) * HOUR;
      assert.equal(found.get(id)!.since, began * 1000, `series ${id}, averaging ${averaging}, ${run} hours`);
      assert.equal(found.get(id)!.first, Math.min(since, Math.max(began, midnight)) * 1000);
      if (began < since) moved += 1;
    }
    assert.ok(moved > 10 && moved < series.length);

    // The next tick carries it on, and looking again changes nothing.
    const instant = tickInstantOf((opened + 705) * 1000);
    await server.store.insert(
      'judgements',
      [
        'tick',
        'station',
        'factor',
        'averaging',
        'kind',
        'value',
        'limit_value',
        'limit_source',
        'at',
        'over',
        'reason',
      ],
      series.map(({ id, averaging }) => [
        instant.tick,
        id,
        69,
        averaging,
        6,
        String(121 * MICRO),
        String(LIMIT),
        7,
        instant.now,
        0,
        0,
      ]),
    );
    await server.store.command('evaluate', loadQuery('windows/exceedance-states'), {
      now: instant.now,
      tick: instant.tick,
      zone: 'Asia/Shanghai',
      version: 41,
    });
    await server.store.command('evaluate', loadQuery('windows/exceedance-beginnings'), {
      now: opened + 760,
      opened,
      zone: 'Asia/Shanghai',
      folded: FOLDED_FACTORS,
    });
    for (const e of await exceedancesOf(server.store)) assert.equal(e.since, found.get(e.station)!.since);
  },
);
