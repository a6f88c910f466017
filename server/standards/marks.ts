/**
 * Marks 标记 (MEE announcement 2022 no. 21, in force 1 Jan 2023): a discharger's word on the working condition 工况 of a
 * source, or on an anomaly of its monitoring 自动监测异常. Data under an excluding mark are not used for judging; a false
 * mark is falsification (State Council Decree 820, art. 25), hence its history is kept.
 */
export interface MarkCode {
  /** Stored: never renumber, only append. */
  readonly id: number;
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly kind: 'condition' | 'anomaly';
  /** Takes data out of means and judging. */
  readonly excludes: boolean;
  /** Says that nothing runs: power and flow can contradict it. */
  readonly stopped: boolean;
  /**
   * Value of factor p99101 (HJ 212-2025) that stands for it. UNCERTAIN: the code list was not at hand; a city sets
   * its own.
   */
  readonly device: number;
}

const mark = (
  id: number,
  code: string,
  zh: string,
  en: string,
  kind: MarkCode['kind'],
  excludes: boolean,
  stopped = false,
  device = id,
): MarkCode => Object.freeze({ id, code, zh, en, kind, excludes, stopped, device });

export const MARK_CODES: readonly MarkCode[] = Object.freeze([
  mark(1, 'stopped', '停运', 'Stopped', 'condition', true, true),
  mark(2, 'starting', '启炉（启动）', 'Starting', 'condition', true),
  mark(3, 'stopping', '停炉（停机）', 'Stopping', 'condition', true),
  mark(4, 'supplying', '并网（供能）', 'On the grid', 'condition', false),
  mark(5, 'disconnected', '解列', 'Off the grid', 'condition', true),
  mark(6, 'plant_fault', '故障', 'Plant fault', 'condition', true),
  mark(7, 'accident', '事故', 'Accident', 'condition', true),
  mark(8, 'drying', '烘炉', 'Drying the furnace', 'condition', true),
  mark(9, 'cooling', '停炉降温', 'Cooling down', 'condition', true),
  mark(20, 'calibration', '校准', 'Calibration', 'anomaly', true),
  mark(21, 'maintenance', '维护', 'Maintenance', 'anomaly', true),
  mark(22, 'analyser_fault', '仪器故障', 'Analyser fault', 'anomaly', true),
  mark(23, 'communication', '通信中断', 'Communication lost', 'anomaly', true),
  mark(24, 'missing', '数据缺失', 'Data missing', 'anomaly', true),
]);

const byCode = new Map(MARK_CODES.map((entry) => [entry.code, entry]));
const byId = new Map(MARK_CODES.map((entry) => [entry.id, entry]));
export const markByCode = (code: string): MarkCode | undefined => byCode.get(code);
export const markById = (id: number): MarkCode | undefined => byId.get(id);

/**
 * An hour that came as one value is under a mark of more than this, seconds: less leaves 45 min (HJ 76-2017 Annex B).
 * A day: 20 h.
 */
export const MARKED_HOUR_SECONDS = 900;

/** Quantities that bear witness and are never taken out by a mark: flow, power, current, energy, weather. */
export const WITNESS_FACTORS: readonly number[] = Object.freeze([52, 60, 100, 101, 102, 103, 104, 105]);
/** Share of rated power above which nothing is stopped, percent (PROP; domain 4.6). */
export const RUNNING_PERCENT = 10;
