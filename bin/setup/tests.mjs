import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { aptInstall, mayInstall } from './debian.mjs';
import { ensureNatsServer } from './nats-server.mjs';
import { CHECKS, runChecks } from './check.mjs';
import { findNode } from './node.mjs';
import { ensurePackages } from './packages.mjs';
import { root, run, which } from './run.mjs';
import { ensureScreens } from './screens.mjs';
import { heading, sorry, Sorry, step } from './terminal.mjs';

const FOLDERS = ['streams', 'server', 'screen', 'dashboards', 'examples', 'test'];
const AT_ONCE = 3;
/** Bound of one test file. */
const FILE_LIMIT_MS = 600_000;

const chromium = () => which('chromium') ?? which('chromium-browser') ?? which('google-chrome');

async function hasChineseFont() {
  const { code, output } = await run('fc-list', [':lang=zh', 'family']);
  return code === 0 && output.trim() !== '';
}

async function ensureBrowser() {
  const missing = [];
  if (!chromium()) missing.push('chromium');
  if (!(await hasChineseFont())) missing.push('fontconfig', 'fonts-noto-cjk');
  if (missing.length === 0) return;
  await step('准备浏览器与中文字体', `getting ${missing.join(', ')}`, async (note) => {
    if (mayInstall()) await aptInstall(missing, note);
    if (!chromium())
      throw new Sorry(
        '找不到 Chromium，请安装后重试：sudo apt-get install chromium fonts-noto-cjk',
        'Chromium cannot be found; install it and try again: sudo apt-get install chromium fonts-noto-cjk',
      );
  });
}

function* testFiles(path) {
  if (!existsSync(path)) throw new Sorry(`没有这个路径：${path}`, `there is no such path: ${path}`);
  if (!statSync(path).isDirectory()) {
    yield path;
    return;
  }
  for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name === 'node_modules') continue;
    const inner = join(path, entry.name);
    if (entry.isDirectory()) yield* testFiles(inner);
    else if (/\.test\.(ts|mjs)$/.test(entry.name)) yield inner;
  }
}

/**
 * `npm test [paths]`: everything, then one line with the count. With paths: only those files, and no checks before
 * them.
 */
export async function runTests(paths) {
  heading();
  await ensurePackages();
  const node = findNode();
  await ensureNatsServer();
  await ensureBrowser();
  const failures = [];
  let checks = 0;
  if (paths.length === 0) {
    failures.push(...(await runChecks(node)));
    checks = CHECKS.length;
  }
  await ensureScreens(node).catch((error) => {
    sorry(error);
    failures.push({ name: 'building the screens', text: '' });
    checks += 1;
  });
  const files = (
    paths.length === 0
      ? FOLDERS.map((folder) => join(root, folder)).filter(existsSync)
      : paths.map((path) => resolve(path))
  )
    .flatMap((path) => [...testFiles(path)])
    .map((path) => relative(root, path));
  for (const failure of failures) process.stdout.write(`\n✗ ${failure.name}\n${failure.text}\n`);
  const { code } = await run(
    node,
    [
      '--test',
      `--test-concurrency=${AT_ONCE}`,
      `--test-timeout=${FILE_LIMIT_MS}`,
      '--test-reporter=./bin/setup/reporter.mjs',
      ...files,
    ],
    {
      stdio: 'inherit',
      env: {
        GUANLAN_CHECKS_PASSED: String(checks - failures.length),
        GUANLAN_CHECKS_FAILED: String(failures.length),
        GUANLAN_CHROMIUM: process.env.GUANLAN_CHROMIUM ?? chromium() ?? '',
        UV_THREADPOOL_SIZE: '16',
        NODE_ENV: 'test',
      },
    },
  );
  return failures.length > 0 ? 1 : code;
}
