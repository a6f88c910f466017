import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';
import { Sorry } from './terminal.mjs';

const runs = (path) => spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 10_000 }).stdout?.trim() ?? '';

/**
 * What the package says it is: starting a Node only to ask it for its version would cost every start a tenth of a
 * second.
 */
const packaged = (folder) => {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version ?? '';
  } catch {
    return '';
  }
};

/** Type stripping without a flag begins with 22.18. */
const isEnough = (version) => {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18);
};

/** The Node 22 that came with the dependencies, else the one that runs this, if it is new enough. */
export function findNode() {
  const folder = join(root, 'node_modules', `node-${process.platform}-${process.arch}`);
  const own = join(folder, 'bin', 'node');
  if (existsSync(own) && isEnough(packaged(folder) || runs(own))) return own;
  if (isEnough(process.version)) return process.execPath;
  throw new Sorry(
    `没有适用于 ${process.platform}-${process.arch} 的 Node 22；请安装 Node 22.18 或更新版本后重试`,
    `there is no Node 22 for ${process.platform}-${process.arch} here; install Node 22.18 or newer and try again`,
  );
}
