import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { browser, startBrokenSection, startGuanlan, unexplained, until, type TestGuanlan } from './harness/mod.ts';

/**
 * Numbers on every screen opened as people open them: by click, tap and Enter. The drawer has to hold the right
 * explanation and to leave nothing behind.
 */
const CITY = ['--scale', '0.1'];
const PATIENCE = 90_000;
/** Numbers clicked per screen at most: every kind of address at least once. */
const MOST = 40;
const HARMLESS = [
  /^luma\.gl: /,
  /GL Driver Message/,
  /Automatic fallback to software WebGL/,
  /status of (404|429|503)/,
];

let system: TestGuanlan;
let chromium: Browser;
let section: { close(): Promise<void> };
/** Of stations: some have digits. */
let names: readonly string[] = [];

interface Watched {
  readonly page: Page;
  readonly complaints: string[];
  readonly asked: string[];
}
/** Counts what listens on the window, so that what is left behind shows. */
const COUNTING = `(() => {
  const held = new Map(); globalThis.listening = (type) => held.get(type) ?? 0;
  const { addEventListener: add, removeEventListener: remove } = window;
  window.addEventListener = function (type, ...rest) { held.set(type, (held.get(type) ?? 0) + 1);
    return add.call(this, type, ...rest); };
  window.removeEventListener = function (type, ...rest) { held.set(type, (held.get(type) ?? 0) - 1);
    return remove.call(this, type, ...rest); };
})()`;

async function open(path: string, width: number, height: number): Promise<Watched> {
  const page = await chromium.newPage({ viewport: { width, height }, reducedMotion: 'reduce' });
  const watched: Watched = { page, complaints: [], asked: [] };
  await page.addInitScript(COUNTING);
  page.on('console', (message) => {
    if (message.type() === 'error' && !HARMLESS.some((known) => known.test(message.text())))
      watched.complaints.push(message.text());
  });
  page.on('pageerror', (error) => watched.complaints.push(String(error)));
  page.on('request', (request) => {
    if (request.url().includes('/explain?')) watched.asked.push(new URL(request.url()).pathname);
  });
  await page.goto(`${system.base}${path}`, { waitUntil: 'domcontentloaded', timeout: PATIENCE });
  await page.waitForSelector('[data-explain]', { timeout: PATIENCE });
  return watched;
}
const listening = (page: Page, type: string): Promise<number> =>
  page.evaluate((of) => (globalThis as typeof globalThis & { listening(t: string): number }).listening(of), type);
const drawn = async (page: Page): Promise<string | null> =>
  (await page.locator('.explanation').count()) === 0 ? null : page.locator('.explanation').getAttribute('data-address');
/** Kinds of numbers on the page: subject kind and quantity, without ids. */
const kindOf = (address: string): string => address.replace(/subject=([a-z]+):[^&]*/, '$1').replace(/&at=.*/, '');

/** Presses one number of every kind, and finds each explained. */
async function pressEvery({ page }: Watched): Promise<Set<string>> {
  const kinds = new Set<string>();
  for (let i = 0; i < MOST; i += 1) {
    const wanted = await page.evaluate(
      (known) => {
        const of = (address: string): string => address.replace(/subject=([a-z]+):[^&]*/, '$1').replace(/&at=.*/, '');
        return (
          [...document.querySelectorAll('[data-explain]')]
            .map((e) => e.getAttribute('data-explain') as string)
            .find((address) => !known.includes(of(address))) ?? null
        );
      },
      [...kinds],
    );
    if (wanted === null) break;
    kinds.add(kindOf(wanted));
    const element = page.locator(`[data-explain="${wanted}"]`).first();
    // The row may have moved on meanwhile: then another of its kind comes up again.
    const hit = await element.dispatchEvent('click', {}, { timeout: 2000 }).then(
      () => true,
      () => false,
    );
    if (!hit) {
      kinds.delete(kindOf(wanted));
      continue;
    }
    await until(`the drawer of ${wanted}`, async () => (await drawn(page)) === wanted, 10_000);
    await until(
      `an answer for ${wanted}`,
      async () => (await page.locator('.explanation article, .explanation .fault').count()) > 0,
      20_000,
    );
    if ((await page.locator('.explanation .fault').count()) > 0) {
      const said = await page.locator('.explanation .fault').innerText();
      // What ended while it was pressed has no value any more; anything else is a gap.
      assert.match(said, /没有这个数的值|no value|请求过于频繁|Too many|正在启动|starting/, `${wanted}: ${said}`);
    } else {
      assert.ok((await page.locator('.explanation h2').innerText()).length > 1, wanted);
      assert.ok((await page.locator('.explanation .symbols').innerText()).length > 0, wanted);
    }
    await page.keyboard.press('Escape');
    await until('the drawer is gone', async () => (await drawn(page)) === null, 5000);
    // Politely: the API grants so many expensive questions a second.
    await new Promise((resolve) => {
      setTimeout(resolve, 60);
    });
  }
  return kinds;
}

/** No number stands there that nobody can open; one put there for the test is found. */
async function eachOpens(page: Page, where: string): Promise<void> {
  // A row that comes in is drawn with its address at once: what is without one stays without.
  await until(`numbers that open ${where}`, async () => (await unexplained(page, names)).length === 0, 10_000).catch(
    async () => assert.deepEqual(await unexplained(page, names), [], where),
  );
  await page.evaluate(() =>
    document.body.append(Object.assign(document.createElement('p'), { id: 'planted', textContent: 'AQI 142' })),
  );
  assert.deepEqual(await unexplained(page, names), [': AQI 142']);
  await page.evaluate(() => document.getElementById('planted')?.remove());
}

before(async () => {
  system = await startGuanlan({ GUANLAN_CITY: 'yunzhou', GUANLAN_LOG_LEVEL: 'warn' }, { parameters: CITY });
  section = await startBrokenSection(system);
  chromium = await browser();
  const { stations } = (await (await fetch(`${system.base}/api/city`)).json()) as {
    stations: { names: { zh: string } }[];
  };
  names = stations.map((station) => station.names.zh);
});
after(async () => {
  await section?.close();
  await chromium?.close();
  await system?.stop();
});

describe('explanations on the screens', { concurrency: false }, () => {
  let wall: Watched;
  let openedAt = 0;

  test("the wall: a press on the city's index opens its explanation, live goes on, Escape closes it", async () => {
    wall = await open('/wall', 1920, 1080);
    const { page } = wall;
    await until("the city's index", async () => /\d/.test(await page.locator('.aqi').innerText()), PATIENCE);
    const before = { keydown: await listening(page, 'keydown'), pointerdown: await listening(page, 'pointerdown') };
    await page.locator('.aqi').click();
    await until(
      'its explanation',
      async () =>
        /subject=region:\d+&quantity=(now|hour)\.aqi/.test((await drawn(page)) ?? '') &&
        (await page.locator('.explanation article').count()) > 0,
      20_000,
    );
    const body = await page.locator('.explanation').innerText();
    assert.match(body, /HJ 633-2026 4\.2\.3/);
    assert.match(body, /GB 3095|HJ 633-2026 4\.2\.1/);
    assert.match(body, /IAQI = \d+ \+ ⌈/);
    assert.notEqual(await page.locator('.verdict').getAttribute('data-agrees'), 'false', body);
    const [number, panel] = [
      await page.locator('.aqi').boundingBox(),
      await page.locator('.explanation').boundingBox(),
    ];
    assert.ok(
      number!.x + number!.width <= panel!.x || panel!.x + panel!.width <= number!.x,
      'the number stays to be seen',
    );
    const clock = await page.locator('[data-panel="clock"]').innerText();
    await until('a clock that goes on', async () => (await page.locator('[data-panel="clock"]').innerText()) !== clock);
    await page.keyboard.press('Escape');
    await until('nothing left', async () => (await drawn(page)) === null);
    assert.deepEqual(
      { keydown: await listening(page, 'keydown'), pointerdown: await listening(page, 'pointerdown') },
      before,
    );
    assert.equal(
      await page.evaluate(() => document.activeElement?.classList.contains('aqi')),
      true,
      'focus returns to the number',
    );
  });

  test('by keyboard: Enter opens, a station leads down to its readings and frames, back leads up', async () => {
    const { page } = wall;
    await page.locator('.aqi').focus();
    await page.keyboard.press('Enter');
    await page.locator('.explanation [data-into^="subject=station"]').first().waitFor({ timeout: 20_000 });
    const top = await drawn(page);
    const into = await page.locator('.explanation [data-into^="subject=station"]').first().getAttribute('data-into');
    await page.locator('.explanation [data-into^="subject=station"]').first().press('Enter');
    await until(
      "the station's explanation",
      async () => (await drawn(page)) === into && (await page.locator('.explanation .frames .raw').count()) > 0,
      20_000,
    );
    assert.match(await page.locator('.explanation .frames .raw').first().innerText(), /^##\d{4}QN=\d+;.*PW=\*\*\*;MN=/);
    await page.locator('.explanation nav button').first().click();
    await until('the layer above', async () => (await drawn(page)) === top);
    await page.keyboard.press('Escape');
  });

  test('the wall: a number of every kind', async () => {
    await until(
      'an exceedance',
      async () => (await wall.page.locator('[data-panel="exceedances"] li').count()) > 0,
      PATIENCE,
    );
    await eachOpens(wall.page, 'on the wall');
    // The inner columns of a wider wall.
    await wall.page.setViewportSize({ width: 3840, height: 1080 });
    await until(
      'the inner columns',
      async () => (await wall.page.locator('[data-panel="treatment"] [data-explain]').count()) > 0,
      PATIENCE,
    );
    await eachOpens(wall.page, 'on the wide wall');
    await wall.page.setViewportSize({ width: 1920, height: 1080 });
    const kinds = await pressEvery(wall);
    for (const kind of [
      'month.index',
      'exceedance.multiple',
      'exceedance.value',
      'exceedance.limit',
      'exceedance.since',
      'now.online',
      'year.good-days',
      'now.rate',
      'excluded',
    ])
      assert.ok(
        [...kinds].some((known) => known.includes(kind)),
        `${kind} in ${[...kinds].join(' ')}`,
      );
    // The map: what stands or lies where it is touched.
    const { page } = wall;
    // Somewhere in the middle of the city there is a station or a measured cell under one of these.
    search: for (let y = 380; y < 640; y += 20)
      for (let x = 780; x < 1120; x += 20) {
        await page.mouse.click(x, y);
        if (/subject=(cell|station|series)/.test((await drawn(page)) ?? '')) break search;
      }
    assert.match((await drawn(page)) ?? 'nothing', /subject=(cell|station|series)/);
    await page.keyboard.press('Escape');
    assert.deepEqual(wall.complaints, []);
    // Left open for the last test: a wall closes it by itself.
    await page.locator('.aqi').click();
    await page.locator('.explanation').waitFor();
    openedAt = Date.now();
    await page.evaluate(() => {
      const watch = new MutationObserver(() => {
        if (document.querySelector('.explanation')) return;
        Object.assign(globalThis, { goneAt: Date.now() });
        watch.disconnect();
      });
      watch.observe(document.body, { childList: true, subtree: true });
    });
  });

  test('the duty desk: a number of every kind, and its keys rest while the drawer is open', async () => {
    const desk = await open('/duty', 1920, 1080);
    await until(
      'rows',
      async () => (await desk.page.locator('[data-panel="duty-list"] li [data-explain]').count()) > 0,
      PATIENCE,
    );
    for (const tab of ['exceeding', 'quality', 'open']) {
      await desk.page.locator(`[data-tab="${tab}"]`).click();
      await eachOpens(desk.page, `on the desk, ${tab}`);
    }
    await desk.page.locator('[data-panel="duty-audit"] button').first().click();
    await eachOpens(desk.page, 'on the card of the audit');
    await desk.page.locator('[data-panel="duty-audit"] .close').click();
    const kinds = await pressEvery(desk);
    assert.ok(
      [...kinds].some((kind) => /alarm\.|exceedance\./.test(kind)),
      [...kinds].join(' '),
    );
    await desk.page.locator('[data-panel="duty-list"] li [data-explain]').first().click();
    await until('the drawer', async () => (await drawn(desk.page)) !== null);
    const tab = await desk.page.locator('[data-panel="duty-list"] header .tab.on').innerText();
    await desk.page.keyboard.press('t');
    assert.equal(await desk.page.locator('[data-panel="duty-list"] header .tab.on').innerText(), tab);
    await desk.page.keyboard.press('Escape');
    await until('the drawer is gone', async () => (await drawn(desk.page)) === null);
    assert.deepEqual(desk.complaints, []);
    await desk.page.close();
  });

  test('the public display and the phone: a number of every kind, of the public API only, no frames', async () => {
    const shown = await open('/public', 390, 844);
    await until("the city's index", async () => /\d/.test(await shown.page.locator('.aqi').innerText()), PATIENCE);
    await eachOpens(shown.page, 'for the public');
    const kinds = await pressEvery(shown);
    for (const kind of ['region', 'station'])
      assert.ok(
        [...kinds].some((known) => known.startsWith(kind)),
        `${kind} in ${[...kinds].join(' ')}`,
      );
    await shown.page.locator('.aqi').click();
    await shown.page.locator('.explanation article').waitFor({ timeout: 20_000 });
    assert.equal(await shown.page.locator('.explanation .frames').count(), 0);
    assert.doesNotMatch(await shown.page.locator('.explanation').innerText(), /QN=|127\.0\.0\.1/);
    assert.deepEqual([...new Set(shown.asked)], ['/api/public/explain']);
    assert.equal(
      await shown.page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth),
      true,
    );
    assert.deepEqual(shown.complaints, []);
    await shown.page.close();
  });

  test('a wall closes it by itself a minute after it was last touched', async () => {
    const gone = (): Promise<number | undefined> =>
      wall.page.evaluate(() => (globalThis as typeof globalThis & { goneAt?: number }).goneAt);
    await until('it is gone', async () => (await gone()) !== undefined, 90_000);
    const stood = ((await gone()) as number) - openedAt;
    assert.ok(stood >= 58_000 && stood <= 75_000, `it stood for ${stood} ms`);
    assert.deepEqual(wall.complaints, []);
    await wall.page.close();
  });
});
