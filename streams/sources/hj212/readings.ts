import { parseCivilTime, timeAllowed } from '../../contracts/civil-time.ts';
import { factorByCode, type Factor } from '../../contracts/factors.ts';
import { MICRO, STATISTICS, type Flag, type Micro, type Reading, type StatisticId } from '../../contracts/reading.ts';
import { conversionTo, convertText, type Conversion } from '../../contracts/units.ts';
import type { Packet } from './packet.ts';
import { printable, type Reject, type RejectReason } from './reject-reasons.ts';
import { isConditionCode, itemRecords, MAX_RECORDS, packetToRecords, type DeviceRecord } from './records.ts';
import type { Arrival, StationContext } from './station-context.ts';
import { parseParameters, type ValueItem } from './values.ts';

/** One item that gave no reading, or a reading with a remark. */
export interface Problem {
  readonly reason: RejectReason;
  /** `a34004-Avg`, as sent, printable. */
  readonly item: string;
  readonly detail: string;
}

export interface Opened {
  readonly readings: readonly Reading[];
  /** At most 64 are kept. */
  readonly problems: readonly Problem[];
  /**
   * What is kept as text: everything of a packet without readings, and codes that the catalogue has no factor for. At
   * most 128.
   */
  readonly records: readonly DeviceRecord[];
}

const NO_RECORDS: readonly DeviceRecord[] = Object.freeze([]);

/** Marks of our own beside the letters of HJ 212-2017 Table 8; none of them counts for a mean or an exceedance. */
const FLAG_IMPLAUSIBLE = 'X';
const FLAG_UNREADABLE = 'U';
/** Only an EFlag (vendor's own mark 设备标志) came, no Flag. */
const FLAG_VENDOR = 'E';

type Suffixes = Readonly<Record<string, StatisticId>>;

const means = (
  main: StatisticId,
  min: StatisticId,
  max: StatisticId,
  cou: StatisticId,
  zs: StatisticId,
  zsMin: StatisticId,
  zsMax: StatisticId,
): Suffixes => Object.freeze({ avg: main, data: main, min, max, cou, zsavg: zs, zsmin: zsMin, zsmax: zsMax });

const S = STATISTICS;
/** Command code -> suffix -> statistic (HJ 212-2017 Table 9 and C.1). */
const STATISTIC_OF: ReadonlyMap<string, Suffixes> = new Map([
  ['2011', Object.freeze({ rtd: S.rtd, zsrtd: S.rtd_zs })],
  ['2051', means(S.minute, S.minute_min, S.minute_max, S.minute_cou, S.minute_zs, S.minute_zs_min, S.minute_zs_max)],
  ['2061', means(S.hour, S.hour_min, S.hour_max, S.hour_cou, S.hour_zs, S.hour_zs_min, S.hour_zs_max)],
  ['2031', means(S.day, S.day_min, S.day_max, S.day_cou, S.day_zs, S.day_zs_min, S.day_zs_max)],
]);
const TOTALS: ReadonlySet<StatisticId> = new Set([S.minute_cou, S.hour_cou, S.day_cou]);

/** Does a packet of this command carry readings? */
export const carriesReadings = (cn: string): boolean => STATISTIC_OF.has(cn);

/**
 * Codes that two quantities share: SO2 and CO in a stack (ST 31, flue-gas process 51) are mg/m3 at stack conditions.
 */
export function factorOf(code: string, st: string): Factor | undefined {
  const factor = factorByCode(code);
  return factor && (st === '31' || st === '51') ? (factorByCode(`${factor.code}-stack`) ?? factor) : factor;
}

/** The unit a device sends a factor in, by its catalogue code, its HJ 212 code or the code as sent; '' = canonical. */
export const sentUnit = (units: Readonly<Record<string, string>>, factor: Factor, code: string): string =>
  units[factor.code] ?? units[factor.code.replace(/-stack$/, '')] ?? units[code] ?? units[code.toLowerCase()] ?? '';

const MAX_PROBLEMS = 64;

/**
 * The readings of a 2011, 2051, 2061 or 2031 packet, in canonical units.
 * Times are civil times of the station; the whole packet is a reject where it has no usable DataTime or one outside
 * [received - 400 d, received + 5 min]. An item that cannot be read is a problem beside the others; a value outside its
 * factor's plausible range is kept with flag `X`. A missing flag counts as `N` (2005 devices send none). Totals
 * (`-Cou`, kg or m3) keep the unit sent. A code of no catalogued factor gives a record, and a problem unless it is
 * known to be none (SB, d, p).
 */
export function packetToReadings(packet: Packet, station: StationContext, arrival: Arrival): Opened | Reject {
  const suffixes = STATISTIC_OF.get(packet.cn);
  const readings: Reading[] = [];
  const problems: Problem[] = [];
  if (!suffixes) return { readings, problems, records: packetToRecords(packet, station, arrival) };
  const records: DeviceRecord[] = [];
  const problem = (reason: RejectReason, item: string, detail = ''): void => {
    if (problems.length < MAX_PROBLEMS)
      problems.push({ reason, item: printable(item, 40), detail: printable(detail, 40) });
  };
  const st = station.st || packet.st;
  let refused: Reject | null = null;
  for (const group of parseParameters(packet.cp).groups) {
    if (group.items.size === 0 && group.dataTime === '') continue;
    const time = group.dataTime === '' ? null : parseCivilTime(group.dataTime, station.timezone);
    if (time === null || !timeAllowed(time, arrival.received)) {
      const reason = group.dataTime === '' ? 'missing_time' : time === null ? 'bad_time' : 'time_out_of_range';
      refused ??= {
        reason,
        offset: Math.max(0, packet.cp.indexOf(group.dataTime)),
        detail: printable(group.dataTime, 20),
      };
      continue;
    }
    for (const item of group.items.values()) {
      const factor = factorOf(item.code, st);
      if (!factor) {
        // SBn-RS, SBn-RT: state and hours of treatment devices, no factors.
        if (!/^SB\d+$/i.test(item.code) && !isConditionCode(item.code)) problem('unknown_factor', item.code);
        if (records.length < MAX_RECORDS) records.push(...itemRecords(item, time));
        continue;
      }
      const sent = sentUnit(station.units, factor, item.code);
      const conversion = conversionTo(factor, sent);
      const flag = flagOfItem(item, group.flag);
      if (flag === FLAG_UNREADABLE) problem('bad_flag', item.code, item.flag ?? group.flag ?? '');
      for (const suffix of item.twice) problem('duplicate_item', `${item.code}-${suffix}`);
      for (const [suffix, text] of item.fields) {
        const statistic = suffixes[suffix];
        if (statistic === undefined) {
          problem('unknown_statistic', `${item.code}-${suffix}`);
          continue;
        }
        const read = readValue(text, factor, TOTALS.has(statistic) ? IDENTITY : conversion);
        if (typeof read === 'string') {
          problem(read, `${item.code}-${suffix}`, read === 'unknown_unit' ? sent : text);
          continue;
        }
        readings.push({
          station: station.station,
          factor: factor.id,
          statistic,
          time,
          value: read,
          flag: flagOfValue(flag, read, factor, TOTALS.has(statistic)),
          received: arrival.received,
          sequence: arrival.sequence,
        });
      }
    }
  }
  return refused && readings.length === 0
    ? refused
    : {
        readings,
        records: records.length === 0 ? NO_RECORDS : records,
        problems: refused
          ? [...problems, { reason: refused.reason, item: 'DataTime', detail: refused.detail ?? '' }]
          : problems,
      };
}

const IDENTITY: Conversion = Object.freeze({ kind: 'shift', power: 0 });

const readValue = (
  text: string,
  factor: Factor,
  conversion: Conversion | null,
): Micro | 'unknown_unit' | 'bad_value' => {
  if (!conversion) return 'unknown_unit';
  return convertText(text, conversion) ?? 'bad_value';
};

function flagOfItem(item: ValueItem, shared: string | null): Flag {
  const text = item.flag ?? shared;
  if (text === null) return item.eflag ? FLAG_VENDOR : 'N';
  return /^[0-9A-Za-z]$/.test(text) ? text.toUpperCase() : FLAG_UNREADABLE;
}

/** An implausible magnitude takes a value out of the means; a device's own doubt (D, M, C...) stands as it is. */
export function flagOfValue(flag: Flag, value: Micro, factor: Factor, total = false): Flag {
  if (total || (flag !== 'N' && flag !== 'T')) return flag;
  return value < factor.range[0] * MICRO || value > factor.range[1] * MICRO ? FLAG_IMPLAUSIBLE : flag;
}
