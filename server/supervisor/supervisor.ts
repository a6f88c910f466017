import { mkdirSync, writeFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import type { Config } from '../platform/config.ts';
import { connect } from '../platform/nats.ts';
import { errorText } from '../platform/error-text.ts';
import { pause } from '../platform/pause.ts';
import { demoParameters, type Demo } from '../roles/demo-options.ts';
import { natsRole, type NatsRole } from './broker.ts';
import { STORE_THREADS } from '../roles/store.ts';
import { supervise, type ChildSpec, type ChildState, type Supervised } from './child.ts';
import { isFree, prepareEndpoints, type Endpoints } from '../platform/endpoints.ts';
import { end, forget, note, noted, type Identity } from '../platform/process-identity.ts';
import { logFile, type LogFile } from './log-file.ts';
import { answerParts } from './parts.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
/** Long enough for a small machine under full load; a child that ends is told at once. */
const NOT_READY_MS = 120_000;
const ORPHAN_GRACE_MS = 3_000;
const ROTATE_MS = 10_000;
/** A start needs at least this part of the disk floor free. */
const START_FLOOR_SHARE = 1 / 8;

export interface Progress {
  /** One line for the person who started it; Chinese first. */
  say(zh: string, en: string): void;
}

export interface Supervisor {
  children(): readonly ChildState[];
  /** Ends city, edge, work, store, nats, in that order. */
  stop(): Promise<void>;
  /** Resolves with the error that ended it, if one did. */
  readonly failed: Promise<GuanlanError>;
}

/** The person changed their mind before everything ran. What had been started is ended by then. */
export class EndedWhileStarting extends Error {}

async function room(config: Config): Promise<{ free: number; needed: number }> {
  const { bavail, bsize } = await statfs(config.dataDir);
  return {
    free: Math.floor((bavail * bsize) / 1024 ** 2),
    needed: Math.floor(config.diskFloorMiB * START_FLOOR_SHARE),
  };
}

async function checkDisk(config: Config): Promise<void> {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const { free, needed } = await room(config);
  if (free < needed)
    throw new GuanlanError('GL_DISK_FULL', `${config.dataDir}: ${free} MiB free, at least ${needed} MiB needed`);
}

function claim(dataDir: string): void {
  const other = noted(dataDir, 'supervisor');
  if (other && other.pid !== process.pid) throw new GuanlanError('GL_DATA_LOCKED', `${dataDir} (pid ${other.pid})`);
  note(dataDir, 'supervisor', process.pid);
}

/**
 * What an earlier, hard-ended start left running. Work, edge and city end by themselves; the store is replaced; the
 * broker may go on.
 */
async function clearOrphans(dataDir: string, progress: Progress): Promise<void> {
  for (const part of ['city', 'edge', 'work', 'store']) {
    const orphan = noted(dataDir, part);
    if (orphan === null) continue;
    progress.say(`结束上次遗留的进程 ${part}（${orphan.pid}）`, `ended ${part} of an earlier start (${orphan.pid})`);
    await end(orphan, ORPHAN_GRACE_MS);
    forget(dataDir, part);
  }
}

/** The broker of an earlier start, if it is ours by identity and lets us in with our token; another one is ended. */
async function adoptBroker(
  dataDir: string,
  role: NatsRole,
  endpoints: Endpoints,
  progress: Progress,
): Promise<Identity | null> {
  const orphan = noted(dataDir, 'nats');
  if (orphan === null) return null;
  const none = { natsUrl: null, natsToken: null, natsUser: null, natsPassword: null };
  try {
    const { nats, manager } = await connect(none, 'adoption', {
      url: role.url,
      token: endpoints.natsToken,
      patience: 1_000,
    });
    try {
      await manager.getAccountInfo();
    } finally {
      await nats.close();
    }
    progress.say(
      `接管上次遗留的 nats-server（${orphan.pid}）`,
      `adopted nats-server of an earlier start (${orphan.pid})`,
    );
    return orphan;
  } catch {
    await end(orphan, ORPHAN_GRACE_MS);
    progress.say(
      `更换上次遗留的 nats-server（${orphan.pid}）`,
      `replaced nats-server of an earlier start (${orphan.pid})`,
    );
    return null;
  }
}

async function checkPorts(config: Config): Promise<void> {
  const ports = [
    ['GUANLAN_HTTP_PORT', config.httpPort],
    ['GUANLAN_LIVE_PORT', config.livePort],
    ['GUANLAN_HJ212_PORT', config.hj212Port],
  ] as const;
  for (const [setting, port] of ports) {
    if (port !== 0 && !(await isFree(port, config.host)))
      throw new GuanlanError('GL_PORT_TAKEN', `${config.host}:${port} (${setting})`);
  }
}

/**
 * Starts everything this configuration needs on this machine and keeps it running.
 * @param ending fires when the start is to be broken off
 * @throws GL_DATA_LOCKED, GL_DISK_FULL, GL_PORT_TAKEN, GL_NATS_MISSING, GL_CONFIG, EndedWhileStarting; nothing runs on
 * then
 */
export async function startSupervisor(
  config: Config,
  demo: Demo,
  progress: Progress,
  ending: AbortSignal = new AbortController().signal,
): Promise<Supervisor> {
  const { dataDir } = config;
  await checkDisk(config);
  claim(dataDir);
  const children: Supervised[] = [];
  const logs: LogFile[] = [];
  let everReady = false;
  let stopping: Promise<void> | null = null;
  let fail: (error: GuanlanError) => void = () => undefined;
  const failed = new Promise<GuanlanError>((done) => {
    fail = done;
  });
  const events = logFile(dataDir, 'supervisor');
  logs.push(events);
  const remember = (text: string): void =>
    writeFileSync(events.path, `${new Date().toISOString()} ${text}\n`, { flag: 'a', mode: 0o600 });

  const add = (name: string, spec: Omit<ChildSpec, 'name' | 'log'>): Supervised => {
    const log = logFile(dataDir, name);
    logs.push(log);
    const child = supervise(
      { name, log, ...spec },
      {
        dataDir,
        onState(state, why) {
          remember(`${name} ${state.state}${state.pid === null ? '' : ` pid ${state.pid}`}${why ? ` (${why})` : ''}`);
          if (stopping) return;
          if (state.state === 'down')
            progress.say(`${name} 意外结束（${why}），正在重启`, `${name} ended (${why}), starting it again`);
          else if (state.state === 'ready' && state.restarts > 0) progress.say(`${name} 已恢复`, `${name} is back`);
        },
        onFatal(child, message) {
          remember(`${child} fatal ${message.code} ${message.detail}`);
          const error = new GuanlanError(message.code, message.detail);
          // Once everything has run, trouble passes: the child is tried again. At the first start a person is there to
          // mend it.
          if (everReady) progress.say(`${child}：${message.code} ${message.detail}`, 'trying again');
          else fail(error);
        },
      },
    );
    children.push(child);
    return child;
  };

  const roleChild = (role: string, env: Record<string, string> = {}): Supervised =>
    add(role, {
      command: process.execPath,
      parameters: [MAIN, '--role', role, ...demoParameters(demo)],
      env: {
        UV_THREADPOOL_SIZE: String(STORE_THREADS),
        NODE_ENV: 'production',
        NODE_COMPILE_CACHE: join(dataDir, 'run', 'compiled'),
        ...env,
      },
    });

  const timer = setInterval(() => {
    for (const log of logs)
      try {
        log.rotate();
      } catch (error) {
        remember(errorText(error));
      }
  }, ROTATE_MS);
  timer.unref();
  let parts: { close(): Promise<void> } | null = null;

  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      clearInterval(timer);
      await parts?.close().catch(() => undefined);
      for (const child of [...children].reverse()) await child.stop();
      forget(dataDir, 'supervisor');
    })();
    return stopping;
  };

  const ended = new Promise<'ended'>((done) => {
    ending.addEventListener('abort', () => done('ended'), { once: true });
  });
  const whenReady = async (child: Supervised): Promise<void> => {
    const late = pause(NOT_READY_MS).then(() => 'late' as const);
    const outcome = await Promise.race([child.ready.then(() => 'ready' as const), failed, late, ended]);
    if (outcome === 'ended') throw new EndedWhileStarting();
    if (outcome === 'late')
      throw new GuanlanError(
        'GL_INTERNAL',
        `${child.state().name} is not ready after ${NOT_READY_MS / 1000} s; ` +
          `see ${join(dataDir, 'logs', `${child.state().name}.log`)}`,
      );
    if (outcome !== 'ready') throw outcome;
  };

  try {
    await clearOrphans(dataDir, progress);
    await checkPorts(config);
    const orphanNats = noted(dataDir, 'nats');
    const endpoints = await prepareEndpoints(
      dataDir,
      async (part, port) => (part === 'nats' && orphanNats !== null) || isFree(port),
    );
    const starting: Promise<void>[] = [];
    // On a full disk another broker would not do better: it is replaced when there is room again.
    const hasRoom = async (): Promise<boolean> => {
      const { free, needed } = await room(config);
      return free > needed;
    };
    let brokerUrl: string | undefined;
    if (config.natsUrl === null) {
      const role = natsRole(dataDir, endpoints);
      brokerUrl = role.url;
      const adopted = await adoptBroker(dataDir, role, endpoints, progress);
      starting.push(
        whenReady(
          add('nats', {
            command: role.command,
            parameters: role.parameters,
            env: {},
            probe: role.probe,
            answers: async () => (await role.answers().catch(() => false)) || !(await hasRoom()),
            ...(adopted ? { adopted } : {}),
          }),
        ).then(() => progress.say('消息服务就绪', 'broker ready')),
      );
    }
    if (config.clickhouseUrl === null)
      starting.push(whenReady(roleChild('store')).then(() => progress.say('数据引擎就绪', 'store ready')));
    const ready = async (role: keyof typeof READY): Promise<void> => {
      await whenReady(roleChild(role));
      const [zh, en] = READY[role];
      progress.say(zh, en);
    };
    // All at once: a role waits for broker and store by itself, and what it reads and compiles before that costs no
    // time then. The demo city waits for the gateway: before it, it would only take the others' time.
    await Promise.all([
      ...starting,
      ready('work'),
      ready('edge').then(() => (config.city === 'yunzhou' ? ready('city') : undefined)),
    ]);
    everReady = true;
    const quiet = pino({ level: 'silent' });
    connect(config, 'supervisor', { ...(brokerUrl ? { url: brokerUrl, token: endpoints.natsToken } : {}) }).then(
      async ({ nats }) => {
        if (stopping) await nats.close();
        else parts = answerParts(nats, () => children.map((child) => child.state()), quiet);
      },
      (error: unknown) => remember(errorText(error)),
    );
    return { children: () => children.map((child) => child.state()), stop, failed };
  } catch (error) {
    await stop();
    throw error;
  }
}

const READY = {
  work: ['入库与滚动窗口就绪', 'ingest and windows ready'],
  edge: ['网关、推送与接口就绪', 'gateway, hub and API ready'],
  city: ['演示城市云州开始发送数据', 'the demo city Yunzhou is sending'],
} as const satisfies Record<string, readonly [string, string]>;
