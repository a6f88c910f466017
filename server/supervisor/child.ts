import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';
import type { ErrorCode } from '../../streams/errors.ts';
import { end, forget, identify, isAlive, note, type Identity } from './identity.ts';
import type { LogFile } from './log-file.ts';

/** What a child tells its supervisor. */
export type ChildMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'fatal'; readonly code: ErrorCode; readonly detail: string };

export interface ChildSpec {
  readonly name: string;
  readonly command: string;
  readonly parameters: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Node children tell by a message that they are ready; others are asked. */
  readonly probe?: () => Promise<boolean>;
  /** Asked from time to time once it is ready: one that runs and does not answer for `HUNG_AFTER_MS` is ended hard and started again. */
  readonly answers?: () => Promise<boolean>;
  readonly log: LogFile;
  /** An earlier start's process that goes on playing the part. */
  readonly adopted?: Identity;
}

export interface ChildState {
  readonly name: string;
  readonly state: 'starting' | 'ready' | 'down' | 'stopped';
  readonly pid: number | null;
  readonly restarts: number;
}

export interface Supervised {
  state(): ChildState;
  /** Resolves when it is ready for the first time. */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
}

export const FIRST_BACKOFF_MS = 200;
export const LONGEST_BACKOFF_MS = 5_000;
/** A child that lived this long begins again with the shortest pause. */
export const STEADY_MS = 20_000;
export const STOP_GRACE_MS = 6_000;
const WATCH_MS = 100;
/** How often a child is asked whether it still answers, and how long it may be silent. */
export const ANSWER_EVERY_MS = 2_000;
export const HUNG_AFTER_MS = 10_000;

export interface Watch {
  readonly dataDir: string;
  onState(state: ChildState, why?: string): void;
  onFatal(name: string, message: Extract<ChildMessage, { type: 'fatal' }>): void;
}

/** Starts the child and starts it again whenever it ends, alone, with a pause that grows to five seconds. */
export function supervise(spec: ChildSpec, watch: Watch): Supervised {
  let identity: Identity | null = null;
  let state: ChildState['state'] = 'starting';
  let restarts = 0;
  let backoff = FIRST_BACKOFF_MS;
  let startedAt = 0;
  let timer: NodeJS.Timeout | null = null;
  let question: NodeJS.Timeout | null = null;
  let answeredAt = 0;
  let hung: Identity | null = null;
  let stopping = false;
  let settle: () => void = () => undefined;
  const ready = new Promise<void>((done) => { settle = done; });

  const snapshot = (): ChildState => ({ name: spec.name, state, pid: identity?.pid ?? null, restarts });
  const become = (next: ChildState['state'], why?: string): void => {
    state = next;
    if (next === 'ready') {
      settle();
      answeredAt = performance.now();
      askLater();
    }
    watch.onState(snapshot(), why);
  };

  /** A process that runs and does not answer is as good as dead, and only its end helps. */
  function askLater(): void {
    const asked = identity;
    const { answers } = spec;
    if (!answers || asked === null) return;
    if (question) clearTimeout(question);
    question = setTimeout(() => void answers().catch(() => false).then((yes) => {
      if (stopping || identity !== asked) return;
      if (yes) answeredAt = performance.now();
      else if (performance.now() - answeredAt > HUNG_AFTER_MS && isAlive(asked)) {
        hung = asked;
        process.kill(asked.pid, 'SIGKILL');
        return;
      }
      askLater();
    }), ANSWER_EVERY_MS);
  }

  const gone = (end: string): void => {
    const why = hung !== null && hung === identity ? `no answer for ${HUNG_AFTER_MS / 1000} s` : end;
    for (const pending of [timer, question]) if (pending) clearTimeout(pending);
    timer = null;
    question = null;
    identity = null;
    if (stopping) return;
    if (performance.now() - startedAt > STEADY_MS) backoff = FIRST_BACKOFF_MS;
    become('down', why);
    timer = setTimeout(() => { restarts += 1; launch(); }, backoff);
    backoff = Math.min(LONGEST_BACKOFF_MS, backoff * 2);
  };

  const ask = (): void => {
    if (!spec.probe || stopping || identity === null) return;
    const asked = identity;
    void spec.probe().catch(() => false).then((yes) => {
      if (stopping || identity !== asked) return;
      if (yes) become('ready');
      else timer = setTimeout(ask, 50);
    });
  };

  function launch(): void {
    startedAt = performance.now();
    const output = spec.log.open();
    let child: ChildProcess;
    try {
      // A session of its own: the terminal's Ctrl-C reaches only the supervisor, which ends the children in order.
      child = spawn(spec.command, spec.parameters, {
        env: { ...process.env, ...spec.env }, detached: true, stdio: spec.probe ? ['ignore', output, output] : ['ignore', output, output, 'ipc'],
      });
    } finally {
      closeSync(output);
    }
    child.once('error', (error) => { if (child.pid === undefined) gone(error.message); });
    if (child.pid === undefined) return;
    const pid = child.pid;
    identity = identify(pid);
    note(watch.dataDir, spec.name, pid);
    become('starting');
    child.on('message', (message: ChildMessage) => {
      if (message.type === 'ready') become('ready');
      else watch.onFatal(spec.name, message);
    });
    child.once('exit', (code, signal) => gone(signal ?? `exit ${code}`));
    ask();
  }

  function adopt(orphan: Identity): void {
    startedAt = performance.now();
    identity = orphan;
    become('ready');
    const look = (): void => {
      if (stopping) return;
      if (isAlive(orphan)) timer = setTimeout(look, WATCH_MS);
      else gone('gone');
    };
    look();
  }

  if (spec.adopted) adopt(spec.adopted);
  else launch();

  return {
    state: snapshot,
    ready,
    async stop() {
      stopping = true;
      for (const pending of [timer, question]) if (pending) clearTimeout(pending);
      if (identity) await end(identity, STOP_GRACE_MS);
      identity = null;
      forget(watch.dataDir, spec.name);
      become('stopped');
    },
  };
}
