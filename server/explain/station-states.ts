import type { ExplainedInput } from '../../streams/contracts/explanation.ts';
import type { RegistryStation } from '../registry/mod.ts';
import { addressText, input, iso } from './builder.ts';
import type { ExplainContext } from './explain-context.ts';
import { stateWords } from './state-words.ts';
import { stateOf, type StationState } from './station-state.ts';
import { words } from './words.ts';

/** A station with its state. */
export interface StationWithState extends StationState {
  readonly station: RegistryStation;
}

/** Every station's state by its silence at an instant, seconds UTC. */
export async function statesOf(
  context: ExplainContext,
  stations: readonly RegistryStation[],
  seconds: number,
): Promise<StationWithState[]> {
  const last = await context.ask.lastArrivals(stations.map(({ id }) => id));
  return stations.map((station) => ({ station, ...stateOf(station, last.get(station.id), seconds) }));
}
/** The longest silent first, in their own periods. */
export const longestFirst = (states: readonly StationWithState[]): StationWithState[] =>
  [...states].sort((a, b) => b.age / b.station.period - a.age / a.station.period || a.station.id - b.station.id);
export const stateInput = ({ station, state, at, age }: StationWithState, used: boolean): ExplainedInput =>
  input({
    label: words(station.names.zh, station.names.en),
    time: at === 0 ? null : iso(at),
    value: state === 0 ? null : String(age),
    unit: 's',
    used,
    reason: state === 1 ? null : stateWords(state),
    address: addressText('station', station.id, 'newest.state'),
  });
/** Why a count differs from the screens'. */
export const cameBack = words('此后有站点恢复或静默', 'stations came back or fell silent since');
/** When a station counts as on line. */
export const ONLINE_RULE = words('两个上报周期内收到为在线', 'heard within two of its periods is on line');
