import { setImmediate as breathe } from 'node:timers/promises';
import { cellKey } from '../../streams/contracts/projection.ts';
import type { Registry } from '../registry/mod.ts';
import { REGION_LEVELS } from '../../streams/contracts/codes.ts';
import type { Store } from '../platform/store/mod.ts';
import { airStations, cityRing, generationOf } from './cell-tables.ts';
import { CELL_SIZES, cellsOf, MOST_NEIGHBOURS, REACH_METRES, WEIGHT_ONE, weightsOf, type GridStation } from './grid.ts';
import { sharesOf } from './polygon-shares.ts';

/** Cells of one insert, and worked on before the process may do something else. */
const CELLS_AT_ONCE = 2000;
/** No distance between two stations counts for less, metres: half the finest cell. */
export const LEAST_APART = CELL_SIZES[0] / 2;
const TABLES = ['grid_cells', 'grid_stations', 'cell_regions'] as const;
const PARTS = `SELECT DISTINCT partition_id AS id FROM system.parts WHERE database = currentDatabase() AND table = {table:String} AND active`;

/** The nearest others of a station, with their inverse-distance weights: who speaks for its place when it is left out. */
function neighboursOf(
  station: GridStation,
  stations: readonly GridStation[],
): { readonly position: number; readonly weight: number }[] {
  return stations
    .map((other, i) => ({
      id: other.id,
      position: i + 1,
      square: (other.x - station.x) ** 2 + (other.y - station.y) ** 2,
    }))
    .filter(({ id, square }) => id !== station.id && square <= REACH_METRES ** 2)
    .sort((a, b) => a.square - b.square || a.id - b.id)
    .slice(0, MOST_NEIGHBOURS)
    .map(({ position, square }) => ({
      position,
      weight: Math.round((WEIGHT_ONE * 1e6) / Math.max(square, LEAST_APART ** 2)),
    }));
}

/** The generation of the analysis' tables: stations, outline and regions. '0' where there is no air station. */
function analysisGeneration(registry: Registry): string {
  const regions = [...registry.regions().values()].map(({ id, level, ring }) => [id, level, ring]);
  return airStations(registry).length === 0
    ? '0'
    : generationOf(['analysis', airStations(registry), cityRing(registry), regions]);
}

/**
 * Keeps `grid_cells`, `grid_stations` and `cell_regions` to the registry: built when its stations, outline or regions are
 * others than before. @returns the generation to ask for, decimal text; '0' where there is no air station
 */
export async function fillGridTables(store: Store, registry: Registry): Promise<string> {
  const generation = analysisGeneration(registry);
  if (generation === '0') return generation;
  const known = await store.rows<{ generation: string }>(
    'grid',
    'SELECT toString(generation) AS generation FROM grid_generations FINAL',
  );
  if (known.some((row) => row.generation === generation)) return generation;
  const stations = [...airStations(registry)].sort((a, b) => a.id - b.id);
  const positions = new Map(stations.map(({ id }, i) => [id, i + 1]));
  // What an earlier try left of this generation, and older ones.
  const old: { table: string; id: string }[] = [];
  for (const table of TABLES)
    for (const { id } of await store.rows<{ id: string }>('grid', PARTS, { table })) old.push({ table, id });
  for (const { table, id } of old.filter((part) => part.id.includes(generation)))
    await store.command('grid', `ALTER TABLE ${table} DROP PARTITION ID '${id}'`);

  await store.insert(
    'grid_stations',
    ['generation', 'position', 'station', 'near', 'weights'],
    stations.map((station, i) => {
      const near = neighboursOf(station, stations);
      return [generation, i + 1, station.id, near.map(({ position }) => position), near.map(({ weight }) => weight)];
    }),
  );
  for (const size of CELL_SIZES) {
    const cells = cellsOf(cityRing(registry), stations, size);
    const inCell = new Map<number, number[]>();
    for (const { id, x, y } of stations)
      inCell.set(cellKey(x, y, size), [...(inCell.get(cellKey(x, y, size)) ?? []), positions.get(id)!]);
    for (let from = 0; from < cells.length; from += CELLS_AT_ONCE) {
      const rows = cells.slice(from, from + CELLS_AT_ONCE).map((cell) => {
        const near = weightsOf(cell, stations, size).slice(0, MOST_NEIGHBOURS);
        return [
          size,
          generation,
          cell,
          inCell.get(cell) ?? [],
          near.map(({ station }) => positions.get(station)!),
          near.map(({ weight }) => weight),
          near.map(({ metres }) => metres),
        ];
      });
      await store.insert('grid_cells', ['size', 'generation', 'cell', 'here', 'near', 'weights', 'metres'], rows);
      await breathe();
    }
    await fillRegions(store, registry, new Set(cells), size, generation);
  }
  await store.insert('grid_generations', ['generation', 'built'], [[generation, 1]]);
  for (const { table, id } of old.filter((part) => !part.id.includes(generation)))
    await store.command('grid', `ALTER TABLE ${table} DROP PARTITION ID '${id}'`);
  await store.command('grid', 'ALTER TABLE grid_generations DELETE WHERE generation != {generation:UInt64}', {
    generation,
  });
  return generation;
}

async function fillRegions(
  store: Store,
  registry: Registry,
  cells: ReadonlySet<number>,
  size: number,
  generation: string,
): Promise<void> {
  let rows: unknown[][] = [];
  const flush = async (): Promise<void> => {
    await store.insert('cell_regions', ['size', 'generation', 'cell', 'level', 'region', 'share'], rows);
    rows = [];
  };
  for (const { id, level, ring } of registry.regions().values()) {
    if (level === 'city') continue;
    sharesOf(
      ring.map((position) => registry.plane.toMetres(position)),
      size,
      (cell, share) => {
        if (cells.has(cell)) rows.push([size, generation, cell, REGION_LEVELS[level], id, share]);
      },
    );
    if (rows.length >= 10 * CELLS_AT_ONCE) {
      await flush();
      await breathe();
    }
  }
  await flush();
}
