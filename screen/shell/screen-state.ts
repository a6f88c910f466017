import {
  inject,
  onScopeDispose,
  readonly,
  ref,
  shallowRef,
  watch,
  type InjectionKey,
  type Ref,
  type ShallowRef,
} from 'vue';
import { readRows, type RowOf, type TopicName } from '../../streams/live/mod.ts';
import { nameOf, say, type Fill } from '../i18n/text.ts';
import type { MessageKey } from '../i18n/messages.ts';
import type { Names } from '../../streams/contracts/pack.ts';
import { ageOf, type Age, type Language } from '../model/ages.ts';
import type { CityIndex } from '../model/city.ts';
import type { CityTime } from '../model/civil-time.ts';
import type { LinkState, LiveSource } from '../model/live.ts';
import type { Moments } from './snapshots.ts';

/**
 * Everything a panel may look at: the city, the live tables, the clock, the language. Nothing else is read from
 * outside.
 */
export interface ScreenState {
  readonly city: CityIndex;
  /** The tables of the moment shown. */
  readonly live: LiveSource;
  /** Which moment that is. */
  readonly moments: Moments;
  readonly time: CityTime;
  readonly language: Ref<Language>;
  /**
   * Whole seconds, ms UTC, of the moment shown. Stands still while the page is hidden, jumps to the present on return;
   * in a past moment it stands.
   */
  readonly now: Readonly<Ref<number>>;
  readonly link: Readonly<ShallowRef<LinkState>>;
  /** CSS pixels of one design unit. */
  readonly unit: Readonly<Ref<number>>;
  t(key: MessageKey, fill?: Fill): string;
  name(names: Names | undefined): string;
  age(at: number | null, period: number): Age;
}

export const SCREEN: InjectionKey<ScreenState> = Symbol('screen');

export function openScreenState(
  city: CityIndex,
  { source: live, moments }: { readonly source: LiveSource; readonly moments: Moments },
  time: CityTime,
  first: Language,
  unit: Ref<number>,
): ScreenState {
  const clock = (): number => live.now();
  const now = ref(clock());
  const language = ref<Language>(first);
  const link = shallowRef(live.link);
  live.onLink((state) => {
    link.value = state;
  });
  const tick = (): void => {
    now.value = clock();
    setTimeout(tick, 1000 - (clock() % 1000) + 5);
  };
  tick();
  document.addEventListener('visibilitychange', () => {
    now.value = clock();
  });
  watch(
    moments.at,
    () => {
      now.value = clock();
    },
    { flush: 'sync' },
  );
  return Object.freeze({
    city,
    live,
    moments,
    time,
    language,
    now: readonly(now),
    link,
    unit,
    t: (key: MessageKey, fill?: Fill) => say(language.value, key, fill),
    name: (names: Names | undefined) => nameOf(names, language.value),
    age: (at: number | null, period: number) => ageOf(at, now.value, period, time, language.value),
  });
}

export function useScreen(): ScreenState {
  const state = inject(SCREEN);
  if (!state) throw new Error('a panel stands outside of a screen');
  return state;
}

/**
 * The rows of a topic, read again when it changed: at most once a frame, and not at all while hidden.
 * State, not a queue: ten deltas that came while the page was hidden are one reading.
 * @param from the present where a panel shows it beside a past moment; else what the screen shows
 */
export function useRows<T extends TopicName>(topic: T, from?: LiveSource): Readonly<ShallowRef<readonly RowOf<T>[]>> {
  const source = from ?? useScreen().live;
  const rows = shallowRef<readonly RowOf<T>[]>(readRows(topic, source.table(topic)));
  useChanged(
    [topic],
    () => {
      rows.value = readRows(topic, source.table(topic));
    },
    source,
  );
  return rows;
}

/** Calls `draw` in the next frame after any of the topics changed, once however many changed. */
export function useChanged(topics: readonly TopicName[], draw: () => void, from?: LiveSource): void {
  const live = from ?? useScreen().live;
  let frame = 0;
  const stop = live.subscribe(topics, () => {
    if (frame === 0)
      frame = requestAnimationFrame(() => {
        frame = 0;
        draw();
      });
  });
  onScopeDispose(() => {
    stop();
    cancelAnimationFrame(frame);
  });
}
