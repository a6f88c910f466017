/**
 * Prints the one line that says what was measured against which bar, and makes the command end with 1 where it falls
 * short.
 */
export function verdict(what: string, measured: string, bar: string, passed: boolean): void {
  console.log(`${passed ? 'PASS' : 'FALLS SHORT'} · ${what}: ${measured} (bar: ${bar})`);
  if (!passed) process.exitCode = 1;
}
