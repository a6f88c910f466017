import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { pino } from 'pino';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import type { CityPack, Region, Station } from '../../streams/contracts/pack.ts';
import { cellKey, metricPlane } from '../../streams/contracts/projection.ts';
import { COMMAND_REOPEN } from '../../streams/contracts/subjects.ts';
import { startNats, startStore, tempDir, until, type TestNats, type TestStore } from '../../test/harness/mod.ts';
import { importPack, openRegistry, readPack } from './mod.ts';
import { smallPack } from './small-pack.ts';

const log = pino({ level: 'silent' });
const coded =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof GuanlanError && error.code === code;
const NOW = Date.UTC(2026, 10, 22);

describe('the registry on the real engine and broker', () => {
  let nats: TestNats;
  let store: TestStore;
  let connection: NatsConnection;
  before(async () => {
    [nats, store] = await Promise.all([startNats(), startStore()]);
    connection = await connect({ servers: nats.url });
    await (await jetstreamManager(connection)).streams.add({ name: 'COMMANDS', subjects: ['commands.>'] });
  });
  after(async () => {
    await connection.close();
    await Promise.all([nats.stop(), store.stop()]);
  });
  const open = () => openRegistry(store.store, connection, log);
  const rowCount = async (): Promise<string> =>
    JSON.stringify(
      await store.store.rows(
        'history',
        `SELECT (SELECT count() FROM stations) AS s, (SELECT count() FROM regions) AS r,
          (SELECT count() FROM devices) AS d`,
      ),
    );

  test('an empty system works', async () => {
    const registry = await open();
    assert.equal(registry.version, 0);
    assert.equal(registry.city, null);
    assert.equal(registry.byDevice('anything'), undefined);
    assert.equal(registry.stations().size, 0);
    await registry.close();
  });

  test('a pack is imported once; the same one again writes nothing', async () => {
    assert.deepEqual(await importPack(store.store, smallPack(), NOW), { changed: true, version: NOW });
    const rows = await rowCount();
    assert.deepEqual(await importPack(store.store, structuredClone(smallPack()), NOW + 1000), {
      changed: false,
      version: NOW,
    });
    assert.equal(await rowCount(), rows);
  });

  test('stations, devices, regions and limits come back as the pack has them, in metres too', async () => {
    const registry = await open();
    const pack = smallPack();
    for (const station of pack.stations) {
      const kept = registry.station(station.id)!;
      const [x, y] = metricPlane(pack.city.centralMeridian).toMetres(station.position);
      assert.deepEqual(
        [kept.names, kept.position, kept.kind, kept.county, kept.isPublic],
        [station.names, station.position, station.kind, station.county, station.isPublic],
      );
      assert.ok(Math.abs(kept.x - x) < 1e-6 && Math.abs(kept.y - y) < 1e-6);
      assert.equal(cellKey(kept.x, kept.y), cellKey(x, y));
    }
    const stack = registry.byDevice('ent0000000000001')!;
    assert.equal(stack.station, 300, 'device ids in lower case find the same station');
    assert.equal(stack.units['a21026'], 'g/m³');
    assert.deepEqual(
      registry.station(300)!.factors,
      [69, 67],
      'SO2 of a stack is another quantity than the ambient one',
    );
    const limits = registry.limits(300);
    assert.equal(limits.length, 2);
    assert.deepEqual([limits[1]!.factor, limits[1]!.statistic, limits[1]!.value], [69, 20, 35_000_000]);
    assert.equal(registry.limitSources().get(limits[0]!.source)!.names.en, 'permit');
    assert.deepEqual(registry.limits(1), []);
    assert.deepEqual(registry.regions().get(2)!.ring, pack.regions[1]!.ring);
    assert.equal(registry.city!.timezone, 'Asia/Shanghai');
    await registry.close();
  });

  test('a changed pack retires what it lacks, keeps the ids of rules and what a person registered', async () => {
    const registry = await open();
    const before = registry.limits(300)[0]!.source;
    const desk = await registry.registerStation(
      {
        device: 'new0000000000009',
        kind: 'national',
        names: { zh: '新站', en: 'New' },
        position: [115.42, 35.22],
        st: '22',
        factors: ['a34004'],
        period: 60,
        basis: 'rtd',
      },
      NOW + 1,
    );
    const pack = smallPack();
    const changed: CityPack = {
      ...pack,
      city: { ...pack.city, centralMeridian: 116 },
      stations: pack.stations
        .filter((station) => station.id !== 1)
        .map((station) => ({ ...station, names: { ...station.names, zh: `${station.names.zh}改` } })),
    };
    assert.equal((await importPack(store.store, changed, NOW + 2)).changed, true);
    await registry.reload();
    assert.equal(registry.station(1), undefined);
    assert.equal(registry.byDevice('AIR0000000000001'), undefined);
    assert.equal(registry.station(2)!.names.zh, '乙站改');
    assert.equal(registry.limits(300)[0]!.source, before);
    const [x] = metricPlane(116).toMetres([115.42, 35.22]);
    assert.ok(Math.abs(registry.station(desk)!.x - x) < 1e-6);
    await importPack(store.store, pack, NOW + 3);
    await registry.reload();
    assert.equal(registry.station(1)!.names.zh, '甲站', 'and what comes back is there again');
    await registry.close();
  });

  test('registering tells every role and has the kept frames opened', async () => {
    const [here, there] = [await open(), await open()];
    let told = 0;
    there.onChange(() => {
      told += 1;
    });
    const id = await here.registerStation(
      {
        device: 'late000000000001',
        kind: 'national',
        names: { zh: '迟到站', en: 'Late' },
        position: [115.405, 35.205],
        st: '22',
        factors: ['a34004'],
        period: 60,
        basis: 'rtd',
      },
      NOW + 4,
    );
    assert.equal(here.byDevice('LATE000000000001')!.station, id);
    assert.equal(here.station(id)!.county, 2, 'its regions follow from its position');
    await until('the other role', () => there.byDevice('LATE000000000001') !== undefined);
    assert.equal(told, 1);
    const manager = await jetstreamManager(connection);
    const command = await manager.streams.getMessage('COMMANDS', { last_by_subj: COMMAND_REOPEN });
    assert.deepEqual(command?.json(), { device: 'LATE000000000001' });
    await here.registerDevice({ device: 'spare00000000001', station: id, tolerance: 1 }, NOW + 5);
    assert.equal(here.byDevice('SPARE00000000001')!.tolerance, 1);
    await assert.rejects(
      here.registerDevice({ device: 'spare00000000001', station: 2 }, NOW + 6),
      coded('GL_CONFLICT'),
    );
    await assert.rejects(here.registerDevice({ device: 'x', station: 77 }, NOW + 6), coded('GL_NOT_FOUND'));
    await Promise.all([here.close(), there.close()]);
  });
});

describe('a pack directory', () => {
  const written = (pack: Partial<Record<keyof CityPack, unknown>>): string => {
    const directory = join(tempDir('pack'));
    mkdirSync(directory, { recursive: true });
    for (const [name, value] of Object.entries(pack))
      writeFileSync(join(directory, `${name}.json`), JSON.stringify(value));
    return directory;
  };

  test('is read as it was written', async () => {
    assert.deepEqual(await readPack(written(smallPack() as never)), smallPack());
  });

  test('keeps WGS-84: a station picked on a commercial map is moved once, when the pack is read', async () => {
    const [first, ...others] = smallPack().stations;
    const pack = await readPack(
      written({
        ...smallPack(),
        stations: [{ ...first!, position: [115.486547103224, 35.233303953079], crs: 'gcj02' }, ...others],
      }),
    );
    const { position, ...rest } = pack.stations[0]!;
    const { position: _old, ...wanted } = first!;
    assert.deepEqual([rest, pack.stations.slice(1)], [wanted, others]);
    assert.ok(Math.hypot(position[0] - 115.4807, position[1] - 35.2337) < 1e-11, String(position));
  });

  const bad: readonly (readonly [string, (pack: CityPack) => unknown, RegExp])[] = [
    [
      'a station twice',
      (p) => ({ ...p, stations: [...p.stations, p.stations[0] as Station] }),
      /station 1 stands twice/,
    ],
    ['an unknown factor', (p) => ({ ...p, stations: [{ ...p.stations[0]!, factors: ['zz'] }] }), /factor zz/],
    [
      'a ring that is none',
      (p) => ({ ...p, regions: [{ ...(p.regions[0] as Region), ring: [] }] }),
      /regions\.json\/0\/ring/,
    ],
    ['no city', (p) => ({ regions: p.regions, stations: p.stations }), /city\.json cannot be read/],
    [
      'half a surrogate pair',
      (p) => ({ ...p, stations: [{ ...p.stations[0]!, names: { zh: '\ud800', en: '' } }] }),
      /stations\.json\/0\/names\/zh is not well-formed/,
    ],
    ['a word too many', (p) => ({ ...p, city: { ...p.city, colour: 'red' } }), /city\.json\/colour/],
  ];
  for (const [name, change, message] of bad) {
    test(`${name} is refused by name`, async () => {
      await assert.rejects(
        readPack(written(change(smallPack()) as never)),
        (error) => coded('GL_PACK_INVALID')(error) && message.test((error as Error).message),
      );
    });
  }
});
