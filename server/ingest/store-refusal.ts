import { ClickHouseError } from '@clickhouse/client';
import { GuanlanError } from '../../streams/contracts/errors.ts';

/**
 * The engine's codes for rows that it will never take: arguments and values out of range, text or binary that does not
 * parse (25: half of a surrogate pair in JSON), overflow, a constraint.
 */
const ROW_CODES = new Set('6 25 26 27 32 33 38 41 53 69 70 72 117 131 321 349 407 469'.split(' '));

/**
 * The engine's codes for faults that pass, or that a person has to repair, and that say nothing about a row. Time and
 * crowding: 159 160 202 203 394. Connections and other servers: 95 209 210 279 198 999. Shutting down, read-only,
 * quorum, replicas: 236 242 254 285 286 287 319 415 473. Memory, parts, space, files and the disk: 173 241 243 252 74
 * 75 76 77 87 88 107 425 499 521. The schema: 16 47 60 81 218. Access: 192 193 194 497 516. Its own faults: 49 1000
 * 1001 1002.
 */
const PASSING_CODES = new Set(
  (
    '159 160 202 203 394 95 209 210 279 198 999 236 242 254 285 286 287 319 415 473 173 241 243 252 74 75 76 77 ' +
    '87 88 107 425 499 521 16 47 60 81 218 192 193 194 497 516 49 1000 1001 1002'
  ).split(' '),
);

/**
 * What an error of an insert is about: `row`, one of the rows will never be taken; `passing`, the store or the way to
 * it, and it is tried again for ever; `unknown`, a code of the engine that is on neither list.
 */
export function refusalOf(error: unknown): 'row' | 'passing' | 'unknown' {
  if (error instanceof GuanlanError) return error.code === 'GL_TOO_LARGE' ? 'row' : 'passing';
  if (!(error instanceof ClickHouseError)) return 'passing';
  const code = String(error.code);
  return ROW_CODES.has(code) ? 'row' : PASSING_CODES.has(code) ? 'passing' : 'unknown';
}
