import type { ApiAnswer } from '../../../streams/contracts/api/operations.ts';
import type { Factor } from '../../../streams/contracts/factors.ts';
import { MICRO } from '../../../streams/contracts/reading.ts';
import { loadQuery, type Store } from '../../platform/store/mod.ts';
import { airLevel, areaMean, iaqi } from '../../standards/mod.ts';
import { iso } from '../instants.ts';

type TownshipAnswer = ApiAnswer<'townshipHours'>['hours'][number]['townships'][number];

const QUESTION = loadQuery('history/township-hours');

interface TownshipHour {
  /** Start, seconds UTC. */
  readonly t: number;
  readonly township: number;
  /** Valid hour values of its air stations, micro-units. */
  readonly values: readonly string[];
}

function townshipAnswer({ t, township, values }: TownshipHour, factor: Factor): TownshipAnswer[] {
  const mean = areaMean(values.map(Number));
  if (mean === null) return [];
  const index = iaqi(factor.id, 'hour', mean, t * 1000);
  return [
    {
      region: township,
      stations: values.length,
      value: Number((mean / MICRO).toFixed(factor.decimals + 1)),
      iaqi: index,
      level: index === null ? null : airLevel(index).level,
    },
  ];
}

/**
 * Each township's mean of the hours that begin at `starts` (ms UTC), exact, half to even, with the IAQI of the edition
 * in force; where none of its air stations has a valid hour value the township is not in it.
 */
export async function askTownshipHours(
  store: Store,
  factor: Factor,
  starts: readonly number[],
): Promise<ApiAnswer<'townshipHours'>> {
  const rows = await store.rows<TownshipHour>('history', QUESTION, {
    hours: starts.map((ms) => ms / 1000),
    factor: factor.id,
  });
  return {
    factor: factor.code,
    unit: factor.unit,
    hours: starts.map((start) => ({
      start: iso(start),
      townships: rows.filter(({ t }) => t * 1000 === start).flatMap((row) => townshipAnswer(row, factor)),
    })),
  };
}
