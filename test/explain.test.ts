import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { formatCivilTime } from '../streams/contracts/civil-time.ts';
import type { Explanation } from '../streams/contracts/explanation.ts';
import {
  fromLiveTime,
  numberAddress,
  formatAddress,
  TOPICS,
  TOPIC_NAMES,
  type TopicName,
} from '../streams/live/mod.ts';
import type { PacketDraft } from '../streams/sources/hj212/mod.ts';
import type { AlarmLedger } from '../server/alarms/mod.ts';
import type { RunningApi } from '../server/api/mod.ts';
import { smallPack } from '../server/registry/internal.ts';
import { until } from './harness/mod.ts';
import { openChain, qnOf, ZONE, type Chain } from './real/chain.ts';
import { openChainApi, type ChainApi } from './real/chain-api.ts';

/**
 * Every kind of shown number explained, on a small city through the whole chain: frames at the gateway, JetStream,
 * ingest, hours and days, windows, hub, API. The explanation computes each number again from its readings and has to
 * meet what the screens hold.
 */
const HOUR = 3_600_000,
  MINUTE = 60_000;
/** 10:20 of a day in November 2026, civil time of the city. */
const NOW = Date.parse('2026-11-22T10:20:00+08:00');
const YESTERDAY = Date.parse('2026-11-21T00:00:00+08:00');
/** An hour of the old edition: HJ 633-2012 held until 2026-03-01. */
const OLD_HOUR = Date.parse('2026-02-10T08:00:00+08:00');
const MN = {
  first: 'AIR0000000000001',
  second: 'AIR0000000000002',
  town: 'TWN0000000000001',
  water: 'WAT0000000000001',
  works: 'ENT0000000000001',
  dust: 'DUS0000000000001',
};

let chain: Chain;
let ledger: AlarmLedger;
let front: ChainApi;
let api: RunningApi, guarded: RunningApi;
let going: NodeJS.Timeout;

const frame = (
  mn: string,
  st: string,
  cn: '2011' | '2051' | '2061',
  time: number,
  values: Readonly<Record<string, string>>,
  flag = 'N',
  again = 0,
): PacketDraft => ({
  qn: `${qnOf(time).slice(0, 14)}${String(again).padStart(3, '0')}`,
  st,
  cn,
  pw: '123456',
  mn,
  flag: 5,
  cp: [
    `DataTime=${formatCivilTime(time, ZONE)}`,
    ...Object.entries(values).map(
      ([code, text]) => `${code}-${cn === '2011' ? 'Rtd' : 'Avg'}=${text},${code}-Flag=${flag}`,
    ),
  ].join(';'),
});
const six = (pm25: number, o3 = 60): Record<string, string> => ({
  a34004: String(pm25),
  a34002: String(pm25 * 1.5),
  a05024: String(o3),
  a21004: '40',
  a21026: '8',
  a21005: '0.9',
});

/** Too many at once, or no tick at hand right now: asked again, as a screen would. */
async function get(path: string, of = api): Promise<{ status: number; body: Explanation & { code?: string } }> {
  for (let tries = 0; ; tries += 1) {
    const answer = await fetch(`http://127.0.0.1:${of.port}${path}`);
    const body = (await answer.json()) as never;
    if ((answer.status !== 429 && answer.status !== 503) || tries === 30) return { status: answer.status, body };
    await new Promise((resolve) => {
      setTimeout(resolve, 500);
    });
  }
}
async function explained(subject: string, quantity: string, more = ''): Promise<Explanation> {
  // A tick that falls between the shown table and the question is asked again.
  for (let tries = 0; ; tries += 1) {
    const { status, body } = await get(`/api/explain?subject=${subject}&quantity=${quantity}${more}`);
    assert.equal(status, 200, `${subject} ${quantity}: ${JSON.stringify(body)}`);
    if (body.check.agrees !== false || tries === 5) return body;
    await new Promise((resolve) => {
      setTimeout(resolve, 300);
    });
  }
}
const agrees = (e: Explanation): void =>
  assert.equal(
    e.check.agrees,
    true,
    JSON.stringify({ address: e.address, check: e.check, value: e.value, steps: e.steps }),
  );
const has = (e: Explanation, text: string): void =>
  assert.ok(
    e.steps.some((step) => step.text.includes(text)),
    `${text} in ${JSON.stringify(e.steps)}`,
  );

before(async () => {
  chain = await openChain(smallPack(), TOPIC_NAMES, NOW);
  const { registry } = chain.rooms;
  front = await openChainApi(chain);
  ({ ledger, api, guarded } = front);
  const { link } = chain;
  // HJ 633 vectors: PM2.5 75 is 100 by the edition of 2012 and 114 by that of 2026.
  await link.send(frame(MN.first, '22', '2061', OLD_HOUR, { ...six(40), a34004: '75', a34002: '60' }));
  for (let hour = 0; hour < 24; hour += 1)
    for (const [mn, pm25] of [
      [MN.first, 50],
      [MN.second, 60],
      [MN.town, 70],
    ] as const) {
      await link.send(
        frame(mn, '22', '2061', YESTERDAY + hour * HOUR, six(pm25 + hour, hour >= 8 && hour < 16 ? 170 : 40)),
      );
    }
  for (let time = NOW - 80 * MINUTE; time < NOW; time += MINUTE) {
    const i = (time - NOW) / MINUTE + 80;
    await link.send(
      frame(
        MN.first,
        '22',
        '2011',
        time,
        { ...six(70 + (i % 7)), a01007: '2.5', a01008: '90', a01001: '11.5', a01002: '40' },
        i === 70 ? 'C' : 'N',
      ),
    );
    await link.send(
      frame(MN.second, '22', '2011', time, {
        ...six(80 + (i % 5)),
        a01007: '3.5',
        a01008: '110',
        a01001: '12.5',
        a01002: '44',
      }),
    );
    await link.send(frame(MN.town, '22', '2011', time, six(95)));
    await link.send(frame(MN.works, '31', '2051', time, { a21026: '0.0525', a21002: '20' }));
    await link.send(frame(MN.dust, '39', '2011', time, { a34002: '60', LA: i % 2 ? '60' : '70' }));
  }
  // The same minute again with another value: the later frame is the valid version.
  await link.send(frame(MN.first, '22', '2011', NOW - 12 * MINUTE, six(10), 'N', 7));
  await link.send(
    frame(MN.water, '21', '2011', NOW - 50 * MINUTE, {
      w01001: '7.2',
      w01009: '5.5',
      w01019: '4.1',
      w21003: '1.600',
      w21011: '0.150',
    }),
  );
  await chain.settled(120_000);
  // From here on the city's clock goes, so that each tick is one of its own.
  const begun = Date.now();
  going = setInterval(() => chain.setClock(NOW + Date.now() - begun), 100);
  const permit = [...registry.limitSources().values()].find(({ clause }) => clause.startsWith('许可'))!.id;
  const alarm = await ledger.raise(
    {
      step: 'raised',
      subject: { rule: 'exceedance', station: 300, factor: 69 },
      actor: { kind: 'rule', name: 'exceedance' },
      priority: 2,
      due: NOW + 15 * MINUTE,
      evidence: {
        multipleHundredths: 50,
        value: 52_500_000,
        limit: 35_000_000,
        limitSource: permit,
        window: 1,
        since: NOW - 10 * MINUTE,
        time: NOW,
      },
    },
    'test-alarm',
  );
  assert.ok(alarm);
  await until(
    'a closed hour of the city on the screens',
    () =>
      (chain.rows('regions').get(1)?.['aqi'] ?? null) !== null &&
      (chain.rows('regions').get(1)?.['nowAqi'] ?? null) !== null,
    60_000,
  );
  await until('days of the year', () => (chain.rows('regions').get(1)?.['days'] ?? 0) > 0, 60_000);
  await until('an exceedance', () => chain.rows('exceedances').size > 0, 60_000);
  await until('water', () => chain.rows('water').size > 0, 90_000);
});
after(async () => {
  clearInterval(going);
  await front?.close();
  await chain?.close();
});

describe('explanations meet what the screens hold', { concurrency: false }, () => {
  test("a station's rolling hour: every reading with flag, frame, earlier version, the frame as it came", async () => {
    const e = await explained('station:1', 'now.a34004', '&limit=100');
    agrees(e);
    assert.ok(e.inputs.total >= 50 && e.inputs.total <= 60, `${e.inputs.total} readings`);
    assert.deepEqual(
      e.inputs.left.map(({ reason, count }) => [reason.en, count]),
      [['calibration', 1]],
    );
    const corrected = e.inputs.rows.find(({ earlier }) => earlier.length > 0)!;
    assert.equal(corrected.value, '10');
    assert.equal(corrected.time, new Date(NOW - 12 * MINUTE).toISOString());
    const kept = e.frames.find(({ ordinal }) => ordinal === e.inputs.rows[0]!.frame)!;
    assert.equal(kept.isKept, true);
    assert.match(kept.text!, /^##\d{4}QN=\d+;ST=22;CN=2011;PW=\*\*\*;MN=AIR0000000000001;.*a34004-Rtd=/);
    assert.match(kept.remote!, /^127\.0\.0\.1:\d+$/);
    assert.equal(e.isProvisional, true);
    assert.equal(e.validity!.clause, 'GB 3095-2026 表4');
    const second = await explained('station:1', 'now.a34004', '&limit=2&offset=2');
    assert.deepEqual(
      [second.inputs.rows.length, second.inputs.offset, second.inputs.rows[0]!.time],
      [2, 2, e.inputs.rows[2]!.time],
    );
  });

  test("a station's real-time AQI, each IAQI with the segment it used, by the edition in force", async () => {
    const e = await explained('station:2', 'now.aqi');
    agrees(e);
    assert.equal(e.value.number, chain.rows('stations').get(2)!['aqi']);
    has(e, 'BL = 60, BH = 115, IL = 100, IH = 150');
    assert.ok(
      e.standards.some(
        ({ clause, effectiveFrom }) => clause === 'HJ 633-2026 4.2.3' && effectiveFrom === '2026-02-28T16:00:00.000Z',
      ),
      JSON.stringify(e.standards),
    );
    const one = await explained('station:2', 'now.iaqi-a21005');
    assert.equal(one.value.number, 9);
    has(one, 'IAQI = 0 + ⌈(50 − 0) × (0.9 − 0.0) ÷ (5.0 − 0.0)⌉ = 9');
  });

  test('one concentration by two editions: PM2.5 75 µg/m³ is 100 in February, 114 in November', async () => {
    const old = await explained('station:1', 'hour.iaqi-a34004', `&at=${new Date(OLD_HOUR).toISOString()}`);
    assert.equal(old.value.number, 100);
    assert.deepEqual(old.standards[0], {
      ...old.standards[0]!,
      edition: 'HJ 633-2012',
      effectiveUntil: '2026-02-28T16:00:00.000Z',
    });
    const now = await explained(
      'station:1',
      'hour.iaqi-a34004',
      `&at=${new Date(YESTERDAY + 15 * HOUR).toISOString()}`,
    );
    assert.equal(now.inputs.rows[0]!.value, '65');
    assert.equal(now.value.number, 105);
    assert.equal(now.standards[0]!.edition, 'HJ 633-2026');
    const hour = await explained('station:1', 'hour.a34004', `&at=${encodeURIComponent('2026-02-10T08:30:00+08:00')}`);
    agrees(hour);
    assert.deepEqual([hour.value.text, hour.versions.length, hour.frames.length], ['75.0', 1, 1]);
  });

  test('running 8 h and 24 h, the day, and the ozone of the day', async () => {
    for (const quantity of ['8h.a05024', '24h.a34004']) {
      const e = await explained('station:1', quantity);
      assert.notEqual(e.check.agrees, false, JSON.stringify(e.check));
    }
    const day = await explained('station:1', 'day.a34004', '&at=2026-11-21');
    agrees(day);
    // 50 .. 73, mean 61.5
    assert.equal(day.value.text, '61.5');
    has(day, '1476 ÷ 24 = 61.5');
    const ozone = await explained('station:1', 'day.a05024', '&at=2026-11-21');
    assert.equal(ozone.value.text, '170.0');
    has(ozone, '08:00–16:00: 170');
    const aqi = await explained('station:1', 'day.aqi', '&at=2026-11-21');
    assert.equal(aqi.value.number, 110);
    has(aqi, 'IAQI = 100 + ⌈(150 − 100) × (170 − 160) ÷ (215 − 160)⌉ = 110');
  });

  test('the city now, in the closed hour, on a day: concentrations first, left-outs with their reason', async () => {
    const now = await explained('region:1', 'now.aqi');
    agrees(now);
    assert.deepEqual(
      now.inputs.rows.filter(({ address }) => address !== null).map(({ address }) => address!.split('&')[0]),
      ['subject=station:1', 'subject=station:2'],
    );
    const hour = await explained('region:1', 'hour.aqi');
    agrees(hour);
    assert.equal(hour.value.number, chain.rows('regions').get(1)!['aqi']);
    agrees(await explained('region:2', 'hour.a34004'));
    agrees(await explained('region:1', 'hour.iaqi-a34004'));
    agrees(await explained('region:3', 'now.aqi'));
    const day = await explained('region:1', 'day.aqi', '&at=2026-11-21');
    agrees(day);
    // (61.5 + 71.5) / 2 = 66.5 -> 66 by the even rule -> 106; ozone 170 -> 110.
    assert.equal(day.value.number, 110);
    const pm25 = await explained('region:1', 'day.iaqi-a34004', '&at=2026-11-21');
    assert.equal(pm25.value.number, 106);
    has(pm25, 'C = 66.5 → 66');
    agrees(await explained('region:1', 'day.a34004', '&at=2026-11-21'));
  });

  test('good days, composite index and rank', async () => {
    const good = await explained('region:1', 'year.good-days');
    agrees(good);
    assert.equal(good.value.number, 0);
    assert.match(good.steps[1]!.text, /^PM2\.5 \d+.* · PM10 \d+/);
    const index = await explained('region:2', 'month.index');
    assert.equal(index.validity!.isSufficient, false);
    assert.equal(index.value.text, 'NA');
    assert.equal(index.standards[0]!.role.en, 'composite index, variant B');
    assert.equal((await explained('region:2', 'month.rank')).value.number, null);
  });

  test('a water section: class of its worst item, one item with class and multiple', async () => {
    const section = await explained('station:200', 'newest.class');
    agrees(section);
    assert.equal(section.grade!.grade, 5);
    assert.ok(section.standards.some(({ clause }) => clause === 'GB 3838-2002 5.1'));
    const ammonia = await explained('station:200', 'newest.w21003');
    agrees(ammonia);
    has(ammonia, '(1.6 − 1) ÷ 1 = 0.6');
    assert.equal(ammonia.frames[0]!.isKept, true);
  });

  test('an exceedance: multiple, value, limit with its permit, since, count, trend, rank', async () => {
    for (const quantity of ['multiple', 'value', 'limit', 'since', 'count', 'trend', 'rank'])
      agrees(await explained('series:300.a21026-stack', `exceedance.${quantity}`));
    const e = await explained('series:300.a21026-stack', 'exceedance.multiple');
    assert.equal(e.value.text, '0.50');
    has(e, '(52.5 − 35) ÷ 35 = 0.50');
    assert.equal(e.standards[0]!.clause, '许可证 99-1');
    assert.equal(e.frames.length > 0, true);
    agrees(await explained('series:200.w21003', 'exceedance.multiple'));
  });

  test('cell, wind, devices, left-outs, alarm, ledger, intake, weather, sound level', async () => {
    const key = [...chain.rows('hotspots').keys()][0]!;
    for (const quantity of ['now.a34004', 'now.iaqi-a34004'])
      agrees(await explained(`cell:L1000_${Math.floor(key / 65_536)}_${key % 65_536}`, quantity));
    for (const [cell, row] of [...chain.rows('hotCells')].slice(0, 3))
      for (const quantity of ['score', 'class'] as const) {
        const e = await explained(`cell:L1000_${Math.floor(cell / 65_536)}_${cell % 65_536}`, `hot.${quantity}`);
        agrees(e);
        assert.equal(e.value.number, row[quantity]);
      }
    agrees(await explained('station:1', 'newest.a01007'));
    for (const quantity of ['now.online', 'now.total', 'now.due']) agrees(await explained('kind:all', quantity));
    for (const [reason, row] of chain.rows('excluded')) {
      const e = await explained(`excluded:${reason}`, 'now.count');
      agrees(e);
      assert.equal(e.value.number, row['count']);
    }
    const [alarm] = [...ledger.open().keys()];
    agrees(await explained(`alarm:${alarm}`, 'alarm.multiple'));
    assert.equal((await explained('ledger:open', 'open.raised')).value.number, 1);
    assert.equal((await explained('ledger:today', 'today.2')).check.recomputed, '1');
    assert.equal((await explained('region:1', 'newest.a01007')).value.number, 3);
    agrees(await explained('station:400', 'now.LA'));
  });

  test('counts of screens: exceeding, industries, sections, townships, meters, rejects, findings', async () => {
    const held = (topic: TopicName): number => [...chain.rows(topic)].length;
    const all = await explained('exceedances:all', 'now.count');
    agrees(all);
    assert.equal(all.value.number, held('exceedances'));
    assert.match(all.inputs.rows[0]!.address!, /^subject=series:\d+\..*exceedance\.multiple$/);
    // The alarm of the works is open: what else exceeds has none.
    assert.equal((await explained('exceedances:unraised', 'now.count')).value.number, held('exceedances') - 1);
    const trade = await explained('industry:300', 'now.exceeding');
    agrees(trade);
    assert.deepEqual(
      [trade.value.number, trade.subject.names.en, (await explained('industry:300', 'now.total')).value.number],
      [1, 'Building materials', 1],
    );
    const sections = await explained('sections:all', 'now.good');
    agrees(sections);
    assert.deepEqual(
      [sections.value.text, sections.value.unit, sections.inputs.rows[0]!.reason?.en],
      ['0', '/ 1', 'worse than class Ⅲ'],
    );
    agrees(await explained('townships:all', 'now.silent'));
    const hour = await explained('townships:all', 'hour.valid', `&at=${new Date(YESTERDAY + 9 * HOUR).toISOString()}`);
    assert.deepEqual([hour.value.text, hour.value.unit, hour.inputs.rows[0]!.value], ['1', '/ 1', '79']);
    agrees(await explained('meters:both', 'now.heard'));
    const left = await explained('excluded:all', 'now.count');
    agrees(left);
    assert.equal(
      left.value.number,
      left.inputs.left.reduce((sum, { count }) => sum + count, 0),
    );
    // One frame of a device that nobody registered, and one that is broken.
    await chain.link.send(frame('UNKNOWN000000001', '22', '2011', NOW, six(50)));
    await chain.link.send(frame(MN.first, '22', '2011', NOW + MINUTE, { nonsense: 'x' }));
    await until(
      'the stranger',
      async () => (await explained('intake:unregistered', 'now.count')).value.number === 1,
      30_000,
    );
    const stranger = await explained('intake:unregistered', 'now.count');
    assert.deepEqual([stranger.inputs.rows[0]!.label.en, stranger.inputs.rows[0]!.value], ['UNKNOWN000000001', '1']);
    await until('the reject', async () => (await explained('intake:rejects', 'now.count')).value.number! > 0, 30_000);
    const rejects = await explained('intake:rejects', 'now.count');
    assert.equal(rejects.check.agrees, null);
    assert.equal(
      rejects.steps.reduce((sum, { text }) => sum + Number(text), 0),
      rejects.value.number,
    );
    assert.match(rejects.frames[0]!.text!, /PW=\*\*\*/);
    const findings = await explained('findings:own', '24h.count');
    assert.equal(findings.value.number, findings.inputs.total);
    assert.equal(
      findings.steps.reduce((sum, { text }) => sum + Number(text), 0),
      findings.value.number,
    );
    assert.equal((await explained('ledger:open', 'open.all')).value.number, 1);
    const chart = await explained('series:1.a34004', '5m.valid', '&limit=100');
    assert.ok(chart.value.number! >= 14 && chart.inputs.total >= chart.value.number!, JSON.stringify(chart.value));
    assert.equal((await explained('series:1.a34004', '1h.valid')).value.number, 14);
  });

  test('every cell of every topic that a dashboard shows has an explanation', async () => {
    const shownTopics = new Set<TopicName>(TOPIC_NAMES);
    const unexplained: string[] = [];
    const asked = new Set<string>();
    for (const topic of shownTopics) {
      const rows = [...chain.rows(topic)];
      // Every column of the topic has an address, whether or not there is a row today.
      const blank = { key: rows[0]?.[0] ?? 1 };
      for (const { name } of TOPICS[topic].columns) assert.ok(numberAddress(topic, blank, name, 1), `${topic}.${name}`);
      for (const [key, row] of rows.slice(0, 4))
        for (const { name, kind, decimals } of TOPICS[topic].columns) {
          if (row[name] === null) continue;
          const shown = Object.fromEntries(
            TOPICS[topic].columns.map((c) => [
              c.name,
              row[c.name] === null
                ? null
                : c.kind === 'time'
                  ? fromLiveTime(row[c.name]!)
                  : row[c.name]! / 10 ** c.decimals,
            ]),
          );
          const address = formatAddress(numberAddress(topic, { ...shown, key }, name, 1));
          if (asked.has(address)) continue;
          asked.add(address);
          // The clock stands still here, so that every tick writes the same one anew: for a moment it is not there.
          let { status, body } = await get(`/api/explain?${address}`);
          for (let tries = 0; status === 404 && tries < 5; tries += 1) {
            await new Promise((resolve) => {
              setTimeout(resolve, 300);
            });
            ({ status, body } = await get(`/api/explain?${address}`));
          }
          if (status !== 200)
            unexplained.push(
              `${topic}.${name} ${kind} ${decimals} ${key}: ${address}: ${status} ${JSON.stringify(body)}`,
            );
        }
    }
    assert.deepEqual(unexplained, []);
    assert.ok(asked.size > 60, `${asked.size} addresses asked`);
  });

  test('the public is told of public numbers only, without readings, frames or remotes', async () => {
    const { status, body } = await get('/api/explain?subject=region:1&quantity=hour.aqi', guarded);
    assert.equal(status, 200);
    assert.deepEqual(body.inputs.rows.filter(({ address }) => address !== null).length, 2);
    const station = await get('/api/explain?subject=station:1&quantity=now.a34004', guarded);
    assert.equal(station.status, 200);
    assert.deepEqual([station.body.frames, station.body.inputs.rows], [[], []]);
    assert.ok(station.body.inputs.total >= 50);
    assert.doesNotMatch(JSON.stringify(station.body), /127\.0\.0\.1|QN=/);
    for (const asked of [
      'subject=station:100&quantity=now.aqi',
      'subject=station:300&quantity=now.a21026-stack',
      'subject=series:300.a21026-stack&quantity=exceedance.multiple',
      'subject=region:3&quantity=now.aqi',
      'subject=alarm:1&quantity=alarm.value',
      'subject=kind:all&quantity=now.online',
      'subject=excluded:5&quantity=now.count',
      'subject=station:1&quantity=newest.a34004',
      'subject=cell:L1000_1_1&quantity=now.a34004',
    ]) {
      const refused = await get(`/api/explain?${asked}`, guarded);
      assert.deepEqual([refused.status, refused.body.code], [401, 'GL_UNAUTHORIZED'], asked);
      assert.equal((await get(`/api/public/explain?${asked}`)).status, 401, asked);
    }
    assert.deepEqual((await get('/api/public/explain?subject=station:1&quantity=now.a34004')).body.frames, []);
  });

  test('errors are coded: unknown subject or quantity, no value at that time, no longer kept', async () => {
    const cases: readonly (readonly [string, number, string])[] = [
      ['subject=planet:1&quantity=now.aqi', 404, 'GL_NO_SUCH_NUMBER'],
      ['subject=station:77&quantity=now.aqi', 404, 'GL_NO_SUCH_NUMBER'],
      ['subject=station:1&quantity=now.flavour', 404, 'GL_NO_SUCH_NUMBER'],
      ['subject=station:300&quantity=now.aqi', 404, 'GL_NO_SUCH_NUMBER'],
      ['subject=station:1&quantity=hour.a34004&at=2026-11-20T00:00:00Z', 404, 'GL_NO_VALUE'],
      [`subject=station:1&quantity=hour.a34004&at=${new Date(NOW).toISOString()}`, 404, 'GL_NO_VALUE'],
      ['subject=station:1&quantity=now.a34004&at=2026-11-20T00:00:00Z', 410, 'GL_NOT_KEPT'],
      ['subject=station:1&quantity=hour.a34004&at=yesterday', 400, 'GL_BAD_REQUEST'],
      ['subject=station:1', 400, 'GL_BAD_REQUEST'],
      ['subject=station:1&quantity=now.aqi&limit=1000', 400, 'GL_BAD_REQUEST'],
      ['subject=station:1&quantity=day.a34004&at=2026-13-41', 400, 'GL_BAD_REQUEST'],
      ['subject=alarm:999&quantity=alarm.value', 404, 'GL_NO_VALUE'],
      ['subject=series:1.a34004&quantity=exceedance.multiple', 404, 'GL_NO_VALUE'],
    ];
    for (const [asked, status, code] of cases) {
      const answer = await get(`/api/explain?${asked}`);
      assert.deepEqual([answer.status, answer.body.code], [status, code], asked);
    }
  });
});
