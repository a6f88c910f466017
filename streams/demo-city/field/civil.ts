/** Civil time of the demo city, without a library: Asia/Shanghai has been UTC+8 without summer time since 1992. */
const OFFSET_MS = 8 * 3_600_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** Whole civil days since 1970-01-01. */
export const civilDay = (time: number): number => Math.floor((time + OFFSET_MS) / DAY_MS);
/** Hours since civil midnight, 0 to 24, with fraction. */
export const civilHour = (time: number): number => ((((time + OFFSET_MS) % DAY_MS) + DAY_MS) % DAY_MS) / HOUR_MS;
/** Civil midnight that begins a civil day, ms UTC. */
export const dayStart = (day: number): number => day * DAY_MS - OFFSET_MS;
/** 0 Monday to 6 Sunday. */
export const weekday = (day: number): number => (((day + 3) % 7) + 7) % 7;
export const hourStart = (time: number): number => Math.floor(time / HOUR_MS) * HOUR_MS;

/** Position in the year, 0 at the start of January to 1; the mean year is near enough for the sun. */
export const yearPhase = (time: number): number => {
  const years = (time / DAY_MS - 10_957) / 365.2425;
  return years - Math.floor(years);
};

const pad = (value: number, width = 2): string => String(value).padStart(width, '0');
/** `YYYYMMDDhhmmss` as HJ 212 writes it. */
export function civilStamp(time: number): string {
  const date = new Date(time + OFFSET_MS);
  const day = `${date.getUTCFullYear()}${pad(date.getUTCMonth() + 1)}${pad(date.getUTCDate())}`;
  return `${day}${pad(date.getUTCHours())}${pad(date.getUTCMinutes())}${pad(date.getUTCSeconds())}`;
}
/** Start of the civil year a moment lies in, ms UTC. */
export const yearStart = (time: number): number =>
  Date.UTC(new Date(time + OFFSET_MS).getUTCFullYear(), 0, 1) - OFFSET_MS;

/** A bump of height 1 about an hour of the day, `width` hours wide, that runs on over midnight. */
export function bump(hour: number, centre: number, width: number): number {
  let gap = Math.abs(hour - centre);
  if (gap > 12) gap = 24 - gap;
  return Math.exp(-((gap / width) ** 2));
}
