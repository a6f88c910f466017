/** How long an answer about days is shared: the days behind it are checked once a minute. */
export const CACHE_MS = 60_000;
/** Different questions held at once; the oldest goes. */
export const CACHE_LIMIT = 16;

interface CacheBounds {
  /** How long an answer is shared, ms. */
  readonly cacheMs?: number;
  /** Different questions held at once. */
  readonly limit?: number;
}
type Ask<T> = (question: string) => Promise<T>;

/**
 * Asks at most once per question and `cacheMs`, however many people ask. A failed question is asked again at once.
 * @param monotonic ms
 */
export function shareAnswers<T>(
  ask: Ask<T>,
  monotonic: () => number,
  { cacheMs = CACHE_MS, limit = CACHE_LIMIT }: CacheBounds = {},
): Ask<T> {
  const cached = new Map<string, { readonly at: number; readonly answer: Promise<T> }>();
  return (question) => {
    const known = cached.get(question);
    const now = monotonic();
    if (known && now - known.at < cacheMs) return known.answer;
    const entry = { at: now, answer: ask(question) };
    entry.answer.catch(() => {
      if (cached.get(question) === entry) cached.delete(question);
    });
    cached.delete(question);
    cached.set(question, entry);
    for (const oldest of cached.keys()) {
      if (cached.size <= limit) break;
      cached.delete(oldest);
    }
    return entry.answer;
  };
}

/**
 * The same for what viewers ask: while the store does not answer, the last answer holds and the store is asked once per
 * `cacheMs`; before the first answer it is `null`.
 * @param monotonic ms
 */
export function cacheAnswers<T>(ask: Ask<T>, monotonic: () => number, bounds: CacheBounds = {}): Ask<T | null> {
  const last = new Map<string, T>();
  return shareAnswers(
    async (question) => {
      try {
        const answer = await ask(question);
        last.delete(question);
        last.set(question, answer);
        for (const oldest of last.keys()) {
          if (last.size <= (bounds.limit ?? CACHE_LIMIT)) break;
          last.delete(oldest);
        }
        return answer;
      } catch {
        return last.get(question) ?? null;
      }
    },
    monotonic,
    bounds,
  );
}
