/**
 * 9014 round trip at the gateway while ingest and ticks run: default processes (broker, store, work, edge), every
 * socket a frame a second at a phase of its own.
 *
 *   node bench/gateway-ack.ts [--sockets 2000] [--seconds 60] [--factors 10] [--target host:port --devices FILE]
 *
 * With --target a running server is measured; FILE holds the ids (MN) of devices it knows, one a line. Ends with an
 * equality: every frame sent has exactly one 9014, else the figures are worthless.
 */
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { parseArgs } from 'node:util';
import { setTimeout as pause } from 'node:timers/promises';
import { formatCivilTime } from '../streams/contracts/civil-time.ts';
import { encodeFrame, Framer, isReject, parseFrame } from '../streams/sources/hj212/mod.ts';
import { until } from '../test/harness/mod.ts';
import { openHouse } from './house.ts';
import { verdict } from './verdict.ts';

const { values: options } = parseArgs({
  options: {
    sockets: { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '60' },
    factors: { type: 'string', default: '10' },
    target: { type: 'string' },
    devices: { type: 'string' },
  },
});
const BAR_MS = 60;
const sockets = Number(options.sockets);
const seconds = Number(options.seconds);
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
].slice(0, Number(options.factors));
const ZONE = 'Asia/Shanghai';
const WARM_UP_MS = 5000;

const house = options.target
  ? null
  : await openHouse(Array.from({ length: sockets }, () => ({ factors: CODES, period: 1 })));
const [host, port] = options.target
  ? (options.target.split(':') as [string, string])
  : ['127.0.0.1', String(house!.gatewayPort)];
const devices = options.devices
  ? readFileSync(options.devices, 'utf8')
      .split(/\s+/)
      .filter((mn) => mn !== '')
  : Array.from({ length: sockets }, (_, i) => `DEV${i + 1}`);

interface Line {
  readonly socket: Socket;
  readonly mn: string;
  readonly sent: Map<string, number>;
  frames: number;
}
const trips: number[] = [];
let answered = 0;
let unexpected = 0;
let measuring = false;

async function open(index: number): Promise<Line> {
  const socket = connect({ host, port: Number(port), noDelay: true });
  const line: Line = { socket, mn: devices[index % devices.length]!, sent: new Map(), frames: 0 };
  const framer = new Framer();
  socket.on('data', (chunk) => {
    const now = performance.now();
    framer.push(chunk);
    for (let event = framer.next(); event; event = framer.next()) {
      const packet = event.kind === 'frame' ? parseFrame(event.bytes) : null;
      const at = packet && !isReject(packet) && packet.cn === '9014' ? line.sent.get(packet.qn) : undefined;
      if (at === undefined) {
        unexpected += 1;
        continue;
      }
      line.sent.delete((packet as { qn: string }).qn);
      answered += 1;
      if (measuring) trips.push(now - at);
    }
  });
  await new Promise<void>((done, failed) => {
    socket.once('connect', () => done());
    socket.once('error', failed);
  });
  return line;
}

const lines: Line[] = [];
for (let i = 0; i < sockets; i += 100)
  lines.push(...(await Promise.all(Array.from({ length: Math.min(100, sockets - i) }, (_, k) => open(i + k)))));

let sent = 0;
const values = (n: number): string =>
  CODES.map((code, f) => `${code}-Rtd=${((n * 7 + f * 13) % 500) / 10},${code}-Flag=N`).join(';');
function send(line: Line): void {
  const now = Date.now();
  const civil = formatCivilTime(now, ZONE);
  const qn = `${civil}${String((line.frames += 1))
    .padStart(3, '0')
    .slice(-3)}`;
  line.sent.set(qn, performance.now());
  line.socket.write(
    encodeFrame({
      qn,
      st: '22',
      cn: '2011',
      pw: '123456',
      mn: line.mn,
      flag: 5,
      cp: `DataTime=${civil};${values(sent)}`,
    }),
  );
  sent += 1;
}
const timers: NodeJS.Timeout[] = [];
lines.forEach((line, i) =>
  timers.push(setTimeout(() => timers.push(setInterval(() => send(line), 1000)), (i / sockets) * 1000)),
);
await pause(WARM_UP_MS);
measuring = true;
const started = performance.now();
const before = sent;
await pause(seconds * 1000);
measuring = false;
const rate = (sent - before) / ((performance.now() - started) / 1000);
for (const timer of timers) clearTimeout(timer);
await until('the last answers', () => lines.every((line) => line.sent.size === 0), 30_000).catch(() => undefined);

trips.sort((a, b) => a - b);
const at = (share: number): string =>
  (trips[Math.min(trips.length - 1, Math.floor(trips.length * share))] ?? NaN).toFixed(1);
const missing = lines.reduce((sum, line) => sum + line.sent.size, 0);
console.log('| sockets | frames/s | answered | p50 ms | p90 ms | p99 ms | max ms | unanswered | unexpected |');
console.log('|---|---|---|---|---|---|---|---|---|');
console.log(
  `| ${sockets} | ${rate.toFixed(0)} | ${answered} | ${at(0.5)} | ${at(0.9)} | ${at(0.99)} | ${at(1)} ` +
    `| ${missing} | ${unexpected} |`,
);
for (const { socket } of lines) socket.destroy();
await house?.close();
const whole = missing + unexpected === 0 && answered === sent;
if (!whole) console.error(`${sent} sent, ${answered} answered: not one 9014 for each frame`);
const figures = `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms`;
verdict(
  `9014 round trip, ${sockets} sockets at ${rate.toFixed(0)} frames/s`,
  {
    en: `${figures}; ${answered} frames, each with one 9014${whole ? '' : ': no'}`,
    zh: `${figures}；${answered} 帧，每帧一次 9014 应答${whole ? '' : '：否'}`,
  },
  `p99 <= ${BAR_MS} ms, one 9014 for each frame`,
  whole && Number(at(0.99)) <= BAR_MS,
);
