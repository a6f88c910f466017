import type { Explanation } from '../../streams/contracts/explanation.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { addressText, checked, explanationOf, input, iso, shownWhole } from './builder.ts';
import { EXCLUDED, excludedWords } from './excluded-words.ts';
import type { ExplainContext } from './explain-context.ts';
import { unknownQuantity } from './explain-errors.ts';
import { codeOf, unitOf } from './factor-text.ts';
import { shownTick } from './shown-tick.ts';
import { shownCell } from './shown.ts';
import { factorWords, joined, words } from './words.ts';

/**
 * `excluded:<reason>`, `excluded:all` `now.count`: which series a limit binds but were not judged, for one reason or
 * for any.
 */
export async function explainExcluded(context: ExplainContext, address: NumberAddress): Promise<Explanation> {
  const reason = address.id === 'all' ? 0 : /^[1-9]\d?$/.test(address.id) ? Number(address.id) : -1;
  const why = address.id === 'all' ? words('各种原因', 'for any reason') : EXCLUDED[reason];
  if (!why || address.quantity !== 'now.count') throw unknownQuantity(address);
  const { tick, seconds } = await shownTick(context, 'judgements', 'excluded');
  const [{ total: listed, rows }, reasons] = await Promise.all([
    context.ask.excluded(tick, reason, context.page.offset, context.page.limit),
    context.ask.excludedReasons(tick),
  ]);
  const concerned = reasons.filter((one) => reason === 0 || one.reason === reason);
  const total = rows.length === 0 ? concerned.reduce((sum, { series }) => sum + series, 0) : listed;
  const shownOf = (of: number): number | null =>
    shownCell(context, 'excluded', of, 'count') ?? (context.shown.table('excluded') === null ? null : 0);
  const shown =
    reason === 0
      ? EXCLUDED.map((_, of) => shownOf(of)).reduce((sum, one) => (sum === null || one === null ? null : sum + one), 0)
      : shownOf(reason);
  return explanationOf(address, {
    subject: { kind: 'excluded', id: address.id, names: why },
    title: joined(words('未列入排行：', 'left out of the ranking:'), why),
    value: shownWhole(total),
    asOf: iso(seconds),
    isProvisional: true,
    standards: [
      {
        role: words('只用有效数据判定', 'judged on valid values only'),
        edition: 'GB 3095-2026',
        clause: 'GB 3095-2026 6.3',
        effectiveFrom: null,
        effectiveUntil: null,
        note: null,
      },
    ],
    formula: {
      words:
        reason === 0
          ? words(
              '有限值约束、但本拍未判定的序列数，每种原因各计一次',
              'series bound by a limit that this tick did not judge, once for every reason',
            )
          : words(
              '有限值约束、但本拍因该原因未判定的序列数',
              'series bound by a limit that this tick did not judge for this reason',
            ),
      symbols: reason === 0 ? 'n = Σ n(reason)' : 'n = #{reason}',
    },
    steps: reason === 0 ? concerned.map((one) => ({ what: excludedWords(one.reason), text: String(one.series) })) : [],
    check: checked(shown, total),
    inputs: {
      what: words('未列入的序列', 'series left out'),
      total,
      offset: context.page.offset,
      left: concerned.map((one) => ({ reason: excludedWords(one.reason), count: one.series })),
      rows: rows.map((row) => {
        const station = context.registry.station(row.station);
        return input({
          label: joined(station?.names ?? String(row.station), factorWords(row.factor)),
          time: row.at === 0 ? null : iso(row.at),
          used: false,
          reason: EXCLUDED[row.reason] ?? null,
          unit: unitOf(row.factor),
          detail: context.registry.limitSources().get(row.limitSource)?.clause ?? null,
          address: addressText('station', row.station, `newest.${codeOf(row.factor)}`),
        });
      }),
    },
  });
}
