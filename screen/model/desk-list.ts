import { seriesFactor, seriesKey, seriesStation } from '../../streams/contracts/factors.ts';
import type { RowOf } from '../../streams/live/mod.ts';
import { alarmRows } from './alarms.ts';
import type { CityIndex } from './city.ts';
import type { DeskRow } from './desk-row.ts';
import { exceedanceRows } from './exceedances.ts';

/** The list as it stands now: by priority, then deadline, then multiple; exceedances without an alarm last. */
export function deskRows(
  city: CityIndex,
  alarms: readonly RowOf<'alarms'>[],
  exceedances: readonly RowOf<'exceedances'>[],
): DeskRow[] {
  const present = new Map(exceedanceRows(city, exceedances).map((e) => [e.key, e]));
  const covered = new Set<number>();
  const rows = alarmRows(city, alarms).map((a): DeskRow => {
    const stationId = a.station?.id ?? 0,
      factorId = a.factor?.id ?? 0;
    const key = seriesKey(stationId, factorId);
    const now = present.get(key);
    covered.add(key);
    return {
      id: `a${a.key}`,
      alarm: a.key,
      station: a.station,
      stationId,
      factor: a.factor,
      factorId,
      priority: a.priority,
      state: a.state,
      raised: a.raised,
      due: a.due,
      since: now?.since ?? a.raised,
      multiple: a.multiple,
      value: a.value,
      limit: a.limit,
      source: now?.source,
      window: now?.window ?? null,
      isGone: false,
    };
  });
  for (const [key, e] of present) {
    if (covered.has(key)) continue;
    rows.push({
      id: `e${key}`,
      alarm: null,
      station: e.station,
      stationId: seriesStation(key),
      factor: e.factor,
      factorId: seriesFactor(key),
      priority: null,
      state: 0,
      raised: null,
      due: null,
      since: e.since,
      multiple: e.multiple,
      value: e.value,
      limit: e.limit,
      source: e.source,
      window: e.window,
      isGone: false,
    });
  }
  return rows.sort(
    (a, b) =>
      (a.priority ?? 9) - (b.priority ?? 9) ||
      (a.due ?? Infinity) - (b.due ?? Infinity) ||
      (b.multiple ?? 0) - (a.multiple ?? 0) ||
      (a.id < b.id ? -1 : 1),
  );
}

export interface HeldList {
  /** The rows under the hand, in the order in which they were loaded, each as it is now. */
  readonly rows: readonly DeskRow[];
  /** Rows that came since. */
  readonly waiting: number;
}

/**
 * Keeps the list still: order and membership are of the last loading (`held`), contents are of now. New rows are only
 * counted.
 */
export function heldList(held: readonly DeskRow[], present: readonly DeskRow[]): HeldList {
  const now = new Map(present.map((r) => [r.id, r]));
  const ids = new Set(held.map((r) => r.id));
  // An exceedance that has become an alarm is the same matter: its row turns into the alarm's.
  const byMatter = new Map(present.filter((r) => r.alarm !== null).map((r) => [`${r.stationId}/${r.factorId}`, r]));
  const turned = new Set<string>();
  const rows = held.map((r) => {
    const same = now.get(r.id);
    if (same) return same;
    const alarm = r.alarm === null ? byMatter.get(`${r.stationId}/${r.factorId}`) : undefined;
    if (alarm && !ids.has(alarm.id)) {
      turned.add(alarm.id);
      return alarm;
    }
    return { ...r, isGone: true };
  });
  return { rows, waiting: present.filter((r) => !ids.has(r.id) && !turned.has(r.id)).length };
}
