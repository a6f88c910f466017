import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** How much of a command's output is kept for the moment it fails. */
const KEPT = 64 * 1024;

/**
 * Runs a command in the project's folder. Output is folded away unless `stdio: 'inherit'`.
 * @returns {Promise<{ code: number, output: string }>} code 127 where there is no such command
 */
export function run(command, parameters, { stdio = 'pipe', env = {}, onLine = undefined, cwd = root } = {}) {
  return new Promise((done) => {
    const child = spawn(command, parameters, {
      cwd,
      env: { ...process.env, ...env },
      stdio: stdio === 'inherit' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const take = (chunk) => {
      output = (output + chunk).slice(-KEPT);
      const line = String(chunk)
        .split('\n')
        .map((l) => l.trim())
        .filter(Boolean)
        .at(-1);
      if (line && onLine) onLine(line);
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    child.once('error', (error) => done({ code: 127, output: error.message }));
    child.once('exit', (code, signal) => done({ code: code ?? (signal ? 128 : 1), output }));
  });
}

/** Full path of a program, or null. */
export function which(name, more = []) {
  const places = [...(process.env.PATH ?? '').split(delimiter), ...more].filter(Boolean);
  for (const place of places) {
    const path = join(place, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not here.
    }
  }
  return null;
}

export const isRoot = () => process.getuid?.() === 0;
export const tail = (text, lines = 15) =>
  text
    .trimEnd()
    .split('\n')
    .slice(-lines)
    .map((line) => `    ${line}`)
    .join('\n');
