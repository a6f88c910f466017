import type { ExplainedFrame, Explanation } from '../../streams/contracts/explanation.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import type { Rejected } from '../ingest/mod.ts';
import { checked, explanationOf, input, shownWhole } from './builder.ts';
import type { ExplainContext } from './explain-context.ts';
import { joined, words } from './words.ts';

/** What the gateway rejected is in no stream of frames: it is named by its place among the rejects. */
const ordinalOf = ({ frame, sequence }: Rejected): string => (frame === null ? `R${sequence}` : String(frame));

/** Frames and items that could not be opened, the newest first with the beginning of the frame. */
export async function explainRejects(context: ExplainContext, address: NumberAddress): Promise<Explanation> {
  const { offset, limit } = context.page;
  const [{ total, reasons }, newest] = await Promise.all([
    context.rejects.counts(),
    context.rejects.newest(offset + limit),
  ]);
  return explanationOf(address, {
    subject: { kind: 'intake', id: 'rejects', names: words('拒收', 'rejects') },
    title: words('拒收记录', 'frames that could not be opened'),
    value: shownWhole(total),
    asOf: new Date(context.now).toISOString(),
    isProvisional: true,
    formula: {
      words: words(
        '打不开的帧与项；同一设备的同一种错一小时记一次，记录仍保存的计数',
        'frames and items that could not be opened and are still kept; ' +
          'the same fault of one device is told once an hour',
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
    frames: context.isInternal ? newest.slice(offset).map(rejectedFrame) : [],
    notice: words('全部见 GET /api/rejects', 'all of them at GET /api/rejects'),
  });
}

const rejectedFrame = (row: Rejected): ExplainedFrame => ({
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
});
