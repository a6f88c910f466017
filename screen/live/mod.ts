/** The screen's live room: one client of the hub, for the life of the page. */
import type { TopicName } from '../../streams/live/mod.ts';
import { LiveClient } from './client.ts';

export { liveAddress } from './live-address.ts';
export { LiveClient, type LiveClientOptions, type LiveFigures, type SocketLike } from './client.ts';
export { Link, type LinkPhase, type LinkState } from './link.ts';
export { ServerClock } from './server-clock.ts';

/** A page loads itself again at most this often (ms) because the hub speaks of other columns. */
const RELOAD_EVERY = 60_000;
const RELOADED = 'guanlan.reloaded';

/** Opens the page's link and keeps it: hurried when the page is shown again or the network returns. Browser only. */
export function openLive(url: string, topics: readonly TopicName[]): LiveClient {
  const client = new LiveClient({ url, topics, outdated: reloadPage });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') client.nudge();
  });
  addEventListener('online', () => client.nudge());
  return client.start();
}

/** After an upgrade the page in front of a wall has to fetch itself, for nobody is there to do it. */
function reloadPage(): void {
  const last = Number(sessionStorage.getItem(RELOADED) ?? 0);
  if (Date.now() - last < RELOAD_EVERY) return;
  sessionStorage.setItem(RELOADED, String(Date.now()));
  location.reload();
}
export { readSnapshot, type KeptSnapshot, type ReplayAnswer } from './kept-snapshot.ts';
