import { cells } from '../../oracle/lines.ts';

/**
 * A network's hourly values as a file has them: items in the order PM2.5, PM10, O3, NO2, SO2, CO, millionths of µg/m³
 * (CO mg/m³).
 */
export interface AirFile {
  readonly name: string;
  /** ms UTC of the first hour: a civil midnight of UTC+8. */
  readonly start: number;
  readonly days: number;
  /** Station code -> the group (county, city) it is ranked in. */
  readonly stations: ReadonlyMap<string, string>;
  /** By station, item and hour. */
  readonly values: ReadonlyMap<string, readonly (readonly (bigint | null)[])[]>;
}

export const BEIJING_FILE = 'air/beijing_prsa_12stations_hourly_2013-03_2017-02.csv.gz';
export const CITIES_FILE = 'air/cn_8cities_hourly_2019_fullyear.csv.gz';
const HOUR = 3_600_000;

interface Layout {
  readonly file: string;
  readonly time: number;
  readonly station: number;
  readonly items: readonly (readonly [column: number, divisor: bigint])[];
  readonly group: (row: readonly string[]) => string;
}

async function read(name: string, layout: Layout, from: string, days: number): Promise<AirFile> {
  const start = Date.parse(`${from}T00:00:00+08:00`);
  const stations = new Map<string, string>();
  const values = new Map<string, (bigint | null)[][]>();
  for await (const row of cells(layout.file)) {
    const hour = (Date.parse(row[layout.time]!) - start) / HOUR;
    if (hour < 0 || hour >= days * 24) continue;
    const code = row[layout.station]!;
    let own = values.get(code);
    if (own === undefined) {
      values.set(code, (own = layout.items.map(() => new Array<bigint | null>(days * 24).fill(null))));
      stations.set(code, layout.group(row));
    }
    layout.items.forEach(([column, divisor], i) => {
      if (row[column] !== '' && row[column] !== 'NA')
        own[i]![hour] = BigInt(Math.round(Number(row[column]) * 1e6)) / divisor;
    });
  }
  return { name, start, days, stations, values };
}

/** UCI Beijing, each of the twelve stations a group of its own: the file's CO is in µg/m³. */
export const beijing = (from = '2013-03-01', days = 1461): Promise<AirFile> =>
  read(
    'Beijing, 12 stations',
    {
      file: BEIJING_FILE,
      time: 2,
      station: 0,
      items: [
        [3, 1n],
        [4, 1n],
        [8, 1n],
        [6, 1n],
        [5, 1n],
        [7, 1000n],
      ],
      group: (row) => row[0]!,
    },
    from,
    days,
  );

/** Eight cities of 2019, ranked by city. @param cityOf station code -> city, from the national list */
export const eightCities = (cityOf: ReadonlyMap<string, string>, from = '2019-01-01', days = 365): Promise<AirFile> =>
  read(
    'eight cities',
    {
      file: CITIES_FILE,
      time: 0,
      station: 1,
      items: [
        [3, 1n],
        [5, 1n],
        [11, 1n],
        [9, 1n],
        [7, 1n],
        [15, 1n],
      ],
      group: (row) => cityOf.get(row[1]!) ?? row[1]!,
    },
    from,
    days,
  );
