import type { PublishedRow } from '../../streams/live/mod.ts';
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

/** A section's row of topic `water` but for the station's state, which comes with the tick. */
export type WaterColumns = Omit<PublishedRow<'water'>, 'state'>;

/** @param now seconds UTC */
export async function waterOf(store: Store, now: number): Promise<WaterColumns[]> {
  const rows = await store.rows<WaterRow>('evaluate', WATER, { now });
  return rows.map((row) => ({
    key: row.station,
    time: liveTime(row.time),
    class: row.class === 0 ? null : row.class,
    items: Number(row.items),
    main: row.main === 0 ? null : row.main,
    ph: fixedPoint(row.ph, 2),
    do: fixedPoint(row.do, 2),
    codmn: fixedPoint(row.codmn, 2),
    nh3n: fixedPoint(row.nh3n, 3),
    tp: fixedPoint(row.tp, 3),
  }));
}
