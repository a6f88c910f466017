import type { ExplainedInput } from '../../streams/contracts/explanation.ts';
import { formatMicro } from '../../streams/contracts/reading.ts';
import { exceedanceHundredths } from '../standards/mod.ts';
import type { ExceedingRow } from './ask-evaluations.ts';
import { addressText, input, iso } from './builder.ts';
import type { ExplainContext } from './explain-context.ts';
import { codeOf, unitOf } from './factor-text.ts';
import { windowWords } from './window-words.ts';
import { factorWords, joined, words } from './words.ts';

/** Why a count differs from the screens'. */
export const seriesChanged = words('此后有序列开始或不再超标', 'series began or ceased to exceed since');
/** When the screens were last sent the exceedances. */
export const exceedancesAsOf = (context: ExplainContext): string =>
  new Date(context.shown.table('exceedances')?.time ?? context.now).toISOString();

/** A series above its limit. */
export const exceedingInput = (
  context: ExplainContext,
  { station, factor, micro, limit, averaging, since }: ExceedingRow,
): ExplainedInput => {
  const code = codeOf(factor);
  return input({
    label: joined(
      context.registry.station(station)?.names ?? String(station),
      factorWords(factor),
      windowWords(averaging),
    ),
    time: iso(since),
    value: formatMicro(micro),
    unit: unitOf(factor),
    detail: `${formatMicro(limit)}, ${(exceedanceHundredths(micro, limit) / 100).toFixed(2)} ×`,
    address: addressText('series', `${station}.${code}`, 'exceedance.multiple'),
  });
};
