import { exceedanceTenths, itemClass, sectionQuality } from '../../../server/standards/mod.ts';
import { READING_COLUMNS, ReadingRows } from '../../../server/ingest/internal.ts';
import { loadQuery, type Store } from '../../../server/platform/store/mod.ts';
import { fillStandardTables } from '../../../server/windows/internal.ts';
import { parseMicro } from '../../../streams/contracts/reading.ts';
import { cells } from '../../oracle/lines.ts';
import type { Compared } from './tally.ts';

export const WATER_FILE = 'water/cnemc_surface_4h_2021-04-01_05_clean.csv.gz';
const [ITEMS, CLASSES] = [loadQuery('windows/water-items'), loadQuery('windows/water')];
type Body = 'river' | 'lake';

/**
 * GB 3838-2002 Table 1 once more, for what automatic stations measure; TN of lakes is graded beside the class. In
 * thousandths.
 */
const TABLE: Readonly<
  Record<
    string,
    {
      readonly column: number;
      readonly factor: number;
      readonly rising: boolean;
      readonly river: readonly number[];
      readonly lake: readonly number[];
      readonly hasMultiple: boolean;
    }
  >
> = {
  do: {
    column: 7,
    factor: 41,
    rising: false,
    river: [7500, 6000, 5000, 3000, 2000],
    lake: [7500, 6000, 5000, 3000, 2000],
    hasMultiple: false,
  },
  codmn: {
    column: 10,
    factor: 45,
    rising: true,
    river: [2000, 4000, 6000, 10_000, 15_000],
    lake: [2000, 4000, 6000, 10_000, 15_000],
    hasMultiple: true,
  },
  nh3n: {
    column: 11,
    factor: 46,
    rising: true,
    river: [150, 500, 1000, 1500, 2000],
    lake: [150, 500, 1000, 1500, 2000],
    hasMultiple: true,
  },
  tp: {
    column: 12,
    factor: 47,
    rising: true,
    river: [20, 100, 200, 300, 400],
    lake: [10, 25, 50, 100, 200],
    hasMultiple: true,
  },
};
const PH = { column: 6, factor: 40 };

interface Item {
  readonly factor: number;
  readonly class: number;
  /** Excess over class III as an exact fraction; null = none. */ readonly excess: readonly [bigint, bigint] | null;
}

/** Items of a row by the table above. `values`: factor -> millionths. */
function plainItems(values: ReadonlyMap<number, bigint>, body: Body): Item[] {
  const items: Item[] = [];
  for (const { factor, rising, hasMultiple, [body]: limits } of Object.values(TABLE)) {
    const value = values.get(factor);
    if (value === undefined) continue;
    const met = limits.findIndex((limit) => (rising ? value <= BigInt(limit) * 1000n : value >= BigInt(limit) * 1000n));
    const third = BigInt(limits[2]!) * 1000n;
    items.push({
      factor,
      class: met < 0 ? 6 : met + 1,
      excess: hasMultiple && value > third ? [value - third, third] : null,
    });
  }
  const ph = values.get(PH.factor);
  if (ph !== undefined)
    items.push({ factor: PH.factor, class: ph >= 6_000_000n && ph <= 9_000_000n ? 1 : 6, excess: null });
  return items;
}

/** Worse than III: worst class first, then by excess, none last; equal ones by number. */
const plainMain = (items: readonly Item[]): Item[] =>
  items
    .filter((item) => item.class > 3)
    .sort((a, b) => {
      if (a.class !== b.class) return b.class - a.class;
      if (a.excess === null || b.excess === null)
        return a.excess === b.excess ? a.factor - b.factor : a.excess === null ? 1 : -1;
      const [left, right] = [a.excess[0] * b.excess[1], b.excess[0] * a.excess[1]];
      return left === right ? a.factor - b.factor : left > right ? -1 : 1;
    });

function tenthsOf([over, limit]: readonly [bigint, bigint]): number {
  const [whole, rest] = [(over * 10n) / limit, (over * 10n) % limit];
  return Number(rest * 2n > limit || (rest * 2n === limit && whole % 2n === 1n) ? whole + 1n : whole);
}

/**
 * Every row of the national file: class, items, main pollutants with their multiples, as a river and as a lake, by
 * `server/standards`; and by the windows' SQL at every hour of four, on the newest samples of eight hours.
 * @param instants how many of the thirty four-hourly instants go through SQL
 */
// eslint-disable-next-line max-lines-per-function -- an oracle reads as the standard does, top to bottom
export async function checkWater(store: Store, compared: Compared, instants = 30): Promise<void> {
  const sections = new Map<string, { id: number; rows: { time: number; values: Map<number, bigint> }[] }>();
  const columns = [PH, ...Object.values(TABLE)];
  for await (const row of cells(WATER_FILE)) {
    const key = `${row[0]} ${row[1]} ${row[2]}`;
    const section = sections.get(key) ?? sections.set(key, { id: sections.size + 1, rows: [] }).get(key)!;
    const values = new Map(
      columns.flatMap(({ column, factor }) => {
        const micro = row[column] ? parseMicro(row[column]) : null;
        return micro === null ? [] : [[factor, BigInt(micro)] as const];
      }),
    );
    section.rows.push({ time: Date.parse(row[3]!) / 1000, values });
  }
  for (const [name, { rows }] of sections) {
    for (const { time, values } of rows) {
      for (const body of ['river', 'lake'] as const) {
        const where = (): string => `${name} ${new Date(time * 1000).toISOString()}`;
        const ours = sectionQuality(new Map([...values].map(([factor, micro]) => [factor, Number(micro)])), body);
        const items = plainItems(values, body);
        const worst = items.length === 0 ? null : Math.max(...items.map((item) => item.class));
        compared.same(
          `water, ${body}: class and items of a sample`,
          where,
          `${ours.class} ${ours.items}`,
          `${worst} ${items.length}`,
        );
        compared.same(
          `water, ${body}: main pollutants and multiples`,
          where,
          ours.main.map((m) => `${m.factor}:${m.class}:${m.tenths ?? '-'}`).join(),
          plainMain(items)
            .slice(0, 3)
            .map((m) => `${m.factor}:${m.class}:${m.excess === null ? '-' : tenthsOf(m.excess)}`)
            .join(),
        );
        for (const item of items) {
          const micro = Number(values.get(item.factor));
          compared.same(
            `water, ${body}: class and multiple of an item`,
            where,
            `${itemClass(item.factor, micro, body)} ${exceedanceTenths(item.factor, micro, body, 3)}`,
            `${item.class} ${item.excess === null ? null : tenthsOf(item.excess)}`,
          );
        }
      }
    }
  }

  for (const table of ['readings', 'recent', 'stations', 'water_items'])
    await store.command('write', `TRUNCATE TABLE ${table}`);
  await fillStandardTables(store, 1);
  await store.insert(
    'stations',
    ['station', 'device', 'kind', 'basis', 'period', 'target_class', 'version'],
    [...sections.values()].map(({ id }) => [id, `W${id}`, 5, 1, 14_400, 3, 1]),
  );
  const rows = new ReadingRows();
  for (const { id, rows: samples } of sections.values())
    for (const { time, values } of samples)
      for (const [factor, micro] of values) {
        rows.append({
          station: id,
          factor,
          statistic: 1,
          time: time * 1000,
          value: Number(micro),
          flag: 'N',
          sequence: 1,
          received: time * 1000,
        });
      }
  await store.insertBinary('readings', READING_COLUMNS, rows.bytes());
  const begin = Date.parse('2021-04-01T00:00:00+08:00') / 1000;
  let version = 0;
  for (let i = 0; i < instants; i += 1) {
    const now = begin + i * 14_400 + 600;
    for (const body of ['river', 'lake'] as const) {
      await store.command('evaluate', 'TRUNCATE TABLE water_items');
      await store.command('evaluate', ITEMS, {
        now,
        lakes: body === 'lake' ? [...sections.values()].map(({ id }) => id) : [],
        version: (version += 1),
      });
      const found = new Map(
        (
          await store.rows<{ station: number; class: number; items: string | number; main: number }>(
            'evaluate',
            CLASSES,
            { now },
          )
        ).map((row) => [row.station, row]),
      );
      for (const [name, { id, rows: samples }] of sections) {
        // The newest sample of each item of the last eight hours.
        const newest = new Map<number, bigint>();
        for (const { time, values } of [...samples].sort((a, b) => a.time - b.time))
          if (time < now && time >= now - 8 * 3600) for (const [factor, micro] of values) newest.set(factor, micro);
        const items = plainItems(newest, body);
        const row = found.get(id);
        if (row === undefined && items.length === 0) continue;
        compared.same(
          `water, ${body}: class, items, main pollutant by SQL`,
          () => `${name} at ${new Date(now * 1000).toISOString()}`,
          row === undefined ? 'none' : `${row.class} ${row.items} ${row.main}`,
          items.length === 0
            ? 'none'
            : `${Math.max(...items.map((item) => item.class))} ${items.length} ${plainMain(items)[0]?.factor ?? 0}`,
        );
      }
    }
  }
}
