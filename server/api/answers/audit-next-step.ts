import type { Names } from '../../../streams/contracts/pack.ts';
import type { AuditKind } from '../../audit/mod.ts';

/** What to do about a finding, by what was found wrong. */
export const AUDIT_NEXT_STEP: Readonly<Record<AuditKind, Names>> = Object.freeze({
  hour: {
    zh: '已标记重算；若仍不符，核对该小时的原始读数与版本',
    en: "It was marked to be computed again; if it stays, compare the hour's raw readings and versions",
  },
  day: {
    zh: '已标记重算；若仍不符，核对该日的小时值',
    en: 'It was marked to be computed again; if it stays, compare the hours of the day',
  },
  rolling: {
    zh: '下一拍重写；若持续，重启 work 角色使当前小时的桶重新关闭',
    en: 'The next tick writes it again; if it stays, restart role work: it closes the buckets of the hour again',
  },
  cell: {
    zh: '下一拍重写；若持续，核对站点坐标与网格权重',
    en: 'The next tick writes it again; if it stays, check positions of stations and weights of the grid',
  },
  ranking: {
    zh: '处置前先核对原始读数与限值；若持续，查 exceedance_states 与 station_limits',
    en: 'Check raw readings and limit before acting on it; if it stays, see exceedance_states and station_limits',
  },
  region: {
    zh: '勿引用该区域的小时 AQI；若持续，核对站点小时值',
    en: "Do not quote the region's hour AQI; if it stays, compare the hours of its stations",
  },
});
