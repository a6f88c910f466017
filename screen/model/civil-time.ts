/** The city's civil time. Every screen shows the city's clock, wherever its machine stands. */
interface Civil {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** 0 = Sunday */ readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

export interface CityTime {
  readonly zone: string;
  civil(ms: number): Civil;
  /** `15:24` */ minute(ms: number): string;
  /** `15:24:07` */ second(ms: number): string;
  /** `11-22` */ day(ms: number): string;
  /** Milliseconds of civil midnight at or before `ms`. */
  startOfDay(ms: number): number;
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const two = (n: number): string => String(n).padStart(2, '0');

/** `zone` is an IANA name. Fields come from Intl, so daylight saving is the platform's business. */
export function cityTime(zone: string): CityTime {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    weekday: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const civil = (ms: number): Civil => {
    const found: Record<string, string> = {};
    for (const part of format.formatToParts(ms)) found[part.type] = part.value;
    return {
      year: Number(found.year),
      month: Number(found.month),
      day: Number(found.day),
      weekday: WEEKDAYS.indexOf(found.weekday ?? ''),
      hour: Number(found.hour),
      minute: Number(found.minute),
      second: Number(found.second),
    };
  };
  return Object.freeze({
    zone,
    civil,
    minute: (ms: number) => {
      const c = civil(ms);
      return `${two(c.hour)}:${two(c.minute)}`;
    },
    second: (ms: number) => {
      const c = civil(ms);
      return `${two(c.hour)}:${two(c.minute)}:${two(c.second)}`;
    },
    day: (ms: number) => {
      const c = civil(ms);
      return `${two(c.month)}-${two(c.day)}`;
    },
    startOfDay: (ms: number) => {
      const c = civil(ms);
      return ms - (ms % 1000) - ((c.hour * 60 + c.minute) * 60 + c.second) * 1000;
    },
  });
}
