import { setImmediate as breathe } from 'node:timers/promises';
import { seriesFactor, seriesStation } from '../../streams/contracts/factors.ts';
import type { PeriodValue } from '../recompute/mod.ts';
import type { Registry, RegistryStation } from '../registry/mod.ts';
import { stretchOf } from './bounds.ts';
import type { Disagreement } from './check.ts';
import { periodDifference } from './period-difference.ts';
import { periodTexts } from './period-texts.ts';
import type { ShownPeriod } from './shown-period.ts';
import type { StretchCheck } from './stretch-check.ts';

/** Series compared before the process may do something else. */
const SERIES_AT_ONCE = 200;

/** Stable identity of a series in an hour or day. */
const subjectOf = (start: number, series: number): string =>
  `${new Date(start * 1000).toISOString().slice(0, 16)} ${seriesStation(series)} ${seriesFactor(series)}`;

/** The hour or day of some stretches as shown, and how to recompute it. Keys of maps and sets are series keys. */
export interface ComparedPeriod {
  readonly kind: 'hour' | 'day';
  /** Seconds UTC. */
  readonly start: number;
  /** Still to be computed: postponed. */
  readonly due: ReadonlySet<number>;
  readonly shown: ReadonlyMap<number, ShownPeriod>;
  /** Series for which something is shown or was observed. */
  readonly all: ReadonlySet<number>;
  readonly recompute: (series: number, station: RegistryStation) => PeriodValue | null;
}

/** Compares every series of an hour or a day with what is shown of it. */
export async function comparePeriods(registry: Registry, period: ComparedPeriod): Promise<StretchCheck> {
  const { kind, start, due, shown, all, recompute } = period;
  const compared = new Set<string>();
  const disagreements: Disagreement[] = [];
  const [waiting, wrong] = [new Set<number>(), new Set<number>()];
  let postponed = 0,
    seen = 0;
  for (const series of all) {
    seen += 1;
    if (seen % SERIES_AT_ONCE === 0) await breathe();
    const station = seriesStation(series);
    const place = registry.station(station);
    // Stations that were retired meanwhile keep what they had; there is nothing to recompute it by.
    if (due.has(series) || place === undefined) {
      postponed += 1;
      if (due.has(series)) waiting.add(stretchOf(station));
      continue;
    }
    const subject = subjectOf(start, series);
    compared.add(subject);
    const differing = disagreementOf(seriesFactor(series), shown.get(series), recompute(series, place), registry);
    if (differing === null) continue;
    wrong.add(stretchOf(station));
    disagreements.push({ kind, subject, station, factor: seriesFactor(series), start, ...differing });
  }
  const covers = (subject: string): boolean => compared.has(subject);
  return { kind, checked: compared.size, postponed, disagreements, covers, isDue: false, waiting, wrong };
}

function disagreementOf(
  factor: number,
  row: ShownPeriod | undefined,
  found: PeriodValue | null,
  { version }: Registry,
): Pick<Disagreement, 'field' | 'shown' | 'recomputed'> | null {
  if (row === undefined && found === null) return null;
  const field =
    row === undefined ? 'missing' : found === null ? 'unsupported' : periodDifference(factor, row, found, version);
  if (field === null) return null;
  const [shown, recomputed] = periodTexts(row, found, field);
  return { field, shown, recomputed };
}
