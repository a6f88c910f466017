import { parseCivilTime } from '../../contracts/civil-time.ts';
import { Framer, isReject, parseFrame, type FramerEvent } from '../hj212/mod.ts';
import { openFile } from './csv-frames.ts';
import type { RawFrame, ReplayCounts } from './replay-frame.ts';

/** A capture holds both sides: answers, and 1013 (answered with 9013), get no 9014 whatever their Flag says. */
const UNACKNOWLEDGED: ReadonlySet<string> = new Set(['9011', '9012', '9013', '9014', '1013']);

/** The HJ 212 frames of a capture, broken ones too: what a gateway would have read from the wire. */
export async function* rawFrames(path: string, timezone: string, counts: ReplayCounts): AsyncGenerator<RawFrame> {
  const framer = new Framer();
  function* take(): Generator<RawFrame> {
    for (let event = framer.next(); event; event = framer.next()) {
      counts.rows += 1;
      counts.frames += 1;
      yield toRaw(event, timezone);
    }
  }
  for await (const chunk of openFile(path) as AsyncIterable<Buffer>) {
    framer.push(chunk);
    yield* take();
  }
  framer.finish();
  yield* take();
}

function toRaw(event: FramerEvent, timezone: string): RawFrame {
  const bytes = Buffer.concat([event.bytes, Buffer.from('\r\n')]);
  const packet = event.kind === 'frame' ? parseFrame(event.bytes) : null;
  if (!packet || isReject(packet)) return { time: null, bytes, mn: null, qn: '' };
  const dataTime = /(?:^|[;,])DataTime=(\d{14})/i.exec(packet.cp)?.[1];
  return {
    time: dataTime ? parseCivilTime(dataTime, timezone) : null,
    bytes,
    mn: packet.ack && !UNACKNOWLEDGED.has(packet.cn) ? packet.mn : null,
    qn: packet.qn,
  };
}
