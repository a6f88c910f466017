/** Screens of both kinds, and how long each takes to say that something is wrong and to be live again. */
import { readFileSync } from 'node:fs';
import WebSocket from 'ws';
import { topicsOf, type Dashboard } from '../../dashboards/mod.ts';
import { LiveClient } from '../../screen/live/mod.ts';

/** Somebody stands in front: the hub takes such a socket for the public. */
const FROM_OUTSIDE = { headers: { 'x-forwarded-for': '192.0.2.7' } };
const LOOK_MS = 20;

interface Spell {
  /** ms from the beginning until the slowest screen said so; null where one never did. */
  readonly said: number | null;
  /** What they said, each once. */
  readonly words: readonly string[];
}

export interface Screens {
  readonly clients: readonly LiveClient[];
  /** Notes what every screen says from now on. */
  begin(): { readonly spell: () => Spell; end(): void };
  /** True where every screen is live with nothing amiss (but a moved clock) and has had news since `begin`. */
  allLive(): boolean;
  /** True where no screen says anything. */
  calm(): boolean;
  /** News are counted from now. */
  forget(): void;
  close(): void;
}

const trouble = (client: LiveClient): string | null => {
  const { phase, cause, notices } = client.link;
  if (phase !== 'live') return cause === null ? phase : `${phase} (${cause})`;
  return notices[0]?.code ?? null;
};
const stillAmiss = (client: LiveClient): boolean =>
  client.link.phase !== 'live' || client.link.notices.some(({ code }) => code !== 'GL_CLOCK_MOVED');

const dashboard = (screen: Dashboard['screen']): Dashboard =>
  JSON.parse(readFileSync(new URL(`../../dashboards/${screen}.json`, import.meta.url), 'utf8')) as Dashboard;

/** @param each how many walls, and how many public displays */
export function openScreens(port: number, each: number): Screens {
  const url = `ws://127.0.0.1:${port}/live`;
  const open = (dashboard: Dashboard, from: object): LiveClient =>
    new LiveClient({ url, topics: topicsOf(dashboard), socket: (address) => new WebSocket(address, from) }).start();
  const clients = Array.from({ length: each }, () => [
    open(dashboard('wall'), {}),
    open(dashboard('public'), FROM_OUTSIDE),
  ]).flat();
  const news = new Set<LiveClient>();
  for (const client of clients) client.subscribe(['regions'], () => news.add(client));
  return {
    clients,
    begin() {
      const began = performance.now();
      const first = new Map<LiveClient, number>();
      const words = new Set<string>();
      const look = setInterval(() => {
        for (const client of clients) {
          const said = trouble(client);
          if (said === null) continue;
          words.add(said);
          if (!first.has(client)) first.set(client, performance.now() - began);
        }
      }, LOOK_MS);
      return {
        spell: () => ({ said: first.size < clients.length ? null : Math.max(...first.values()), words: [...words] }),
        end: () => clearInterval(look),
      };
    },
    allLive: () => clients.every((client) => !stillAmiss(client) && news.has(client)),
    calm: () => clients.every((client) => trouble(client) === null),
    forget: () => news.clear(),
    close: () => {
      for (const client of clients) client.close();
    },
  };
}
