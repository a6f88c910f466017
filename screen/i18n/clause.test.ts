import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clauseText } from './clause.ts';

for (const [clause, zh, en] of [
  ['GB 3095-2026 表1 过渡 24 h', 'GB 3095-2026 表1 过渡 24 h', 'GB 3095-2026 Table 1 transition 24 h'],
  ['GB 3095-2012 表1 年 year', 'GB 3095-2012 表1 年', 'GB 3095-2012 Table 1 year'],
  ['GB 3838-2002 表1', 'GB 3838-2002 表1', 'GB 3838-2002 Table 1'],
  ['91379905MA3NNNN5P001W 表 5', '91379905MA3NNNN5P001W 表 5', '91379905MA3NNNN5P001W Table 5'],
] as const)
  test(`clause ${clause}`, () => assert.deepEqual([clauseText('zh', clause), clauseText('en', clause)], [zh, en]));
