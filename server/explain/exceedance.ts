import type { Explanation } from '../../streams/contracts/explanation.ts';
import { factorByCode, seriesKey } from '../../streams/contracts/factors.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { stationOf } from './addressed-place.ts';
import { explanationOf, iso } from './builder.ts';
import { citeLimit, citeValidity } from './citations.ts';
import { limitOf } from './evaluated-limit.ts';
import { evaluatedValue } from './evaluated-value.ts';
import { exceedanceAnswer } from './exceedance-answer.ts';
import { exceedanceSteps } from './exceedance-steps.ts';
import {
  EXCEEDANCE_FORMULAS,
  EXCEEDANCE_QUANTITIES,
  EXCEEDANCE_TITLES,
  type ExceedanceQuantity,
} from './exceedance-words.ts';
import type { ExplainContext } from './explain-context.ts';
import { notKept, noValue, unknownQuantity } from './explain-errors.ts';
import { shownCell } from './shown.ts';
import { factorWords, joined, words } from './words.ts';

const CLOSED_HOUR = 3,
  INSTANT = 2;

/** `exceedance.*` of a series: its value against the limit, since when, how often, whether it rises. */
export async function explainExceedance(context: ExplainContext, address: NumberAddress): Promise<Explanation> {
  if (address.at !== undefined) throw notKept('exceedances are of now; the ledger keeps those that became alarms');
  const [id = '', code = ''] = address.id.split(/\.(.*)/s);
  const station = stationOf(context, id);
  const factor = factorByCode(code)?.id;
  if (factor === undefined) throw unknownQuantity(address);
  const quantity = quantityOf(address);
  const state = await context.ask.exceedance(station.id, factor);
  if (!state || state.active !== 1) throw noValue(`${code} of station ${station.id} does not exceed a limit now`);
  const limit = await limitOf(context, station, factor, state);
  const evaluated = await evaluatedValue({ context, station, factor, state, limit });
  const key = seriesKey(station.id, factor);
  return explanationOf(address, {
    subject: { kind: 'series', id: address.id, names: words(station.names.zh, station.names.en) },
    title: joined(station.names, factorWords(factor), EXCEEDANCE_TITLES[quantity]),
    ...exceedanceAnswer(quantity, { context, factor, key, state, limit, evaluated }),
    asOf: iso(state.at),
    isProvisional: state.averaging !== CLOSED_HOUR,
    validity: {
      valid: 1,
      expected: 1,
      isSufficient: true,
      rule: words('只用有效数据判定超标', 'exceedance is judged on valid values only'),
      clause: 'GB 3095-2026 6.3',
    },
    standards: [
      citeLimit(context.registry, state.limitSource, limit.from),
      ...(state.averaging === INSTANT
        ? []
        : [citeValidity('hourShare', words('小时值的最少有效数据', 'minimum valid data of an hour'))]),
    ],
    formula: EXCEEDANCE_FORMULAS[quantity],
    steps: exceedanceSteps(state, evaluated.steps, shownCell(context, 'exceedances', key, 'multiple')),
    rounding: words('倍数两位小数，五成双', 'multiples to two decimals, half to even'),
    inputs: evaluated.inputs,
    frames: context.isInternal ? await context.frames.frames(evaluated.ordinals) : [],
    notice:
      state.over === 1
        ? words('含超量程读数：值为下限', 'a reading was over range: the value is a lower bound')
        : words('未经审核；告警以台账为准', 'unaudited; the ledger is what counts for alarms'),
  });
}

/** The quantity of an exceedance that an address names. Throws GL_NO_SUCH_NUMBER. */
function quantityOf(address: NumberAddress): ExceedanceQuantity {
  const name = address.quantity.slice('exceedance.'.length);
  const found = EXCEEDANCE_QUANTITIES.find((known) => known === name);
  if (found === undefined) throw unknownQuantity(address);
  return found;
}
