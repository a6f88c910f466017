import { factorById } from '../../streams/contracts/factors.ts';
import type { Explanation } from '../../streams/contracts/explanation.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { addressText, checked, explanationOf, input, iso, shownWhole } from './builder.ts';
import { shownCell, shownTick, unknownQuantity, type ExplainContext } from './explain-context.ts';
import { EXCLUDED, factorWords, joined, words } from './words.ts';

/** `excluded:<reason>`, `excluded:all` `now.count`: which series a limit binds but were not judged, for one reason or for any. */
export async function explainExcluded(scene: ExplainContext, address: NumberAddress): Promise<Explanation> {
  const reason = address.id === 'all' ? 0 : /^[1-9]\d?$/.test(address.id) ? Number(address.id) : -1;
  const why = address.id === 'all' ? words('各种原因', 'for any reason') : EXCLUDED[reason];
  if (!why || address.quantity !== 'now.count') throw unknownQuantity(address);
  const { tick, seconds } = await shownTick(scene, 'judgements', 'excluded');
  const [{ total: listed, rows }, reasons] = await Promise.all([
    scene.ask.excluded(tick, reason, scene.page.offset, scene.page.limit),
    scene.ask.excludedReasons(tick),
  ]);
  const concerned = reasons.filter((one) => reason === 0 || one.reason === reason);
  const total = rows.length === 0 ? concerned.reduce((sum, { series }) => sum + series, 0) : listed;
  const shownOf = (of: number): number | null =>
    shownCell(scene, 'excluded', of, 'count') ?? (scene.shown.table('excluded') === null ? null : 0);
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
    steps:
      reason === 0
        ? concerned.map((one) => ({
            what: EXCLUDED[one.reason] ?? words(String(one.reason), String(one.reason)),
            text: String(one.series),
          }))
        : [],
    check: checked(shown, total),
    inputs: {
      what: words('未列入的序列', 'series left out'),
      total,
      offset: scene.page.offset,
      left: concerned.map((one) => ({
        reason: EXCLUDED[one.reason] ?? words(String(one.reason), String(one.reason)),
        count: one.series,
      })),
      rows: rows.map((row) => {
        const station = scene.registry.station(row.station);
        return input({
          label: joined(station?.names ?? String(row.station), factorWords(row.factor)),
          time: row.at === 0 ? null : iso(row.at),
          used: false,
          reason: EXCLUDED[row.reason] ?? null,
          unit: factorById(row.factor)?.unit ?? '',
          detail: scene.registry.limitSources().get(row.limitSource)?.clause ?? null,
          address: addressText('station', row.station, `newest.${factorById(row.factor)?.code ?? row.factor}`),
        });
      }),
    },
  });
}
