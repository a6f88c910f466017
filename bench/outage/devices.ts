/**
 * The devices of the outage bench in a process of their own, as in life: what encodes and sends frames is not what
 * ticks. Forked by `bench/outage.ts`, which tells it by messages what to do; answers each when it is done.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { jetstream } from '@nats-io/jetstream';
import { connect, headers as natsHeaders } from '@nats-io/transport-node';
import { FRAME_HEADERS, frameSubject } from '../../streams/contracts/subjects.ts';
import { cityOf, frameOf, timesOf } from './city-values.ts';

/**
 * Civil times in seconds UTC; `startedAt` is the instant of the machine, ms, at which the civil clock stood at `begin`.
 */
export interface Speech {
  readonly url: string;
  readonly share: number;
  readonly county: number;
  readonly begin: number;
  readonly outage: number;
  readonly startedAt: number;
}
export type Told =
  | { readonly type: 'speak'; readonly speech: Speech }
  | { readonly type: 'give back' }
  | { readonly type: 'stop'; readonly end: number };
export type Done = { readonly type: 'given back'; readonly frames: number } | { readonly type: 'stopped' };

/** Frames whose ack is awaited at once. */
const WINDOW = 256;

function speak({ url, share, county, begin, outage, startedAt }: Speech): {
  giveBack(): Promise<number>;
  stop(end: number): Promise<void>;
} {
  const pack = cityOf(share);
  const zone = pack.city.timezone;
  const connecting = connect({ servers: url });
  const civil = (): number => begin + (Date.now() - startedAt) / 1000;
  let sent = 0;
  const sendAll = async (
    due: readonly { readonly station: (typeof pack.stations)[number]; readonly time: number }[],
  ): Promise<void> => {
    const js = jetstream(await connecting);
    for (let i = 0; i < due.length; i += WINDOW) {
      await Promise.all(
        due.slice(i, i + WINDOW).map(async ({ station, time }) => {
          const headers = natsHeaders();
          headers.set(FRAME_HEADERS.received, String(Math.floor(civil() * 1000)));
          headers.set(FRAME_HEADERS.remote, '127.0.0.1:1');
          headers.set(FRAME_HEADERS.device, encodeURIComponent(station.device));
          await js.publish(frameSubject('hj212', station.device), frameOf(station, time, zone), {
            headers,
            msgID: `outage-${(sent += 1)}`,
            timeout: 30_000,
          });
        }),
      );
    }
  };
  /** Up to where live frames were sent. */
  let spoken = begin;
  const speakUntil = async (now: number): Promise<void> => {
    const from = spoken;
    spoken = Math.max(spoken, now);
    await sendAll(pack.stations.flatMap((station) => timesOf(station, from, now).map((time) => ({ station, time }))));
  };
  let running = true;
  const talking = (async () => {
    while (running) {
      await speakUntil(Math.floor(civil()));
      await pause(250);
    }
  })();
  return {
    async giveBack() {
      const kept = pack.stations
        .filter((station) => station.county === county)
        .flatMap((station) => timesOf(station, outage, begin).map((time) => ({ station, time })))
        .sort((a, b) => a.time - b.time);
      await sendAll(kept);
      return kept.length;
    },
    async stop(end) {
      running = false;
      await talking;
      await speakUntil(end);
      await (await connecting).close();
    },
  };
}

let speaking: ReturnType<typeof speak> | null = null;
const answer = (done: Done): void => {
  process.send?.(done);
};
process.on('message', (told: Told) => {
  if (told.type === 'speak') speaking = speak(told.speech);
  // Oldest first, every device of the county at once.
  else if (told.type === 'give back')
    void speaking!.giveBack().then((frames) => answer({ type: 'given back', frames }));
  else
    void speaking!.stop(told.end).then(() => {
      answer({ type: 'stopped' });
      process.disconnect();
    });
});
process.once('disconnect', () => process.exit(0));
