import { ranksOf } from '../recompute/mod.ts';
import { exceedanceHundredths } from '../standards/mod.ts';
import type { Registry, RegistryStation } from '../registry/mod.ts';
import type { Exceedance } from '../../streams/contracts/exceedance.ts';
import type { TickSource } from './before-tick.ts';
import type { Check, Disagreement } from './check.ts';
import { decimalText } from './decimal-text.ts';
import { EVALUATED } from './evaluated-window.ts';
import { farValue } from './far-value.ts';
import { limitsInForce } from './limits-in-force.ts';
import { nearValue } from './near-value.ts';
import type { SeriesAtTick } from './series-at-tick.ts';
import { seriesName } from './series-name.ts';
import { fromTurn } from './turn.ts';
import type { Verdict } from './verdict.ts';

/** Rows whose readings lie further back take turns, a statement each; those that are wanted are checked every time. */
export interface RankingTurn {
  readonly from: number;
  readonly most: number;
  /** By name of the series. */
  readonly wanted: ReadonlySet<string>;
}

/**
 * Rows of the exceedance ranking as they were shown: the value from its readings, the limit from the register or the
 * standard's table, multiple and rank from these.
 * @param series followed through the tick @param at ms UTC at which the tick began
 * @param turn for rows of water sections, closed hours and days
 */
export async function checkRanking(
  source: TickSource,
  series: ReadonlyMap<string, SeriesAtTick>,
  exceedances: readonly Exceedance[],
  at: number,
  turn: RankingTurn,
): Promise<Check> {
  const { registry } = source;
  const disagreements: Disagreement[] = [];
  const compared = new Set<string>();
  const isFar = (row: Exceedance): boolean =>
    row.window === EVALUATED.closedHour ||
    row.window === EVALUATED.day ||
    registry.station(row.station)?.kind === 'water';
  const ranks = ranksOf(exceedances.map((row) => row.multipleHundredths));
  let postponed = 0;
  for (const row of chosenRows(series, exceedances, isFar, turn)) {
    const place = registry.station(row.station);
    if (place === undefined || isEvaluatedElsewhere(place, row, registry, at)) {
      postponed += 1;
      continue;
    }
    const value = isFar(row) ? await farValue(source, row, at) : nearValue(series, row, place);
    const rank = ranks.get(row.multipleHundredths) ?? 0;
    const verdict = value === 'agrees' ? limitMultipleAndRank(registry, row, rank, at) : value;
    if (verdict === 'postponed') {
      postponed += 1;
      continue;
    }
    compared.add(seriesName(row.station, row.factor, false));
    if (verdict !== 'agrees') disagreements.push(disagreementOf(row, verdict, at));
  }
  const covers = (subject: string): boolean => compared.has(subject);
  return { kind: 'ranking', checked: compared.size, postponed, disagreements, covers };
}

/** Near rows of the stations that were followed, and the far rows whose turn it is. */
function chosenRows(
  series: ReadonlyMap<string, SeriesAtTick>,
  exceedances: readonly Exceedance[],
  isFar: (row: Exceedance) => boolean,
  { from, most, wanted }: RankingTurn,
): Exceedance[] {
  const followed = new Set([...series.values()].map(({ station }) => station));
  const far = exceedances.filter(isFar);
  const taken = new Set([
    ...far.filter((row) => wanted.has(seriesName(row.station, row.factor, false))),
    ...fromTurn(far, from, most),
  ]);
  return exceedances.filter((row) => (isFar(row) ? taken.has(row) : followed.has(row.station)));
}

/**
 * Days of outlets are weighted and folded, sites have local rules of other windows: evaluated once a minute by
 * queries of their own, not recomputed here.
 */
function isEvaluatedElsewhere(place: RegistryStation, row: Exceedance, registry: Registry, at: number): boolean {
  if (place.kind === 'enterprise')
    return row.window === EVALUATED.day || (row.window === EVALUATED.closedHour && place.gas !== null);
  const isSite = place.kind === 'site_dust' || place.kind === 'road_dust';
  return isSite && !limitsInForce(registry, row, at).includes(row.limit);
}

function limitMultipleAndRank(registry: Registry, row: Exceedance, rank: number, at: number): Verdict {
  const limits = limitsInForce(registry, row, at);
  if (limits.length > 0 && !limits.includes(row.limit))
    return { field: 'limit', recomputed: limits.map((limit) => decimalText(BigInt(limit))).join(' or ') };
  const hundredths = exceedanceHundredths(row.value, row.limit);
  if (hundredths !== row.multipleHundredths) return { field: 'multiple', recomputed: String(hundredths / 100) };
  return rank === row.rank ? 'agrees' : { field: 'rank', recomputed: String(rank) };
}

function disagreementOf(row: Exceedance, verdict: Exclude<Verdict, string>, at: number): Disagreement {
  const [value, limit] = [decimalText(BigInt(row.value)), decimalText(BigInt(row.limit))];
  return {
    kind: 'ranking',
    subject: seriesName(row.station, row.factor, false),
    station: row.station,
    factor: row.factor,
    start: Math.floor(at / 1000),
    field: verdict.field,
    shown: `${value} / ${limit} = ${row.multipleHundredths / 100}, ${row.rank}`,
    recomputed: verdict.recomputed,
  };
}
