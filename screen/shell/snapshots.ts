import { readonly, ref, type Ref } from 'vue';
import { ERRORS, GuanlanError } from '../../streams/contracts/errors.ts';
import type { TopicName } from '../../streams/live/mod.ts';
import { readSnapshot, type KeptSnapshot, type ReplayAnswer } from '../live/mod.ts';
import type { LiveSource } from '../model/live.ts';

/**
 * A past moment goes by itself this long after the screen was last touched, ms: nobody is to take it for the present.
 */
const GOES_AFTER = 300_000;

/** Which moment the screen shows: the present, or one that was kept. */
export interface Moments {
  /** The present, whatever is shown. */
  readonly present: LiveSource;
  /** ms UTC of the moment shown; null: the present. */
  readonly at: Readonly<Ref<number | null>>;
  /** Why the last one asked for is not shown, in both languages; null where it is. */
  readonly fault: Readonly<Ref<{ readonly zh: string; readonly en: string } | null>>;
  /**
   * Shows the newest kept moment that is not later. Asked again while it is being fetched, only the last one counts.
   */
  go(at: number): void;
  back(): void;
}

/** A hand on the strip or a key held down asks no more often than this, ms: what lies between is passed over. */
const ASK_EVERY = 200;
const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

interface Fetched {
  readonly answer: ReplayAnswer;
}
interface Failed {
  readonly fault: { readonly zh: string; readonly en: string };
}
export type FetchMoment = (at: number) => Promise<Fetched | Failed>;

/**
 * The live source of a screen that can show the past: panels read `source` and cannot tell; its clock stands at the
 * moment shown.
 * @param fetchMoment asks `GET /api/replay`
 */
export function openMoments(
  present: LiveSource,
  fetchMoment: FetchMoment,
): { readonly source: LiveSource; readonly moments: Moments } {
  const at = ref<number | null>(null);
  const fault = ref<Failed['fault'] | null>(null);
  let shown: KeptSnapshot | null = null;
  const listeners = new Set<{ readonly topics: readonly TopicName[]; readonly changed: (topic: TopicName) => void }>();
  const tellAll = (): void => {
    for (const { topics, changed } of listeners) for (const topic of topics) changed(topic);
  };
  let wanted: number | null = null;
  let asking = false;

  async function ask(): Promise<void> {
    if (asking) return;
    asking = true;
    while (wanted !== null) {
      const asked = wanted;
      const given = await fetchMoment(asked);
      if (wanted === null) break;
      if ('answer' in given) {
        try {
          shown = readSnapshot(given.answer);
          at.value = shown.at;
          fault.value = null;
          tellAll();
        } catch (error) {
          fault.value = error instanceof GuanlanError ? ERRORS[error.code] : { zh: String(error), en: String(error) };
        }
      } else fault.value = given.fault;
      if (wanted === asked) wanted = null;
      await pause(ASK_EVERY);
    }
    asking = false;
  }

  const source: LiveSource = {
    table: (topic) => (shown === null ? present.table(topic) : shown.table(topic)),
    subscribe(topics, changed) {
      const entry = { topics, changed };
      listeners.add(entry);
      const stop = present.subscribe(topics, (topic) => {
        if (shown === null) changed(topic);
      });
      return () => {
        listeners.delete(entry);
        stop();
      };
    },
    get link() {
      return present.link;
    },
    onLink: (changed) => present.onLink(changed),
    now: () => shown?.at ?? present.now(),
  };
  return {
    source,
    moments: {
      present,
      at: readonly(at),
      fault: readonly(fault),
      go(instant) {
        wanted = instant;
        void ask();
      },
      back() {
        wanted = null;
        fault.value = null;
        if (shown === null) return;
        shown = null;
        at.value = null;
        tellAll();
      },
    },
  };
}

/** Goes back to the present where nobody has touched the screen for a while, and with Esc. Returns how to stop. */
export function returnByItself(
  moments: Moments,
  target: Pick<Window, 'addEventListener' | 'removeEventListener'> = window,
): () => void {
  let touched = Date.now();
  const touch = (): void => {
    touched = Date.now();
  };
  const key = (event: Event): void => {
    touch();
    if ((event as KeyboardEvent).key === 'Escape' && !event.defaultPrevented && !document.querySelector('.explanation'))
      moments.back();
  };
  target.addEventListener('pointerdown', touch);
  target.addEventListener('keydown', key);
  const looking = setInterval(() => {
    if (moments.at.value !== null && Date.now() - touched > GOES_AFTER) moments.back();
  }, 1000);
  return () => {
    clearInterval(looking);
    target.removeEventListener('pointerdown', touch);
    target.removeEventListener('keydown', key);
  };
}
