import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

interface Entry {
  readonly version?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly resolved?: string;
}

const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as {
  packages: Record<string, Entry>;
};

// `npm install` on one platform drops the others' binaries where the registry in use does not carry them;
// `npm ci` then refuses the lock file everywhere.
test('the lock file names the optional dependencies of every platform', () => {
  for (const [path, { optionalDependencies = {} }] of Object.entries(packages)) {
    for (const name of Object.keys(optionalDependencies)) {
      const places = [`${path}/node_modules/${name}`, `node_modules/${name}`];
      assert.ok(
        places.some((place) => packages[place] !== undefined),
        `${path || 'the project'} asks for ${name}, which the lock file does not name: npm ci would fail`,
      );
    }
  }
});

test('the lock file names no registry of its own', () => {
  for (const [path, { resolved }] of Object.entries(packages))
    assert.ok(resolved === undefined || resolved.startsWith('https://registry.npmjs.org/'), `${path}: ${resolved}`);
});
