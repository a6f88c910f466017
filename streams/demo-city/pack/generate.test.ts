import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { factorByCode } from '../../contracts/factors.ts';
import type { CityPack, Region, Station } from '../../contracts/pack.ts';
import { isInside, signedArea, toPlane } from '../plane.ts';
import { readPack, writePack } from './files.ts';
import { DEMO_SEED, generatePack } from './generate.ts';
import { STATION_COUNTS, STATIONS_PER_ROUND } from './stations/mod.ts';

const pack = generatePack();
const hash = (of: CityPack): string => createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 16);
const area = (regions: readonly Region[]): number =>
  regions.reduce((sum, { ring }) => sum + signedArea(ring.map(toPlane)), 0);
const level = (name: Region['level']): Region[] => pack.regions.filter((region) => region.level === name);
const byId = new Map(pack.regions.map((region) => [region.id, region]));

describe('the demo city', () => {
  it('is the same for the same seed, byte for byte', () => {
    assert.equal(hash(generatePack(DEMO_SEED)), hash(pack));
    assert.equal(
      hash(pack),
      '710c83d1ccd12b12',
      "the demo city has changed: ids and names of everybody's history change with it",
    );
    assert.notEqual(hash(generatePack(DEMO_SEED + 1)), hash(pack));
  });

  it('has the scale of the reference system', () => {
    assert.deepEqual(
      [level('city').length, level('county').length, level('township').length, level('village').length],
      [1, 11, 172, 1045],
    );
    const counts = Object.fromEntries(
      Object.keys(STATION_COUNTS).map((kind) => [kind, pack.stations.filter((s) => s.kind === kind).length]),
    );
    assert.deepEqual(counts, { ...STATION_COUNTS });
    assert.equal(pack.stations.length, 5059);
  });

  it('has closed anticlockwise rings without repeated points', () => {
    for (const { ring, names } of pack.regions) {
      assert.deepEqual(ring[0], ring[ring.length - 1], names.zh);
      assert.ok(signedArea(ring) > 0, names.zh);
      for (let i = 1; i < ring.length; i += 1) assert.notDeepEqual(ring[i], ring[i - 1], names.zh);
    }
  });

  it('nests: each level covers the one above without gap or overlap', () => {
    const whole = area(level('city'));
    assert.ok(whole > 11_000 && whole < 13_000, `${whole} km2`);
    for (const name of ['county', 'township', 'village'] as const)
      assert.ok(Math.abs(area(level(name)) - whole) < 1e-6, name);
    for (const parent of [...level('city'), ...level('county'), ...level('township')]) {
      const children = pack.regions.filter((region) => region.parent === parent.id);
      assert.ok(children.length > 0, parent.names.zh);
      assert.ok(Math.abs(area(children) - area([parent])) < 1e-6, parent.names.zh);
      // Every edge of the parent's border is an edge of exactly one child.
      const edges = new Set(children.flatMap(({ ring }) => ring.slice(1).map((point, i) => `${ring[i]}>${point}`)));
      parent.ring.slice(1).forEach((point, i) => assert.ok(edges.has(`${parent.ring[i]}>${point}`), parent.names.zh));
      for (const child of children)
        assert.ok(isInside(child.centre, parent.ring) && isInside(child.centre, child.ring), child.names.zh);
    }
  });

  it('has unique ids, codes, devices, and no name twice within a parent', () => {
    const unique = (values: readonly unknown[], what: string): void =>
      assert.equal(new Set(values).size, values.length, what);
    unique(
      pack.regions.map((r) => r.id),
      'region ids',
    );
    unique(
      pack.regions.map((r) => r.code),
      'region codes',
    );
    unique(
      pack.regions.map((r) => `${r.parent} ${r.names.zh}`),
      'region names',
    );
    unique(
      pack.stations.map((s) => s.id),
      'station ids',
    );
    unique(
      pack.stations.map((s) => s.device),
      'devices',
    );
    unique(
      pack.stations.map((s) => s.names.zh),
      'station names',
    );
    for (const { device } of pack.stations) assert.match(device, /^[0-9A-F]{24}$/);
    for (const region of pack.regions)
      assert.match(
        region.code,
        { city: /^\d{6}$/, county: /^\d{6}$/, township: /^\d{9}$/, village: /^\d{12}$/ }[region.level],
      );
  });

  it('sets every station down inside its village, township, county and the bounds', () => {
    const [west, south, east, north] = pack.city.bounds;
    for (const { position, village, township, county, names } of pack.stations) {
      const [x, y] = position;
      assert.ok(x >= west && x <= east && y >= south && y <= north, names.zh);
      for (const id of [village, township, county])
        assert.ok(isInside(position, (byId.get(id) as Region).ring), `${names.zh} in ${id}`);
      assert.equal(byId.get(village)?.parent, township);
      assert.equal(byId.get(township)?.parent, county);
    }
    for (const county of level('county'))
      assert.ok(
        pack.stations.some((s) => s.kind === 'national' && s.county === county.id),
        county.names.zh,
      );
  });

  it('uses only factors of the catalogue and gives limits only on factors the station measures', () => {
    for (const { factors, limits = [], names } of pack.stations) {
      for (const code of factors) assert.ok(factorByCode(code), `${names.zh} ${code}`);
      for (const { factor, value } of limits)
        assert.ok(factors.includes(factor) && Number(value) > 0, `${names.zh} ${factor}`);
    }
  });

  it('links power meters to enterprises of the same name and place', () => {
    const stations = new Map(pack.stations.map((s) => [s.id, s]));
    const linked = pack.stations.filter((s) => s.enterprise !== undefined);
    assert.equal(linked.length, 1600);
    for (const meter of linked) {
      const owner = stations.get(meter.enterprise as number) as Station;
      assert.equal(owner.kind, 'enterprise');
      assert.ok(meter.names.zh.startsWith(owner.names.zh) && meter.village === owner.village);
    }
  });

  it('has water sections in order of chainage on connected rivers', () => {
    for (const water of pack.waters) {
      if (water.into) assert.ok(pack.waters.some(({ id }) => id === water.into?.id));
      if (water.kind === 'lake') assert.deepEqual(water.line[0], water.line[water.line.length - 1]);
    }
    const main = pack.stations.filter((s) => s.key && s.river?.id === 1).map((s) => s.river?.chainage as number);
    assert.deepEqual(
      main,
      [...main].sort((a, b) => a - b),
    );
    assert.equal(pack.stations.filter((s) => s.key).length, 14);
  });

  it('multiplies with scale and keeps the ids of the first city', () => {
    const half = generatePack(DEMO_SEED, 0.5);
    const double = generatePack(DEMO_SEED, 2);
    assert.equal(double.stations.length, 2 * STATIONS_PER_ROUND);
    assert.deepEqual(double.stations.slice(0, 5059), pack.stations);
    const byStation = new Map(pack.stations.map((s) => [s.id, s]));
    for (const s of half.stations) assert.equal(byStation.get(s.id)?.device, s.device);
    assert.equal(new Set(double.stations.map((s) => s.device)).size, double.stations.length);
    assert.throws(() => generatePack(DEMO_SEED, 0), RangeError);
  });

  it('comes whole for other seeds', () => {
    for (let seed = 1; seed <= 12; seed += 1) assert.equal(generatePack(seed, 0.01).regions.length, 1229);
  });

  it('is written and read back the same', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'guanlan-pack-'));
    try {
      await writePack(directory, pack);
      assert.deepEqual(await readPack(directory), JSON.parse(JSON.stringify(pack)));
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
