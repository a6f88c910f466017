/**
 * Writes `docs/errors.md` from the catalogue of errors: `node server/api/errors-doc.ts`.
 * A test holds that the file is current.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ERRORS } from '../../streams/contracts/errors.ts';

export const ERRORS_DOC = fileURLToPath(new URL('../../docs/errors.md', import.meta.url));

export function errorsDocument(): string {
  const rows = Object.entries(ERRORS).map(
    ([code, { status, zh, en, nextZh, nextEn }]) =>
      `| \`${code}\` | ${status || ''} | ${zh}<br>${en} | ${nextZh}<br>${nextEn} |`,
  );
  return `# Errors 错误

Every error that a person or a program can meet has a stable code, a sentence and a next step. \
Over HTTP it is answered as
\`{ code, zh, en, next: { zh, en }, detail, trace }\` with the status given; \
\`trace\` is also in the \`X-Trace-Id\` header and in the log.
A code without a status is never answered over HTTP: it is met at the start, in the log or in \`/readyz\`.

This file is made from \`streams/contracts/errors.ts\` by \`node server/api/errors-doc.ts\`.

| code | status | what happened | what to do |
|---|---|---|---|
${rows.join('\n')}
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(ERRORS_DOC, errorsDocument());
