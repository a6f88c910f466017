import { cellColumn, cellRow } from '../../streams/contracts/projection.ts';
import type { HotspotRule } from '../../server/standards/mod.ts';
import {
  cellsOf,
  MOST_NEIGHBOURS,
  REACH_METRES,
  WEIGHT_ONE,
  type GridStation,
  LEAST_APART,
} from '../../server/hotspots/internal.ts';
import { CONFIDENCE_LEVELS, falseDiscovery, getisOrd, twoSided } from '../../server/hotspots/mod.ts';
import { meanOf } from './rolling-oracle.ts';

/** The analysis of the grids once more, in plain loops over every pair: what tests and bench hold the SQL against. */
export interface OracleCell {
  readonly cell: number;
  readonly mean: number;
  readonly support: 0 | 1;
  readonly stations: number;
  readonly nearest: number;
  readonly score: number;
  readonly error: number | null;
  readonly background: number;
  readonly ring: number | null;
  z: number | null;
  p: number | null;
  class: number;
}

interface Input {
  readonly ring: readonly (readonly [number, number])[];
  readonly stations: readonly GridStation[];
  readonly means: ReadonlyMap<number, number>;
  readonly size: number;
  readonly factor: number;
  readonly rule: HotspotRule;
}

// eslint-disable-next-line max-lines-per-function -- an oracle reads as the standard does, top to bottom
export function analysisOracle({ ring, stations, means, size, factor, rule }: Input): OracleCell[] {
  const nearest = (x: number, y: number, except?: number): { id: number; square: number }[] =>
    stations
      .filter(({ id }) => id !== except)
      .map((s) => ({ id: s.id, square: (s.x - x) ** 2 + (s.y - y) ** 2 }))
      .filter(({ square }) => square <= REACH_METRES ** 2)
      .sort((a, b) => a.square - b.square || a.id - b.id)
      .slice(0, MOST_NEIGHBOURS);
  const weight = (square: number, least: number): bigint =>
    BigInt(Math.round((WEIGHT_ONE * 1e6) / Math.max(square, least ** 2)));
  const weighted = (list: readonly { id: number; square: number }[], least: number): bigint =>
    meanOf(
      list.reduce((t, e) => t + weight(e.square, least) * BigInt(means.get(e.id)!), 0n),
      list.reduce((t, e) => t + weight(e.square, least), 0n),
    );
  const squares = new Map<number, bigint>();
  for (const station of stations) {
    const near = nearest(station.x, station.y, station.id).filter(({ id }) => means.has(id));
    if (means.has(station.id) && near.length >= 3)
      squares.set(station.id, (BigInt(means.get(station.id)!) - weighted(near, LEAST_APART)) ** 2n);
  }
  const field = new Map<
    number,
    { mean: bigint; rest: Pick<OracleCell, 'support' | 'stations' | 'nearest' | 'score' | 'error'> }
  >();
  for (const cell of cellsOf(ring, stations, size)) {
    const [x, y] = [(cellColumn(cell) + 0.5) * size, (cellRow(cell) + 0.5) * size];
    const here = stations.filter(
      (s) => Math.floor(s.x / size) === cellColumn(cell) && Math.floor(s.y / size) === cellRow(cell) && means.has(s.id),
    );
    const near = nearest(x, y).filter(({ id }) => means.has(id));
    if (here.length === 0 && near.length < 3) continue;
    const speaking =
      here.length > 0
        ? here.map(({ id }) => ({ id, w: 1n }))
        : near.map(({ id, square }) => ({ id, w: weight(square, size / 2) }));
    const known = speaking.filter(({ id }) => squares.has(id));
    const total = known.reduce((t, { w }) => t + w, 0n);
    const metres = Math.round(Math.sqrt(near[0]!.square));
    field.set(cell, {
      mean:
        here.length > 0
          ? meanOf(
              here.reduce((t, { id }) => t + BigInt(means.get(id)!), 0n),
              BigInt(here.length),
            )
          : weighted(near, size / 2),
      rest: {
        support: here.length > 0 ? 0 : 1,
        stations: near.length,
        nearest: metres,
        score:
          here.length > 0
            ? 100
            : Math.floor((50 * Math.min(near.length, rule.fullSupport)) / rule.fullSupport) +
              Math.floor((50 * (12_000 - metres)) / 12_000),
        error:
          total > 0n
            ? Math.sqrt(Number(known.reduce((t, { id, w }) => t + w * squares.get(id)!, 0n)) / Number(total))
            : null,
      },
    });
  }
  const reach = Math.floor(rule.backgroundMetres / size);
  const block = rule.ringMetres / size;
  const cells = [...field].map(([cell, { mean, rest }]) => {
    const [cx, cy] = [cellColumn(cell), cellRow(cell)];
    let [square, count, around, ringed] = [0n, 0n, 0n, 0n];
    for (const [other, value] of field) {
      const [dx, dy] = [cellColumn(other) - cx, cellRow(other) - cy];
      if (Math.abs(dx) <= reach && Math.abs(dy) <= reach) {
        square += value.mean;
        count += 1n;
      }
      const [bx, by] = [
        Math.floor(cellColumn(other) / block) - Math.floor(cx / block),
        Math.floor(cellRow(other) / block) - Math.floor(cy / block),
      ];
      if (Math.max(Math.abs(bx), Math.abs(by)) === 1) {
        around += value.mean;
        ringed += 1n;
      }
    }
    const background = meanOf(square, count);
    return {
      cell,
      mean,
      rest,
      background,
      excess: mean - background,
      ring: ringed > 0n ? meanOf(around, ringed) : null,
    };
  });
  const excesses = new Map(cells.map(({ cell, excess }) => [cell, excess]));
  const s = cells.reduce((t, { excess }) => t + excess, 0n);
  const q = cells.reduce((t, { excess }) => t + excess * excess, 0n);
  const found = cells.map(({ cell, mean, rest, background, ring: around }): OracleCell => {
    const near = [-1, 0, 1]
      .flatMap((dx) => [-1, 0, 1].map((dy) => excesses.get((cellColumn(cell) + dx) * 65_536 + cellRow(cell) + dy)))
      .filter((e) => e !== undefined);
    const z = getisOrd(
      cells.length,
      s,
      q,
      near.reduce((t, e) => t + e, 0n),
      near.length,
    );
    return {
      cell,
      mean: Number(mean),
      ...rest,
      background: Number(background),
      ring: around === null ? null : Number(around),
      z,
      p: z === null ? null : twoSided(z),
      class: 0,
    };
  });
  const ps = found.flatMap(({ p }) => (p === null ? [] : [p]));
  const levels = CONFIDENCE_LEVELS.map(([name, level]) => [name, falseDiscovery(ps, level, cells.length)] as const);
  for (const cell of found) {
    if (cell.ring === null || cell.z === null || cell.z <= 0) continue;
    const over = cell.mean - cell.ring;
    if (over < rule.leastExcess[factor]! || over * 100 < cell.ring * rule.leastPercent) continue;
    cell.class = levels.find(([, p]) => cell.p! <= p)?.[0] ?? 0;
  }
  return found.sort((a, b) => a.cell - b.cell);
}
