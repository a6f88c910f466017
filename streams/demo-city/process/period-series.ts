import { civilDay, DAY_MS, HOUR_MS } from '../field/civil.ts';
import { type Field, HOUR_SAMPLES } from '../field/field.ts';
import type { Mean } from '../field/means.ts';
import type { Station } from '../../contracts/pack.ts';
import { hourIndex } from './backfill.ts';
import type { Devices } from './devices.ts';
import type { Held } from './frames.ts';

/** The two series of means a logger sends: command, length and instants read of each. */
export const PERIOD_SERIES = Object.freeze({
  hours: { cn: '2061', length: HOUR_MS, samples: HOUR_SAMPLES },
  days: { cn: '2031', length: DAY_MS, samples: 24 },
} as const satisfies Record<Held['series'], object>);

export const periodIndex = (series: Held['series'], start: number): number =>
  series === 'hours' ? hourIndex(start) : civilDay(start);

/** The station's means of the period that begins at `start` (ms UTC); `null` where nothing was measured. */
export function periodMeans(
  field: Field,
  devices: Devices,
  station: Station,
  series: Held['series'],
  start: number,
): Mean[] | null {
  const { length, samples } = PERIOD_SERIES[series];
  const from = devices.fieldTime(start);
  return field.mean(station, from, devices.fieldTime(start + length) - from, samples);
}
