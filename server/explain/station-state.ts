import { STATISTICS } from '../../streams/contracts/reading.ts';
import type { RegistryStation } from '../registry/mod.ts';
import type { LastArrival } from './ask-series.ts';

/** A station's state by its silence, as topic `stations` numbers it: 0 never reported, 1 fresh to 4 offline. */
export interface StationState {
  readonly state: number;
  /** Last report, seconds UTC; 0: none. */
  readonly at: number;
  /** Silence, seconds. */
  readonly age: number;
}

/** Seconds that a report may take on its way. */
const GRACE = 10;

/** @param now seconds UTC */
export function stateOf({ period, basis }: RegistryStation, last: LastArrival | undefined, now: number): StationState {
  if (!last || last.time === 0) return { state: 0, at: 0, age: 0 };
  const arrived = Math.floor(last.arrived / 1000);
  const at = basis === STATISTICS.rtd ? Math.min(last.time, arrived) : arrived;
  const age = Math.max(0, now - at - GRACE);
  return { state: age <= period ? 1 : age <= 2 * period ? 2 : age <= 10 * period ? 3 : 4, at, age };
}

/** It has reported within two of its periods. */
export const isOnline = ({ state }: Pick<StationState, 'state'>): boolean => state === 1 || state === 2;
