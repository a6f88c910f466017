import type { RowOf } from '../../streams/live/mod.ts';
import type { CityIndex, CityStation } from './city.ts';

export interface AlarmRow {
  readonly key: number;
  readonly station: CityStation | undefined;
  readonly factor: CityIndex['factors'][number] | undefined;
  readonly priority: number;
  readonly state: number;
  readonly raised: number | null;
  readonly due: number | null;
  readonly multiple: number | null;
  readonly value: number | null;
  readonly limit: number | null;
}

/** Open alarms by priority, within it those to confirm first, then the newest. */
export function alarmRows(city: CityIndex, rows: readonly RowOf<'alarms'>[]): AlarmRow[] {
  return rows
    .map((r): AlarmRow => ({
      key: r.key,
      station: r.station == null ? undefined : city.station(r.station),
      factor: r.factor == null ? undefined : city.factor(r.factor),
      priority: r.priority ?? 3,
      state: r.state ?? 1,
      raised: r.raised ?? null,
      due: r.due ?? null,
      multiple: r.multiple ?? null,
      value: r.value ?? null,
      limit: r.limit ?? null,
    }))
    .sort((a, b) => a.priority - b.priority || a.state - b.state || (b.raised ?? 0) - (a.raised ?? 0) || a.key - b.key);
}

export function alarmCounts(rows: readonly AlarmRow[], now: number): { raised: number; working: number; late: number } {
  const open = rows.filter((r) => r.state === 1 || r.state === 2);
  return {
    raised: open.filter((r) => r.state === 1).length,
    working: open.filter((r) => r.state === 2).length,
    late: open.filter((r) => r.due !== null && r.due < now).length,
  };
}
