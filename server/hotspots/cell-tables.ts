import { createHash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Registry } from '../registry/mod.ts';
import type { Store } from '../platform/store/mod.ts';
import { CELL_SIZES, cellsOf, weightsOf, type GridStation } from './grid.ts';

/** Cells worked on before the process may do something else. */
const CELLS_AT_ONCE = 500;
const ROW_BYTES = 2 + 8 + 4 + 4 + 8 + 1;
const COLUMNS = ['size', 'generation', 'cell', 'station', 'weight', 'inside'];

/** Says which rule made the cells and their weights: another rule is another generation. */
const GRID_RULE = 'nested from 500 m';

/** Decimal text of a hash of what a grid is built from. */
export const generationOf = (built: readonly unknown[]): string =>
  String(
    createHash('sha256')
      .update(JSON.stringify([GRID_RULE, ...built]))
      .digest()
      .readBigUInt64LE() >> 1n,
  );

/** Stations whose values may be spread over a grid: the air networks. Dust monitors speak for their own fence only. */
export const airStations = (registry: Registry): GridStation[] =>
  [...registry.stations().values()]
    .filter(({ kind }) => kind === 'national' || kind === 'township')
    .map(({ id, x, y }) => ({ id, x, y }));

export const cityRing = (registry: Registry): [number, number][] => {
  const city = [...registry.regions().values()].find(({ level }) => level === 'city');
  return (city?.ring ?? []).map((position) => registry.plane.toMetres(position));
};

/**
 * Keeps `cell_weights` to the registry: builds all sizes when the air stations or the outline are others than before.
 * @returns the generation to ask for, decimal text; '0' where there is no air station
 */
export async function fillCellWeights(store: Store, registry: Registry): Promise<string> {
  const stations = airStations(registry);
  const ring = cityRing(registry);
  if (stations.length === 0) return '0';
  const generation = BigInt(generationOf([stations, ring]));
  const known = await store.rows<{ size: number }>(
    'window',
    'SELECT DISTINCT size FROM cell_weights WHERE generation = {generation:UInt64}',
    { generation: String(generation) },
  );
  for (const size of CELL_SIZES) {
    if (known.some((row) => row.size === size)) continue;
    await store.insertBinary('cell_weights', COLUMNS, await rowsOf(stations, ring, size, generation));
  }
  const parts = await store.rows<{ id: string }>(
    'window',
    `SELECT DISTINCT partition_id AS id FROM system.parts
    WHERE database = currentDatabase() AND table = 'cell_weights' AND active
      AND NOT endsWith(partition, concat(',', {generation:String}, ')'))`,
    { generation: String(generation) },
  );
  for (const { id } of parts) await store.command('window', `ALTER TABLE cell_weights DROP PARTITION ID '${id}'`);
  return String(generation);
}

async function rowsOf(
  stations: readonly GridStation[],
  ring: readonly (readonly [number, number])[],
  size: number,
  generation: bigint,
): Promise<Uint8Array> {
  const cells = cellsOf(ring, stations, size);
  const chunks: Buffer[] = [];
  for (let from = 0; from < cells.length; from += CELLS_AT_ONCE) {
    const weights = cells.slice(from, from + CELLS_AT_ONCE).flatMap((cell) => weightsOf(cell, stations, size));
    const chunk = Buffer.alloc(weights.length * ROW_BYTES);
    let at = 0;
    for (const { cell, station, weight, inside } of weights) {
      at = chunk.writeUInt16LE(size, at);
      at = chunk.writeBigUInt64LE(generation, at);
      at = chunk.writeUInt32LE(cell, at);
      at = chunk.writeUInt32LE(station, at);
      at = chunk.writeBigUInt64LE(BigInt(weight), at);
      at = chunk.writeUInt8(inside ? 1 : 0, at);
    }
    chunks.push(chunk);
    await breathe();
  }
  return Buffer.concat(chunks);
}
