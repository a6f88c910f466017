import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { dailyMaximum8Hours, divideHalfEven } from '../../server/standards/mod.ts';
import { MICRO } from '../../streams/contracts/reading.ts';
import { withoutShared } from '../real/shared-file.ts';
import { Tally } from './lines.ts';
import { BLANK, HOUR, HOURS_OF_YEAR, readYear, YEAR_FILE, YEAR_START, type Year } from './year.ts';

/** The ozone maxima that the centre published in 2019; docs/notes/005 says what each explanation means. */
const skip = withoutShared(YEAR_FILE);
let year!: Year;
before(async () => {
  if (!skip) year = await readYear();
});

const largest = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => Math.max(a, b), BLANK);

/** A published maximum against that of the values in its window, by what the file lacks. */
function compareMaximum(
  tally: Tally,
  where: string,
  published: number,
  window: Int32Array,
  isItemMissing: boolean,
): void {
  const [ours, isWhole] = [largest(window), !window.includes(BLANK)];
  if (published === ours)
    tally.add(published === BLANK ? 'neither' : isWhole ? 'equal, all hours' : 'equal, hours missing');
  else if (published === BLANK && isItemMissing) tally.add('no maximum: item missing in this hour');
  else if (!isWhole && published > ours) tally.add('larger: of an hour the file lacks');
  else if (!isWhole && published < ours && window.at(-1) === BLANK)
    tally.add('smaller in an hour the file lacks: begun anew after silence');
  else if (!isWhole && published === largest(window.subarray(window.lastIndexOf(BLANK) + 1)))
    tally.add('begun anew after a gap');
  else tally.leave(`${where}: published ${published}, ours ${ours} of ${Array.from(window).join(' ')}`);
}

test('2019 O3_24h as published: the largest of the 24 hours that end now', { skip }, () => {
  const tally = new Tally();
  for (const [id, station] of year.stations) {
    for (let hour = 23; hour < HOURS_OF_YEAR; hour += 1) {
      if (year.kept[hour])
        compareMaximum(
          tally,
          `${id} hour ${hour}`,
          station['O3_24h'][hour]!,
          station.O3.subarray(hour - 23, hour + 1),
          station.O3[hour] === BLANK,
        );
    }
  }
  assert.deepEqual(tally.unexplained, []);
  assert.deepEqual(tally.counts(), {
    'equal, all hours': 226346,
    'equal, hours missing': 125766,
    'larger: of an hour the file lacks': 6487,
    neither: 65083,
    'no maximum: item missing in this hour': 6881,
    'smaller in an hour the file lacks: begun anew after silence': 81,
  });
});

test("2019 O3_8h_24h as published, labels 01 to 23: the largest of the day's running means so far", { skip }, () => {
  const tally = new Tally();
  for (const [id, station] of year.stations) {
    for (let hour = 1; hour < HOURS_OF_YEAR; hour += 1) {
      if (!year.kept[hour] || hour % 24 === 0) continue;
      compareMaximum(
        tally,
        `${id} hour ${hour}`,
        station['O3_8h_24h'][hour]!,
        station.O3_8h.subarray(hour - (hour % 24) + 1, hour + 1),
        station.O3[hour] === BLANK,
      );
    }
  }
  assert.deepEqual(tally.unexplained, []);
  assert.deepEqual(tally.counts(), {
    'begun anew after a gap': 1,
    'equal, all hours': 306873,
    'equal, hours missing': 34042,
    'larger: of an hour the file lacks': 2519,
    neither: 65271,
    'no maximum: item missing in this hour': 4908,
    'smaller in an hour the file lacks: begun anew after silence': 47,
  });
});

test('2019 O3_8h_24h at the end of a day is the MDA8 of HJ 663-2013 6.1.2, and ours', { skip }, () => {
  const tally = new Tally();
  for (const [id, station] of year.stations) {
    for (let end = 24; end < HOURS_OF_YEAR; end += 24) {
      if (!year.kept[end]) continue;
      const published = station['O3_8h_24h'][end]!;
      const hours = Array.from(station.O3.subarray(end - 23, end + 1), (value) =>
        value === BLANK ? null : value * MICRO,
      );
      const mean = dailyMaximum8Hours(hours, YEAR_START + (end - 24) * HOUR);
      const ours = mean === null ? BLANK : divideHalfEven(mean, MICRO);
      // The centre's own means that end 08:00..24:00.
      const eight = station.O3_8h.subarray(end - 16, end + 1);
      if (published === ours)
        tally.add(published === BLANK ? 'neither' : hours.includes(null) ? 'equal, hours missing' : 'equal, all hours');
      else if (published === BLANK && hours.at(-1) === null) tally.add('no maximum: item missing in this hour');
      else if (published === largest(eight))
        tally.add(
          ours === BLANK
            ? "below our minimum of hours, the largest of the centre's means"
            : "the largest of the centre's means",
        );
      else if (published > largest(eight) && eight.includes(BLANK))
        tally.add("above the centre's means in the file: of a mean the file lacks");
      else
        tally.leave(
          `${id} day that ends in hour ${end}: published ${published}, ours ${ours}, ` +
            `means ${Array.from(eight).join(' ')}`,
        );
    }
  }
  assert.deepEqual(tally.unexplained, []);
  assert.deepEqual(tally.counts(), {
    "above the centre's means in the file: of a mean the file lacks": 377,
    "below our minimum of hours, the largest of the centre's means": 1009,
    'equal, all hours': 9432,
    'equal, hours missing': 3485,
    neither: 2746,
    'no maximum: item missing in this hour': 46,
    "the largest of the centre's means": 1010,
  });
});
