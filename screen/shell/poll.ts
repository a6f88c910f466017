import { onScopeDispose } from 'vue';

/** Asks now and every so many ms while the page is seen, until the component that asked is gone. */
export function poll(ask: () => void, every: number): void {
  ask();
  const again = setInterval(() => {
    if (!document.hidden) ask();
  }, every);
  onScopeDispose(() => {
    clearInterval(again);
  });
}
