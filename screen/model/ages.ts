import type { CityTime } from './civil-time.ts';

/** fresh: within its period; ageing: over one; stale: over two; missing: never heard. */
type AgeState = 'fresh' | 'ageing' | 'stale' | 'missing';
export interface Age {
  readonly state: AgeState;
  readonly text: string;
  readonly ms: number | null;
}
export type Language = 'zh' | 'en';

/**
 * How old a value is, in words: seconds under a minute, minutes under an hour, then the clock time, then the date.
 * `at` and `now` in ms UTC, `period` in ms: how long a value of this kind is expected to stand.
 */
export function ageOf(at: number | null, now: number, period: number, time: CityTime, language: Language): Age {
  if (at === null) return { state: 'missing', text: language === 'zh' ? '无数据' : 'no data', ms: null };
  const ms = Math.max(0, now - at);
  const state: AgeState = ms > 2 * period ? 'stale' : ms > period ? 'ageing' : 'fresh';
  return { state, text: ageText(at, now, time, language), ms };
}

function ageText(at: number, now: number, time: CityTime, language: Language): string {
  const ms = Math.max(0, now - at);
  const zh = language === 'zh';
  if (ms < 60_000) {
    const s = Math.floor(ms / 1000);
    return zh ? `${s} 秒前` : `${s} s ago`;
  }
  if (ms < 3_600_000) {
    const m = Math.floor(ms / 60_000);
    return zh ? `${m} 分前` : `${m} min ago`;
  }
  return time.startOfDay(at) === time.startOfDay(now) ? time.minute(at) : `${time.day(at)} ${time.minute(at)}`;
}

/** A duration in the two largest units: `2 h 40 min`, `45 min`, `3 d 2 h`. */
export function durationText(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return hours % 24 ? `${Math.floor(hours / 24)} d ${hours % 24} h` : `${Math.floor(hours / 24)} d`;
}

/** What is left of a deadline as a countdown: `8:12`, `1:05:10`; past it, how long ago with a minus. */
export function countdownText(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  const h = Math.floor(seconds / 3600),
    m = Math.floor((seconds % 3600) / 60),
    s = seconds % 60;
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${ms < 0 ? '−' : ''}${h ? `${h}:${two(m)}` : m}:${two(s)}`;
}
