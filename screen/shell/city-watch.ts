/** How often a screen asks whether the city's static part has changed, ms. An unchanged one costs a 304. */
const CITY_WATCH_EVERY = 60_000;

/**
 * Stations are registered, limits change, layouts are released: a wall that nobody touches has to notice. When the
 * answer's tag is no longer the one the page was built from, the page loads itself again, but never under the hands
 * of somebody who is writing.
 */
export function watchCity(path: string, tag: string | null, isWriting: () => boolean, reload: () => void): () => void {
  if (tag === null) return () => undefined;
  const look = async (): Promise<void> => {
    if (document.hidden || isWriting()) return;
    const answer = await fetch(path, { cache: 'no-cache' }).catch(() => null);
    void answer?.body?.cancel();
    const now = answer?.ok ? answer.headers.get('etag') : null;
    if (now !== null && now !== tag && !isWriting()) reload();
  };
  const again = setInterval(() => void look(), CITY_WATCH_EVERY);
  return () => clearInterval(again);
}

/** Is a field of the page being written in? */
export const isWriting = (): boolean =>
  document.activeElement instanceof HTMLTextAreaElement || document.activeElement instanceof HTMLInputElement;
