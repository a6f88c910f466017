import assert from 'node:assert/strict';
import test from 'node:test';
import { emptyRow, tableOf } from '../../streams/live/internal.ts';
import type { KeyedTable } from '../../streams/live/mod.ts';
import { cellKey, metricPlane } from '../../streams/contracts/projection.ts';
import { AIR_LEVEL_RGB } from '../model/levels.ts';
import { columnHeight, fieldImage, hotCells, hotEdges, isWeak, openCellPlaces, standsAbove } from './hot-cells.ts';

const plane = metricPlane(117);
const [x, y] = plane.toMetres([116.05, 35.5]);
const table = (rows: readonly (readonly [dx: number, dy: number, aqi: number, support: number])[]): KeyedTable =>
  tableOf(
    'hotspots',
    rows.map(([dx, dy, aqi, support]) => ({ key: cellKey(x + dx * 1000, y + dy * 1000), aqi, value: 700, support })),
  );

const field = (indices: readonly number[]): KeyedTable =>
  table(indices.map((aqi, i) => [i % 40, Math.floor(i / 40), aqi, 0] as const));

test('under haze only the worst tenth stands, above a round figure', () => {
  const calm = [...Array.from({ length: 860 }, () => 60), ...Array.from({ length: 140 }, () => 130)];
  assert.equal(standsAbove(field(calm)), 92, 'a seventh of the field may stand');
  const haze = Array.from({ length: 1000 }, (_, i) => 80 + (i % 100));
  assert.equal(standsAbove(field(haze)), 170);
  assert.equal(hotCells(field(haze), openCellPlaces(plane, 1000)).length, 90);
  assert.equal(
    hotCells(field(Array.from({ length: 1000 }, () => 500)), openCellPlaces(plane, 1000)).length,
    1000,
    'all alike: all of them',
  );
  assert.equal(standsAbove(undefined), 92);
});

test('columns stand above IAQI 92 only, worst first, each in the middle of its cell', () => {
  const calm = Array.from({ length: 20 }, (_, i) => [i, 5, 40, 0] as const);
  const cells = hotCells(table([[0, 0, 92, 0], [1, 0, 93, 1], [2, 0, 240, 0], ...calm]), openCellPlaces(plane, 1000));
  assert.deepEqual(
    cells.map((c) => [c.aqi, c.level, c.measured, c.value]),
    [
      [240, 5, true, 70],
      [93, 2, false, 70],
    ],
  );
  const [{ longitude, latitude } = { longitude: 0, latitude: 0 }] = cells;
  const [ex, ey] = plane.toMetres([longitude, latitude]);
  assert.ok(Math.abs((ex % 1000) - 500) < 0.01 && Math.abs((ey % 1000) - 500) < 0.01);
});

test('heights grow with the index', () => {
  const heights = [93, 100, 150, 200, 300, 500].map((aqi) => columnHeight(aqi, 1.3));
  assert.deepEqual(
    heights,
    [...heights].sort((a, b) => a - b),
  );
  assert.ok((heights[0] ?? 0) > 0);
});

test('the field: good air faintly green, fair air left alone, bad air tinted; north is up', () => {
  const image = fieldImage(
    table([
      [0, 0, 40, 0],
      [1, 0, 80, 0],
      [0, 1, 130, 0],
    ]),
    'dark',
    AIR_LEVEL_RGB,
  );
  assert.deepEqual([image?.width, image?.height], [2, 2]);
  const alpha = (column: number, row: number): number => image?.pixels[(row * 2 + column) * 4 + 3] ?? -1;
  assert.deepEqual([alpha(0, 1), alpha(1, 1), alpha(0, 0), alpha(1, 0)], [15, 0, 26, 0]);
  assert.equal(fieldImage(undefined, 'dark', AIR_LEVEL_RGB), null);
});

test('support and class come with the analysis; outlines run where the ground beyond is less surely hot', () => {
  const at = (dx: number, dy: number): number => cellKey(x + dx * 1000, y + dy * 1000);
  const shown = table([
    [0, 0, 150, 1],
    [1, 0, 150, 1],
    [2, 0, 120, 1],
    [5, 5, 150, 0],
    ...Array.from({ length: 30 }, (_, i) => [i, 9, 40, 0] as const),
  ]);
  const analysed = tableOf('hotCells', [
    { ...emptyRow('hotCells', at(0, 0)), score: 20, class: 99 },
    { ...emptyRow('hotCells', at(1, 0)), score: 80, class: 99 },
    { ...emptyRow('hotCells', at(2, 0)), score: 49, class: 95 },
    { ...emptyRow('hotCells', at(5, 5)), score: 100, class: 0 },
    { ...emptyRow('hotCells', at(50, 50)), score: 100, class: 99 },
  ]);
  const cells = new Map(hotCells(shown, openCellPlaces(plane, 1000), 92, analysed).map((c) => [c.key, c]));
  assert.deepEqual(
    [at(0, 0), at(1, 0), at(2, 0), at(5, 5)].map((key) => {
      const cell = cells.get(key);
      return cell && [isWeak(cell), cell.confidence];
    }),
    [
      [true, 99],
      [false, 99],
      [true, 95],
      [false, 0],
    ],
  );
  const unjudged = hotCells(shown, openCellPlaces(plane, 1000), 92);
  assert.deepEqual([unjudged.length > 0, unjudged.some(isWeak)], [true, false], 'not analysed is not called weak');
  const edges = hotEdges(shown, analysed, openCellPlaces(plane, 1000));
  const of = (dx: number, dy: number): string[] =>
    edges
      .filter((e) => e.key === at(dx, dy))
      .map((e) => e.side)
      .sort();
  // The 99 % part is closed against the 95 % part; the latter does not draw the shared side again.
  assert.deepEqual(
    [of(0, 0), of(1, 0), of(2, 0), of(50, 50)],
    [['north', 'south', 'west'], ['east', 'north', 'south'], ['east', 'north', 'south'], []],
  );
  assert.deepEqual(hotEdges(shown, undefined, openCellPlaces(plane, 1000)), []);
});
