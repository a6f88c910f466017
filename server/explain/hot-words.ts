import type { Citation, Words } from '../../streams/contracts/explanation.ts';
import { cellName } from '../../streams/contracts/projection.ts';
import type { HotspotRule } from '../standards/mod.ts';
import { words } from './words.ts';

/** The analysis that screens show: PM2.5 on the grid of 1 km. */
export const HOT_SIZE = 1000;
export const HOT_FACTOR = 1;
export const HOT_UNIT = 'µg/m³';
const RULE_OF = words(
  '热点判定规则：本项目建议值，没有标准规定',
  "the rule for hotspots: this project's proposal, which no standard says",
);
/** The rule for hotspots in force, as it is cited. */
export const citeRule = (rule: HotspotRule): Citation => ({
  role: RULE_OF,
  edition: rule.name,
  clause: '观澜 docs/notes/040',
  effectiveFrom: new Date(rule.effectiveFrom).toISOString(),
  effectiveUntil: null,
  note: null,
});
export const HOT_NOTICE = words('网格用于排查，不用于考核', 'the grid is for finding places; it judges nobody');
export const cellWords = (cell: number): Words =>
  words(`网格 ${cellName(cell, HOT_SIZE)}`, `cell ${cellName(cell, HOT_SIZE)}`);
