import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMicro } from '../../streams/contracts/reading.ts';
import { airLevel, columnOf, IAQI_STEPS, realTimeAqi } from '../../server/standards/mod.ts';
import { AIR_LEVELS, divideUp, TABLE_2012 } from '../../server/standards/internal.ts';
import { csvRows, withoutShared } from '../real/shared-file.ts';
import { Tally } from './lines.ts';

/**
 * Two whole national hours as published. In both files the columns `o3` and `o3_24h` stand in each other's place: `o3`
 * is never below `o3_24h`, as the largest hour of the last 24 cannot be, and only `o3_24h` gives the published index.
 */
const CO = 6;
const PRIMARY: Record<string, number> = {
  '细颗粒物(PM2.5)': 1,
  '颗粒物(PM10)': 2,
  臭氧1小时: 3,
  二氧化氮: 4,
  二氧化硫: 5,
  一氧化碳: CO,
};

/** The CO index of a value that was not rounded to tenths first, as the centre still did in 2016. */
function unroundedCo(micro: number): number {
  const { breakpoints } = columnOf(TABLE_2012, CO, 'hour')!;
  const upper = breakpoints.findIndex((tenths) => micro <= tenths * 100_000);
  const [low, high] = [breakpoints[upper - 1]! * 100_000, breakpoints[upper]! * 100_000];
  return IAQI_STEPS[upper - 1]! + divideUp((IAQI_STEPS[upper]! - IAQI_STEPS[upper - 1]!) * (micro - low), high - low);
}

const pinned = [
  {
    file: 'air/cn_national_1h_snapshot_2016-01-14T00.csv.gz',
    rows: 1497,
    counts: {
      '5.3.1 of 2026 is silent up to 100, the centre published the rest': 80,
      'CO not rounded to tenths before the index': 3,
      'equal, above 100 with an item missing': 64,
      'equal, six items': 1313,
      'nothing published': 37,
    },
  },
  {
    file: 'air/cn_national_1h_snapshot_2018-02-20T07.csv.gz',
    rows: 1495,
    counts: {
      '5.3.1 of 2026 is silent up to 100, the centre published the rest': 214,
      'equal, above 100 with an item missing': 47,
      'equal, six items': 1214,
      'neither, an item missing': 2,
      'nothing published': 18,
    },
  },
];
for (const { file, rows, counts } of pinned) {
  test(`AQI, quality and primary pollutants of ${file} as published`, { skip: withoutShared(file) }, async () => {
    const tally = new Tally();
    let seen = 0;
    for await (const row of csvRows(file)) {
      seen += 1;
      if (row.o3 && row.o3_24h)
        assert.ok(
          Number(row.o3) >= Number(row.o3_24h),
          `${row.stationcode}: the two O3 columns stand as their names say`,
        );
      const means = [row.pm2_5, row.pm10, row.o3_24h, row.no2, row.so2, row.co].map((text) =>
        text ? (parseMicro(text) ?? null) : null,
      );
      const ours = realTimeAqi(means, Date.parse(`${row.timepoint}+08:00`));
      const items = means.filter((value) => value !== null).length;
      const published = row.aqi ? Number(row.aqi) : null;
      const ofPresent = Math.max(0, ...ours.iaqis.map((value) => value ?? 0));
      if (published !== null) {
        assert.equal(
          AIR_LEVELS.find(({ names }) => names.zh === row.quality),
          airLevel(published),
          `${row.stationcode} quality`,
        );
        const worst = ours.iaqis.flatMap((value, i) => (value === published && published > 50 ? [i + 1] : []));
        const named = (row.primarypollutant ?? '')
          .split(',')
          .filter((name) => name !== '')
          .map((name) => PRIMARY[name]!)
          .sort();
        assert.deepEqual(named, worst, `${row.stationcode} primary`);
      }
      if (published === null && items === 0) tally.add('nothing published');
      else if (published === null && ours.aqi === null) tally.add('neither, an item missing');
      else if (published === ours.aqi)
        tally.add(items === 6 ? 'equal, six items' : 'equal, above 100 with an item missing');
      else if (items < 6 && ours.aqi === null && published === ofPresent)
        tally.add('5.3.1 of 2026 is silent up to 100, the centre published the rest');
      else if (published === ofPresent + 1 && means[5] !== null && unroundedCo(means[5]!) === published)
        tally.add('CO not rounded to tenths before the index');
      else tally.leave(`${row.stationcode}: published ${published}, ours ${ours.aqi}`);
    }
    assert.equal(seen, rows);
    assert.deepEqual(tally.unexplained, []);
    assert.deepEqual(tally.counts(), counts);
  });
}
