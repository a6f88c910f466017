/**
 * The pictures of docs/screens, from the running demo city with its day of history.
 *
 *   npm run bench -- screenshots [--url http://127.0.0.1:8080] [--only wall-1920x1080,duty-1920x1080] [--wait 600]
 *
 * Without --url it starts a system of its own. It waits until the last 24 hours and the hotspots are there.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { setTimeout as pause } from 'node:timers/promises';
import { LiveClient } from '../screen/live/mod.ts';
import { browser, startGuanlan, until } from '../test/harness/mod.ts';

const { values: options } = parseArgs({
  options: { url: { type: 'string' }, only: { type: 'string' }, wait: { type: 'string', default: '600' } },
});

interface Picture {
  readonly name: string;
  readonly path: string;
  readonly width: number;
  readonly height: number;
  readonly density: number;
}
const PICTURES: readonly Picture[] = [
  { name: 'wall-3840x2160', path: '/wall', width: 3840, height: 2160, density: 1 },
  { name: 'wall-1920x1080', path: '/wall', width: 1920, height: 1080, density: 1 },
  { name: 'wall-32x9-3840x1080', path: '/wall', width: 3840, height: 1080, density: 1 },
  { name: 'duty-1920x1080', path: '/duty', width: 1920, height: 1080, density: 1 },
  { name: 'duty-3840x2160', path: '/duty', width: 3840, height: 2160, density: 1 },
  { name: 'public-kiosk-1080x1920', path: '/public', width: 1080, height: 1920, density: 1 },
  { name: 'public-phone-390x844', path: '/public', width: 390, height: 844, density: 2 },
];
const wanted = PICTURES.filter(({ name }) => options.only === undefined || options.only.split(',').includes(name));
const FOLDER = fileURLToPath(new URL('../docs/screens/', import.meta.url));
/** A picture above this is kept as JPEG. */
const MOST_BYTES = 1.5 * 1024 * 1024;
const JPEG_QUALITY = 85;
/** Hours of the last 24 that have to be there. */
const HOURS = 22;
/** From the first state to the picture: the wind has found its lines, plates their places, ms. */
const SETTLE = 12_000;

const system =
  options.url === undefined ? await startGuanlan({ GUANLAN_CITY: 'yunzhou', GUANLAN_LOG_LEVEL: 'warn' }) : null;
const base = system?.base ?? options.url!;
mkdirSync(FOLDER, { recursive: true });

const chromium = await browser();
const { liveUrl } = (await (await fetch(`${base}/api/city`)).json()) as { liveUrl: string };
const live = new LiveClient({
  url: new URL(liveUrl, base).href.replace(/^http/, 'ws'),
  topics: ['cityHours', 'cityDays', 'hotspots', 'exceedances'],
}).start();
await until(
  'a day of history and the hotspots',
  () =>
    (live.table('cityHours')?.size ?? 0) >= HOURS &&
    (['cityDays', 'hotspots', 'exceedances'] as const).every((topic) => (live.table(topic)?.size ?? 0) > 0),
  Number(options.wait) * 1000,
).catch((error: unknown) => console.error(String(error)));
live.close();

for (const { name, path, width, height, density } of wanted) {
  const context = await chromium.newContext({ viewport: { width, height }, deviceScaleFactor: density });
  const shown = await context.newPage();
  const complaints: string[] = [];
  shown.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await shown.goto(`${base}${path}`, { timeout: 120_000 });
  await shown.waitForSelector('[data-panel]', { timeout: 120_000 });
  await pause(SETTLE);
  const png = await shown.screenshot({ type: 'png', timeout: 180_000 });
  const isPng = png.length <= MOST_BYTES;
  const picture = isPng ? png : await shown.screenshot({ type: 'jpeg', quality: JPEG_QUALITY, timeout: 180_000 });
  rmSync(`${FOLDER}${name}.${isPng ? 'jpg' : 'png'}`, { force: true });
  writeFileSync(`${FOLDER}${name}.${isPng ? 'png' : 'jpg'}`, picture);
  console.log(
    `${name}.${isPng ? 'png' : 'jpg'}  ${Math.round(picture.length / 1024)} ` +
      `KB${complaints.length > 0 ? `  ${complaints.join(' | ')}` : ''}`,
  );
  await context.close();
}
await chromium.close();
await system?.stop();
process.exit();
