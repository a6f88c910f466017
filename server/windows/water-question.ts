import { loadQuery, type Store } from '../platform/store/mod.ts';
import { fixedPoint, liveTime } from '../standards/mod.ts';

const WATER = loadQuery('windows/water');

/** Values in millionths, `time` seconds UTC. */
interface WaterRow {
  station: number;
  time: number;
  class: number;
  items: string;
  main: number;
  ph: string | null;
  do: string | null;
  codmn: string | null;
  nh3n: string | null;
  tp: string | null;
}

/** A section's columns of topic `water` but for the first: the station's state comes with the tick. */
export interface WaterColumns {
  readonly station: number;
  readonly values: readonly (number | null)[];
}

/** @param now seconds UTC */
export async function waterOf(store: Store, now: number): Promise<WaterColumns[]> {
  const rows = await store.rows<WaterRow>('evaluate', WATER, { now });
  return rows.map((row) => ({
    station: row.station,
    values: [
      liveTime(row.time),
      row.class === 0 ? null : row.class,
      Number(row.items),
      row.main === 0 ? null : row.main,
      fixedPoint(row.ph, 2),
      fixedPoint(row.do, 2),
      fixedPoint(row.codmn, 2),
      fixedPoint(row.nh3n, 3),
      fixedPoint(row.tp, 3),
    ],
  }));
}
