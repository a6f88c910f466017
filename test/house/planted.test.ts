import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CHECKS } from '../../bin/setup/check.mjs';
import { run, tempDir } from '../harness/mod.ts';

/**
 * The checks of `npm run check` find what they are there for: a violation of each kind is planted in a copy of the
 * tree, and the very command of the check has to fail on it, and to name it.
 */
const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = tempDir();
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && !file.startsWith('node_modules'));

interface Planted {
  readonly what: string;
  /** English name of the check. */
  readonly check: string;
  readonly file: string;
  readonly change: (text: string) => string;
  /** What the check has to say. */
  readonly says: RegExp;
  /** Narrows a check that would read the whole tree. */
  readonly only?: string;
}

const append = (line: string) => (text: string) => `${text}\n${line}\n`;
const PLANTED: readonly Planted[] = [
  {
    what: 'a line of more than 120 characters',
    check: 'lint',
    file: 'streams/contracts/clock.ts',
    change: append(`// ${'long '.repeat(30)}`),
    says: /max-len/,
    only: 'streams/contracts/clock.ts',
  },
  {
    what: 'an import that the layers forbid',
    check: 'layers and doors',
    file: 'server/platform/pause.ts',
    change: append(`export { roundTo } from '../standards/mod.ts';`),
    says: /layer-platform: server\/platform\/pause\.ts → server\/standards\/mod\.ts/,
  },
  {
    what: 'an import past a door',
    check: 'layers and doors',
    file: 'server/windows/tick.ts',
    change: append(`export { divideHalfEven } from '../standards/rounding.ts';`),
    says: /past-the-door-of-server\/standards: server\/windows\/tick\.ts/,
  },
  {
    what: 'an export that nobody imports',
    check: 'unused code',
    file: 'streams/contracts/clock.ts',
    change: append('export const forNobody = 1;'),
    says: /forNobody/,
  },
  {
    what: 'a misspelt column in a panel',
    check: 'types of the screens',
    file: 'screen/panels/devices.vue',
    change: (text) => text.replace('</script>', `const planted = useRows('devices').value[0]?.totall;\n</script>`),
    says: /totall/,
  },
];

before(() => {
  for (const file of tracked) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(root, file), join(folder, file));
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
});

for (const { what, check, file, change, says, only } of PLANTED) {
  test(`${what} makes the check of ${check} fail`, async () => {
    const parameters = CHECKS.find(([, name]) => name === check)?.[2];
    assert.ok(parameters);
    const path = join(folder, file);
    const clean = readFileSync(path, 'utf8');
    writeFileSync(path, change(clean));
    try {
      const asked = only === undefined ? parameters : [...parameters.slice(0, -1), only];
      const checked = run(process.execPath, asked, {}, folder);
      assert.notEqual(await checked.ended, 0);
      assert.match(checked.output(), says);
    } finally {
      writeFileSync(path, clean);
    }
  });
}
