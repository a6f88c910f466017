import type { ExplainedVersion } from '../../streams/contracts/explanation.ts';
import { microText } from './builder.ts';
import type { PeriodRow } from './period-row.ts';

/** Versions of an hour or a day as an explanation lists them. */
export const explainedVersions = (rows: readonly PeriodRow[]): ExplainedVersion[] =>
  rows.map((row) => ({
    version: row.version,
    value: microText(row.micro),
    count: row.count,
    expected: row.expected,
    isValid: row.isValid,
    reason: row.reason,
    computed: new Date(row.computed).toISOString(),
  }));
