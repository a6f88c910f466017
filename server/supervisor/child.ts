import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';
import type { ErrorCode } from '../../streams/contracts/errors.ts';
import { end, forget, identify, isAlive, note, type Identity } from '../platform/process-identity.ts';
import type { LogFile } from './log-file.ts';

/** What a child tells its supervisor. */
type ChildMessage =
  { readonly type: 'ready' } | { readonly type: 'fatal'; readonly code: ErrorCode; readonly detail: string };

/**
 * How a child that is starting answers a connection: `closed` = it does not listen yet, `silent` = it listens and does
 * not greet.
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
export interface Timeouts {
  /** How often a ready child is asked whether it still answers. */
  readonly askEvery: number;
  /** How long one question may take. */
  readonly askWithin: number;
  /** How long it may give no answer, ready or listening. */
  readonly hungAfter: number;
  /**
   * How long a start may take until it listens: a broker reads all its files first. Doubles with each start that
   * took longer.
   */
  readonly startWithin: number;
}

/**
 * A hanging child is ended at the latest after `hungAfter + askEvery + askWithin`, one stopped before it listened
 * after `startWithin`.
 */
const TIMEOUTS: Timeouts = { askEvery: 2_000, askWithin: 5_000, hungAfter: 10_000, startWithin: 120_000 };

export interface Watch {
  readonly dataDir: string;
  readonly timeouts?: Partial<Timeouts>;
  onState(state: ChildState, why?: string): void;
  onFatal(name: string, message: Extract<ChildMessage, { type: 'fatal' }>): void;
}

/** Whether the answer is yes, and comes in time. */
function within(answer: Promise<boolean>, limit: number): Promise<boolean> {
  return new Promise((done) => {
    const late = setTimeout(done, limit, false);
    void answer
      .catch(() => false)
      .then((yes) => {
        clearTimeout(late);
        done(yes);
      });
  });
}

/** Starts the child and starts it again whenever it ends, alone, with a pause that grows to five seconds. */
export function supervise(spec: ChildSpec, watch: Watch): Supervised {
  return new Child(spec, watch);
}

class Child implements Supervised {
  readonly ready: Promise<void>;
  readonly #spec: ChildSpec;
  readonly #watch: Watch;
  readonly #timeouts: Timeouts;
  #identity: Identity | null = null;
  #state: ChildState['state'] = 'starting';
  #restarts = 0;
  #backoff = FIRST_BACKOFF_MS;
  #startedAt = 0;
  #timer: NodeJS.Timeout | null = null;
  #question: NodeJS.Timeout | null = null;
  #answeredAt = 0;
  #startLimit: number;
  /** Why we killed the present process. */
  #verdict: string | null = null;
  #stopping = false;
  #settle: () => void = () => undefined;

  constructor(spec: ChildSpec, watch: Watch) {
    this.#spec = spec;
    this.#watch = watch;
    this.#timeouts = { ...TIMEOUTS, ...watch.timeouts };
    this.#startLimit = this.#timeouts.startWithin;
    this.ready = new Promise<void>((done) => {
      this.#settle = done;
    });
    if (spec.adopted) this.#adopt(spec.adopted);
    else this.#launch();
  }

  state(): ChildState {
    const { name } = this.#spec;
    return { name, state: this.#state, pid: this.#identity?.pid ?? null, restarts: this.#restarts };
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#clearTimers();
    if (this.#identity) await end(this.#identity, STOP_GRACE_MS);
    this.#identity = null;
    forget(this.#watch.dataDir, this.#spec.name);
    this.#become('stopped');
  }

  #clearTimers(): void {
    for (const pending of [this.#timer, this.#question]) if (pending) clearTimeout(pending);
    this.#timer = null;
    this.#question = null;
  }

  #become(next: ChildState['state'], why?: string): void {
    this.#state = next;
    if (next === 'ready') {
      this.#settle();
      this.#answeredAt = performance.now();
      this.#askLater();
    }
    this.#watch.onState(this.state(), why);
  }

  /** A process that runs and does not answer is as good as dead, and only its end helps. */
  #kill(hanging: Identity, why: string): void {
    this.#verdict = why;
    try {
      if (isAlive(hanging)) process.kill(hanging.pid, 'SIGKILL');
    } catch {
      // Gone between the check and the signal: its end is reported by itself.
    }
  }

  #askLater(): void {
    const asked = this.#identity;
    const { answers } = this.#spec;
    const { askEvery, askWithin, hungAfter } = this.#timeouts;
    if (!answers || asked === null) return;
    if (this.#question) clearTimeout(this.#question);
    this.#question = setTimeout(
      () =>
        void within(answers(), askWithin).then((yes) => {
          if (this.#stopping || this.#identity !== asked) return;
          if (yes) this.#answeredAt = performance.now();
          else if (performance.now() - this.#answeredAt > hungAfter) {
            this.#kill(asked, `no answer for ${hungAfter / 1000} s`);
            return;
          }
          this.#askLater();
        }),
      askEvery,
    );
  }

  #gone(reason: string): void {
    const why = this.#verdict ?? reason;
    this.#verdict = null;
    this.#clearTimers();
    this.#identity = null;
    if (this.#stopping) return;
    if (performance.now() - this.#startedAt > STEADY_MS) this.#backoff = FIRST_BACKOFF_MS;
    this.#become('down', why);
    this.#timer = setTimeout(() => {
      this.#restarts += 1;
      this.#launch();
    }, this.#backoff);
    this.#backoff = Math.min(LONGEST_BACKOFF_MS, this.#backoff * 2);
  }

  /** Probes a child that is starting: one that hangs now was never ready, and nobody else would find it out. */
  #probe(closedUntil: number): void {
    const asked = this.#identity;
    const { probe } = this.#spec;
    if (!probe || this.#stopping || asked === null) return;
    void probe()
      .catch((): Greeting => 'closed')
      .then((greeting) => {
        if (!this.#stopping && this.#identity === asked) this.#probed(asked, greeting, closedUntil);
      });
  }

  #probed(asked: Identity, greeting: Greeting, closedUntil: number): void {
    const { hungAfter, startWithin } = this.#timeouts;
    const now = performance.now();
    if (greeting === 'greeted') {
      this.#startLimit = startWithin;
      this.#become('ready');
    } else if (greeting === 'silent' && now - closedUntil > hungAfter) {
      this.#kill(asked, `no answer for ${hungAfter / 1000} s`);
    } else if (now - this.#startedAt > this.#startLimit) {
      this.#kill(asked, `not ready after ${this.#startLimit / 1000} s`);
      this.#startLimit = Math.min(this.#startLimit * 2, startWithin * LONGEST_START);
    } else {
      this.#timer = setTimeout(() => this.#probe(greeting === 'closed' ? now : closedUntil), PROBE_MS);
    }
  }

  #launch(): void {
    this.#startedAt = performance.now();
    const child = spawnChild(this.#spec);
    child.once('error', (error) => {
      if (child.pid === undefined) this.#gone(error.message);
    });
    if (child.pid === undefined) return;
    this.#identity = identify(child.pid);
    note(this.#watch.dataDir, this.#spec.name, child.pid);
    this.#become('starting');
    child.on('message', (message: ChildMessage) => {
      if (message.type === 'ready') this.#become('ready');
      else this.#watch.onFatal(this.#spec.name, message);
    });
    child.once('exit', (code, signal) => this.#gone(signal ?? `exit ${code}`));
    this.#probe(this.#startedAt);
  }

  #adopt(orphan: Identity): void {
    this.#startedAt = performance.now();
    this.#identity = orphan;
    this.#become('ready');
    const check = (): void => {
      if (this.#stopping) return;
      if (isAlive(orphan)) this.#timer = setTimeout(check, WATCH_MS);
      else this.#gone('gone');
    };
    check();
  }
}

function spawnChild({ command, parameters, env, log, probe }: ChildSpec): ChildProcess {
  const output = log.open();
  try {
    // A session of its own: the terminal's Ctrl-C reaches only the supervisor, which ends the children in order.
    return spawn(command, parameters, {
      env: { ...process.env, ...env },
      detached: true,
      stdio: probe ? ['ignore', output, output] : ['ignore', output, output, 'ipc'],
    });
  } finally {
    closeSync(output);
  }
}
