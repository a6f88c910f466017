/** How long an answer about days is kept: the days behind it are looked at once a minute. */
export const KEPT_MS = 60_000;
/** Different questions kept at once; the oldest goes. */
export const MOST_KEPT = 16;

/**
 * Asks at most once per question and minute, however many people ask: viewers cost the database nothing. While the store does
 * not answer, the last answer holds; before the first one it is `null`.
 * @param monotonic ms
 * @param keptMs how long an answer is kept, ms
 */
export function keptAnswers<T>(
  ask: (question: string) => Promise<T>,
  monotonic: () => number,
  keptMs = KEPT_MS,
): (question: string) => Promise<T | null> {
  const kept = new Map<string, { at: number; answer: Promise<T | null> }>();
  return (question) => {
    const known = kept.get(question);
    const now = monotonic();
    if (known && now - known.at < keptMs) return known.answer;
    const before = known?.answer ?? Promise.resolve(null);
    const answer = ask(question).catch(() => before);
    kept.delete(question);
    kept.set(question, { at: now, answer });
    if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value!);
    return answer;
  };
}
