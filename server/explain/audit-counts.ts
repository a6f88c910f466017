import { DateTime } from 'luxon';
import type { Explanation, Words } from '../../streams/contracts/explanation.ts';
import { fromLiveTime, type NumberAddress } from '../../streams/live/mod.ts';
import { AUDIT_KINDS, type AuditKind, findingAddress } from '../audit/mod.ts';
import { checked, explanationOf, input, iso, paged, shownWhole } from './builder.ts';
import { zoneOf } from './city.ts';
import type { ExplainContext } from './explain-context.ts';
import { noValue, unknownQuantity } from './explain-errors.ts';
import { unitOf } from './factor-text.ts';
import { shownCell } from './shown.ts';
import { factorWords, joined, words } from './words.ts';

const COUNTS: Readonly<Record<string, readonly [title: Words, rule: Words]>> = {
  checked: [
    words('一小时内核算的值', 'values recomputed within the hour'),
    words(
      '持续核算在最近一小时内从原始读数重新算过的值',
      'values that the continuous audit recomputed from raw readings in the last hour',
    ),
  ],
  standing: [
    words('与核算不符的值', 'values that differ'),
    words('屏幕所示与核算结果不一致、仍未改正的行', 'shown rows that differ from what was recomputed and still stand'),
  ],
  suspects: [
    words('待复核的值', 'suspects'),
    words('第一次核算不一致、等第二次核算的值', 'values that differed once and wait for a second look'),
  ],
  behind: [
    words('等待核算的时段', 'stretches waiting'),
    words('还没有核算到的时段', 'stretches the audit has not come to yet'),
  ],
  postponed: [
    words('留待下次的值', 'values left for later'),
    words(
      '最近一小时内因仍在变动而留待下次核算的值',
      'values left for later in the last hour because they were still changing',
    ),
  ],
};
const KINDS: Readonly<Record<AuditKind, Words>> = {
  hour: words('小时值', 'hours'),
  day: words('日值', 'days'),
  rolling: words('滚动小时', 'rolling hours'),
  cell: words('热点网格', 'hotspot cells'),
  ranking: words('超标排行', 'ranking rows'),
  region: words('区域小时 AQI', 'region hours'),
};
const WRITTEN = words(
  '轮次每分钟写入一次，最近不足一分钟的还没有写',
  'rounds are written once a minute; those of the last minute are not yet',
);

/**
 * `audit:city` `now.checked|standing|suspects|behind|postponed`: how the continuous audit stands, by kind, with what it
 * found.
 */
export async function explainAudit(context: ExplainContext, address: NumberAddress): Promise<Explanation> {
  const name = address.quantity.slice('now.'.length);
  const count = address.id === 'city' && address.quantity.startsWith('now.') ? COUNTS[name] : undefined;
  if (!count) throw unknownQuantity(address);
  const [hour, findings] = await Promise.all([context.ask.auditHour(), context.ask.auditFindings()]);
  const shown = name === 'postponed' ? null : shownCell(context, 'audit', 1, name);
  const at = shownCell(context, 'audit', 1, 'at');
  if (name !== 'postponed' && shown === null) throw noValue('the audit has not reported yet');
  const standing = findings.filter(({ closed }) => closed === null).length;
  const counted: Readonly<Record<string, number | null>> = {
    checked: hour.checked,
    standing,
    postponed: hour.postponed,
  };
  const again = counted[name] ?? null;
  const zone = zoneOf(context.registry);
  return explanationOf(address, {
    subject: { kind: 'audit', id: 'city', names: words('持续核算', 'continuous audit') },
    title: count[0],
    value: shownWhole(shown ?? again),
    asOf: at === null ? null : iso(fromLiveTime(at) / 1000),
    isProvisional: true,
    formula: { words: count[1], symbols: name === 'checked' ? 'n = Σ n(kind)' : 'n' },
    steps:
      name === 'checked' ? AUDIT_KINDS.map((kind) => ({ what: KINDS[kind], text: String(hour.byKind[kind]) })) : [],
    check:
      name === 'checked'
        ? { ...checked(shown, again, WRITTEN), agrees: null }
        : checked(shown, again, again === null ? words('核算进程自己的计数', 'a count of the audit itself') : null),
    inputs: paged(
      words('发现的不符，未改正的在前', 'what did not agree, what stands first'),
      findings.map((finding) =>
        input({
          label: joined(
            KINDS[finding.kind],
            context.registry.station(finding.station)?.names ??
              (finding.kind === 'region'
                ? (context.registry.regions().get(Number(finding.subject))?.names ?? finding.subject)
                : finding.subject),
            finding.factor === 0 ? '' : factorWords(finding.factor),
          ),
          time: iso(finding.start),
          value: finding.shown,
          unit: unitOf(finding.factor),
          detail: `${finding.field} → ${finding.recomputed}`,
          used: finding.closed === null,
          reason: finding.closed === null ? null : words('已相符', 'agrees since'),
          address: findingAddress(finding, (seconds) => DateTime.fromSeconds(seconds, { zone }).toISODate() ?? ''),
        }),
      ),
      context.page,
    ),
    notice: words('核算由另一条路径从原始读数重算', 'the audit recomputes from raw readings on a path of its own'),
  });
}
