import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startStore, type TestStore } from '../harness/mod.ts';
import { BEIJING_FILE, beijing } from './files/air-file.ts';
import { checkAir } from './files/check-air.ts';
import { BOILER_FILE, checkBoiler, checkDust, checkSewage, DUST_FILE, SEWAGE_FILE } from './files/check-series.ts';
import { checkWater, WATER_FILE } from './files/check-water.ts';
import { Compared } from './files/tally.ts';
import { withoutShared } from './shared-file.ts';

/** Samples of the real files through the real tables and jobs; all of them: `npm run bench -- real-files`. */
let server: TestStore;
before(async () => {
  server = await startStore();
});
after(() => server.stop());

async function compare(run: (compared: Compared) => Promise<void>, least: number): Promise<void> {
  const compared = new Compared();
  await run(compared);
  assert.equal(compared.different, 0, compared.examples.join('\n'));
  assert.ok(compared.compared >= least, `${compared.compared} compared`);
}

for (const [edition, first] of [
  [2012, '2017-01-01'],
  [2026, '2026-03-01'],
] as const) {
  test(
    `HJ 633, HJ 663 under ${edition}: a month of Beijing's twelve stations, hours, days, MDA8, regions ` +
      'and rankings A, B, C',
    { skip: withoutShared(BEIJING_FILE), timeout: 240_000 },
    () =>
      compare(
        async (compared) => checkAir(server.store, await beijing('2017-01-01', 31), edition, first, compared),
        60_000,
      ),
  );
}
test(
  'GB 3838-2002: every sample of the national water file, class, main pollutants, multiples; two instants by SQL',
  { skip: withoutShared(WATER_FILE), timeout: 120_000 },
  () => compare((compared) => checkWater(server.store, compared, 2), 550_000),
);
test(
  'dust sensors: rolling windows, hours and days of a real day',
  { skip: withoutShared(DUST_FILE), timeout: 120_000 },
  () => compare((compared) => checkDust(server.store, compared, { days: 1, every: 4 * 3600 + 437 }), 900),
);
test(
  'GB 13271-2014: a real boiler folded, hours from 45 minutes',
  { skip: withoutShared(BOILER_FILE), timeout: 120_000 },
  () => compare((compared) => checkBoiler(server.store, compared, { minutes: 500, every: 3600 + 611 }), 1000),
);
test(
  "GB 18918-2002: a real outlet's reported days against 1A and 1B",
  { skip: withoutShared(SEWAGE_FILE), timeout: 120_000 },
  () => compare((compared) => checkSewage(server.store, compared, { days: 15 }), 100),
);
