import type { Explanation } from '../../streams/contracts/explanation.ts';
import { fromLiveTime, type NumberAddress } from '../../streams/live/mod.ts';
import { checked, explanationOf, input, paged } from './builder.ts';
import type { ExplainContext } from './explain-context.ts';
import { noValue } from './explain-errors.ts';
import { columnOfTopic } from './shown.ts';
import { words } from './words.ts';

/** Frames a second over the last ten whole seconds that reported, as topic `pulse` shows it. */
export function explainRate(context: ExplainContext, address: NumberAddress): Explanation {
  const present = context.shown.table('pulse');
  if (!present) throw noValue('no frame yet');
  const { table } = present;
  const column = (name: string): number => columnOfTopic('pulse', name);
  const [at, frames, readings] = [column('at'), column('frames'), column('readings')];
  const second = Math.floor(context.now / 1000) * 1000;
  const bars = Array.from({ length: table.size }, (_, row) => ({
    start: fromLiveTime(table.at(row, at) ?? 0),
    frames: table.at(row, frames),
    readings: table.at(row, readings),
  }))
    .filter(({ start, frames: count }) => count !== null && second - start > 0 && second - start <= 10_000)
    .sort((a, b) => b.start - a.start);
  const [newest] = bars;
  if (newest === undefined) throw noValue('no frame within ten seconds');
  const sum = bars.reduce((total, bar) => total + (bar.frames ?? 0), 0);
  return explanationOf(address, {
    subject: { kind: 'intake', id: 'frames', names: words('接入', 'intake') },
    title: words('每秒帧数', 'frames a second'),
    value: { number: sum / bars.length, text: (sum / bars.length).toFixed(0), unit: '/s' },
    asOf: new Date(newest.start).toISOString(),
    isProvisional: true,
    formula: {
      words: words('最近十个整秒内入库帧数的平均', 'mean of the frames taken in over the last ten whole seconds'),
      symbols: 'r = Σ ni / k',
    },
    steps: [{ what: words('平均', 'mean'), text: `${sum} ÷ ${bars.length}` }],
    check: checked(
      null,
      (sum / bars.length).toFixed(2),
      words('计数只在内存，屏幕自行平均', 'counts live in memory; screens average them themselves'),
    ),
    inputs: paged(
      words('每秒', 'each second'),
      bars.map(({ start, frames: count, readings: read }) =>
        input({
          label: words('秒', 'second'),
          time: new Date(start).toISOString(),
          value: String(count),
          unit: '',
          detail: read === null ? null : `${read} readings`,
        }),
      ),
      context.page,
    ),
  });
}
