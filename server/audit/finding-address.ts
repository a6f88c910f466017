import { factorById } from '../../streams/contracts/factors.ts';
import { cellColumn, cellRow } from '../../streams/contracts/projection.ts';
import { formatAddress, type NumberAddress } from '../../streams/live/mod.ts';
import type { Disagreement } from './check.ts';

/**
 * The address of the number a finding is about, as `GET /api/explain` takes it.
 * @param day civil date of an instant in seconds UTC
 */
export function findingAddress(
  { kind, subject, station, factor, start }: Pick<Disagreement, 'kind' | 'subject' | 'station' | 'factor' | 'start'>,
  day: (seconds: number) => string,
): string {
  const code = factorById(factor)?.code ?? String(factor);
  const at = new Date(start * 1000).toISOString();
  const of: Readonly<Record<Disagreement['kind'], () => NumberAddress>> = {
    hour: () => ({ subject: 'station', id: String(station), quantity: `hour.${code}`, at }),
    day: () => ({ subject: 'station', id: String(station), quantity: `day.${code}`, at: day(start) }),
    rolling: () => ({ subject: 'station', id: String(station), quantity: `now.${code}` }),
    cell: () => ({
      subject: 'cell',
      id: `L1000_${cellColumn(Number(subject))}_${cellRow(Number(subject))}`,
      quantity: `now.${code}`,
    }),
    ranking: () => ({ subject: 'series', id: `${station}.${code}`, quantity: 'exceedance.multiple' }),
    region: () => ({ subject: 'region', id: subject, quantity: 'hour.aqi', at }),
  };
  return formatAddress(of[kind]());
}
