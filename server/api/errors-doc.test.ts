import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ERRORS_DOC, errorsDocument } from './errors-doc.ts';

test('docs/errors.md is made from the catalogue as it is (node server/api/errors-doc.ts)', () => {
  assert.equal(readFileSync(ERRORS_DOC, 'utf8'), errorsDocument());
});
