import { parseArgs } from 'node:util';
import { systemClock } from '../../contracts/clock.ts';
import { GuanlanError } from '../../contracts/errors.ts';
import { httpSink } from './http-sink.ts';
import { loadMapping } from './mapping.ts';
import { replay } from './replay.ts';
import type { Sink } from './sink.ts';
import { tcpSink } from './tcp-sink.ts';

const USAGE = `回放文件 Replay files into the gateway or the HTTP interface

  npm run replay -- FILE ... [options]

  FILE            .csv or .csv.gz with --map; .txt or .txt.gz of raw HJ 212 frames, sent as they are
  --map FILE      how columns become factors (examples: streams/sources/replay/mappings)
  --speed N       file seconds per second of the wall; without it as fast as acknowledged
  --from, --to    ISO times by the file's own clock, half-open
  --shift S       auto (default): move old files by whole days to end today; none; or a number of days
  --target T      host:port of the gateway (127.0.0.1:9212) or http(s)://host:port
  --token T       token of the HTTP interface (or GUANLAN_TOKEN)
  --timezone Z    civil time of the devices (Asia/Shanghai)
`;

const wrong = (what: string): GuanlanError => new GuanlanError('GL_CONFIG', what);

function instant(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (!Number.isFinite(time)) throw wrong(`--${name} ${text} is not a time`);
  return time;
}

function sinkOf(target: string, token: string | null, timezone: string): Sink {
  if (/^https?:\/\//.test(target)) return httpSink(target, token);
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(target) ?? [];
  if (host === undefined) throw wrong(`--target ${target} is neither host:port nor http://host:port`);
  return tcpSink({ host, port: Number(port), timezone, clock: systemClock });
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      map: { type: 'string' },
      speed: { type: 'string', default: '0' },
      from: { type: 'string' },
      to: { type: 'string' },
      shift: { type: 'string', default: 'auto' },
      target: { type: 'string', default: `127.0.0.1:${process.env['GUANLAN_HJ212_PORT'] ?? 9212}` },
      token: { type: 'string' },
      timezone: { type: 'string', default: 'Asia/Shanghai' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || positionals.length === 0) {
    process.stdout.write(USAGE);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const speed = Number(values.speed);
  if (!(speed >= 0)) throw wrong(`--speed ${values.speed} is not a number from 0`);
  const shift = values.shift === 'auto' || values.shift === 'none' ? values.shift : Number(values.shift);
  if (Number.isNaN(shift)) throw wrong(`--shift ${values.shift} is not auto, none or a number of days`);
  const from = instant(values.from, 'from');
  const to = instant(values.to, 'to');
  const files = positionals.map((file) => {
    const raw = /\.txt(?:\.gz)?$/.test(file);
    if (raw) return { file, mapping: null };
    if (values.map === undefined) throw wrong(`${file} needs --map`);
    return { file, mapping: loadMapping(values.map) };
  });
  const sink = sinkOf(values.target, values.token ?? process.env['GUANLAN_TOKEN'] ?? null, values.timezone);

  let said = systemClock.monotonic();
  try {
    for (const { file, mapping } of files) {
      const { shift: moved, ...counts } = await replay({
        file,
        mapping,
        sink,
        speed,
        shift,
        clock: systemClock,
        timezone: values.timezone,
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
        onProgress(sofar, time) {
          if (systemClock.monotonic() - said < 2000) return;
          said = systemClock.monotonic();
          process.stdout.write(
            `${file}: ${sofar.frames} frames, at ${time === null ? '-' : new Date(time).toISOString()}\n`,
          );
        },
      });
      process.stdout.write(`${file}: ${JSON.stringify({ ...counts, shiftDays: moved / 86_400_000 })}\n`);
    }
    process.stdout.write(`${values.target}: ${JSON.stringify(await sink.finish())}\n`);
  } catch (error) {
    // The link would keep the process alive for what will never be acknowledged.
    await sink.abort();
    throw error;
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
