import assert from 'node:assert/strict';
import { mkdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { smallPack } from '../server/registry/internal.ts';
import { openStore } from '../server/platform/store/mod.ts';
import { startGuanlan, tempDir, until, type TestGuanlan } from './harness/mod.ts';

interface Part {
  readonly part: string;
  readonly role: string;
  readonly state: string;
  readonly detail?: string;
}
let system: TestGuanlan | null = null;
after(() => system?.stop());

const packDirectory = (): string => {
  const directory = tempDir('pack');
  mkdirSync(directory, { recursive: true });
  for (const [name, value] of Object.entries(smallPack()))
    writeFileSync(join(directory, `${name}.json`), JSON.stringify(value));
  return directory;
};
const parts = async (): Promise<Part[]> =>
  ((await (await fetch(`${system?.base}/readyz`)).json()) as { parts: Part[] }).parts;
const partOf = async (name: string): Promise<Part | undefined> => (await parts()).find(({ part }) => part === name);

test('a damaged table of stations: not "ready, stations 0" but told, and brought back from the city pack', async () => {
  const pack = packDirectory();
  const running = (system = await startGuanlan({ GUANLAN_CITY: pack }));
  await until('the registry', async () => (await partOf('registry'))?.state === 'ready');
  const store = await openStore(running.store());
  const rows = await store.rows<{ path: string }>(
    'history',
    `SELECT path FROM system.parts WHERE database = 'guanlan' AND table = 'stations' AND active`,
  );
  await store.close();
  assert.ok(rows.length > 0);
  await running.stop();
  for (const { path } of rows)
    truncateSync(join(path, 'data.bin'), Math.floor(statSync(join(path, 'data.bin')).size / 2));

  await running.again({ GUANLAN_CITY: 'none' });
  await until(
    'both parts say so',
    async () => (await partOf('registry'))?.state === 'degraded' && (await partOf('store-parts'))?.state === 'degraded',
  );
  assert.match((await partOf('registry'))?.detail ?? '', /GL_REGISTRY_DAMAGED: missing 6 of stations/);
  assert.match(
    (await partOf('store-parts'))?.detail ?? '',
    /GL_STORE_PART_BROKEN: stations\/broken-on-start_.*GL_REGISTRY_DAMAGED/,
  );
  await running.stop();

  await running.again({ GUANLAN_CITY: pack });
  await until(
    'the pack has brought them back',
    async () => (await partOf('registry'))?.state === 'ready' && (await partOf('store-parts'))?.state === 'ready',
  );
  assert.equal(((await (await fetch(`${running.base}/api/stations`)).json()) as { items: unknown[] }).items.length, 6);
});
