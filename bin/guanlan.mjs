#!/usr/bin/env node
// The bootstrap: runs on Node 20 with nothing installed, brings everything that is missing, and hands over to Node 22.
// Only Node's own modules may be imported here and in setup/, since node_modules may not be there yet.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { check, format } from './setup/check.mjs';
import { ensurePackages } from './setup/packages.mjs';
import { findNode } from './setup/node.mjs';
import { ensureNatsServer } from './setup/nats-server.mjs';
import { ensureScreens } from './setup/screens.mjs';
import { handOver } from './setup/hand-over.mjs';
import { root } from './setup/run.mjs';
import { heading, sorry, Sorry } from './setup/terminal.mjs';
import { runTests } from './setup/tests.mjs';

const [command = 'start', ...parameters] = process.argv.slice(2);

/** Commands that are one TypeScript file each. */
const PROGRAMS = {
  replay: 'streams/sources/replay/main.ts',
  backup: 'server/backup/backup-command.ts',
  restore: 'server/backup/restore-command.ts',
  'docs:errors': 'server/api/errors-doc.ts',
  'docs:benchmarks': 'bench/render-benchmarks.ts',
};

async function program(file) {
  await ensurePackages();
  if (!existsSync(join(root, file))) throw new Sorry(`没有这个程序：${file}`, `there is no such program: ${file}`);
  return handOver(findNode(), [file, ...parameters]);
}

async function start() {
  heading();
  await ensurePackages();
  const node = findNode();
  if (!process.env.NATS_URL) await ensureNatsServer();
  await ensureScreens(node);
  return handOver(node, ['server/main.ts', ...parameters]);
}

async function main() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20)
    throw new Sorry(
      `需要 Node 20 或更新版本，当前为 ${process.versions.node}`,
      `Node 20 or newer is needed, this is ${process.versions.node}`,
    );
  switch (command) {
    case 'start':
      return start();
    case 'test':
      return runTests(parameters);
    case 'setup':
      heading();
      await ensurePackages();
      await ensureNatsServer();
      await ensureScreens(findNode());
      return 0;
    case 'screens':
      await ensurePackages();
      await ensureScreens(findNode());
      return 0;
    case 'check':
      return check();
    case 'format':
      return format();
    case 'bench': {
      const name = parameters.shift() ?? '';
      if (!/^[\w-]+$/.test(name)) throw new Sorry('用法：npm run bench -- 名称', 'usage: npm run bench -- NAME');
      return program(`bench/${name}.ts`);
    }
    default:
      if (command in PROGRAMS) return program(PROGRAMS[command]);
      throw new Sorry(
        `没有这个命令：${command}`,
        `there is no such command: ${command}; one of start, test, setup, screens, check, format, bench, ${Object.keys(PROGRAMS).join(', ')}`,
      );
  }
}

main().then(
  (code) => {
    process.exitCode = code ?? 0;
  },
  (error) => {
    sorry(error);
    process.exitCode = 1;
  },
);
