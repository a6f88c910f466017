import type { PublishedRow } from '../../streams/live/mod.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';
import { fixedPoint, liveTime } from '../standards/mod.ts';
import type { TickInstant } from './tick-instant.ts';

const WIND = loadQuery('windows/wind');

/** Values in millionths, `time` seconds UTC. */
interface WindRow {
  station: number;
  speed: string;
  direction: string | null;
  temperature: string | null;
  humidity: string | null;
  time: number;
}

/** Rows of topic `wind`. */
export async function windOf(store: Store, instant: TickInstant): Promise<PublishedRow<'wind'>[]> {
  const rows = await store.rows<WindRow>('window', WIND, { tick: instant.tick });
  return rows.map((row) => ({
    key: row.station,
    speed: fixedPoint(row.speed, 1),
    direction: fixedPoint(row.direction, 0),
    temperature: fixedPoint(row.temperature, 1),
    humidity: fixedPoint(row.humidity, 0),
    time: liveTime(row.time),
  }));
}
