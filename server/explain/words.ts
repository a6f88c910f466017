import type { Words } from '../../streams/contracts/explanation.ts';
import { factorById } from '../../streams/contracts/factors.ts';

export const words = (zh: string, en: string): Words => Object.freeze({ zh, en });
/** Several phrases one after the other. */
export const joined = (...parts: readonly (Words | string)[]): Words => {
  const of = (language: 'zh' | 'en'): string =>
    parts
      .map((part) => (typeof part === 'string' ? part : part[language]))
      .filter(Boolean)
      .join(' ');
  return words(of('zh'), of('en'));
};
/** Name of a factor; its id for one that is in no catalogue. */
export const factorWords = (id: number): Words => {
  const factor = factorById(id);
  return factor ? words(factor.zh, factor.en) : words(String(id), String(id));
};

/** Spans of quantities, as addresses name them. */
export const SPANS = Object.freeze({
  now: words('滚动小时', 'rolling hour'),
  hour: words('小时均值', 'hourly mean'),
  '8h': words('滚动 8 小时', 'running 8 h'),
  '24h': words('滚动 24 小时', 'running 24 h'),
  day: words('日', 'day'),
});

/** HJ 212-2017 Table 8, and X for what ingest found implausible. */
const FLAGS: Readonly<Record<string, Words>> = Object.freeze({
  N: words('正常', 'normal'),
  T: words('超测上限，按下限计', 'over range, counted as a lower bound'),
  F: words('停运', 'out of operation'),
  M: words('维护', 'maintenance'),
  S: words('设定值', 'manual entry'),
  D: words('故障', 'fault'),
  C: words('校准', 'calibration'),
  B: words('通讯异常', 'communication fault'),
  X: words('量级不可信', 'implausible magnitude'),
});
export const flagWords = (letter: string): Words => FLAGS[letter] ?? words(`标记 ${letter}`, `flag ${letter}`);
