import { Writable } from 'node:stream';
import { pino, type Logger } from 'pino';

const LEVELS: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info ',
  40: 'warn ',
  50: 'error',
  60: 'fatal',
};
const COLOURS: Readonly<Record<number, string>> = { 40: '33', 50: '31', 60: '31;1' };

/** One log record as a line for a person. */
function prettyLine(json: string): string {
  const {
    level,
    time,
    role,
    msg = '',
    err,
    pid: _pid,
    hostname: _host,
    ...rest
  } = JSON.parse(json) as Record<string, unknown> & {
    level: number;
    time: number;
    err?: { message?: string; stack?: string };
  };
  const clock = new Date(time).toISOString().slice(11, 23);
  const more = Object.entries(rest)
    .map(([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('');
  const cause = err?.message ? ` (${err.message})` : '';
  const line = `${clock} ${LEVELS[level] ?? level} ${String(role ?? '')} ${String(msg)}${more}${cause}`;
  const colour = COLOURS[level];
  return `${colour ? `\x1b[${colour}m${line}\x1b[0m` : line}\n`;
}

/** JSON lines, or one readable line each where a person looks on. */
export function createLog(role: string, level: string, out: NodeJS.WriteStream = process.stdout): Logger {
  const options = { level, base: { role }, timestamp: pino.stdTimeFunctions.epochTime };
  if (!out.isTTY) return pino(options, pino.destination({ dest: 1, sync: true }));
  return pino(
    options,
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        out.write(prettyLine(chunk.toString('utf8')));
        done();
      },
    }),
  );
}
