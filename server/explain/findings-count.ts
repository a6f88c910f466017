import type { Explanation } from '../../streams/contracts/explanation.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { QUALITY_CODE_NAMES, SAID_CODES } from '../standards/mod.ts';
import { QUALITY_CODES } from '../../streams/contracts/codes.ts';
import { addressText, checked, explanationOf, input, iso, paged, shownWhole } from './builder.ts';
import type { ExplainContext } from './explain-context.ts';
import { unknownQuantity } from './explain-errors.ts';
import { codeOf } from './factor-text.ts';
import { factorWords, joined, words } from './words.ts';

const NAME_OF = new Map(QUALITY_CODE_NAMES.map((name) => [QUALITY_CODES[name] as number, name]));
const nameOf = (code: number): string => NAME_OF.get(code) ?? String(code);
/** A shift and more. */
const MOST_HOURS = 48;

/**
 * `findings:own` `4h.count`: what automatic quality control found by itself in the last hours, once per series and
 * code.
 */
export async function explainFindings(context: ExplainContext, address: NumberAddress): Promise<Explanation> {
  const hours = Number(/^([1-9]\d?)h\.count$/.exec(address.quantity)?.[1] ?? 0);
  if (address.id !== 'own' || hours === 0 || hours > MOST_HOURS) throw unknownQuantity(address);
  const until = Math.ceil(context.now / 1000);
  const from = until - hours * 3600;
  const found = await context.ask.findings(from, until, SAID_CODES);
  // Newest first, so the first of a matter is its newest hour.
  const matters = [
    ...Map.groupBy(found, ({ station, factor, code }) => `${station}.${factor}.${code}`).values(),
  ].flatMap((hours) => hours.slice(0, 1).map((newest) => ({ ...newest, count: hours.length })));
  const title = words('自动质控的发现', 'findings of quality control');
  return explanationOf(address, {
    subject: { kind: 'findings', id: 'own', names: title },
    title,
    value: shownWhole(matters.length),
    asOf: new Date(context.now).toISOString(),
    period: { from: iso(from), until: iso(until) },
    isProvisional: true,
    formula: {
      words: words(
        `近 ${hours} 小时内仍成立的发现，同一序列的同一代码计一次；设备自己带的标记、人工标记和迟到不计`,
        `findings of the last ${hours} h that hold, once per series and code; flags of the device, marks ` +
          'and lateness are not counted',
      ),
      symbols: 'n = #{series, code}',
    },
    steps: [...Map.groupBy(matters, ({ code }) => code)]
      .sort(([a], [b]) => a - b)
      .map(([code, of]) => ({ what: words(nameOf(code), nameOf(code)), text: String(of.length) })),
    check: checked(null, matters.length, words('值守台每分钟问一次', 'the desk asks once a minute')),
    inputs: paged(
      words('新的在前', 'the newest first'),
      matters.map(({ station, factor, code, start, invalidates, count }) =>
        input({
          label: joined(context.registry.station(station)?.names ?? String(station), factorWords(factor)),
          time: iso(start),
          value: String(count),
          unit: 'h',
          detail: `${nameOf(code)}${invalidates ? '' : ' · 仅提示 warns only'}`,
          address: addressText('station', station, `hour.${codeOf(factor)}`, iso(start)),
        }),
      ),
      context.page,
    ),
  });
}
