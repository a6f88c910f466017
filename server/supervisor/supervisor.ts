import { join } from 'node:path';
import { pino } from 'pino';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import type { Config } from '../platform/config.ts';
import { isFree, prepareEndpoints, type Endpoints } from '../platform/endpoints.ts';
import { errorText } from '../platform/error-text.ts';
import { connect } from '../platform/nats.ts';
import { pause } from '../platform/pause.ts';
import { forget, noted } from '../platform/process-identity.ts';
import type { Demo } from '../roles/demo-options.ts';
import { natsRole, type NatsRole } from './broker.ts';
import type { ChildState, Supervised } from './child.ts';
import { Children } from './children.ts';
import { adoptBroker, clearOrphans } from './orphans.ts';
import { answerParts } from './parts.ts';
import type { Progress } from './progress.ts';
import { checkDisk, checkPorts, claim, diskSpace } from './start-checks.ts';

/** Long enough for a small machine under full load; a child that ends is reported at once. */
const NOT_READY_MS = 120_000;

const READY = {
  store: ['数据引擎就绪', 'store ready'],
  work: ['入库与滚动窗口就绪', 'ingest and windows ready'],
  edge: ['网关、推送与接口就绪', 'gateway, hub and API ready'],
  city: ['演示城市云州开始发送数据', 'the demo city Yunzhou is sending'],
} as const satisfies Record<string, readonly [string, string]>;

export interface Supervisor {
  children(): readonly ChildState[];
  /** Ends city, edge, work, store, nats, in that order. */
  stop(): Promise<void>;
  /** Resolves with the error that ended it, if one did. */
  readonly failed: Promise<GuanlanError>;
}

/** The start was interrupted before everything ran. What had been started is ended by then. */
export class EndedWhileStarting extends Error {}

/** Waits for a child's first readiness, its failure, the end of the start or a timeout, whichever is first. */
type WhenReady = (child: Supervised) => Promise<void>;

function readiness(dataDir: string, failed: Promise<GuanlanError>, ending: AbortSignal): WhenReady {
  const ended = new Promise<'ended'>((done) => {
    ending.addEventListener('abort', () => done('ended'), { once: true });
  });
  return async (child) => {
    const late = pause(NOT_READY_MS).then(() => 'late' as const);
    const outcome = await Promise.race([child.ready.then(() => 'ready' as const), failed, late, ended]);
    if (outcome === 'ended') throw new EndedWhileStarting();
    const { name } = child.state();
    if (outcome === 'late')
      throw new GuanlanError(
        'GL_INTERNAL',
        `${name} is not ready after ${NOT_READY_MS / 1000} s; see ${join(dataDir, 'logs', `${name}.log`)}`,
      );
    if (outcome !== 'ready') throw outcome;
  };
}

/** The broker of this start, adopted from an earlier one where it still runs. */
async function addBroker(
  config: Config,
  role: NatsRole,
  endpoints: Endpoints,
  progress: Progress,
  children: Children,
): Promise<Supervised> {
  const adopted = await adoptBroker(config.dataDir, role, endpoints, progress);
  // On a full disk another broker would not do better: it is replaced when there is space again.
  const hasSpace = async (): Promise<boolean> => {
    const { free, needed } = await diskSpace(config);
    return free > needed;
  };
  return children.add('nats', {
    command: role.command,
    parameters: role.parameters,
    env: {},
    probe: role.probe,
    answers: async () => (await role.answers().catch(() => false)) || !(await hasSpace()),
    ...(adopted ? { adopted } : {}),
  });
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
  let stopping: Promise<void> | null = null;
  let fail: (error: GuanlanError) => void = () => undefined;
  const failed = new Promise<GuanlanError>((done) => {
    fail = done;
  });
  const children = new Children(dataDir, progress, fail);
  const whenReady = readiness(dataDir, failed, ending);
  let parts: { close(): Promise<void> } | null = null;
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      children.beginStop();
      await parts?.close().catch(() => undefined);
      await children.stop();
      forget(dataDir, 'supervisor');
    })();
    return stopping;
  };

  try {
    await clearOrphans(dataDir, progress);
    await checkPorts(config);
    const orphanNats = noted(dataDir, 'nats');
    const endpoints = await prepareEndpoints(
      dataDir,
      async (part, port) => (part === 'nats' && orphanNats !== null) || isFree(port),
    );
    const broker = config.natsUrl === null ? natsRole(dataDir, endpoints) : null;
    const starting: Promise<void>[] = [];
    if (broker) {
      const child = await addBroker(config, broker, endpoints, progress, children);
      starting.push(whenReady(child).then(() => progress.say('消息服务就绪', 'broker ready')));
    }
    const ready = async (role: keyof typeof READY): Promise<void> => {
      await whenReady(children.addRole(role, demo));
      const [zh, en] = READY[role];
      progress.say(zh, en);
    };
    // All at once: a role waits for broker and store by itself, and what it reads and compiles before that costs no
    // time then. The demo city waits for the gateway: before it, it would only take the others' time.
    await Promise.all([
      ...starting,
      ...(config.clickhouseUrl === null ? [ready('store')] : []),
      ready('work'),
      ready('edge').then(() => (config.city === 'yunzhou' ? ready('city') : undefined)),
    ]);
    children.allReady();
    const own = broker ? { url: broker.url, token: endpoints.natsToken } : {};
    connect(config, 'supervisor', own).then(
      async ({ nats }) => {
        if (stopping) await nats.close();
        else parts = answerParts(nats, () => [...children.states()], pino({ level: 'silent' }));
      },
      (error: unknown) => children.record(errorText(error)),
    );
    return { children: () => children.states(), stop, failed };
  } catch (error) {
    await stop();
    throw error;
  }
}
