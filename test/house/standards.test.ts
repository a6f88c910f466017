import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** Every standard is used by the product, or lies in `ahead` and is listed there (docs/notes/081). */

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const ROOM = 'server/standards';

interface Import {
  readonly from: string;
  /** Imported names, as they are exported. */
  readonly names: readonly string[];
}
const importsOf = (file: string): Import[] =>
  [...read(file).matchAll(/^(?:import|export) (?:type )?\{([^}]*)\} from '(\.[^']+)'/gm)].map(([, list, from]) => ({
    from: join(file, '..', from ?? '').replaceAll('\\', '/'),
    names: (list ?? '')
      .split(',')
      .map((name) => /^(?:type )?(\w+)/.exec(name.trim())?.[1] ?? '')
      .filter((name) => name !== ''),
  }));

const PRODUCT = globSync('{streams,server,screen,dashboards,bin,examples}/**/*.{ts,vue}', { cwd: ROOT })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => !file.includes('node_modules') && !file.endsWith('.test.ts'));
const WITHIN = PRODUCT.filter((file) => file.startsWith(`${ROOM}/`) && !file.startsWith(`${ROOM}/ahead/`));
const AHEAD = PRODUCT.filter((file) => file.startsWith(`${ROOM}/ahead/`) && basename(file) !== 'internal.ts');
const IMPORTS = new Map(PRODUCT.map((file) => [file, importsOf(file)]));

test('the files ahead of their use are those of the list in docs/notes/081', () => {
  const listed = [...read('docs/notes/081-standards-ahead-of-use.md').matchAll(/^\| `([\w-]+\.ts)` \|/gm)];
  assert.deepEqual(
    AHEAD.map((file) => basename(file)).toSorted(),
    listed.map(([, file]) => file),
  );
});

test('what the product imports does not lie ahead of its use', () => {
  const users = [...IMPORTS].flatMap(([file, imports]) =>
    file.startsWith(`${ROOM}/ahead/`)
      ? []
      : imports.filter(({ from }) => from.startsWith(`${ROOM}/ahead/`)).map(({ from }) => `${file} imports ${from}`),
  );
  assert.deepEqual(users, []);
});

test('every name that the door of the standards exports is imported by the product', () => {
  const door = `${ROOM}/mod.ts`;
  const used = new Set(
    [...IMPORTS].flatMap(([file, imports]) =>
      file.startsWith(`${ROOM}/`) ? [] : imports.filter(({ from }) => from === door).flatMap(({ names }) => names),
    ),
  );
  const exported = importsOf(door).flatMap(({ names }) => names);
  assert.ok(exported.length > 30, `${exported.length} names`);
  assert.deepEqual(
    exported.filter((name) => !used.has(name)),
    [],
  );
});

test('every file of the standards leads to the door', () => {
  const reached = new Set([`${ROOM}/mod.ts`]);
  for (const file of reached) for (const { from } of IMPORTS.get(file) ?? []) reached.add(from);
  assert.deepEqual(
    WITHIN.filter((file) => !reached.has(file) && basename(file) !== 'internal.ts'),
    [],
  );
});
