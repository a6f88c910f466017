import type { Explanation, Words } from '../../streams/contracts/explanation.ts';
import { countMeters, METER_GROUPS, type MeterGroup, metersOf } from '../../streams/contracts/meters.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { checked, explanationOf, iso, paged, shownWhole } from './builder.ts';
import type { ExplainContext } from './explain-context.ts';
import { unknownQuantity } from './explain-errors.ts';
import { shownCell } from './shown.ts';
import { isOnline } from './station-state.ts';
import { cameBack, longestFirst, ONLINE_RULE, stateInput, statesOf } from './station-states.ts';
import { words } from './words.ts';

/**
 * `meters:<group>` `now.heard`, `now.total`: power meters of production and of treatment heard, and outlets of which
 * both or only production are.
 */
export async function explainMeters(context: ExplainContext, address: NumberAddress): Promise<Explanation> {
  const group = METER_GROUPS.find((known) => known === address.id);
  const quantity = address.quantity === 'now.heard' ? 'heard' : address.quantity === 'now.total' ? 'total' : undefined;
  if (!group || !quantity) throw unknownQuantity(address);
  const meters = metersOf(context.registry.stations().values());
  const seconds = Math.floor((context.shown.table('stations')?.time ?? context.now) / 1000);
  const concerned =
    group === 'production' || group === 'treatment'
      ? meters[group]
      : meters.pairs.flatMap((pair) => [...pair.production, ...pair.treatment]);
  const states = await statesOf(
    context,
    concerned.flatMap((id) => context.registry.station(id) ?? []),
    seconds,
  );
  const byStation = new Map(states.map((one) => [one.station.id, one]));
  const heard = (id: number): boolean => isOnline(byStation.get(id) ?? { state: 0 });
  const counted = countMeters(meters, heard)[group];
  const shown =
    context.shown.table('stations') === null
      ? null
      : countMeters(meters, (id) => isOnline({ state: shownCell(context, 'stations', id, 'state') ?? 0 }))[group][
          quantity
        ];
  const isCounted = new Map(
    meters.pairs.flatMap((pair) => {
      const counts = (group === 'both') === pair.treatment.some(heard) && pair.production.some(heard);
      return [...pair.production, ...pair.treatment].map((id) => [id, counts] as const);
    }),
  );
  return explanationOf(address, {
    subject: { kind: 'meters', id: group, names: METER_TITLES[group][0] },
    title: METER_TITLES[group][0],
    value: shownWhole(counted[quantity]),
    asOf: iso(seconds),
    isProvisional: true,
    validity: { valid: counted.heard, expected: counted.total, isSufficient: true, rule: ONLINE_RULE, clause: '' },
    formula: { words: quantity === 'total' ? METER_TITLES[group][2] : METER_TITLES[group][1], symbols: 'n = #{state}' },
    check: checked(shown, counted[quantity], shown !== null && shown !== counted[quantity] ? cameBack : null),
    inputs: paged(
      words('静默最久的在前', 'longest silent first'),
      longestFirst(states).map((one) =>
        stateInput(one, quantity === 'total' || (isCounted.get(one.station.id) ?? isOnline(one))),
      ),
      context.page,
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
