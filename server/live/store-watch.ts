import type { Store } from '../platform/store/mod.ts';

/** How often the store is asked, and how long an answer may take before it counts as away (ms). */
const ASK_EVERY = 200;
const ANSWER_WITHIN = 2000;

/**
 * Whether the store answers, so that screens can say so: windows that cannot be computed look like calm otherwise.
 * One small question at a time, whatever the number of screens.
 */
export function watchStore(store: Pick<Store, 'ping'>, changed: (up: boolean) => void): { close(): void } {
  let asking = false;
  let up = true;
  let failures = 0;
  const set = (answer: boolean): void => {
    failures = answer ? 0 : failures + 1;
    // One refused question may be a restart of the connection; two are the store.
    const now = failures < 2;
    if (now === up) return;
    up = now;
    changed(up);
  };
  const timer = setInterval(() => {
    if (asking) return;
    asking = true;
    const late = setTimeout(() => {
      set(false);
      set(false);
    }, ANSWER_WITHIN);
    store
      .ping()
      .catch(() => false)
      .then(
        (answer) => {
          clearTimeout(late);
          asking = false;
          set(answer);
        },
        () => undefined,
      );
  }, ASK_EVERY);
  return { close: () => clearInterval(timer) };
}
