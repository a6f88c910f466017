import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import { errorText } from '../platform/error-text.ts';
import { demoParameters, type Demo } from '../roles/demo-options.ts';
import { STORE_THREADS } from '../roles/store.ts';
import { supervise, type ChildSpec, type ChildState, type Supervised } from './child.ts';
import { logFile, type LogFile } from './log-file.ts';
import type { Progress } from './progress.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const ROTATE_MS = 10_000;

/** The processes of one start, their log files and the supervisor's own log. */
export class Children {
  readonly #dataDir: string;
  readonly #progress: Progress;
  readonly #all: Supervised[] = [];
  readonly #logs: LogFile[] = [];
  readonly #events: LogFile;
  readonly #timer: NodeJS.Timeout;
  readonly #fail: (error: GuanlanError) => void;
  #everReady = false;
  #stopping = false;

  /** @param fail called with a child's fatal error during the first start */
  constructor(dataDir: string, progress: Progress, fail: (error: GuanlanError) => void) {
    this.#dataDir = dataDir;
    this.#progress = progress;
    this.#fail = fail;
    this.#events = logFile(dataDir, 'supervisor');
    this.#logs.push(this.#events);
    this.#timer = setInterval(() => this.#rotate(), ROTATE_MS);
    this.#timer.unref();
  }

  states(): readonly ChildState[] {
    return this.#all.map((child) => child.state());
  }

  /** From now on trouble passes: a child that fails is tried again. */
  allReady(): void {
    this.#everReady = true;
  }

  record(text: string): void {
    writeFileSync(this.#events.path, `${new Date().toISOString()} ${text}\n`, { flag: 'a', mode: 0o600 });
  }

  add(name: string, spec: Omit<ChildSpec, 'name' | 'log'>): Supervised {
    const log = logFile(this.#dataDir, name);
    this.#logs.push(log);
    const child = supervise(
      { name, log, ...spec },
      {
        dataDir: this.#dataDir,
        onState: (state, why) => this.#onState(state, why),
        onFatal: (failed, { code, detail }) => this.#onFatal(failed, new GuanlanError(code, detail)),
      },
    );
    this.#all.push(child);
    return child;
  }

  addRole(role: string, demo: Demo): Supervised {
    return this.add(role, {
      command: process.execPath,
      parameters: [MAIN, '--role', role, ...demoParameters(demo)],
      env: {
        UV_THREADPOOL_SIZE: String(STORE_THREADS),
        NODE_ENV: 'production',
        NODE_COMPILE_CACHE: join(this.#dataDir, 'run', 'compiled'),
      },
    });
  }

  /** Nothing is reported as down from now on. */
  beginStop(): void {
    this.#stopping = true;
    clearInterval(this.#timer);
  }

  /** Ends them, the last started first. */
  async stop(): Promise<void> {
    for (const child of [...this.#all].reverse()) await child.stop();
  }

  #onState({ name, state, pid, restarts }: ChildState, why?: string): void {
    this.record(`${name} ${state}${pid === null ? '' : ` pid ${pid}`}${why ? ` (${why})` : ''}`);
    if (this.#stopping) return;
    if (state === 'down')
      this.#progress.say(`${name} 意外结束（${why}），正在重启`, `${name} ended (${why}); restarting`);
    else if (state === 'ready' && restarts > 0) this.#progress.say(`${name} 已恢复`, `${name} recovered`);
  }

  #onFatal(name: string, error: GuanlanError): void {
    this.record(`${name} fatal ${error.code} ${error.detail}`);
    // At the first start a person is there to mend it.
    if (this.#everReady) this.#progress.say(`${name}：${error.code} ${error.detail}`, 'retrying');
    else this.#fail(error);
  }

  #rotate(): void {
    for (const log of this.#logs)
      try {
        log.rotate();
      } catch (error) {
        this.record(errorText(error));
      }
  }
}
