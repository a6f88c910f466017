import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, tail } from './run.mjs';
import { Sorry, step } from './terminal.mjs';

/** Everything the built screens depend on. */
const SOURCES = ['screen', 'dashboards', 'streams', 'vite.config.ts', 'package-lock.json'];

function* files(path) {
  const absolute = join(root, path);
  if (!existsSync(absolute)) return;
  let entries;
  try {
    entries = readdirSync(absolute, { withFileTypes: true });
  } catch {
    yield path;
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory()) yield* files(`${path}/${entry.name}`);
    else if (!/\.(test\.ts|part|tmp)$/.test(entry.name)) yield `${path}/${entry.name}`;
  }
}

function sourceHash() {
  const hash = createHash('sha256');
  for (const source of SOURCES)
    for (const file of files(source))
      hash
        .update(file)
        .update('\0')
        .update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/**
 * Builds the screens into dist/screen where their sources are others than at the last build. The old ones stay until
 * the new are whole.
 */
export async function ensureScreens(node) {
  const hash = sourceHash();
  const stamp = join(root, 'dist/screen.hash');
  const target = join(root, 'dist/screen');
  if (existsSync(join(target, 'index.html')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  await step('构建大屏页面', 'building the screens', async (note) => {
    const next = join(root, 'dist/screen.next');
    const { code, output } = await run(
      node,
      ['node_modules/vite/bin/vite.js', 'build', '--outDir', next, '--emptyOutDir'],
      { onLine: (line) => note(line.slice(0, 60)), env: { NODE_ENV: 'production' } },
    );
    if (code !== 0) throw new Sorry(`页面构建失败\n${tail(output, 30)}`, 'building the screens failed');
    rmSync(target, { recursive: true, force: true });
    renameSync(next, target);
    writeFileSync(stamp, hash);
  });
}
