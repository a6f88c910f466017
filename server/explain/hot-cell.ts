import type { Explanation, Words } from '../../streams/explanation.ts';
import type { NumberAddress } from '../../streams/live/number-address.ts';
import { TOPICS } from '../../streams/live/topics.ts';
import { addressText, checked, explanationOf, input, iso, paged, shownWhole } from './draft.ts';
import { nothing, shownCell, unknownQuantity, type Scene } from './scene.ts';
import { words } from './words.ts';

const NUMBERS: Readonly<Record<string, readonly [title: Words, rule: Words, symbols: string]>> = {
  score: [words('网格支撑度', 'support of a cell'), words('邻近站点的数量与距离，0 至 100', 'how many stations are near and how far, 0 to 100'), 's'],
  class: [words('热点显著性', 'significance of a hotspot'), words('显著高于周围的置信水平，百分数；0 为不显著', 'confidence that it is above its surroundings, percent; 0 where it is not'), '90, 95, 99'],
  z: [words('局部聚集统计量', 'statistic of local clustering'), words('Getis-Ord Gi*：邻域之和与全市期望之差，以标准差计', 'Getis-Ord Gi*: the neighbourhood\'s sum against what the city lets expect, in standard deviations'), 'Gi*'],
  excess: [words('高出周围', 'excess over the ring'), words('与外圈网格均值之差', 'above the mean of the ring of neighbours'), 'C − Cring'],
  emerging: [words('演变类型', 'kind of emergence'), words('近几日同类时段的显著性序列：1 新增 2 连续 3 加强 4 持续 5 减弱 6 偶发', 'from its significance over the last days: 1 new, 2 consecutive, 3 intensifying, 4 persistent, 5 diminishing, 6 sporadic'), 'k'],
};

/** `cell:L1000_..` `hot.score|class|z|excess|emerging`: what the analysis of the grids says of a cell; its whole story is at `/api/hotspots`. */
export function explainHotCell(scene: Scene, address: NumberAddress): Explanation {
  const match = /^L1000_(\d{1,5})_(\d{1,5})$/.exec(address.id);
  const name = address.quantity.slice('hot.'.length);
  const known = NUMBERS[name];
  if (!match || !known) throw unknownQuantity(address);
  const key = Number(match[1]) * 65_536 + Number(match[2]);
  const raw = shownCell(scene, 'hotCells', key, name);
  if (raw === null) throw nothing(`cell ${address.id} has none now`);
  const { decimals } = TOPICS.hotCells.columns.find((column) => column.name === name)!;
  const value = raw / 10 ** decimals;
  const time = scene.shown.table('hotCells')?.time ?? scene.now;
  return explanationOf(address, {
    subject: { kind: 'cell', id: address.id, names: words(`网格 ${address.id}`, `cell ${address.id}`) }, title: known[0], value: { ...shownWhole(value), text: value.toFixed(decimals) }, asOf: iso(Math.floor(time / 1000)), isProvisional: true,
    formula: { words: known[1], symbols: known[2] }, check: checked(raw, null, words('由每拍之后的网格分析得出，误差与证据见 /api/hotspots', 'of the analysis after the tick; its error and evidence are at /api/hotspots')),
    inputs: paged(words('网格的浓度', 'the cell\'s concentration'), [input({ label: words('PM2.5 滚动小时', 'PM2.5, rolling hour'), value: null, address: addressText('cell', address.id, 'now.a34004') })], scene.page),
    notice: words('网格用于排查，不用于考核', 'the grid is for finding places; it judges nobody'),
  });
}
