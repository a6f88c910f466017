/**
 * Concentration limits of flue gas, mg/m³ at reference oxygen, as dated data. Order of use: permit, then the stricter
 * of local and national standard.
 */
export interface StackLimit {
  readonly plant: string;
  readonly clause: string;
  /** ms UTC of coming into force; where the row is not `primary` the date too is to be checked. */
  readonly effectiveFrom: number;
  readonly referenceOxygen: number | null;
  readonly dust: number;
  readonly so2: number;
  readonly nox: number;
  /**
   * `primary`: read in the standard; `secondary`: another's account; `recalled`: to be checked before anybody relies
   * on it.
   */
  readonly standing: 'primary' | 'secondary' | 'recalled';
}

const row = (
  plant: string,
  clause: string,
  from: string,
  referenceOxygen: number | null,
  [dust, so2, nox]: readonly [number, number, number],
  standing: StackLimit['standing'],
): StackLimit =>
  Object.freeze({
    plant,
    clause,
    effectiveFrom: Date.parse(`${from}T00:00:00+08:00`),
    referenceOxygen,
    dust,
    so2,
    nox,
    standing,
  });

const GB13271 = 'GB 13271-2014';
export const STACK_LIMITS: readonly StackLimit[] = Object.freeze([
  row('boiler coal existing', `${GB13271} 表1`, '2014-07-01', 9, [80, 400, 400], 'primary'),
  /** 550 mg/m³ SO2 in the high-sulphur provinces the table names. */
  row('boiler coal existing high-sulphur', `${GB13271} 表1`, '2014-07-01', 9, [80, 550, 400], 'primary'),
  row('boiler oil existing', `${GB13271} 表1`, '2014-07-01', 3.5, [60, 300, 400], 'primary'),
  row('boiler gas existing', `${GB13271} 表1`, '2014-07-01', 3.5, [30, 100, 400], 'primary'),
  row('boiler coal new', `${GB13271} 表2`, '2014-07-01', 9, [50, 300, 300], 'primary'),
  row('boiler oil new', `${GB13271} 表2`, '2014-07-01', 3.5, [30, 200, 250], 'primary'),
  row('boiler gas new', `${GB13271} 表2`, '2014-07-01', 3.5, [20, 50, 200], 'primary'),
  row('boiler coal key area', `${GB13271} 表3`, '2014-07-01', 9, [30, 200, 200], 'primary'),
  row('boiler oil key area', `${GB13271} 表3`, '2014-07-01', 3.5, [30, 100, 200], 'primary'),
  row('boiler gas key area', `${GB13271} 表3`, '2014-07-01', 3.5, [20, 50, 150], 'primary'),
  row('utility coal ultra-low', '超低排放方案（待核）', '2015-12-01', 6, [10, 35, 50], 'recalled'),
  row('cement kiln ultra-low', '浙江省超低排放方案（二手来源）', '2022-01-01', 10, [10, 35, 50], 'secondary'),
  row('utility coal new', 'GB 13223-2011（待核）', '2012-01-01', 6, [30, 100, 100], 'recalled'),
  row('utility coal key area', 'GB 13223-2011（待核）', '2012-01-01', 6, [20, 50, 100], 'recalled'),
  row('general process new', 'GB 16297-1996（待核）', '1997-01-01', null, [120, 550, 240], 'recalled'),
]);
