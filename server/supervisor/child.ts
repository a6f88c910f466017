import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';
import type { ErrorCode } from '../../streams/contracts/errors.ts';
import { end, forget, identify, isAlive, note, type Identity } from '../platform/process-identity.ts';
import type { LogFile } from './log-file.ts';

/** What a child tells its supervisor. */
type ChildMessage =
  { readonly type: 'ready' } | { readonly type: 'fatal'; readonly code: ErrorCode; readonly detail: string };

/**
 * What a child that is starting says at its door: `closed` = it does not listen yet, `silent` = it listens and does not
 * greet.
 */
export type Greeting = 'closed' | 'silent' | 'greeted';

export interface ChildSpec {
  readonly name: string;
  readonly command: string;
  readonly parameters: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Node children tell by a message that they are ready; others are asked. */
  readonly probe?: () => Promise<Greeting>;
  /**
   * Asked from time to time once it is ready: one that runs and does not answer for `hungAfter` is ended hard and
   * started again.
   */
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

const FIRST_BACKOFF_MS = 200;
const LONGEST_BACKOFF_MS = 5_000;
/** A child that lived this long begins again with the shortest pause. */
const STEADY_MS = 20_000;
const STOP_GRACE_MS = 6_000;
const WATCH_MS = 100;
const PROBE_MS = 50;
/** How often the time for a start may grow over what it is at first. */
const LONGEST_START = 32;

/** Bounds in milliseconds within which a child that runs and does nothing is found out. */
export interface Patience {
  /** How often a ready child is asked whether it still answers. */
  readonly askEvery: number;
  /** How long one question may take. */
  readonly askWithin: number;
  /** How long it may be silent, ready or behind an open door. */
  readonly hungAfter: number;
  /**
   * How long a start may take until its door opens: a broker reads all its files first. Doubles with each start that
   * took longer.
   */
  readonly startWithin: number;
}

/**
 * A hanging child is ended at the latest after `hungAfter + askEvery + askWithin`, one stopped before its door opened
 * after `startWithin`.
 */
const PATIENCE: Patience = { askEvery: 2_000, askWithin: 5_000, hungAfter: 10_000, startWithin: 120_000 };

export interface Watch {
  readonly dataDir: string;
  readonly patience?: Partial<Patience>;
  onState(state: ChildState, why?: string): void;
  onFatal(name: string, message: Extract<ChildMessage, { type: 'fatal' }>): void;
}

/** Whether the answer is yes, and comes in time. */
function within(answer: Promise<boolean>, limit: number): Promise<boolean> {
  return new Promise((done) => {
    const late = setTimeout(done, limit, false);
    answer
      .catch(() => false)
      .then((yes) => {
        clearTimeout(late);
        done(yes);
      });
  });
}

/** Starts the child and starts it again whenever it ends, alone, with a pause that grows to five seconds. */
export function supervise(spec: ChildSpec, watch: Watch): Supervised {
  const { askEvery, askWithin, hungAfter, startWithin } = { ...PATIENCE, ...watch.patience };
  let identity: Identity | null = null;
  let state: ChildState['state'] = 'starting';
  let restarts = 0;
  let backoff = FIRST_BACKOFF_MS;
  let startedAt = 0;
  let timer: NodeJS.Timeout | null = null;
  let question: NodeJS.Timeout | null = null;
  let answeredAt = 0;
  let startLimit = startWithin;
  /** Why the present process was ended by us. */
  let verdict: string | null = null;
  let stopping = false;
  let settle: () => void = () => undefined;
  const ready = new Promise<void>((done) => {
    settle = done;
  });

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
  const condemn = (hanging: Identity, why: string): void => {
    verdict = why;
    try {
      if (isAlive(hanging)) process.kill(hanging.pid, 'SIGKILL');
    } catch {
      // Gone between the look and the signal: its end is told by itself.
    }
  };

  function askLater(): void {
    const asked = identity;
    const { answers } = spec;
    if (!answers || asked === null) return;
    if (question) clearTimeout(question);
    question = setTimeout(
      () =>
        void within(answers(), askWithin).then((yes) => {
          if (stopping || identity !== asked) return;
          if (yes) answeredAt = performance.now();
          else if (performance.now() - answeredAt > hungAfter) {
            condemn(asked, `no answer for ${hungAfter / 1000} s`);
            return;
          }
          askLater();
        }),
      askEvery,
    );
  }

  const gone = (end: string): void => {
    const why = verdict ?? end;
    verdict = null;
    for (const pending of [timer, question]) if (pending) clearTimeout(pending);
    timer = null;
    question = null;
    identity = null;
    if (stopping) return;
    if (performance.now() - startedAt > STEADY_MS) backoff = FIRST_BACKOFF_MS;
    become('down', why);
    timer = setTimeout(() => {
      restarts += 1;
      launch();
    }, backoff);
    backoff = Math.min(LONGEST_BACKOFF_MS, backoff * 2);
  };

  /**
   * Asks at the door of a child that is starting. One that hangs now was never ready, and nobody else would find it
   * out.
   */
  const ask = (closedUntil: number): void => {
    const asked = identity;
    if (!spec.probe || stopping || asked === null) return;
    void spec
      .probe()
      .catch((): Greeting => 'closed')
      .then((greeting) => {
        if (stopping || identity !== asked) return;
        const now = performance.now();
        if (greeting === 'greeted') {
          startLimit = startWithin;
          become('ready');
        } else if (greeting === 'silent' && now - closedUntil > hungAfter) {
          condemn(asked, `no answer for ${hungAfter / 1000} s`);
        } else if (now - startedAt > startLimit) {
          condemn(asked, `not ready after ${startLimit / 1000} s`);
          startLimit = Math.min(startLimit * 2, startWithin * LONGEST_START);
        } else {
          timer = setTimeout(ask, PROBE_MS, greeting === 'closed' ? now : closedUntil);
        }
      });
  };

  function launch(): void {
    startedAt = performance.now();
    const output = spec.log.open();
    let child: ChildProcess;
    try {
      // A session of its own: the terminal's Ctrl-C reaches only the supervisor, which ends the children in order.
      child = spawn(spec.command, spec.parameters, {
        env: { ...process.env, ...spec.env },
        detached: true,
        stdio: spec.probe ? ['ignore', output, output] : ['ignore', output, output, 'ipc'],
      });
    } finally {
      closeSync(output);
    }
    child.once('error', (error) => {
      if (child.pid === undefined) gone(error.message);
    });
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
    ask(startedAt);
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
