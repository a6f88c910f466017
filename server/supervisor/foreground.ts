import { get as getPlain } from 'node:http';
import { get as getSecure } from 'node:https';
import type { Clock } from '../../streams/contracts/clock.ts';
import { startupCredentials, type StartupCredential } from '../access/mod.ts';
import type { Config } from '../platform/config.ts';
import { pause } from '../platform/pause.ts';
import type { Demo } from '../roles/demo-options.ts';
import { EndedWhileStarting, startSupervisor } from './supervisor.ts';

const dim = (text: string): string => (process.stdout.isTTY ? `\x1b[2m${text}\x1b[0m` : text);
const bold = (text: string): string => (process.stdout.isTTY ? `\x1b[1m${text}\x1b[0m` : text);

const hostOf = (config: Config): string =>
  config.host === '0.0.0.0' || config.host === '::' ? '127.0.0.1' : config.host;

/** As it stands in an address: an IPv6 one in brackets. */
const inAddress = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** The addresses and tokens a person needs, one a line. */
export function addresses(config: Config, doors: readonly StartupCredential[] = []): string {
  const base = `${config.tls ? 'https' : 'http'}://${inAddress(hostOf(config))}:${config.httpPort}`;
  const line = (zh: string, en: string, address: string): string => `  ${zh}  ${dim(en.padEnd(14))} ${bold(address)}`;
  return [
    line('大屏', 'wall', `${base}/wall`),
    line('值守', 'duty desk', `${base}/duty`),
    line('公众', 'public', `${base}/public`),
    line('接口', 'API reference', `${base}/api/reference`),
    line('设备', 'HJ 212 devices', `tcp ${inAddress(hostOf(config))}:${config.hj212Port}`),
    ...doors.map(([zh, en, value]) => line(zh, en, value)),
  ].join('\n');
}

/**
 * Whether our own edge says that it is ready. Its certificate may be self-signed or name another host: it is asked
 * nothing secret.
 */
export const answersReady = ({ host, port, tls }: { host: string; port: number; tls: boolean }): Promise<boolean> =>
  new Promise((done) => {
    const options = { host, port, path: '/readyz', timeout: 1_000 };
    const request = tls ? getSecure({ ...options, rejectUnauthorized: false }) : getPlain(options);
    request.once('response', (answer) => {
      answer.resume();
      done(answer.statusCode === 200);
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => done(false));
    request.once('close', () => done(false));
  });

async function becomesLive(config: Config, still: () => boolean): Promise<void> {
  while (still() && !(await answersReady({ host: hostOf(config), port: config.httpPort, tls: config.tls !== null })))
    await pause(100);
}

/** `npm start`: supervises in the foreground until Ctrl-C, then ends everything it started. */
export async function superviseHere(config: Config, demo: Demo, clock: Clock): Promise<void> {
  const begun = clock.monotonic();
  const doors = startupCredentials(config, clock.now());
  const elapsed = (): string => `${((clock.monotonic() - begun) / 1000).toFixed(1)} s`;
  const say = (zh: string, en: string): void => {
    process.stdout.write(`  ${dim(elapsed().padStart(6))}  ${zh} ${dim(en)}\n`);
  };
  let ended = false;
  let supervisor: Awaited<ReturnType<typeof startSupervisor>> | null = null;
  const ending = new AbortController();
  const finish = async (): Promise<void> => {
    if (ended) return;
    ended = true;
    say('正在结束全部进程', 'ending everything');
    ending.abort();
    if (supervisor === null) return;
    await supervisor.stop();
    say('已结束', 'ended');
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void finish());
  // The bootstrap that holds the terminal is gone.
  process.once('disconnect', () => void finish());

  try {
    supervisor = await startSupervisor(config, demo, { say }, ending.signal);
  } catch (error) {
    if (!(error instanceof EndedWhileStarting)) throw error;
    say('已结束', 'ended');
    process.exit(0);
  }
  if (ending.signal.aborted) {
    await supervisor.stop();
    process.exit(0);
  }
  process.stdout.write(`\n${addresses(config, doors)}\n\n`);
  await becomesLive(config, () => !ended);
  if (!ended) say('全部就绪，数据已上屏；Ctrl-C 结束', 'live; Ctrl-C ends it');
  throw await supervisor.failed;
}
