import { createApp, type Component } from 'vue';
import '../design/tokens.css';
import { openLive } from '../live/mod.ts';
import { indexCity, type CityStatic } from '../model/city.ts';
import { cityTime } from '../model/civil-time.ts';
import type { Language } from '../model/ages.ts';
import type { TopicName } from '../../streams/live/topics.ts';
import { SCREEN, openScreenState } from './screen-state.ts';
import { fitUnit, type DesignGrid } from '../design/unit.ts';
import { say } from '../i18n/text.ts';

export interface ScreenStart {
  readonly root: Component;
  readonly grid: DesignGrid;
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
  keepUnit(start.grid);
  const city = indexCity(await readCity(start.cityPath, language));
  const live = openLive(city.liveUrl, start.topics);
  const state = openScreenState(city, live, cityTime(city.city.timezone), language, () => Date.now());
  const app = createApp(start.root);
  app.provide(SCREEN, state);
  app.mount('#screen');
}

function keepUnit(grid: DesignGrid): void {
  const fit = (): void => {
    const { unit } = fitUnit(grid, innerWidth, innerHeight, devicePixelRatio);
    document.documentElement.style.setProperty('--u', `${unit}px`);
  };
  fit();
  addEventListener('resize', fit);
}

async function readCity(path: string, language: Language): Promise<CityStatic> {
  for (let wait = 500; ; wait = Math.min(wait * 2, RETRY_MAX)) {
    try {
      const answer = await fetch(path, { headers: { accept: 'application/json' } });
      if (answer.ok) return (await answer.json()) as CityStatic;
      waiting(say(language, 'failed', { reason: `HTTP ${answer.status}` }));
    } catch (error) {
      waiting(say(language, 'failed', { reason: error instanceof Error ? error.message : String(error) }));
    }
    await new Promise((resolve) => { setTimeout(resolve, wait); });
  }
}

function waiting(sentence: string): void {
  const root = document.getElementById('screen');
  if (root) root.textContent = sentence;
}
