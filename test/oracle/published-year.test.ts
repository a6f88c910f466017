import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { divideHalfEven, meanOf24Hours, meanOf8Hours, realTimeAqi } from '../../server/standards/mod.ts';
import { withoutShared } from '../real/shared-file.ts';
import { hiddenHours } from './hidden-hours.ts';
import { Tally } from './lines.ts';
import {
  BLANK,
  HOUR,
  HOURS_OF_YEAR,
  readYear,
  SIX,
  stepOf,
  YEAR_FILE,
  YEAR_START,
  type Column,
  type Year,
} from './year.ts';

/**
 * What was published for 2019 against ours; docs/notes/005 says what each explanation means and why it can be trusted.
 */
const skip = withoutShared(YEAR_FILE);
const hourOf = (text: string): number => (Date.parse(`2019-${text}:00:00+08:00`) - YEAR_START) / HOUR;

/** Hours of which the mirror kept only the first rows of the day's file (AQI, PM2.5): the last before a loss. */
const CUT_OFF = new Set([hourOf('02-20T07'), hourOf('04-24T23')]);
/** Hours whose published means leave out the hour before: it had not arrived at the centre yet. */
const HOUR_BEFORE_ABSENT = new Set([hourOf('02-17T09'), hourOf('03-10T10'), hourOf('12-22T22')]);
/** No published O3 8-h mean is above 300 µg/m³ where the hours give more; the reason is not known to us. */
const O3_CLAMP = 300;

let year!: Year;
before(async () => {
  if (!skip) year = await readYear();
});

test('2019 real-time AQI as published', { skip }, () => {
  assert.equal(year.rows, 424_659);
  const tally = new Tally();
  for (const [id, station] of year.stations) {
    for (let hour = 0; hour < HOURS_OF_YEAR; hour += 1) {
      if (!year.kept[hour]) continue;
      const published = station.AQI[hour]!;
      const means = SIX.map((column) =>
        station[column][hour] === BLANK ? null : station[column][hour]! * stepOf(column),
      );
      const present = means.filter((value) => value !== null).length;
      const ours = realTimeAqi(means, YEAR_START + hour * HOUR);
      const ofPresent = Math.max(...ours.iaqis.map((value) => value ?? 0));
      if (present === 0 && published === BLANK) tally.add('nothing published');
      else if (CUT_OFF.has(hour) && present <= 1 && published >= ofPresent) tally.add('cut off in the mirror');
      else if (published === ours.aqi)
        tally.add(present === 6 ? 'equal, six items' : 'equal, above 100 with an item missing');
      else if (published === BLANK && ours.aqi === null) tally.add('neither, an item missing');
      else if (published === BLANK && present < 6 && ours.aqi! > 100)
        tally.add('5.3.1 of 2026 publishes above 100, the centre did not');
      else if (present < 6 && ours.aqi === null && published === ofPresent && published <= 100)
        tally.add('5.3.1 of 2026 is silent up to 100, the centre published the rest');
      else tally.leave(`${id} hour ${hour}: published ${published}, ours ${ours.aqi}, items ${present}`);
    }
  }
  assert.deepEqual(tally.unexplained, []);
  assert.deepEqual(tally.counts(), {
    '5.3.1 of 2026 is silent up to 100, the centre published the rest': 24880,
    '5.3.1 of 2026 publishes above 100, the centre did not': 845,
    'cut off in the mirror': 71,
    'equal, above 100 with an item missing': 10867,
    'equal, six items': 316508,
    'neither, an item missing': 5893,
    'nothing published': 72753,
  });
});

/**
 * Can `missing` hidden hours, each within what the station itself measured around then, turn our hours into the
 * published mean?
 */
function hiddenHoursFit(
  published: number,
  sum: number,
  count: number,
  missing: number,
  low: number,
  high: number,
): boolean {
  for (let hidden = 1; hidden <= missing; hidden += 1) {
    const total = count + hidden;
    const [least, most] = [(published - 0.5) * total - sum, (published + 0.5) * total - sum];
    if (most >= hidden * low && least <= hidden * high) return true;
  }
  return false;
}

interface MeanRule {
  readonly hour: Column;
  readonly mean: Column;
  readonly length: number;
}

function compareMeans(rule: MeanRule): Tally {
  const tally = new Tally();
  const step = stepOf(rule.hour);
  let yearLargest = 0;
  for (const station of year.stations.values())
    for (const value of station[rule.hour]) yearLargest = Math.max(yearLargest, value);
  for (const [id, station] of year.stations) {
    const [values, published] = [station[rule.hour], station[rule.mean]];
    const isBlankRow = (hour: number): boolean => SIX.every((column) => station[column][hour] === BLANK);
    for (let hour = rule.length - 1; hour < HOURS_OF_YEAR; hour += 1) {
      if (!year.kept[hour]) continue;
      const micro = Array.from(values.subarray(hour - rule.length + 1, hour + 1), (value) =>
        value === BLANK ? null : value * step,
      );
      const mean = rule.length === 24 ? meanOf24Hours(micro) : meanOf8Hours(micro);
      const ours = mean === null ? null : divideHalfEven(mean, step);
      const theirs = published[hour]!;
      // The centre's running 8-h mean of O3 begins anew with the hour 00:00-01:00, labelled 01.
      const sinceMidnight = hour % 24 === 0 ? 24 : hour % 24;
      const length = rule.hour === 'O3' ? Math.min(rule.length, sinceMidnight) : rule.length;
      const window = values.subarray(hour - length + 1, hour + 1).filter((value) => value !== BLANK);
      const [count, sum] = [window.length, window.reduce((total, value) => total + value, 0)];
      const anew = length < rule.length ? 'begun anew at midnight, ' : '';
      const valid = ours === null ? 'below the minimum of hours, ' : '';
      if (theirs === BLANK && ours === null) tally.add('neither');
      else if (theirs === BLANK && values[hour] === BLANK)
        tally.add(isBlankRow(hour) ? 'no mean: station silent in this hour' : 'no mean: item missing in this hour');
      else if (ours === theirs) tally.add(micro.includes(null) ? 'equal, hours missing' : 'equal, all hours');
      else if (theirs === BLANK && rule.hour === 'O3' && count < length && divideHalfEven(sum, length) === 0)
        tally.add('no mean: 0 with the blank hours as nothing');
      else if (rule.hour === 'O3' && theirs === O3_CLAMP && (ours ?? 0) > O3_CLAMP) tally.add('cut at 300');
      else if (theirs !== BLANK && count > 0 && divideHalfEven(sum, count) === theirs)
        tally.add(`${anew}${valid}mean of the hours present`);
      else if (count === 24 && rule.hour === 'CO' && Math.abs(2 * (theirs * 24 - sum)) === 24)
        tally.add('tie of tenths rounded the other way');
      else if (
        HOUR_BEFORE_ABSENT.has(hour) &&
        values[hour - 1] !== BLANK &&
        divideHalfEven(sum - values[hour - 1]!, count - 1) === theirs
      )
        tally.add('hour before not yet there');
      else if (theirs !== BLANK && count < length) {
        const around = values
          .subarray(Math.max(0, hour - 47), Math.min(HOURS_OF_YEAR, hour + 24))
          .filter((value) => value !== BLANK);
        const where = year.kept.subarray(hour - length + 1, hour + 1).includes(0)
          ? 'hours lost by the mirror'
          : 'hours blank in the archive';
        if (
          around.length > 0 &&
          hiddenHoursFit(theirs, sum, count, length - count, Math.min(...around), Math.max(...around))
        )
          tally.add(`${anew}${valid}${where}`);
        else if (hiddenHoursFit(theirs, sum, count, length - count, 0, yearLargest))
          tally.add(`${anew}${valid}${where}, beyond the days around`);
        else tally.leave(`${id} hour ${hour}: published ${theirs}, ours ${ours}, ${count} hours, sum ${sum}`);
      } else tally.leave(`${id} hour ${hour}: published ${theirs}, ours ${ours}, ${count} hours, sum ${sum}`);
    }
  }
  return tally;
}

const pinned: readonly (MeanRule & { readonly counts: Record<string, number> })[] = [
  {
    hour: 'PM2.5',
    mean: 'PM2.5_24h',
    length: 24,
    counts: {
      'below the minimum of hours, hours blank in the archive': 2934,
      'below the minimum of hours, hours blank in the archive, beyond the days around': 146,
      'below the minimum of hours, hours lost by the mirror': 9028,
      'below the minimum of hours, hours lost by the mirror, beyond the days around': 213,
      'below the minimum of hours, mean of the hours present': 11877,
      'equal, all hours': 236305,
      'equal, hours missing': 75700,
      'hour before not yet there': 39,
      'hours blank in the archive': 6275,
      'hours blank in the archive, beyond the days around': 106,
      'hours lost by the mirror': 15744,
      'hours lost by the mirror, beyond the days around': 93,
      'no mean: item missing in this hour': 44,
      'no mean: station silent in this hour': 2898,
      neither: 69242,
    },
  },
  {
    hour: 'PM10',
    mean: 'PM10_24h',
    length: 24,
    counts: {
      'below the minimum of hours, hours blank in the archive': 9982,
      'below the minimum of hours, hours blank in the archive, beyond the days around': 861,
      'below the minimum of hours, hours lost by the mirror': 9882,
      'below the minimum of hours, hours lost by the mirror, beyond the days around': 178,
      'below the minimum of hours, mean of the hours present': 31810,
      'equal, all hours': 192619,
      'equal, hours missing': 73739,
      'hour before not yet there': 28,
      'hours blank in the archive': 12209,
      'hours blank in the archive, beyond the days around': 736,
      'hours lost by the mirror': 19462,
      'hours lost by the mirror, beyond the days around': 116,
      'no mean: item missing in this hour': 77,
      'no mean: station silent in this hour': 2461,
      neither: 76484,
    },
  },
  {
    hour: 'SO2',
    mean: 'SO2_24h',
    length: 24,
    counts: {
      'below the minimum of hours, hours blank in the archive': 1024,
      'below the minimum of hours, hours blank in the archive, beyond the days around': 13,
      'below the minimum of hours, hours lost by the mirror': 5094,
      'below the minimum of hours, hours lost by the mirror, beyond the days around': 132,
      'below the minimum of hours, mean of the hours present': 14042,
      'equal, all hours': 235526,
      'equal, hours missing': 96848,
      'hour before not yet there': 6,
      'hours blank in the archive': 1604,
      'hours blank in the archive, beyond the days around': 28,
      'hours lost by the mirror': 4393,
      'hours lost by the mirror, beyond the days around': 77,
      'no mean: item missing in this hour': 49,
      'no mean: station silent in this hour': 2988,
      neither: 68820,
    },
  },
  {
    hour: 'NO2',
    mean: 'NO2_24h',
    length: 24,
    counts: {
      'below the minimum of hours, hours blank in the archive': 2642,
      'below the minimum of hours, hours lost by the mirror': 8868,
      'below the minimum of hours, hours lost by the mirror, beyond the days around': 129,
      'below the minimum of hours, mean of the hours present': 10247,
      'equal, all hours': 232804,
      'equal, hours missing': 81423,
      'hour before not yet there': 34,
      'hours blank in the archive': 5540,
      'hours blank in the archive, beyond the days around': 29,
      'hours lost by the mirror': 16915,
      'hours lost by the mirror, beyond the days around': 87,
      'no mean: item missing in this hour': 75,
      'no mean: station silent in this hour': 2911,
      neither: 68940,
    },
  },
  {
    hour: 'CO',
    mean: 'CO_24h',
    length: 24,
    counts: {
      'below the minimum of hours, hours blank in the archive': 1246,
      'below the minimum of hours, hours blank in the archive, beyond the days around': 248,
      'below the minimum of hours, hours lost by the mirror': 4379,
      'below the minimum of hours, hours lost by the mirror, beyond the days around': 163,
      'below the minimum of hours, mean of the hours present': 15908,
      'equal, all hours': 230572,
      'equal, hours missing': 97095,
      'hour before not yet there': 3,
      'hours blank in the archive': 1344,
      'hours blank in the archive, beyond the days around': 66,
      'hours lost by the mirror': 2813,
      'hours lost by the mirror, beyond the days around': 32,
      'no mean: item missing in this hour': 84,
      'no mean: station silent in this hour': 2951,
      'tie of tenths rounded the other way': 4783,
      neither: 68957,
    },
  },
  {
    hour: 'O3',
    mean: 'O3_8h',
    length: 8,
    counts: {
      'begun anew at midnight, below the minimum of hours, hours blank in the archive': 392,
      'begun anew at midnight, below the minimum of hours, hours blank in the archive, beyond the days around': 134,
      'begun anew at midnight, below the minimum of hours, hours lost by the mirror': 173,
      'begun anew at midnight, below the minimum of hours, hours lost by the mirror, beyond the days around': 2,
      'begun anew at midnight, below the minimum of hours, mean of the hours present': 1801,
      'begun anew at midnight, hours blank in the archive': 560,
      'begun anew at midnight, hours blank in the archive, beyond the days around': 156,
      'begun anew at midnight, hours lost by the mirror': 20,
      'begun anew at midnight, mean of the hours present': 89491,
      'below the minimum of hours, hours blank in the archive': 1069,
      'below the minimum of hours, hours blank in the archive, beyond the days around': 341,
      'below the minimum of hours, hours lost by the mirror': 2627,
      'below the minimum of hours, hours lost by the mirror, beyond the days around': 110,
      'below the minimum of hours, mean of the hours present': 3669,
      'cut at 300': 7,
      'equal, all hours': 222349,
      'equal, hours missing': 21923,
      'hour before not yet there': 39,
      'hours blank in the archive': 4306,
      'hours blank in the archive, beyond the days around': 275,
      'hours lost by the mirror': 8576,
      'hours lost by the mirror, beyond the days around': 108,
      'no mean: 0 with the blank hours as nothing': 5,
      'no mean: item missing in this hour': 170,
      'no mean: station silent in this hour': 2855,
      neither: 70302,
    },
  },
];
for (const rule of pinned) {
  test(`2019 ${rule.mean} as published`, { skip }, () => {
    const tally = compareMeans(rule);
    assert.deepEqual(tally.unexplained, []);
    assert.deepEqual(tally.counts(), rule.counts);
  });
}

const hidden = [
  [
    'PM2.5',
    'PM2.5_24h',
    {
      'blank: came late, then one value': 16,
      'blank: one hidden value fits all its windows': 326,
      'blank: the centre had none either': 1214,
      'lost by the mirror: came late, then one value': 11,
      'lost by the mirror: one hidden value fits all its windows': 709,
      'lost by the mirror: the centre had none either': 62,
    },
  ],
  [
    'PM10',
    'PM10_24h',
    {
      'blank: came late, then one value': 13,
      'blank: one hidden value fits all its windows': 389,
      'blank: the centre had none either': 1129,
      'lost by the mirror: came late, then one value': 8,
      'lost by the mirror: one hidden value fits all its windows': 709,
      'lost by the mirror: the centre had none either': 29,
    },
  ],
  [
    'SO2',
    'SO2_24h',
    {
      'blank: one hidden value fits all its windows': 240,
      'blank: the centre had none either': 1779,
      'lost by the mirror: came late, then one value': 3,
      'lost by the mirror: one hidden value fits all its windows': 443,
      'lost by the mirror: the centre had none either': 354,
    },
  ],
  [
    'NO2',
    'NO2_24h',
    {
      'blank: came late, then one value': 14,
      'blank: one hidden value fits all its windows': 355,
      'blank: the centre had none either': 1510,
      'lost by the mirror: came late, then one value': 4,
      'lost by the mirror: one hidden value fits all its windows': 720,
      'lost by the mirror: the centre had none either': 60,
    },
  ],
] as const;
for (const [hour, mean, counts] of hidden) {
  test(`2019 ${mean}: an hour the file lacks is one value in all the means that hold it`, { skip }, () => {
    const tally = hiddenHours(year, hour, mean, HOUR_BEFORE_ABSENT);
    assert.deepEqual(tally.unexplained, []);
    assert.deepEqual(tally.counts(), counts);
  });
}
