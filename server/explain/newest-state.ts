import type { Explanation } from '../../streams/contracts/explanation.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import type { RegistryStation } from '../registry/mod.ts';
import { checked, explanationOf, input, iso, paged, shownWhole } from './builder.ts';
import type { ExplainContext } from './explain-context.ts';
import { stateWords } from './state-words.ts';
import { stateOf } from './station-state.ts';
import { stationSubject } from './subjects.ts';
import { joined, words } from './words.ts';

/** `newest.state` of a station: how long it has been silent, in its own periods. */
export async function explainState(
  context: ExplainContext,
  address: NumberAddress,
  station: RegistryStation,
): Promise<Explanation> {
  const now = Math.floor(context.now / 1000);
  const last = (await context.ask.lastArrivals([station.id])).get(station.id);
  const { state, at, age } = stateOf(station, last, now);
  return explanationOf(address, {
    subject: stationSubject(station),
    title: joined(station.names, words('在线状态', 'state')),
    value: shownWhole(state),
    asOf: at === 0 ? null : iso(at),
    formula: {
      words: words(
        '静默时间与上报周期之比，另给 10 秒在途',
        'silence in periods of the station, with 10 s of grace for the way',
      ),
      symbols: 's = (now − heard − 10 s) / period',
    },
    steps: [
      {
        what: words('静默', 'silence'),
        text: state === 0 ? '–' : `${age} s ÷ ${station.period} s = ${(age / station.period).toFixed(2)}`,
      },
      { what: joined(words('状态', 'state'), stateWords(state)), text: String(state) },
    ],
    check: checked(null, state),
    inputs: paged(
      words('最近收到', 'last heard'),
      last
        ? [
            input({ label: words('数据时间', 'time it spoke of'), time: iso(last.time), value: iso(last.time) }),
            input({
              label: words('到达时间', 'arrival'),
              time: new Date(last.arrived).toISOString(),
              value: new Date(last.arrived).toISOString(),
            }),
          ]
        : [],
      context.page,
    ),
  });
}
