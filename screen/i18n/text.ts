import type { Names } from '../../streams/contracts/pack.ts';
import type { Language } from '../model/ages.ts';
import { MESSAGES, type MessageKey } from './messages.ts';

export type Fill = Readonly<Record<string, string | number>>;

/** The sentence of `key` in `language`, filled. A hole without a value stays visible as `{name}`: tests look for it. */
export function say(language: Language, key: MessageKey, fill: Fill = {}): string {
  const [zh, en] = MESSAGES[key];
  return (language === 'zh' ? zh : en).replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in fill ? String(fill[name]) : whole,
  );
}

export const nameOf = (names: Names | undefined, language: Language): string =>
  names ? (language === 'zh' ? names.zh : names.en) : '';

const WINDS = {
  zh: ['北', '东北', '东', '东南', '南', '西南', '西', '西北'],
  en: ['N', 'NE', 'E', 'SE', 'S', 'SW', 'W', 'NW'],
} as const;
/** The wind's name by the direction it comes from, degrees. */
export const windName = (direction: number, language: Language): string => {
  const name = WINDS[language][Math.round((((direction % 360) + 360) % 360) / 45) % 8] ?? '';
  return language === 'zh' ? `${name}风` : name;
};

/** The date as the wall writes it. */
export function dateText(c: { year: number; month: number; day: number; weekday: number }, language: Language): string {
  if (language === 'zh') return `${c.year} 年 ${c.month} 月 ${c.day} 日 星期${'日一二三四五六'[c.weekday] ?? ''}`;
  const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
  return `${days[c.weekday] ?? ''} ${c.year}-${String(c.month).padStart(2, '0')}-${String(c.day).padStart(2, '0')}`;
}
