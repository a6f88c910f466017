import type { Explanation, Words } from '../../streams/contracts/explanation.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { countMeters, METER_GROUPS, metersOf, type MeterGroup } from '../../streams/contracts/meters.ts';
import { STATION_KINDS, type StationKind } from '../../streams/contracts/pack.ts';
import type { RegistryStation } from '../registry/mod.ts';
import { addressText, checked, explanationOf, input, iso, paged, shownWhole } from './builder.ts';
import { stateOf } from './newest.ts';
import { shownCell, unknownQuantity, type ExplainContext } from './explain-context.ts';
import { STATES, words } from './words.ts';

interface StationState {
  readonly station: RegistryStation;
  readonly state: number;
  readonly at: number;
  readonly age: number;
}

const isHeard = ({ state }: Pick<StationState, 'state'>): boolean => state === 1 || state === 2;
/** Every station's state by its silence at an instant, seconds UTC. */
async function statesOf(
  scene: ExplainContext,
  stations: readonly RegistryStation[],
  seconds: number,
): Promise<StationState[]> {
  const heard = await scene.ask.heard(stations.map(({ id }) => id));
  return stations.map((station) => ({ station, ...stateOf(station, heard.get(station.id), seconds) }));
}
/** The longest silent first, in their own periods. */
const longestFirst = (states: readonly StationState[]): StationState[] =>
  [...states].sort((a, b) => b.age / b.station.period - a.age / a.station.period || a.station.id - b.station.id);
const stateInput = ({ station, state, at, age }: StationState, used: boolean) =>
  input({
    label: words(station.names.zh, station.names.en),
    time: at === 0 ? null : iso(at),
    value: state === 0 ? null : String(age),
    unit: 's',
    used,
    reason: state === 1 ? null : STATES[state]!,
    address: addressText('station', station.id, 'newest.state'),
  });
const cameBack = words('此后有站点恢复或静默', 'stations came back or fell silent since');
const HEARD = words('两个上报周期内收到为在线', 'heard within two of its periods is on line');

/** `kind:<kind>` `now.online`, `now.total`, `now.due`: stations heard within two periods, of all, and those ever heard. */
export async function explainDevices(scene: ExplainContext, address: NumberAddress): Promise<Explanation> {
  const quantity = address.quantity.slice('now.'.length) as 'online' | 'total' | 'due';
  if ((address.id !== 'all' && !(address.id in STATION_KINDS)) || !['online', 'total', 'due'].includes(quantity))
    throw unknownQuantity(address);
  const stations = [...scene.registry.stations().values()].filter(
    ({ kind }) => address.id === 'all' || kind === address.id,
  );
  const seconds = Math.floor((scene.shown.table('devices')?.time ?? scene.now) / 1000);
  const states = await statesOf(scene, stations, seconds);
  const counted = {
    online: states.filter(isHeard).length,
    total: states.length,
    due: states.filter(({ state }) => state > 0).length,
  };
  const kinds = address.id === 'all' ? Object.values(STATION_KINDS) : [STATION_KINDS[address.id as StationKind]];
  const cells = kinds.map((kind) => shownCell(scene, 'devices', kind, quantity));
  const shown = cells.every((cell) => cell === null) ? null : cells.reduce<number>((sum, cell) => sum + (cell ?? 0), 0);
  const byState = [0, 1, 2, 3, 4]
    .map((state) => ({ reason: STATES[state]!, count: states.filter((one) => one.state === state).length }))
    .filter(({ count }) => count > 0);
  return explanationOf(address, {
    subject: { kind: 'kind', id: address.id, names: words(address.id, address.id) },
    title: TITLES[quantity],
    value: shownWhole(counted[quantity]),
    asOf: iso(seconds),
    isProvisional: true,
    validity: { valid: counted.online, expected: counted.due, isSufficient: true, rule: HEARD, clause: '' },
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
        stateInput(one, quantity === 'total' || (quantity === 'due' ? one.state > 0 : isHeard(one))),
      ),
      scene.page,
    ),
  });
}
const TITLES: Readonly<Record<'online' | 'total' | 'due', Words>> = {
  online: words('设备在线', 'devices on line'),
  total: words('设备总数', 'devices registered'),
  due: words('应到设备', 'devices due'),
};

/** `meters:<group>` `now.heard`, `now.total`: power meters of production and of treatment heard, and outlets of which both or only production are. */
export async function explainMeters(scene: ExplainContext, address: NumberAddress): Promise<Explanation> {
  const group = METER_GROUPS.find((known) => known === address.id);
  const quantity = address.quantity === 'now.heard' ? 'heard' : address.quantity === 'now.total' ? 'total' : undefined;
  if (!group || !quantity) throw unknownQuantity(address);
  const meters = metersOf(scene.registry.stations().values());
  const seconds = Math.floor((scene.shown.table('stations')?.time ?? scene.now) / 1000);
  const concerned =
    group === 'production' || group === 'treatment'
      ? meters[group]
      : meters.pairs.flatMap((pair) => [...pair.production, ...pair.treatment]);
  const states = await statesOf(
    scene,
    concerned.flatMap((id) => scene.registry.station(id) ?? []),
    seconds,
  );
  const byStation = new Map(states.map((one) => [one.station.id, one]));
  const heard = (id: number): boolean => isHeard(byStation.get(id) ?? { state: 0 });
  const counted = countMeters(meters, heard)[group];
  const shown =
    scene.shown.table('stations') === null
      ? null
      : countMeters(meters, (id) => isHeard({ state: shownCell(scene, 'stations', id, 'state') ?? 0 }))[group][
          quantity
        ];
  const isTold = new Map(
    meters.pairs.flatMap((pair) => {
      const told = (group === 'both') === pair.treatment.some(heard) && pair.production.some(heard);
      return [...pair.production, ...pair.treatment].map((id) => [id, told] as const);
    }),
  );
  return explanationOf(address, {
    subject: { kind: 'meters', id: group, names: METER_TITLES[group][0] },
    title: METER_TITLES[group][0],
    value: shownWhole(counted[quantity]),
    asOf: iso(seconds),
    isProvisional: true,
    validity: { valid: counted.heard, expected: counted.total, isSufficient: true, rule: HEARD, clause: '' },
    formula: { words: quantity === 'total' ? METER_TITLES[group][2] : METER_TITLES[group][1], symbols: 'n = #{state}' },
    check: checked(shown, counted[quantity], shown !== null && shown !== counted[quantity] ? cameBack : null),
    inputs: paged(
      words('静默最久的在前', 'longest silent first'),
      longestFirst(states).map((one) =>
        stateInput(one, quantity === 'total' || (isTold.get(one.station.id) ?? isHeard(one))),
      ),
      scene.page,
    ),
    notice: words(
      '只数计量点的信号，不判断设施是否运行',
      'signals of meters are counted; whether a plant runs is not judged',
    ),
  });
}
const PAIRED = words(
  '生产与治污两类计量点已知同属一个排放口的排放口数',
  'outlets whose meters of production and of treatment are known to belong together',
);
const METER_TITLES: Readonly<Record<MeterGroup, readonly [title: Words, heard: Words, total: Words]>> = {
  production: [
    words('生产用电计量', 'production meters'),
    words('两个周期内收到的生产用电计量点数', 'meters of production heard within two periods'),
    words('登记的生产用电计量点数', 'meters of production registered'),
  ],
  treatment: [
    words('治污用电计量', 'treatment meters'),
    words('两个周期内收到的治污用电计量点数', 'meters of treatment heard within two periods'),
    words('登记的治污用电计量点数', 'meters of treatment registered'),
  ],
  both: [
    words('两类均在线的排放口', 'outlets with both heard'),
    words('生产与治污计量都收到的排放口数', 'outlets of which production and treatment are both heard'),
    PAIRED,
  ],
  alone: [
    words('只见生产的排放口', 'outlets with production alone'),
    words('收到生产而收不到治污计量的排放口数', 'outlets of which production is heard and treatment is not'),
    PAIRED,
  ],
};
