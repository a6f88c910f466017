import { createApp, ref, watch, type Component, type Ref } from 'vue';
import '../design/tokens.css';
import { liveAddress, openLive, type ReplayAnswer } from '../live/mod.ts';
import { indexCity, type CityStatic } from '../model/city.ts';
import { cityTime } from '../model/civil-time.ts';
import type { Language } from '../model/ages.ts';
import type { TopicName } from '../../streams/live/mod.ts';
import { EXPLANATIONS, openExplanations } from '../explanation/explanation-state.ts';
import { askApi } from './ask-api.ts';
import { openMoments, returnByItself, type Moments } from './snapshots.ts';
import { SCREEN, openScreenState } from './screen-state.ts';
import { isWriting, watchCity } from './city-watch.ts';
import { fitUnit, type DesignGrid } from '../design/unit.ts';
import { say } from '../i18n/text.ts';

export interface ScreenStart {
  readonly root: Component;
  readonly props?: Record<string, unknown>;
  /** The design grid, or the one for a viewport. */
  readonly grid: DesignGrid | ((width: number, height: number) => DesignGrid);
  readonly topics: readonly TopicName[];
  readonly cityPath: '/api/city' | '/api/public/city';
}

/** Longest wait between two tries of reading the city, ms. */
const RETRY_MAX = 10_000;

const languageOf = (): Language => (new URLSearchParams(location.search).get('lang') === 'en' ? 'en' : 'zh');

/** Reads the city, opens the live link and mounts the screen. Until then it says what it waits for: never blank. */
export async function startScreen(start: ScreenStart): Promise<void> {
  const language = languageOf();
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  const unit = keepUnit(start.grid);
  const { city: read, tag } = await readCity(start.cityPath, language);
  const city = indexCity(read);
  const live = openLive(liveAddress(city.liveUrl), start.topics);
  const moving = openMoments(live, (at) => askApi<ReplayAnswer>(`/api/replay?at=${new Date(at).toISOString()}`));
  const state = openScreenState(city, moving, cityTime(city.city.timezone), language, unit);
  keepMomentInAddress(moving.moments);
  const app = createApp(start.root, start.props);
  app.provide(SCREEN, state);
  app.provide(
    EXPLANATIONS,
    openExplanations(start.cityPath === '/api/public/city' ? '/api/public/explain' : '/api/explain'),
  );
  app.mount('#screen');
  watchCity(start.cityPath, tag, isWriting, () => location.reload());
}

/**
 * A past moment stands in the page's address, so that a report can name it: `/wall?at=2026-11-26T03:00:00.000Z` opens
 * there.
 */
function keepMomentInAddress(moments: Moments): void {
  const address = new URL(location.href);
  const asked = Date.parse(address.searchParams.get('at') ?? '');
  if (Number.isFinite(asked)) moments.go(asked);
  watch(moments.at, (at) => {
    if (at === null) address.searchParams.delete('at');
    else address.searchParams.set('at', new Date(at).toISOString());
    history.replaceState(null, '', address);
  });
  returnByItself(moments);
}

function keepUnit(grid: ScreenStart['grid']): Ref<number> {
  const unit = ref(4);
  const fit = (): void => {
    unit.value = fitUnit(
      typeof grid === 'function' ? grid(innerWidth, innerHeight) : grid,
      innerWidth,
      innerHeight,
      devicePixelRatio,
    ).unit;
    document.documentElement.style.setProperty('--u', `${unit.value}px`);
  };
  fit();
  addEventListener('resize', fit);
  return unit;
}

async function readCity(
  path: string,
  language: Language,
): Promise<{ readonly city: CityStatic; readonly tag: string | null }> {
  for (let wait = 500; ; wait = Math.min(wait * 2, RETRY_MAX)) {
    try {
      const answer = await fetch(path, { headers: { accept: 'application/json' } });
      if (answer.ok) return { city: (await answer.json()) as CityStatic, tag: answer.headers.get('etag') };
      waiting(say(language, 'failed', { reason: `HTTP ${answer.status}` }));
    } catch (error) {
      waiting(say(language, 'failed', { reason: error instanceof Error ? error.message : String(error) }));
    }
    await new Promise((resolve) => {
      setTimeout(resolve, wait);
    });
  }
}

function waiting(sentence: string): void {
  const root = document.getElementById('screen');
  if (root) root.textContent = sentence;
}
