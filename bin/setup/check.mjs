import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findNode } from './node.mjs';
import { ensurePackages } from './packages.mjs';
import { root, run } from './run.mjs';
import { heading, Sorry, step } from './terminal.mjs';

const SOURCES = ['streams', 'server', 'screen', 'dashboards', 'test', 'bench', 'bin', 'examples'].filter((folder) =>
  existsSync(join(root, folder)),
);

/** What keeps the form of the house, each a command that ends with 0 when it finds nothing. */
export const CHECKS = Object.freeze([
  ['格式', 'format', ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']],
  [
    '层次与门',
    'layers and doors',
    ['node_modules/dependency-cruiser/bin/dependency-cruise.mjs', '--config', '.dependency-cruiser.mjs', ...SOURCES],
  ],
  ['无用代码', 'unused code', ['node_modules/knip/bin/knip.js', '--no-progress']],
  ['类型', 'types', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json', '--noEmit']],
  [
    '页面类型',
    'types of the screens',
    ['node_modules/vue-tsc/bin/vue-tsc.js', '-p', 'screen/tsconfig.json', '--noEmit'],
  ],
  ['规则', 'lint', ['node_modules/eslint/bin/eslint.js', '--max-warnings', '0', '.']],
  ['文件的形式', 'form of the files', ['--test', 'test/house/form.test.ts']],
]);

/** Runs every check and returns those that failed with what they printed. */
export async function runChecks(node) {
  const failures = [];
  // The linter takes as long as all the others together: it runs beside them.
  const started = CHECKS.map(([zh, en, parameters]) => ({ zh, en, begin: () => run(node, parameters) }));
  const lint = started.find(({ en }) => en === 'lint')?.begin();
  for (const { zh, en, begin } of started) {
    await step(zh, en, async () => {
      const { code, output } = await (en === 'lint' ? lint : begin());
      if (code === 0) return;
      failures.push({ name: en, text: output });
      throw new Sorry(`${zh}未通过`, `${en} failed`);
    }).catch(() => undefined);
  }
  return failures;
}

/** `npm run check`: format, layers, unused code, types, lint. @returns the exit code */
export async function check() {
  heading();
  await ensurePackages();
  const failures = await runChecks(findNode());
  for (const { name, text } of failures) process.stdout.write(`\n✗ ${name}\n${text}\n`);
  return failures.length === 0 ? 0 : 1;
}

/** `npm run format`: writes every file in the form that `npm run check` asks for. @returns the exit code */
export async function format() {
  await ensurePackages();
  const { code } = await run(
    findNode(),
    ['node_modules/prettier/bin/prettier.cjs', '--write', '--log-level', 'warn', '.'],
    { stdio: 'inherit' },
  );
  return code;
}
