import { setTimeout as pause } from 'node:timers/promises';

/** Nothing to compute for this long, and nothing sent of the past: what is measured then is a day like any other. */
const CALM_MS = 8_000;
const LOOK_MS = 1_000;
/** Closed hours that may be due at any time of a usual day: devices send late values of the last hours. */
const USUAL_DUE_HOURS = 2;

interface Ready {
  readonly parts: readonly {
    readonly part: string;
    readonly role: string;
    readonly figures?: Readonly<Record<string, number>>;
  }[];
}

/**
 * Waits until a system has sent, taken and computed its past: the demo city has no more to send, ingest is at the
 * stream's end, and no closed day is due, and of closed hours only what comes late every day.
 * @param base of its API, where viewers need no token @param limit ms
 * @returns whether it came about in time
 */
export async function settled(base: string, limit: number): Promise<boolean> {
  const begun = performance.now();
  let calmSince = Infinity;
  let backfilled = -1;
  while (performance.now() - begun < limit) {
    const ready = await fetch(`${base}/readyz`).then(
      (answer) => answer.json() as Promise<Ready>,
      () => null,
    );
    const figure = (part: string, name: string): number =>
      ready?.parts.find((each) => each.part === part || each.role === part)?.figures?.[name] ?? 0;
    const before = backfilled;
    backfilled = figure('city', 'backfilled');
    const calm =
      ready !== null &&
      backfilled === before &&
      figure('ingest', 'lagFrames') < 2_000 &&
      figure('jobs', 'dueDays') === 0 &&
      figure('jobs', 'dueClosedHours') <= USUAL_DUE_HOURS;
    if (!calm) calmSince = Infinity;
    else if (calmSince === Infinity) calmSince = performance.now();
    else if (performance.now() - calmSince >= CALM_MS) return true;
    await pause(LOOK_MS);
  }
  return false;
}
