import type { Explanation, Words } from '../../streams/explanation.ts';
import { fromLiveTime } from '../../streams/live/topics.ts';
import type { NumberAddress } from '../../streams/live/number-address.ts';
import { checked, explanationOf, iso, shownWhole } from './draft.ts';
import { nothing, shownCell, unknownQuantity, type Scene } from './scene.ts';
import { words } from './words.ts';

const COUNTS: Readonly<Record<string, readonly [title: Words, rule: Words]>> = {
  checked: [words('一小时内核算的值', 'values recomputed within the hour'), words('持续核算在最近一小时内从原始读数重新算过的值', 'values that the continuous audit recomputed from raw readings in the last hour')],
  standing: [words('与核算不符的值', 'values that differ'), words('屏幕所示与核算结果不一致、仍未改正的行', 'shown rows that differ from what was recomputed and still stand')],
  suspects: [words('待复核的值', 'suspects'), words('第一次核算不一致、等第二次核算的值', 'values that differed once and wait for a second look')],
  behind: [words('等待核算的时段', 'stretches waiting'), words('还没有核算到的时段', 'stretches the audit has not come to yet')],
};

/** `audit:city` `now.checked|standing|suspects|behind`: how the continuous audit stands. */
export function explainAudit(scene: Scene, address: NumberAddress): Explanation {
  const name = address.quantity.slice('now.'.length);
  const count = address.id === 'city' && address.quantity.startsWith('now.') ? COUNTS[name] : undefined;
  if (!count) throw unknownQuantity(address);
  const value = shownCell(scene, 'audit', 1, name);
  const at = shownCell(scene, 'audit', 1, 'at');
  if (value === null) throw nothing('the audit has not reported yet');
  return explanationOf(address, {
    subject: { kind: 'audit', id: 'city', names: words('持续核算', 'continuous audit') }, title: count[0], value: shownWhole(value), asOf: at === null ? null : iso(fromLiveTime(at) / 1000), isProvisional: true,
    formula: { words: count[1], symbols: 'n' }, check: checked(value, null, words('核算本身就是复算；逐条见 /api/audit', 'the audit is itself the recomputation; its findings are at /api/audit')),
  });
}
