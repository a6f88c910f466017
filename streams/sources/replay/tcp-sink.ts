import { formatCivilTime } from '../../contracts/civil-time.ts';
import type { Clock } from '../../contracts/clock.ts';
import { DeviceLink, flagOf, type PacketDraft } from '../hj212/mod.ts';
import type { RawFrame, ReplayFrame } from './replay-frame.ts';
import type { Sink, SinkCounts } from './sink.ts';

const SUFFIX: Readonly<Record<string, string>> = Object.freeze({ 2011: 'Rtd', 2051: 'Avg', 2061: 'Avg', 2031: 'Avg' });
/** HJ 212-2017 6.3.1: CP holds at most 950 characters; what is longer becomes several packets of the same time. */
const CP_LENGTH = 950;

export interface TcpSinkOptions {
  readonly host: string;
  readonly port: number;
  readonly timezone: string;
  readonly clock: Clock;
  readonly window?: number;
  readonly password?: string;
}

/** Sends frames to a gateway as a device would: HJ 212-2017, each acknowledged, sent again where it is not. */
export function tcpSink({ host, port, timezone, clock, window = 256, password = '123456' }: TcpSinkOptions): Sink {
  const link = new DeviceLink({ host, port, window, queue: 1024, clock });
  let lastQn = 0;
  const nextQn = (): string => {
    lastQn = Math.max(lastQn + 1, clock.now());
    return `${formatCivilTime(lastQn, timezone)}${String(lastQn % 1000).padStart(3, '0')}`;
  };
  return {
    async send(frame: ReplayFrame, time: number) {
      for (const cp of parameters(frame, formatCivilTime(time, timezone))) {
        const draft: PacketDraft = {
          qn: nextQn(),
          st: frame.st,
          cn: frame.cn,
          pw: password,
          mn: frame.device,
          flag: flagOf('2017', true),
          cp,
        };
        await link.send(draft);
      }
    },
    abort: () => link.close(),
    sendRaw: (frame: RawFrame) => link.sendRaw(frame.bytes, frame.mn, frame.qn),
    async finish(): Promise<SinkCounts> {
      await link.drained();
      const { acked, refused, resent, dropped } = link.counts;
      await link.close();
      return { acked, refused, resent, dropped };
    },
  };
}

function* parameters(frame: ReplayFrame, dataTime: string): Generator<string> {
  const suffix = SUFFIX[frame.cn] ?? 'Rtd';
  const head = `DataTime=${dataTime}`;
  let cp = head;
  for (const [code, text] of frame.values) {
    const item = `;${code}-${suffix}=${text},${code}-Flag=N`;
    if (cp.length + item.length > CP_LENGTH) {
      yield cp;
      cp = head;
    }
    cp += item;
  }
  if (cp !== head) yield cp;
}
