import type { Explanation, Words } from '../../streams/contracts/explanation.ts';
import { STATION_KINDS, type StationKind } from '../../streams/contracts/pack.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { checked, explanationOf, iso, paged, shownWhole } from './builder.ts';
import type { ExplainContext } from './explain-context.ts';
import { unknownQuantity } from './explain-errors.ts';
import { shownCell } from './shown.ts';
import { stateWords } from './state-words.ts';
import { isOnline } from './station-state.ts';
import { cameBack, longestFirst, ONLINE_RULE, stateInput, statesOf } from './station-states.ts';
import { words } from './words.ts';

/**
 * `kind:<kind>` `now.online`, `now.total`, `now.due`: stations heard within two periods, of all, and those ever heard.
 */
export async function explainDevices(context: ExplainContext, address: NumberAddress): Promise<Explanation> {
  const quantity = address.quantity.slice('now.'.length) as 'online' | 'total' | 'due';
  if ((address.id !== 'all' && !(address.id in STATION_KINDS)) || !['online', 'total', 'due'].includes(quantity))
    throw unknownQuantity(address);
  const stations = [...context.registry.stations().values()].filter(
    ({ kind }) => address.id === 'all' || kind === address.id,
  );
  const seconds = Math.floor((context.shown.table('devices')?.time ?? context.now) / 1000);
  const states = await statesOf(context, stations, seconds);
  const counted = {
    online: states.filter(isOnline).length,
    total: states.length,
    due: states.filter(({ state }) => state > 0).length,
  };
  const kinds = address.id === 'all' ? Object.values(STATION_KINDS) : [STATION_KINDS[address.id as StationKind]];
  const cells = kinds.map((kind) => shownCell(context, 'devices', kind, quantity));
  const shown = cells.every((cell) => cell === null) ? null : cells.reduce<number>((sum, cell) => sum + (cell ?? 0), 0);
  const byState = [0, 1, 2, 3, 4]
    .map((state) => ({ reason: stateWords(state), count: states.filter((one) => one.state === state).length }))
    .filter(({ count }) => count > 0);
  return explanationOf(address, {
    subject: { kind: 'kind', id: address.id, names: words(address.id, address.id) },
    title: TITLES[quantity],
    value: shownWhole(counted[quantity]),
    asOf: iso(seconds),
    isProvisional: true,
    validity: { valid: counted.online, expected: counted.due, isSufficient: true, rule: ONLINE_RULE, clause: '' },
    formula: {
      words:
        quantity === 'online'
          ? words(
              '静默不超过两个周期（另给 10 秒在途）的站点数',
              'stations silent for at most two periods, with 10 s of grace',
            )
          : quantity === 'due'
            ? words('曾经收到过数据、因此应到的站点数', 'stations ever heard, and so expected')
            : words('登记在册的站点数', 'stations registered'),
      symbols: 'n = #{state}',
    },
    steps: byState.map(({ reason, count }) => ({ what: reason, text: String(count) })),
    check: checked(shown, counted[quantity], shown !== null && shown !== counted[quantity] ? cameBack : null),
    inputs: paged(
      words('静默最久的在前', 'longest silent first'),
      longestFirst(states).map((one) =>
        stateInput(one, quantity === 'total' || (quantity === 'due' ? one.state > 0 : isOnline(one))),
      ),
      context.page,
    ),
  });
}
const TITLES: Readonly<Record<'online' | 'total' | 'due', Words>> = {
  online: words('设备在线', 'devices on line'),
  total: words('设备总数', 'devices registered'),
  due: words('应到设备', 'devices due'),
};
