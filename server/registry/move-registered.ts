import type { CityPack } from '../../streams/contracts/pack.ts';
import { metricPlane } from '../../streams/contracts/projection.ts';
import type { Store } from '../platform/store/mod.ts';

const REGISTERED = `SELECT station, longitude, latitude FROM stations FINAL
  WHERE retired = 0 AND JSONExtractString(extra, 'origin') = 'registered'`;
const MOVE = `INSERT INTO stations
  SELECT * REPLACE({x:Float64} AS x, {y:Float64} AS y, {version:UInt64} AS version)
  FROM stations FINAL WHERE station = {station:UInt32}`;

/** Stations that a person registered keep their degrees; their metres follow the pack's central meridian. */
export async function moveRegistered(store: Store, pack: CityPack, version: number): Promise<void> {
  const plane = metricPlane(pack.city.centralMeridian);
  const rows = await store.rows<{ station: number; longitude: number; latitude: number }>('history', REGISTERED);
  for (const { station, longitude, latitude } of rows) {
    const [x, y] = plane.toMetres([longitude, latitude]);
    await store.command('write', MOVE, { x, y, version, station });
  }
}
