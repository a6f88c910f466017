/**
 * Frame at the gateway -> ClickHouse, sustained, with the default processes (broker, store, work, edge) on this
 * machine.
 *
 *   npm run bench -- ingest-rate [--seconds 300] [--rate 2000] [--devices 2000] [--factors 10] [--sockets 50]
 *
 * Every frame is sent once at its time and waits for its 9014; a socket that falls behind is late, not lost. At the end
 * every acknowledged frame must be in `readings` exactly once, value for value: a fast run that lost a reading would be
 * worthless.
 */
import { connect, type Socket } from 'node:net';
import { parseArgs } from 'node:util';
import { formatCivilTime } from '../streams/contracts/civil-time.ts';
import { encodeFrame } from '../streams/sources/hj212/mod.ts';
import { until } from '../test/harness/mod.ts';
import { openHouse } from './house.ts';
import { verdict } from './verdict.ts';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '300' },
    rate: { type: 'string', default: '2000' },
    devices: { type: 'string', default: '2000' },
    factors: { type: 'string', default: '10' },
    sockets: { type: 'string', default: '50' },
  },
});
const [seconds, rate, devices, factors, sockets] = [
  options.seconds,
  options.rate,
  options.devices,
  options.factors,
  options.sockets,
].map(Number) as [number, number, number, number, number];
const ZONE = 'Asia/Shanghai';
const CODES = [
  'a34004',
  'a34002',
  'a05024',
  'a21004',
  'a21026',
  'a21005',
  'a34001',
  'a34005',
  'a21003',
  'a01001',
  'a01002',
  'a01006',
].slice(0, factors);
const TICK_MS = 20;
/** The last row may be in the store this long after the last frame, s: more means that the store did not keep step. */
const LATEST_ROW_S = 10;

const house = await openHouse(
  Array.from({ length: devices }, () => ({ factors: CODES, period: Math.max(1, Math.round(devices / rate)) })),
);

/** Micro of factor `f` in the frame numbered `n`: checked by its sum. */
const valueOf = (n: number, f: number): number => ((n * 7 + f * 13) % 500) / 10;

class Line {
  readonly #socket: Socket;
  #rest = '';
  acked = 0;
  readonly sentAt: number[] = [];
  readonly trips: number[] = [];

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.setNoDelay(true);
    this.#socket.on('data', (chunk) => {
      const parts = (this.#rest + chunk.toString('latin1')).split('\r\n');
      this.#rest = parts.pop() as string;
      const now = performance.now();
      for (const part of parts) {
        if (!part.includes('CN=9014')) continue;
        this.trips.push(now - (this.sentAt[this.acked] as number));
        this.acked += 1;
      }
    });
    this.#socket.on('error', (error) => {
      throw error;
    });
  }

  send(frame: Buffer): void {
    this.sentAt.push(performance.now());
    this.#socket.write(frame);
  }

  end(): void {
    this.#socket.destroy();
  }
}

const lines = Array.from({ length: sockets }, () => new Line(house.gatewayPort));
const started = Date.now();
const begun = performance.now();
let sent = 0;
let behind = 0;
const expected = { count: 0, sum: 0 };
console.log(
  `${rate} frames/s x ${CODES.length} readings from ${devices} devices over ${sockets} sockets for ${seconds} s`,
);

while (performance.now() - begun < seconds * 1000) {
  const due = Math.min(Math.floor(((performance.now() - begun) / 1000) * rate), seconds * rate);
  behind = Math.max(behind, due - sent);
  for (; sent < due; sent += 1) {
    const device = sent % devices;
    // Each device has a second of its own for every frame: identities never meet.
    const time = started - 3_600_000 + Math.floor(sent / devices) * 1000;
    const items = CODES.map((code, f) => `${code}-Rtd=${valueOf(sent, f)},${code}-Flag=N`);
    lines[device % sockets]!.send(
      encodeFrame({
        qn: `${formatCivilTime(started, ZONE).slice(0, 8)}${String(sent).padStart(9, '0')}`,
        st: '22',
        cn: '2011',
        pw: '123456',
        mn: `DEV${device + 1}`,
        flag: 5,
        cp: [`DataTime=${formatCivilTime(time, ZONE)}`, ...items].join(';'),
      }),
    );
    expected.count += CODES.length;
    CODES.forEach((_, f) => {
      expected.sum += Math.round(valueOf(sent, f) * 10);
    });
  }
  await new Promise((done) => setTimeout(done, TICK_MS));
}
const sending = (performance.now() - begun) / 1000;
await until('every 9014', () => lines.reduce((n, line) => n + line.acked, 0) === sent, 60_000);
const acknowledged = (performance.now() - begun) / 1000;

interface Totals {
  identities: string;
  sum: string;
  rows: string;
}
const totals = async (): Promise<Totals> =>
  (
    await house.store.store.rows<Totals>(
      'history',
      `
  SELECT toString(count()) AS identities, toString(sum(value)) AS sum, toString(sum(rows)) AS rows FROM (
    SELECT value, count() AS rows FROM readings GROUP BY station, factor, statistic, time, value, flag)
  SETTINGS max_execution_time = 120`,
    )
  )[0]!;
await until(
  'the position at the end',
  async () => {
    const [row] = await house.store.store.rows<{ sequence: string }>(
      'history',
      'SELECT toString(max(sequence)) AS sequence FROM ingest_position',
    );
    return Number(row?.sequence) === sent;
  },
  120_000,
);
const stored = (performance.now() - begun) / 1000;
const got = await totals();
for (const line of lines) line.end();
await house.close();

const trips = lines.flatMap((line) => line.trips).sort((a, b) => a - b);
const at = (share: number): string =>
  (trips[Math.min(trips.length - 1, Math.floor(trips.length * share))] as number).toFixed(1);
const lost = expected.count - Number(got.identities);
console.table({
  'frames sent and acknowledged': sent,
  'sustained frames/s at the gateway': Math.round(sent / sending),
  'sustained readings/s in the store': Math.round(Number(got.identities) / stored),
  'last 9014 after the last frame, s': Number((acknowledged - sending).toFixed(2)),
  'last row in the store after the last frame, s': Number((stored - sending).toFixed(2)),
  '9014 p50 ms': at(0.5),
  '9014 p99 ms': at(0.99),
  'largest backlog of the sender, frames': behind,
  'readings lost': lost,
  'readings twice or wrong': Number(got.sum) * 10 - expected.sum,
});
const whole = lost === 0 && Math.round(Number(got.sum) * 10) === expected.sum;
const sustained = sent / sending;
// A sender that was late once caught up within the run: what counts is that the rate was kept to the end and that the
// store kept step.
verdict(
  `gateway to ClickHouse for ${seconds} s`,
  `${Math.round(sustained)} frames/s, ${Math.round(Number(got.identities) / stored)} readings/s in the ` +
    `store, last row ${(stored - sending).toFixed(1)} s after the last frame, lost ${lost}, twice or ` +
    `wrong ${Number(got.sum) * 10 - expected.sum}`,
  `>= ${rate} frames/s, store at most ${LATEST_ROW_S} s behind, none lost or twice`,
  whole && sustained >= rate * 0.995 && stored - sending <= LATEST_ROW_S,
);
process.exit();
