/**
 * The real files beside the repository, whole, through the real tables and jobs, against a recomputation from the file:
 * Beijing's four years and eight cities' year under HJ 633-2012 and HJ 633-2026 (hour and day AQI, MDA8, regions,
 * rankings under A, B, C), the national water file (class, main pollutants, multiples), dust sensors (rolling windows),
 * a boiler (folding, hours, days), a sewage works (days, limits).
 *
 *   npm run bench -- real-files [--only beijing,cities,water,dust,boiler,sewage]
 *
 * Some twenty minutes in all. Ends with 1 on any difference and names the first ones.
 */
import { parseArgs } from 'node:util';
import { beijing, CITIES_FILE, eightCities } from '../test/real/files/air-file.ts';
import { checkAir } from '../test/real/files/check-air.ts';
import { checkBoiler, checkDust, checkSewage } from '../test/real/files/check-series.ts';
import { checkWater } from '../test/real/files/check-water.ts';
import { Compared } from '../test/real/files/tally.ts';
import { csvRows, withoutShared } from '../test/real/shared-file.ts';
import { startStore } from '../test/harness/mod.ts';
import { verdict } from './verdict.ts';

const { values: options } = parseArgs({
  options: { only: { type: 'string', default: 'sewage,water,boiler,dust,cities,beijing' } },
});
if (withoutShared(CITIES_FILE)) {
  console.error('shared data not present');
  process.exit(1);
}
const server = await startStore();
const { store } = server;
const compared = new Compared();

async function cityOf(): Promise<Map<string, string>> {
  const cities = new Map<string, string>();
  for await (const row of csvRows('air/cn_national_stations_2020.csv')) cities.set(row['station_code']!, row['city']!);
  return cities;
}
const RUNS: Readonly<Record<string, () => Promise<void>>> = {
  sewage: () => checkSewage(store, compared),
  water: () => checkWater(store, compared),
  boiler: () => checkBoiler(store, compared),
  dust: () => checkDust(store, compared, { every: 6 * 3600 + 437 }),
  cities: async () => {
    const file = await eightCities(await cityOf());
    await checkAir(store, file, 2012, '2019-01-01', compared);
    await checkAir(store, file, 2026, '2027-01-01', compared);
  },
  // The four years begin on the 1st of March, as the edition of 2026 did.
  beijing: async () => {
    const file = await beijing();
    await checkAir(store, file, 2012, '2013-03-01', compared);
    await checkAir(store, file, 2026, '2026-03-01', compared);
  },
};
try {
  for (const name of options.only.split(',')) {
    const begun = performance.now();
    await RUNS[name]!();
    console.log(
      `${name}: ${((performance.now() - begun) / 1000).toFixed(0)} ` +
        `s, ${compared.compared.toLocaleString('en')} comparisons in all, ${compared.different} different`,
    );
  }
} finally {
  await server.stop();
}
console.table(compared.counts);
for (const example of compared.examples) console.log(example);
const count = compared.compared.toLocaleString('en');
verdict(
  'the real files, whole',
  { en: `${count} comparisons, ${compared.different} different`, zh: `${count} 次比较，${compared.different} 处不同` },
  '0',
  compared.different === 0,
);
