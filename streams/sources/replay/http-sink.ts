import { setTimeout as sleep } from 'node:timers/promises';
import { GuanlanError } from '../../contracts/errors.ts';
import type { ReplayFrame } from './replay-frame.ts';
import type { Sink, SinkCounts } from './sink.ts';

const STATISTIC: Readonly<Record<string, string>> = Object.freeze({
  2011: 'rtd',
  2051: 'minute',
  2061: 'hour',
  2031: 'day',
});
const ITEMS_PER_PUSH = 2000;
const TRIES = 6;

/** Pushes values as NDJSON to `POST {base}/api/readings`, 2,000 items at a time, again after 429 and 5xx. */
export function httpSink(base: string, token: string | null): Sink {
  const address = new URL('/api/readings', base);
  let lines: string[] = [];
  const counts = { acked: 0, refused: 0, resent: 0, dropped: 0 };
  const flush = async (): Promise<void> => {
    if (lines.length === 0) return;
    const body = lines.join('\n');
    lines = [];
    for (let attempt = 1; ; attempt += 1) {
      const answer = await fetch(address, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/x-ndjson', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      }).catch((error: unknown) => error as Error);
      if (answer instanceof Response && answer.ok) {
        const { accepted, rejected } = (await answer.json()) as { accepted: number; rejected: number };
        counts.acked += accepted;
        counts.refused += rejected;
        return;
      }
      const again = !(answer instanceof Response) || answer.status === 429 || answer.status >= 500;
      const what =
        answer instanceof Response
          ? `HTTP ${answer.status} ${(await answer.text()).slice(0, 200)}`
          : String(answer.cause ?? answer);
      if (!again || attempt >= TRIES) throw new GuanlanError('GL_STREAM_UNAVAILABLE', `${address.href}: ${what}`);
      counts.resent += 1;
      await sleep(250 * 2 ** attempt);
    }
  };
  return {
    async send(frame: ReplayFrame, time: number) {
      for (const [factor, value] of frame.values) {
        lines.push(
          JSON.stringify({
            device: frame.device,
            factor,
            statistic: STATISTIC[frame.cn] ?? 'rtd',
            time: new Date(time).toISOString(),
            value,
          }),
        );
        if (lines.length >= ITEMS_PER_PUSH) await flush();
      }
    },
    async abort() {
      lines = [];
    },
    sendRaw() {
      throw new GuanlanError('GL_CONFIG', 'raw HJ 212 frames go to a gateway (--target host:port), not to HTTP');
    },
    async finish(): Promise<SinkCounts> {
      await flush();
      return counts;
    },
  };
}
