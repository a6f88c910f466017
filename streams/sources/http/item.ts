import { DateTime } from 'luxon';
import { printable, type RejectReason } from '../hj212/mod.ts';
import { parseMicro, STATISTICS, type Flag, type Statistic, type StatisticId } from '../../contracts/reading.ts';
import { factorByCode } from '../../contracts/factors.ts';
import { illFormedAt } from '../../contracts/well-formed.ts';

/** One pushed item, checked for form; what the device and the registry say of it is ingest's matter. */
export interface PushItem {
  /** Exactly one of the two is set. */
  readonly device: string | null;
  readonly station: number | null;
  readonly factor: string;
  readonly statistic: StatisticId;
  /** Start of the period, or the sampling instant, ms UTC, whole seconds. */
  readonly time: number;
  /** Decimal text. */
  readonly value: string;
  readonly unit: string | null;
  readonly flag: Flag;
}

export interface ItemFault {
  readonly reason: RejectReason;
  readonly detail: string;
}

const fault = (reason: RejectReason, detail: string): ItemFault => ({ reason, detail: printable(detail) });

const WITH_OFFSET = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/i;
const FIELDS = new Set(['device', 'station', 'factor', 'statistic', 'time', 'value', 'unit', 'flag']);

/**
 * `{device|station, factor, statistic?, time, value, unit?, flag?}`: `time` ISO 8601 with an offset, `value` a number
 * or decimal text (text is exact beyond 15 digits), `statistic` a name of STATISTICS (`rtd` by default), `flag` one
 * letter.
 */
export function readItem(raw: unknown): PushItem | ItemFault {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return fault('bad_item', 'not an object');
  const item = raw as Record<string, unknown>;
  const illFormed = illFormedAt(item);
  if (illFormed !== null) return fault('bad_text', illFormed);
  for (const name of Object.keys(item)) if (!FIELDS.has(name)) return fault('bad_item', `unknown field ${name}`);
  const { device = null, station = null, factor, statistic = 'rtd', time, value, unit = null, flag = 'N' } = item;
  if ((device === null) === (station === null)) return fault('bad_item', 'exactly one of device and station');
  if (device !== null && (typeof device !== 'string' || device.trim() === '' || device.length > 128))
    return fault('missing_device', 'device is text of 1 to 128 characters');
  if (station !== null && !Number.isSafeInteger(station)) return fault('bad_item', 'station is a whole number');
  if (typeof factor !== 'string' || !factorByCode(factor)) return fault('unknown_factor', String(factor));
  if (typeof statistic !== 'string' || !Object.hasOwn(STATISTICS, statistic))
    return fault('unknown_statistic', String(statistic));
  if (typeof time !== 'string' || time.length > 40) return fault('missing_time', 'time is ISO 8601 text');
  if (!WITH_OFFSET.test(time)) return fault('bad_time', time);
  const instant = DateTime.fromISO(time, { setZone: true });
  if (!instant.isValid) return fault('bad_time', time);
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || parseMicro(text) === null) return fault('bad_value', String(value));
  if (unit !== null && (typeof unit !== 'string' || unit.length > 16)) return fault('unknown_unit', String(unit));
  if (typeof flag !== 'string' || !/^[A-Za-z0-9]$/.test(flag)) return fault('bad_flag', String(flag));
  return {
    device: device,
    station: station as number | null,
    factor,
    statistic: STATISTICS[statistic as Statistic],
    time: Math.floor(instant.toMillis() / 1000) * 1000,
    value: text,
    unit,
    flag: flag.toUpperCase(),
  };
}
