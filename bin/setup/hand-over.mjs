import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './run.mjs';

/** Runs a program of the project on Node 22 in the foreground and resolves with its exit code. */
export function handOver(node, parameters, env = {}) {
  return new Promise((done, fail) => {
    // The channel is how the program notices that this process is gone, however it went.
    const child = spawn(node, parameters, {
      cwd: root,
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, UV_THREADPOOL_SIZE: '16', NODE_COMPILE_CACHE: join(root, '.cache/compiled'), ...env },
    });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
    child.once('error', fail);
    child.once('exit', (code, signal) => done(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}
