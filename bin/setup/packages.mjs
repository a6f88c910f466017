import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, tail } from './run.mjs';
import { Sorry, step } from './terminal.mjs';

const read = (path) => {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8')).packages ?? null;
  } catch {
    return null;
  }
};

const suits = (list, value) =>
  !list || (list.some((entry) => !entry.startsWith('!')) ? list.includes(value) : !list.includes(`!${value}`));

/** True where node_modules holds exactly what package-lock.json names for this machine. */
function packagesMatch() {
  const wanted = read('package-lock.json');
  const present = read('node_modules/.package-lock.json');
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || entry.link) return true;
    const installed = present[path];
    if (installed) return installed.version === entry.version && installed.integrity === entry.integrity;
    return (
      entry.optional === true ||
      entry.devOptional === true ||
      entry.peer === true ||
      !suits(entry.os, process.platform) ||
      !suits(entry.cpu, process.arch)
    );
  });
}

/**
 * Installs the dependencies of the lock file where they are missing or others. No install script runs: none is needed.
 */
export async function ensurePackages() {
  if (packagesMatch()) return;
  await step('安装依赖', 'installing the dependencies of the lock file', async (note) => {
    const { code, output } = await run(
      'npm',
      ['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=http'],
      { env: { NODE_ENV: '' }, onLine: (line) => note(line.replace(/^npm http \S+ \S+ \d+ /, '').slice(0, 60)) },
    );
    if (code === 127) throw new Sorry('找不到 npm，请先安装 npm', 'npm cannot be found; install it first');
    if (code !== 0)
      throw new Sorry(
        `依赖安装失败，请检查网络或镜像设置\n${tail(output)}`,
        'npm ci failed; check the network or the registry setting',
      );
  });
}
