import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { decodeMessage, topicById, TOPICS, type TopicName } from '../streams/live/mod.ts';
import { browser, startBrokenSection, startGuanlan, underLoad, until, type TestGuanlan } from './harness/mod.ts';

/** A fifth of the devices, so that the engine has time for the browser. */
const CITY = ['--scale', '0.2'];
/** Spoken by luma.gl on a software GL about attributes a pass does not use. Harmless, and nothing else may be. */
const HARMLESS = [
  /^luma\.gl: /,
  /GL Driver Message \(OpenGL, Performance, GL_CLOSE_PATH_NV/,
  /Automatic fallback to software WebGL/,
];
/** What a browser itself says of an address that does not answer. */
const UNPLUGGED = /net::ERR_|WebSocket connection to .* failed|Failed to load resource/;
const DEADLINE = 60_000;

/** One page as it is watched: what it asked for, what it was told, what it complained of. */
interface Watched {
  readonly page: Page;
  readonly requests: string[];
  readonly complaints: string[];
  /** Topics asked for over the socket. */
  readonly asked: Set<string>;
  /** State numbers received by topic. */
  readonly seen: Map<TopicName, Set<string>>;
}

let system: TestGuanlan;
let chromium: Browser;
let section: { close(): Promise<void> };

async function open(path: string, width: number, height: number): Promise<Watched> {
  // Without moving wind a software GL draws the map only when something changed.
  const page = await chromium.newPage({ viewport: { width, height }, reducedMotion: 'reduce' });
  const watched: Watched = { page, requests: [], complaints: [], asked: new Set(), seen: new Map() };
  page.on('request', (request) => watched.requests.push(request.url()));
  page.on('console', (message) => {
    if (
      message.type() === 'error' ||
      (message.type() === 'warning' && !HARMLESS.some((known) => known.test(message.text())))
    )
      watched.complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => watched.complaints.push(String(error)));
  page.on('websocket', (socket) => {
    watched.requests.push(socket.url());
    socket.on('framesent', ({ payload }) => {
      const told = JSON.parse(String(payload)) as { type: string; topics?: { name: string }[] };
      if (told.type === 'subscribe') for (const { name } of told.topics ?? []) watched.asked.add(name);
    });
    socket.on('framereceived', ({ payload }) => {
      if (typeof payload === 'string') return;
      const { topic, epoch, seq } = decodeMessage(payload, (id) => topicById.get(id)?.columns.length);
      const name = topicById.get(topic)?.name as TopicName | undefined;
      assert.ok(name, `a topic ${topic}`);
      watched.seen.set(name, (watched.seen.get(name) ?? new Set()).add(`${epoch}/${seq}`));
    });
  });
  await page.goto(`${system.base}${path}`, { waitUntil: 'domcontentloaded', timeout: DEADLINE });
  await page.waitForSelector('[data-panel]', { timeout: DEADLINE });
  return watched;
}

const text = (page: Page, selector: string): Promise<string> =>
  page.evaluate((at) => [...document.querySelectorAll<HTMLElement>(at)].map((e) => e.innerText).join('\n'), selector);
const ticked = ({ seen }: Watched, topic: TopicName, times = 3): Promise<void> =>
  until(`${times} states of ${topic}`, () => (seen.get(topic)?.size ?? 0) >= times, DEADLINE);

/** With the producers standing still, an age in the panel rises second by second; afterwards they go on. */
async function ages({ page }: Watched, selector: string): Promise<void> {
  const heard: number[] = [];
  const work = system.pid('work') as number;
  process.kill(work, 'SIGSTOP');
  try {
    await until(
      `an age that rises in ${selector}`,
      async () => {
        const found = /(\d+)(?:\.\d)? 秒前/.exec(await text(page, selector));
        if (found && Number(found[1]) !== heard.at(-1)) heard.push(Number(found[1]));
        const [a = NaN, b = NaN, c = NaN] = heard.slice(-3);
        return a < b && b < c;
      },
      DEADLINE,
    );
  } finally {
    process.kill(work, 'SIGCONT');
  }
}

/**
 * Text that leaves its panel or the window. Big figures hang out to the left by their own side bearing (0.08 em),
 * descenders below.
 */
const overflowing = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const wrong: string[] = [];
    const across = ({ left, right }: DOMRect): string => `${left.toFixed(0)} to ${right.toFixed(0)}`;
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth)
      wrong.push(`the page is ${root.scrollWidth} wide, the window ${root.clientWidth}`);
    for (const panel of document.querySelectorAll<HTMLElement>('[data-panel]')) {
      if (panel.querySelector('canvas[aria-label]')) continue;
      const name = panel.dataset['panel'];
      const box = panel.getBoundingClientRect();
      const walker = document.createTreeWalker(panel, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (!node.textContent?.trim()) continue;
        let clipped = false;
        for (let e = node.parentElement; e && e !== panel; e = e.parentElement)
          clipped ||= getComputedStyle(e).overflowX !== 'visible';
        const range = document.createRange();
        range.selectNodeContents(node);
        const at = range.getBoundingClientRect();
        if (clipped || at.width === 0) continue;
        const em = parseFloat(getComputedStyle(node.parentElement ?? panel).fontSize);
        const said = `${name}: "${node.textContent.trim().slice(0, 40)}"`;
        if (at.left < box.left - Math.max(2, 0.08 * em) || at.right > box.right + 2)
          wrong.push(`${said} from ${across(at)} in ${across(box)}`);
        if (at.bottom > box.bottom + 0.3 * em)
          wrong.push(`${said} ends at ${at.bottom.toFixed(0)} in ${box.bottom.toFixed(0)}`);
      }
    }
    return wrong;
  });

function onThisHostOnly({ requests }: Watched): void {
  const elsewhere = requests.filter((url) => !/^(data|blob):/.test(url) && new URL(url).hostname !== '127.0.0.1');
  assert.deepEqual(elsewhere, []);
}

before(async () => {
  // Moments are kept every ten seconds here, so that there is a past to go to.
  system = await startGuanlan(
    { GUANLAN_CITY: 'yunzhou', GUANLAN_LOG_LEVEL: 'warn', GUANLAN_ARCHIVE_SECONDS: '10' },
    { parameters: CITY },
  );
  section = await startBrokenSection(system);
  chromium = await browser();
});
after(async () => {
  await section?.close();
  await chromium?.close();
  await system?.stop();
});

describe('screens of the running system in a browser', { concurrency: false }, () => {
  test('the wall shows the living city at 4K and at full HD, every word within its panel', async () => {
    const wall = await open('/wall', 3840, 2160);
    await ticked(wall, 'regions');
    await ticked(wall, 'pulse', 2);
    await until("the city's index", async () => /\d/.test(await text(wall.page, '.aqi')), DEADLINE);
    await until(
      'exceedances',
      async () => (await wall.page.locator('[data-panel="exceedances"] li').count()) > 0,
      DEADLINE,
    );
    assert.deepEqual(await overflowing(wall.page), []);
    await wall.page.setViewportSize({ width: 1920, height: 1080 });
    const before = await text(wall.page, '[data-panel="clock"]');
    await until('a clock that goes', async () => (await text(wall.page, '[data-panel="clock"]')) !== before);
    await until("the panels' new places", async () => (await overflowing(wall.page)).length === 0).catch(async () =>
      assert.deepEqual(await overflowing(wall.page), []),
    );
    await ages(wall, '[data-panel="clock"]');
    assert.deepEqual(wall.complaints, []);
    onThisHostOnly(wall);
    await wall.page.close();
  });

  test('the wall shows a kept moment: the clock stands, the word is there, Esc leads back to the present', async () => {
    const asked = Date.now() - 15_000;
    const wall = await open(`/wall?at=${new Date(asked).toISOString()}`, 1920, 1080);
    const { page } = wall;
    const clock = '[data-panel="clock"]';
    await until('the past', async () => /回放/.test(await text(page, clock)), DEADLINE);
    const shown = Date.parse(new URL(page.url()).searchParams.get('at') ?? '');
    assert.ok(shown <= asked && shown > asked - 30_000 && shown % 10_000 === 0, page.url());
    await until("the city's index of then", async () => /\d/.test(await text(page, '.aqi')), DEADLINE);
    const stood = await text(page, clock);
    await new Promise((resolve) => {
      setTimeout(resolve, 2500);
    });
    assert.equal(await text(page, clock), stood, 'its clock stands');
    assert.equal(await page.locator('[data-explain*="now."]').count(), 0, 'what rolled then has no inputs any more');
    assert.deepEqual(await overflowing(page), []);
    await page.keyboard.press('Escape');
    await until(
      'the present',
      async () => !/回放/.test(await text(page, clock)) && (await text(page, clock)) !== stood,
    );
    assert.equal(new URL(page.url()).searchParams.has('at'), false);
    // By hand: a press on the strip, a day back, leads to the first moment that was kept.
    await until(
      'the rail',
      async () => Number(await page.locator('[data-panel="replay"] .rail').getAttribute('width')) > 0,
      DEADLINE,
    );
    const strip = await page.locator('[data-panel="replay"] .strip').boundingBox();
    assert.ok(strip);
    await page.mouse.click(strip.x + 4, strip.y + strip.height / 2);
    await until('the first moment', async () => /回放/.test(await text(page, clock)));
    const { oldest } = (await (await fetch(`${system.base}/api/replay/range`)).json()) as { oldest: string };
    assert.equal(new URL(page.url()).searchParams.get('at'), oldest);
    await page.locator('[role="slider"]').focus();
    await page.keyboard.press('End');
    await until('the present by key', async () => !/回放/.test(await text(page, clock)));
    // By key: the minute before.
    await page.locator('[role="slider"]').focus();
    await until('a minute that was kept', async () => {
      await page.keyboard.press('ArrowLeft');
      return /回放/.test(await text(page, clock));
    });
    await page.locator('[data-panel="replay"] .back').click();
    await until('the present again', async () => !/回放/.test(await text(page, clock)));
    assert.deepEqual(wall.complaints, []);
    await page.close();
  });

  test('the public display asks for nothing that is not public', async () => {
    const shown = await open('/public', 1080, 1920);
    await ticked(shown, 'regions');
    await until("the city's index", async () => /\d/.test(await text(shown.page, '.aqi')), DEADLINE);
    assert.deepEqual(await overflowing(shown.page), []);
    assert.ok(shown.asked.size > 0);
    for (const name of [...shown.asked, ...shown.seen.keys()])
      assert.equal(TOPICS[name as TopicName].isPublic, true, name);
    const api = shown.requests.map((url) => new URL(url).pathname).filter((path) => path.startsWith('/api/'));
    assert.deepEqual(
      api.filter((path) => !path.startsWith('/api/public/')),
      [],
    );
    assert.ok(api.length > 0);
    await shown.page.setViewportSize({ width: 390, height: 844 });
    await until("the phone's column", async () => (await overflowing(shown.page)).length === 0).catch(async () =>
      assert.deepEqual(await overflowing(shown.page), []),
    );
    assert.deepEqual(shown.complaints, []);
    onThisHostOnly(shown);
    await shown.page.close();
  });

  test('an officer confirms the first alarm with a note, and the ledger has it', async () => {
    const desk = await open('/duty', 1920, 1080);
    await until('an alarm', async () => (await desk.page.locator('[data-panel="duty-list"] li').count()) > 0, DEADLINE);
    await ages(desk, '[data-panel="duty-bar"]');
    assert.deepEqual(await overflowing(desk.page), []);
    // What quality control took out stands one tab further; a city this young has no closed hour to find anything in,
    // and says so.
    for (const tab of ['exceeding', 'quality']) {
      await desk.page.keyboard.press('t');
      assert.equal(
        await desk.page.locator('[data-panel="duty-list"] header .tab.on button').getAttribute('data-tab'),
        tab,
      );
    }
    await until(
      'findings or none',
      async () =>
        /\d/.test(await text(desk.page, '[data-panel="duty-list"] .tab.on')) &&
        (await text(desk.page, '[data-panel="duty-list"] ol, [data-panel="duty-list"] .none')).length > 4,
      DEADLINE,
    );
    // Also on a 4K monitor without scaling: everything grows with the unit.
    await desk.page.setViewportSize({ width: 3840, height: 2160 });
    await until('the desk in 4K', async () => (await overflowing(desk.page)).length === 0).catch(async () =>
      assert.deepEqual(await overflowing(desk.page), []),
    );
    await desk.page.setViewportSize({ width: 1920, height: 1080 });
    await until('the desk in full HD', async () => (await overflowing(desk.page)).length === 0).catch(async () =>
      assert.deepEqual(await overflowing(desk.page), []),
    );
    await desk.page.keyboard.press('t');
    // In Latin letters: the English desk shows a person's words as they are.
    const note = `on site ${Date.now()}`;
    await desk.page.locator('[data-panel="duty-list"] li').first().click();
    await desk.page.locator('.acts .act').first().waitFor({ timeout: DEADLINE });
    await desk.page.keyboard.press('c');
    await desk.page.locator('textarea').fill(note, { timeout: DEADLINE });
    await desk.page.keyboard.press('Enter');
    type Event = { step: string; note: string | null; actor: { kind: string } };
    const kept = async (): Promise<Event | undefined> => {
      const { items } = (await (await fetch(`${system.base}/api/alarms?state=confirmed`)).json()) as {
        items: { id: number; note: string | null }[];
      };
      const found = items.find((alarm) => alarm.note === note);
      if (!found) return undefined;
      return ((await (await fetch(`${system.base}/api/alarms/${found.id}`)).json()) as { events: Event[] }).events.find(
        (event) => event.note === note,
      );
    };
    await until('the event in the ledger', async () => (await kept()) !== undefined, DEADLINE);
    assert.deepEqual([(await kept())?.step, (await kept())?.actor.kind], ['confirmed', 'person']);
    await until(
      'the desk shows it',
      async () => (await text(desk.page, '[data-panel="duty-evidence"]')).includes(note),
      DEADLINE,
    );
    assert.deepEqual(desk.complaints, []);
    onThisHostOnly(desk);
    await desk.page.close();
  });

  test('with ?lang=en no Chinese is left on the wall and the desk', async () => {
    for (const path of ['/wall', '/duty']) {
      const english = await open(`${path}?lang=en`, 1920, 1080);
      await ticked(english, 'regions', 1);
      await until('rows', async () => (await text(english.page, 'main')).length > 400, DEADLINE);
      const words = (await text(english.page, 'main')).split('\n').filter((line) => /[\u4e00-\u9fff]/.test(line));
      assert.deepEqual(words, [], path);
      assert.deepEqual(await overflowing(english.page), [], path);
      assert.equal(await english.page.evaluate(() => document.documentElement.lang), 'en');
      assert.deepEqual(english.complaints, []);
      await english.page.close();
    }
  });

  test('with the hub killed the screens show it within three seconds, keep their picture and come back', async () => {
    const desk = await open('/duty', 1920, 1080);
    const shown = await open('/public', 1080, 1920);
    await ticked(desk, 'regions', 1);
    await ticked(shown, 'regions', 1);
    await until(
      'no banner',
      async () =>
        (await desk.page.locator('[data-link]').count()) + (await shown.page.locator('[data-link]').count()) === 0,
      DEADLINE,
    );
    const rows = await desk.page.locator('[data-panel="duty-list"] li').count();
    // The page itself looks: a supervisor that is quick could have the hub back before anybody asks from outside.
    for (const { page } of [desk, shown])
      await page.evaluate(() => {
        Object.assign(globalThis, { said: null });
        const look = (): void => {
          if (document.querySelector('[data-link="lost"]')) Object.assign(globalThis, { said: Date.now() });
          else setTimeout(look, 20);
        };
        look();
      });
    const killedAt = Date.now();
    process.kill(system.pid('edge') as number, 'SIGKILL');
    const said = ({ page }: Watched): Promise<number | null> =>
      page.evaluate(() => Reflect.get(globalThis, 'said') as number | null);
    for (const watched of [desk, shown]) {
      await until('the banner', async () => (await said(watched)) !== null, DEADLINE);
      const after = ((await said(watched)) as number) - killedAt;
      assert.ok(after <= underLoad(3000), `said after ${after} ms`);
    }
    assert.equal(await desk.page.locator('[data-panel="duty-list"] li').count(), rows, 'the last state stays');
    for (const { page } of [desk, shown])
      await until('the banner is gone', async () => (await page.locator('[data-link]').count()) === 0, DEADLINE);
    const states = desk.seen.get('regions')?.size ?? 0;
    await until('new states', () => (desk.seen.get('regions')?.size ?? 0) > states, DEADLINE);
    assert.deepEqual(
      [...desk.complaints, ...shown.complaints].filter((line) => !UNPLUGGED.test(line)),
      [],
    );
  });
});
