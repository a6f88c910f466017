import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import pino from 'pino';
import { Registry } from 'prom-client';
import { underLoad } from '../../test/harness/mod.ts';
import { systemClock } from '../contracts/clock.ts';
import {
  type Gateway,
  isReject,
  openHj212,
  type Packet,
  packetToReadings,
  type Sm4Key,
  startGateway,
} from '../sources/hj212/mod.ts';
import type { CityPack, Station } from '../contracts/pack.ts';
import { STATISTICS } from '../contracts/reading.ts';
import { FRAME_HEADERS } from '../contracts/subjects.ts';
import { civilStamp, HOUR_MS, hourStart } from './field/civil.ts';
import { openField } from './field/field.ts';
import { startCity } from './main.ts';
import { demoKeys } from './process/keys.ts';
import { DEMO_SEED, generatePack } from './pack/generate.ts';

const whole = generatePack();
/** A small city: the national and water stations and a few of every other kind. */
const few = (kind: Station['kind'], count: number): Station[] =>
  whole.stations.filter((station) => station.kind === kind).slice(0, count);
const pack: CityPack = {
  ...whole,
  stations: [
    ...few('national', 21),
    ...few('township', 40),
    ...few('road_dust', 20),
    ...few('site_dust', 60),
    ...few('water', 30),
    ...few('enterprise', 60),
    ...few('power', 60),
  ],
};
const stations = new Map(pack.stations.map((station) => [station.device, station]));

const keys = demoKeys(pack, DEMO_SEED);
const keysOf = (mn: string): Sm4Key[] => [keys.get(mn.toUpperCase())].filter((key) => key !== undefined);

interface Stored {
  readonly packet: Packet;
  readonly received: number;
  readonly order: number;
}

/** The real gateway; what it would give to JetStream is kept here. */
class Host {
  readonly frames: Stored[] = [];
  rejects = 0;
  sealed = 0;
  gateway!: Gateway;

  async start(port = 0): Promise<void> {
    this.gateway = await startGateway({
      host: '127.0.0.1',
      port,
      keysOf,
      isKnown: () => true,
      full: () => false,
      clock: systemClock,
      log: pino({ level: 'silent' }),
      metrics: new Registry(),
      limits: { framesPerSecond: 2000, burst: 5000 },
      publish: async (subject, bytes, headers) => {
        if (subject.startsWith('rejects')) {
          this.rejects += 1;
          return;
        }
        const opened = openHj212(bytes, { keys: keysOf(decodeURIComponent(headers[FRAME_HEADERS.device]!)) });
        assert.ok(!isReject(opened) && opened.kind !== 'sealed', subject);
        if (opened.wasSealed) this.sealed += 1;
        this.frames.push({
          packet: opened.packet!,
          received: Number(headers[FRAME_HEADERS.received]),
          order: this.frames.length,
        });
      },
    });
  }

  of(cn: string): Stored[] {
    return this.frames.filter(({ packet }) => packet.cn === cn);
  }
}

const until = async (what: string, isSo: () => boolean, seconds = 20): Promise<void> => {
  const begun = performance.now();
  while (!isSo()) {
    assert.ok(
      performance.now() - begun < Math.max(2_000 * seconds, underLoad(1_000 * seconds)),
      `waited ${seconds} s for ${what}`,
    );
    await pause(50);
  }
};
const silent = { info: () => undefined, warn: () => undefined };

describe('the city process', () => {
  const host = new Host();
  let directory = '';
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'guanlan-city-'));
    await host.start();
  });
  after(async () => {
    await host.gateway.close();
    await rm(directory, { recursive: true });
  });

  it("speaks for every device that is up, in frames that open into readings of the registry's factors", async () => {
    const field = openField(pack, DEMO_SEED);
    const city = await startCity({
      pack,
      seed: DEMO_SEED,
      host: '127.0.0.1',
      port: host.gateway.port,
      clock: systemClock,
      log: silent,
      dataDir: null,
      backfillRate: 0,
      speed: 6,
    });
    try {
      const up = pack.stations.filter((station) => field.link(station, systemClock.now()) === 'up');
      const heard = (): number => new Set(host.of('2011').map(({ packet }) => packet.device)).size;
      await until('the first pass', () => heard() >= up.length * 0.9);
      assert.ok(pack.stations.length > up.length, 'some are offline');
      const dialects = new Set(host.frames.map(({ packet }) => packet.dialect));
      assert.deepEqual([...dialects].sort(), ['2005', '2017', '2025']);
      for (const { packet, received } of host.of('2011')) {
        const station = stations.get(packet.device) as Station;
        const opened = packetToReadings(
          packet,
          { station: station.id, st: station.st, units: station.units ?? {}, timezone: 'Asia/Shanghai' },
          { received, sequence: 1 },
        );
        assert.ok(!isReject(opened), station.names.zh);
        assert.deepEqual(opened.problems, [], station.names.zh);
        assert.equal(
          opened.readings.filter(({ statistic }) => statistic === STATISTICS.rtd).length,
          station.factors.length,
          `${station.names.zh} ${packet.cp}`,
        );
        // Whole seconds of a clock up to two seconds behind; some packets come minutes late on purpose.
        for (const { time } of opened.readings)
          assert.ok(time <= received && time > received - 240_000, `${station.names.zh} ${time - received}`);
        assert.ok(packet.cp.length <= 950, 'HJ 212-2017 6.3.2: CP of at most 950 characters');
      }
      const folded = host
        .of('2011')
        .flatMap(({ packet }) => (packet.st === '31' ? [packet.cp] : []))
        .filter((cp) => cp.includes('-ZsRtd='));
      assert.ok(folded.length > 0);
      const unique = new Set(host.frames.map(({ packet }) => `${packet.device} ${packet.qn}`));
      assert.equal(unique.size, host.frames.length, 'a request number is used once');
      assert.equal(city.parts()[0]?.state, 'ready');
    } finally {
      await city.close();
    }
  });

  it('encrypts what its 2025 loggers say where they have a key, and answers a call for data', async () => {
    const city = await startCity({
      pack,
      seed: DEMO_SEED,
      host: '127.0.0.1',
      port: host.gateway.port,
      clock: systemClock,
      log: silent,
      dataDir: null,
      backfillRate: 0,
      speed: 6,
    });
    try {
      const before = host.sealed;
      const encrypting = (): string | undefined => [...keys.keys()].find((device) => host.gateway.holds(device));
      await until('encrypted frames', () => host.sealed > before && encrypting() !== undefined);
      const end = hourStart(Date.now());
      assert.ok(
        host.gateway.request(encrypting()!, {
          qn: '20261122080000123',
          cn: '2061',
          cp: `BeginTime=${civilStamp(end - 3 * HOUR_MS)},EndTime=${civilStamp(end)}`,
          again: false,
        }),
      );
      const answers = (): number => host.of('2061').filter(({ packet }) => packet.qn === '20261122080000123').length;
      await until('its hours', () => answers() >= 3);
    } finally {
      await city.close();
    }
  });

  it('shows the same place the same way: concentrations sent agree with the field', async () => {
    const field = openField(pack, DEMO_SEED);
    let compared = 0;
    for (const { packet } of host.of('2011').slice(0, 400)) {
      const station = stations.get(packet.device) as Station;
      const unit = station.units?.['a34002'];
      const sent = /a34002-Rtd=([\d.]+)/.exec(packet.cp)?.[1];
      if (sent === undefined || station.kind !== 'site_dust' || unit === undefined) continue;
      // A monitor that sends mg/m3 sends a thousandth.
      const shown = field.show(station, systemClock.now())?.find(({ factor }) => factor === 'a34002')?.value as number;
      assert.ok(Number(sent) < 5 && shown > 5, station.names.zh);
      compared += 1;
    }
    assert.ok(compared > 0);
  });

  it('delivers what its loggers hold newest first, once, and remembers it over a restart', async () => {
    host.frames.length = 0;
    const small: CityPack = {
      ...pack,
      stations: pack.stations
        .filter(({ kind }) => kind === 'national' || kind === 'enterprise')
        .filter((_, i) => i % 7 === 0)
        .slice(0, 6),
    };
    const nationals = small.stations.filter(({ kind }) => kind === 'national').length;
    const start = (): ReturnType<typeof startCity> =>
      startCity({
        pack: small,
        seed: DEMO_SEED,
        host: '127.0.0.1',
        port: host.gateway.port,
        clock: systemClock,
        log: silent,
        dataDir: directory,
        backfillRate: 2000,
      });
    // An hour that ends while this runs is sent live, before older ones: it is left out of account.
    const newest = civilStamp(hourStart(systemClock.now()) - HOUR_MS);
    const hours = (device: string): string[] =>
      host
        .of('2061')
        .filter(({ packet }) => packet.device === device)
        .map(({ packet }) => packet.cp.slice(9, 23))
        .filter((time) => time <= newest);
    const up = small.stations.filter(
      (station) => openField(small, DEMO_SEED).link(station, systemClock.now()) === 'up',
    );
    const days = (device: string): string[] =>
      host
        .of('2031')
        .filter(({ packet }) => packet.device === device)
        .map(({ packet }) => packet.cp.slice(9, 23));
    const device = (up.find(({ kind }) => kind === 'national') as Station).device;
    const city = await start();
    try {
      await until('the hours of the last three days', () => hours(device).length >= 72);
      const daysOfYear = Math.floor(
        (systemClock.now() + 8 * HOUR_MS - Date.UTC(new Date(systemClock.now() + 8 * HOUR_MS).getUTCFullYear(), 0, 1)) /
          (24 * HOUR_MS),
      );
      await until('the days of this year', () => days(device).length >= daysOfYear, 40);
      const came = hours(device);
      assert.deepEqual(came, [...came].sort().reverse(), 'newest first');
      assert.equal(came[0], newest);
      assert.equal(new Set(came).size, came.length);
      assert.deepEqual(days(device), [...days(device)].sort().reverse());
      const firstDay = host.of('2031')[0];
      if (firstDay)
        assert.ok(
          host.of('2061').filter(({ order }) => order < firstDay.order).length >= nationals * 0.8 * 60,
          'hours of the national stations go first',
        );
      for (const { packet, received } of [...host.of('2061'), ...host.of('2031')]) {
        const station = stations.get(packet.device) as Station;
        const opened = packetToReadings(
          packet,
          { station: station.id, st: station.st, units: station.units ?? {}, timezone: 'Asia/Shanghai' },
          { received, sequence: 1 },
        );
        assert.ok(!isReject(opened) && opened.problems.length === 0, packet.cp);
        const mean = packet.cn === '2061' ? STATISTICS.hour : STATISTICS.day;
        if (packet.part === null)
          assert.equal(opened.readings.filter(({ statistic }) => statistic === mean).length, station.factors.length);
      }
      await until('the last acknowledgements', () => (city.parts()[0]?.figures['unacked'] ?? 1) === 0);
    } finally {
      await city.close();
    }
    assert.ok((await readFile(join(directory, 'backfill.json'), 'utf8')).includes(device));

    host.frames.length = 0;
    const again = await start();
    try {
      await until('live frames', () => host.of('2011').length >= 1);
      await pause(2500);
    } finally {
      await again.close();
    }
    assert.ok(hours(device).length <= 1, `${hours(device).length} hours sent again`);
    assert.equal(days(device).length, 0);
  });

  it('keeps what it measured while the gateway is away and delivers it afterwards', async () => {
    const small: CityPack = { ...pack, stations: pack.stations.filter(({ kind }) => kind === 'national') };
    const other = new Host();
    await other.start();
    const { port } = other.gateway;
    const city = await startCity({
      pack: small,
      seed: DEMO_SEED,
      host: '127.0.0.1',
      port,
      clock: systemClock,
      log: silent,
      dataDir: null,
      backfillRate: 0,
      speed: 60,
    });
    try {
      await until('frames', () => other.frames.length > 40);
      await other.gateway.close();
      await pause(1500);
      await other.start(port);
      await until(
        'the kept frames',
        () => (city.parts()[0]?.figures['queued'] ?? 1) === 0 && (city.parts()[0]?.figures['connected'] ?? 0) === 21,
        15,
      );
      assert.equal(city.parts()[0]?.figures['dropped'], 0);
      const times = other
        .of('2011')
        .filter(({ packet }) => packet.device === small.stations[0]?.device)
        .map(({ packet }) => packet.cp.slice(9, 23))
        .sort();
      const gaps = times.slice(1).map((time, i) => Number(time.slice(10)) - Number((times[i] as string).slice(10)));
      assert.ok(
        gaps.every((gap) => gap <= 3 || gap > 40),
        `no hole in ${times.join(' ')}`,
      );
    } finally {
      await city.close();
      await other.gateway.close();
    }
  });

  it('sends what a noisy line would: wrong CRCs are rejects, and the frame itself still comes', async () => {
    const noisy = host.rejects;
    const city = await startCity({
      pack,
      seed: DEMO_SEED,
      host: '127.0.0.1',
      port: host.gateway.port,
      clock: systemClock,
      log: silent,
      dataDir: null,
      backfillRate: 0,
      speed: 240,
    });
    try {
      await until('a garbled frame', () => host.rejects > noisy, 30);
      assert.ok((city.parts()[0]?.figures['garbled'] ?? 0) > 0);
    } finally {
      await city.close();
    }
  });
});
