import type { Explanation } from '../../streams/contracts/explanation.ts';
import { fromLiveTime, readRows, type NumberAddress } from '../../streams/live/mod.ts';
import type { Rejected } from '../ingest/mod.ts';
import { checked, explanationOf, input, paged, shownWhole } from './builder.ts';
import { nothing, unknownQuantity, type ExplainContext } from './explain-context.ts';
import { joined, words } from './words.ts';

/** What was refused at the door is in no stream of frames: it is named by its place among the rejects. */
const ordinalOf = ({ frame, sequence }: Rejected): string => (frame === null ? `R${sequence}` : String(frame));

/** `intake:frames` `now.rate`, `intake:unregistered` and `intake:rejects` `now.count`. */
export function explainIntake(scene: ExplainContext, address: NumberAddress): Explanation | Promise<Explanation> {
  if (address.id === 'frames' && address.quantity === 'now.rate') return explainRate(scene, address);
  if (address.id === 'unregistered' && address.quantity === 'now.count') return explainStrangers(scene, address);
  if (address.id === 'rejects' && address.quantity === 'now.count') return explainRejects(scene, address);
  throw unknownQuantity(address);
}

/** Frames a second over the last ten whole seconds that reported, as the pulse shows it. */
function explainRate(scene: ExplainContext, address: NumberAddress): Explanation {
  const held = scene.shown.table('pulse');
  if (!held) throw nothing('no frame yet');
  const second = Math.floor(scene.now / 1000) * 1000;
  const bars = readRows('pulse', held.table)
    .map(({ at, frames, readings }) => ({ start: at ?? fromLiveTime(0), frames, readings }))
    .filter(({ start, frames: count }) => count !== null && second - start > 0 && second - start <= 10_000)
    .sort((a, b) => b.start - a.start);
  if (bars.length === 0) throw nothing('no frame within ten seconds');
  const sum = bars.reduce((total, bar) => total + (bar.frames ?? 0), 0);
  return explanationOf(address, {
    subject: { kind: 'intake', id: 'frames', names: words('接入', 'intake') },
    title: words('每秒帧数', 'frames a second'),
    value: { number: sum / bars.length, text: (sum / bars.length).toFixed(0), unit: '/s' },
    asOf: new Date(bars[0]!.start).toISOString(),
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
      scene.page,
    ),
  });
}

/** Devices that send and are in no registry, the newest first. */
async function explainStrangers(scene: ExplainContext, address: NumberAddress): Promise<Explanation> {
  const { offset, limit } = scene.page;
  const { total, rows } = await scene.ask.strangers(offset, limit);
  // Beyond the last page there is no row to carry the total.
  const count = rows.length === 0 && offset > 0 ? (await scene.ask.strangers(0, 1)).total : total;
  return explanationOf(address, {
    subject: { kind: 'intake', id: 'unregistered', names: words('未登记设备', 'unregistered devices') },
    title: words('未登记设备', 'unregistered devices'),
    value: shownWhole(count),
    asOf: new Date(scene.now).toISOString(),
    isProvisional: true,
    formula: {
      words: words(
        '发来过帧、登记表里没有的设备；帧已确认并保存八天，登记后打开',
        'devices that sent frames and are in no registry; their frames are acknowledged, kept for eight days and opened once they are registered',
      ),
      symbols: 'n = #{device}',
    },
    check: checked(null, count, words('值守台半分钟问一次', 'the desk asks twice a minute')),
    inputs: {
      what: words('设备，最近的在前', 'devices, the latest first'),
      total: count,
      offset,
      left: [],
      rows: rows.map((row) =>
        input({
          label: words(row.device, row.device),
          time: new Date(row.last).toISOString(),
          value: String(row.frames),
          unit: '',
          detail: [row.st && `ST=${row.st}`, row.remote].filter(Boolean).join(' · ') || null,
        }),
      ),
    },
    notice: words(
      '登记：POST /api/stations 或 POST /api/devices',
      'to register: POST /api/stations or POST /api/devices',
    ),
  });
}

/** Frames and items that could not be opened, the newest first with the beginning of the frame. */
async function explainRejects(scene: ExplainContext, address: NumberAddress): Promise<Explanation> {
  const { offset, limit } = scene.page;
  const [{ total, reasons }, newest] = await Promise.all([
    scene.rejects.counts(),
    scene.rejects.newest(offset + limit),
  ]);
  return explanationOf(address, {
    subject: { kind: 'intake', id: 'rejects', names: words('拒收', 'rejects') },
    title: words('拒收记录', 'frames that could not be opened'),
    value: shownWhole(total),
    asOf: new Date(scene.now).toISOString(),
    isProvisional: true,
    formula: {
      words: words(
        '打不开的帧与项；同一设备的同一种错一小时记一次，记录仍保存的计数',
        'frames and items that could not be opened and are still kept; the same fault of one device is told once an hour',
      ),
      symbols: 'n = Σ n(reason)',
    },
    steps: reasons.map(({ source, reason, count }) => ({ what: joined(source, reason), text: String(count) })),
    check: checked(
      null,
      reasons.reduce((sum, { count }) => sum + count, 0),
      words('值守台半分钟问一次', 'the desk asks twice a minute'),
    ),
    inputs: {
      what: words('最近的在前', 'the latest first'),
      total,
      offset,
      left: [],
      rows: newest
        .slice(offset)
        .map((row) =>
          input({
            label: joined(row.reason, row.device),
            time: row.received,
            value: String(row.bytes),
            unit: 'B',
            detail: [row.item, row.detail].filter(Boolean).join(' · ') || null,
            frame: ordinalOf(row),
          }),
        ),
    },
    frames: scene.isInternal
      ? newest
          .slice(offset)
          .map((row) => ({
            ordinal: ordinalOf(row),
            generation: 0,
            sequence: row.sequence,
            isKept: true,
            source: row.source,
            received: row.received,
            device: row.device || null,
            remote: row.remote || null,
            bytes: row.bytes,
            text: row.preview,
          }))
      : [],
    notice: words('全部见 GET /api/rejects', 'all of them at GET /api/rejects'),
  });
}
