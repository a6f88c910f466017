import { setImmediate as breathe } from 'node:timers/promises';
import { cellKey } from '../../streams/contracts/projection.ts';
import type { Registry } from '../registry/mod.ts';
import type { Store } from '../platform/store/mod.ts';
import { airStations, cityRing, generationOf } from './cell-tables.ts';
import { fillCellRegions } from './cell-regions.ts';
import { CELL_SIZES, cellsOf, MOST_NEIGHBOURS, weightsOf, type GridStation } from './grid.ts';
import { neighboursOf } from './station-neighbours.ts';

/** Cells of one insert, and worked on before the process may do something else. */
const CELLS_AT_ONCE = 2000;
const CELL_COLUMNS = ['size', 'generation', 'cell', 'here', 'near', 'weights', 'metres'];
const TABLES = ['grid_cells', 'grid_stations', 'cell_regions'] as const;
const PARTS = `SELECT DISTINCT partition_id AS id FROM system.parts
  WHERE database = currentDatabase() AND table = {table:String} AND active`;

/** The generation of the analysis' tables: stations, outline and regions. '0' where there is no air station. */
function analysisGeneration(registry: Registry): string {
  const regions = [...registry.regions().values()].map(({ id, level, ring }) => [id, level, ring]);
  return airStations(registry).length === 0
    ? '0'
    : generationOf(['analysis', airStations(registry), cityRing(registry), regions]);
}

/**
 * Keeps `grid_cells`, `grid_stations` and `cell_regions` to the registry: built when its stations, outline or regions
 * are others than before. @returns the generation to ask for, decimal text; '0' where there is no air station
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
    await fillCells(store, stations, { cells, size, generation });
    await fillCellRegions(store, registry, new Set(cells), size, generation);
  }
  await store.insert('grid_generations', ['generation', 'built'], [[generation, 1]]);
  for (const { table, id } of old.filter((part) => !part.id.includes(generation)))
    await store.command('grid', `ALTER TABLE ${table} DROP PARTITION ID '${id}'`);
  await store.command('grid', 'ALTER TABLE grid_generations DELETE WHERE generation != {generation:UInt64}', {
    generation,
  });
  return generation;
}

/** @param stations sorted by id: a station's position counts from 1 */
async function fillCells(
  store: Store,
  stations: readonly GridStation[],
  {
    cells,
    size,
    generation,
  }: { readonly cells: readonly number[]; readonly size: number; readonly generation: string },
): Promise<void> {
  const positions = new Map(stations.map(({ id }, i) => [id, i + 1]));
  const inCell = new Map<number, number[]>();
  stations.forEach(({ x, y }, i) => {
    const cell = cellKey(x, y, size);
    inCell.set(cell, [...(inCell.get(cell) ?? []), i + 1]);
  });
  for (let from = 0; from < cells.length; from += CELLS_AT_ONCE) {
    const rows = cells.slice(from, from + CELLS_AT_ONCE).map((cell) => {
      const near = weightsOf(cell, stations, size).slice(0, MOST_NEIGHBOURS);
      return [
        size,
        generation,
        cell,
        inCell.get(cell) ?? [],
        near.map(({ station }) => positions.get(station)),
        near.map(({ weight }) => weight),
        near.map(({ metres }) => metres),
      ];
    });
    await store.insert('grid_cells', CELL_COLUMNS, rows);
    await breathe();
  }
}
