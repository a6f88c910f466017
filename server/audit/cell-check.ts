import { setImmediate as breathe } from 'node:timers/promises';
import type { PublishedRow } from '../../streams/live/mod.ts';
import { SHOWN_SIZE } from '../hotspots/mod.ts';
import { cellValue, rollingHourOf, shownCellIndex, stationShares, type StationShare } from '../recompute/mod.ts';
import type { Registry } from '../registry/mod.ts';
import { fixedPoint } from '../standards/mod.ts';
import type { Check, Disagreement } from './check.ts';
import { decimalText } from './decimal-text.ts';
import type { Published } from './published.ts';
import type { SeriesAtTick } from './series-at-tick.ts';

const PM25 = 1;
/** Cells worked on before the process may do something else. */
const CELLS_AT_ONCE = 500;
const MOST_DISAGREEMENTS = 1000;

/** Every hotspot cell as the screens hold it, recomputed from the rolling hours of its stations. */
export class CellCheck {
  readonly #registry: Registry;
  readonly #published: Published;
  /** Cell -> stations it is made of, for one version of the registry. */
  #shares = new Map<number, readonly StationShare[]>();
  #version = -1;

  constructor(registry: Registry, published: Published) {
    this.#registry = registry;
    this.#published = published;
  }

  /** @param series PM2.5 of the air stations at a tick @param at ms UTC at which it began */
  async check(series: ReadonlyMap<string, SeriesAtTick>, at: number): Promise<Check> {
    const means = new Map<number, bigint>();
    for (const one of series.values()) {
      const mean = one.folded ? null : meanOf(one);
      if (mean !== null) means.set(one.station, mean);
    }
    const disagreements: Disagreement[] = [];
    const shown = this.#published.rows('hotspots');
    const since = rollingHourOf(Math.floor(at / 1000)).since * 1000;
    let done = 0;
    for (const row of shown) {
      const found = cellValue(this.#sharesOf(row.key), means, PM25, since);
      const disagreement = disagreementOf(row, found, at);
      if (disagreement !== null && disagreements.length < MOST_DISAGREEMENTS) disagreements.push(disagreement);
      done += 1;
      if (done % CELLS_AT_ONCE === 0) await breathe();
    }
    return { kind: 'cell', checked: shown.length, postponed: 0, disagreements, covers: () => true };
  }

  #sharesOf(cell: number): readonly StationShare[] {
    if (this.#version !== this.#registry.version) {
      this.#shares = new Map();
      this.#version = this.#registry.version;
    }
    let shares = this.#shares.get(cell);
    if (shares === undefined) {
      const isAir = ({ kind }: { kind: string }): boolean => kind === 'national' || kind === 'township';
      shares = stationShares(cell, [...this.#registry.stations().values()].filter(isAir), SHOWN_SIZE);
      this.#shares.set(cell, shares);
    }
    return shares;
  }
}

/**
 * The mean a station gives to the grid, millionths. The closed hour that stands in for too few samples is checked as
 * an hour.
 */
function meanOf({ shown, agreed, values }: SeriesAtTick): bigint | null {
  if (shown?.is_closed === 1 && shown.mean !== null) return BigInt(shown.mean);
  const own = (agreed ?? values?.[0])?.mean ?? null;
  return own !== null || values !== null || !shown?.mean ? own : BigInt(shown.mean);
}

function disagreementOf(
  { key: cell, aqi: iaqi, value, support }: PublishedRow<'hotspots'>,
  found: ReturnType<typeof cellValue>,
  at: number,
): Disagreement | null {
  const index = found === null ? null : shownCellIndex(found.iaqi);
  const field =
    found === null
      ? 'unsupported'
      : index !== iaqi
        ? 'iaqi'
        : fixedPoint(String(found.mean), 1) !== value
          ? 'value'
          : (found.isMeasured ? 0 : 1) !== support
            ? 'support'
            : null;
  if (field === null) return null;
  return {
    kind: 'cell',
    subject: `${cell}`,
    station: 0,
    factor: PM25,
    start: Math.floor(at / 1000),
    field,
    shown: `${value === null ? '-' : value / 10} (IAQI ${iaqi ?? '-'})`,
    recomputed: found === null ? '-' : `${decimalText(found.mean)} (IAQI ${index ?? '-'})`,
  };
}
