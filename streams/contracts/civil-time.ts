import { DateTime } from 'luxon';

/** Civil time of a system whose city names none. */
export const DEFAULT_ZONE = 'Asia/Shanghai';

/** Readings older than this, or further in the future, are rejects (design: frames and readings). */
export const OLDEST_MS = 400 * 86_400_000;
const FUTURE_MS = 5 * 60_000;

export const timeAllowed = (time: number, received: number): boolean =>
  time >= received - OLDEST_MS && time <= received + FUTURE_MS;

const HOURS_KEPT = 4096;
const hours = new Map<string, number>();

/**
 * `YYYYMMDDhhmmss` (HJ 212 DataTime; some devices add milliseconds) in the station's civil time -> ms UTC, whole
 * seconds; `null` where it is no real time, also in the hour that a summer-time change leaves out.
 */
export function parseCivilTime(text: string, timezone: string): number | null {
  if (!/^\d{14}(?:\d{3})?$/.test(text)) return null;
  const minute = Number(text.slice(10, 12));
  const second = Number(text.slice(12, 14));
  if (minute > 59 || second > 59) return null;
  const start = hourStart(text.slice(0, 10), timezone);
  return start === null ? null : start + minute * 60_000 + second * 1000;
}

/** Hours repeat by the thousand while zone arithmetic is slow: a small memory of them. */
function hourStart(hour: string, timezone: string): number | null {
  const key = `${timezone} ${hour}`;
  const known = hours.get(key);
  if (known !== undefined) return known;
  const year = Number(hour.slice(0, 4));
  const hourOfDay = Number(hour.slice(8, 10));
  if (year < 1970 || hourOfDay > 23) return null;
  const civil = DateTime.fromObject(
    { year, month: Number(hour.slice(4, 6)), day: Number(hour.slice(6, 8)), hour: hourOfDay },
    { zone: timezone },
  );
  if (!civil.isValid || civil.hour !== hourOfDay) return null;
  if (hours.size >= HOURS_KEPT) hours.clear();
  hours.set(key, civil.toMillis());
  return civil.toMillis();
}

/** ms UTC -> `YYYYMMDDhhmmss` in civil time. */
export const formatCivilTime = (time: number, timezone: string): string =>
  DateTime.fromMillis(time, { zone: timezone }).toFormat('yyyyMMddHHmmss');
