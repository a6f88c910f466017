// node:test events as a person reads them: dots while it runs, failures whole, why something was skipped, one count at
// the end.
import { relative, resolve } from 'node:path';

/** Files that took at least this long are named at the end, seconds: `npm test` has ten minutes. */
const SLOW_SECONDS = 20;

const short = (file) => (file ? relative(process.cwd(), file) : '');

function reason(error) {
  const cause = error?.cause ?? error;
  return String(cause?.stack ?? cause?.message ?? cause ?? '')
    .split('\n')
    .slice(0, 14)
    .map((line) => `      ${line}`)
    .join('\n');
}

export default async function* reporter(events) {
  let passed = Number(process.env.GUANLAN_CHECKS_PASSED ?? 0);
  let failed = Number(process.env.GUANLAN_CHECKS_FAILED ?? 0);
  const skipped = new Map();
  const failuresIn = new Map();
  const wholeFiles = [];
  let skips = 0;
  const output = new Map();
  /** Milliseconds by file. */
  const took = new Map();
  for await (const { type, data } of events) {
    if (type === 'test:stderr' || type === 'test:stdout') {
      output.set(resolve(data.file), ((output.get(resolve(data.file)) ?? '') + data.message).slice(-4000));
      continue;
    }
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.nesting === 0)
      took.set(short(data.file), (took.get(short(data.file)) ?? 0) + (data.details?.duration_ms ?? 0));
    // A suite is no test, and a file stands for its tests.
    if (data.details?.type === 'suite') continue;
    const isFile = data.nesting === 0 && (data.name === data.file || data.name === short(data.file));
    if (isFile) {
      if (type === 'test:fail') wholeFiles.push(data);
      continue;
    }
    if (data.skip !== undefined || data.todo !== undefined) {
      const why = typeof data.skip === 'string' && data.skip ? data.skip : 'no reason given';
      skipped.set(why, [...(skipped.get(why) ?? []), `${short(data.file)}: ${data.name}`]);
      skips += 1;
    } else if (type === 'test:pass') passed += 1;
    else {
      // A test that failed only because a test inside it failed says nothing new.
      if (data.details?.error?.failureType === 'subtestsFailed') continue;
      failed += 1;
      failuresIn.set(data.file, (failuresIn.get(data.file) ?? 0) + 1);
      yield `\n  ✗ ${short(data.file)}: ${data.name}\n${reason(data.details?.error)}\n`;
    }
  }
  for (const data of wholeFiles) {
    if (failuresIn.has(data.file)) continue;
    failed += 1;
    yield `\n  ✗ ${short(data.file)}: the file itself\n${reason(data.details?.error)}\n${(
      output.get(resolve(data.file)) ?? ''
    )
      .split('\n')
      .slice(-20)
      .map((line) => `      ${line}`)
      .join('\n')}\n`;
  }
  const slow = [...took].filter(([, ms]) => ms >= SLOW_SECONDS * 1000).sort((a, b) => b[1] - a[1]);
  if (slow.length > 0)
    yield `\n  took longest: ${slow.map(([file, ms]) => `${file} ${(ms / 1000).toFixed(0)} s`).join(', ')}\n`;
  for (const [why, tests] of skipped) yield `\n  skipped (${why}):\n${tests.map((name) => `    ${name}`).join('\n')}\n`;
  yield `\n${passed} passed, ${failed} failed${skips > 0 ? `, ${skips} skipped` : ''}\n`;
}
