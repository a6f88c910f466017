import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ErrorCode } from '../../streams/contracts/errors.ts';
import { TROUBLE } from './public-words.ts';

/** What a hub may put into the notices of a screen. */
const NOTICES: readonly ErrorCode[] = [
  'GL_STORE_UNAVAILABLE',
  'GL_WINDOWS_SILENT',
  'GL_DISK_FULL',
  'GL_INGEST_STALLED',
  'GL_CLOCK_MOVED',
  'GL_CLOCK_WRONG',
  'GL_POSITION_BEYOND_STREAM',
  'GL_STORE_PART_BROKEN',
  'GL_REGISTRY_DAMAGED',
];

test('every fault that a hub reports has words for the public in both languages, without our names for it', () => {
  assert.deepEqual(Object.keys(TROUBLE).sort(), [...NOTICES].sort());
  for (const { zh, en } of Object.values(TROUBLE)) {
    assert.match(zh, /。$/);
    assert.match(en, /\.$/);
    assert.doesNotMatch(`${zh} ${en}`, /GL_|引擎|进程|磁盘|消息服务|store|broker|disk|process|server/i);
  }
});
