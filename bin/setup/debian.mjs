import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isRoot, root, run, tail, which } from './run.mjs';
import { Sorry } from './terminal.mjs';

/** The project's own cache, for what may not be installed. */
export const cacheOf = (name) => join(root, '.cache', name);

const QUIET = { DEBIAN_FRONTEND: 'noninteractive' };

const hasApt = () => which('apt-get') !== null;

/** Installs Debian packages. Only for root. */
export async function aptInstall(packages, note) {
  note('apt-get update');
  await run('apt-get', ['update'], { env: QUIET });
  note(`apt-get install ${packages.join(' ')}`);
  const { code, output } = await run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], {
    env: QUIET,
    onLine: (line) => note(line.slice(0, 60)),
  });
  if (code !== 0)
    throw new Sorry(
      `apt-get install ${packages.join(' ')} 失败\n${tail(output)}`,
      'installing the Debian package failed',
    );
}

/** Without root: downloads a Debian package and unpacks it into the project's cache. Returns the folder, or null. */
export async function aptUnpack(name, note) {
  if (!hasApt() || which('dpkg') === null) return null;
  const folder = cacheOf(name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  note(`apt-get download ${name}`);
  if ((await run('apt-get', ['download', name], { cwd: folder })).code !== 0) return null;
  const deb = readdirSync(folder).find((file) => file.endsWith('.deb'));
  if (!deb || (await run('dpkg', ['-x', deb, '.'], { cwd: folder })).code !== 0) return null;
  rmSync(join(folder, deb));
  return existsSync(folder) ? folder : null;
}

export const mayInstall = () => isRoot() && hasApt();
