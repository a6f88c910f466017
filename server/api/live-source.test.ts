import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer, request as ask, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { build } from 'vite';
import { browser, until } from '../../test/harness/mod.ts';
import { openApiBench, type ApiBench } from '../../test/fixtures/api-bench.ts';

/** What the page of this test keeps. */
interface TestPage {
  live: { readonly link: { readonly phase: string } };
  address: string;
}

let bench: ApiBench;
let chromium: Browser;
before(async () => {
  bench = await openApiBench({ GUANLAN_HOST: '::1' });
  const entry = fileURLToPath(new URL('../../screen/live/mod.ts', import.meta.url));
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: false, lib: { entry, formats: ['es'] } },
  });
  const [output] = Array.isArray(built) ? built : [built];
  writeFileSync(
    join(bench.screens, 'assets', 'live-AbCd1234.js'),
    (output as { output: { code?: string }[] }).output[0]?.code ?? '',
  );
  bench.publisher.replace('hotspots', [{ key: 5, aqi: 1, value: 2, support: null }]);
  await bench.publisher.commit(['hotspots']);
  chromium = await browser();
});
after(async () => {
  await chromium?.close();
  await bench.close();
});

const sources = (policy: string | null | undefined): string[] =>
  /connect-src ([^;]*);/.exec(policy ?? '')?.[1]?.split(' ') ?? [];

/** `/healthz` as asked by that name, with whatever headers. */
const healthz = (
  url: string,
  headers: Record<string, string> = {},
): Promise<{ status: number | undefined; connect: string[] }> =>
  new Promise((done, failed) => {
    const { hostname, port } = new URL(url);
    ask({ host: hostname.replace(/[[\]]/g, ''), port, path: '/healthz', headers }, (answer) => {
      answer.resume();
      answer.once('end', () =>
        done({ status: answer.statusCode, connect: sources(String(answer.headers['content-security-policy'])) }),
      );
    })
      .once('error', failed)
      .end();
  });

describe('the live socket in the content security policy', { concurrency: false }, () => {
  test('a path is this host, with the scheme of the page', async () => {
    const { url } = await bench.another({ host: '127.0.0.1', publicLiveUrl: '/live' });
    const { host } = new URL(url);
    assert.deepEqual(await healthz(url), { status: 200, connect: ["'self'", `ws://${host}`] });
    assert.deepEqual(await healthz(url, { host: 'city.example' }), {
      status: 200,
      connect: ["'self'", 'ws://city.example'],
    });
    assert.deepEqual(await healthz(url, { host: 'city.example:8443', 'x-forwarded-proto': 'https' }), {
      status: 200,
      connect: ["'self'", 'wss://city.example:8443'],
    });
    assert.deepEqual(await healthz(url, { host: 'city.example', 'x-forwarded-proto': 'https, http' }), {
      status: 200,
      connect: ["'self'", 'wss://city.example'],
    });
    assert.deepEqual(await healthz(url, { host: 'city.example; script-src *' }), { status: 200, connect: ["'self'"] });
    // A source cannot name an IPv6 address; `'self'` is the same host and port.
    assert.deepEqual(await healthz(url, { host: '[2001:db8::1]:8080' }), { status: 200, connect: ["'self'"] });
    assert.equal(((await (await fetch(`${url}/api/public/city`)).json()) as { liveUrl: string }).liveUrl, '/live');
  });

  test('a whole address is itself, without its path', async () => {
    const { url } = await bench.another({ host: '127.0.0.1', publicLiveUrl: 'wss://city.example:8443/live' });
    assert.deepEqual(await healthz(url), { status: 200, connect: ["'self'", 'wss://city.example:8443'] });
    assert.equal(
      ((await (await fetch(`${url}/api/public/city`)).json()) as { liveUrl: string }).liveUrl,
      'wss://city.example:8443/live',
    );
    const six = await bench.another({ host: '127.0.0.1', publicLiveUrl: 'wss://[2001:db8::1]/live' });
    assert.deepEqual(await healthz(six.url), { status: 200, connect: ["'self'", 'wss://*:443'] });
  });

  test('with nothing configured it is this host on the live port, an IPv6 address in a form that browsers take', async () => {
    const { port } = bench.hub;
    assert.deepEqual(await healthz(bench.url), { status: 200, connect: ["'self'", `ws://*:${port}`] });
    assert.deepEqual(await healthz(bench.url, { host: 'wall.local:8080', 'x-forwarded-proto': 'https' }), {
      status: 200,
      connect: ["'self'", `ws://wall.local:${port}`],
    });
    const city = (await (await fetch(`${bench.url}/api/public/city`)).json()) as { liveUrl: string };
    assert.equal(city.liveUrl, `ws://[::1]:${port}/live`);
  });
});

/** Opens a page there as a screen does: reads the city, takes the address, opens the link. */
async function goesLive(url: string): Promise<string> {
  const page = await chromium.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !/favicon/.test(message.location().url)) complaints.push(message.text());
  });
  await page.goto(`${url}/public`);
  await page.evaluate(async () => {
    const { openLive, liveAddress } = (await import(
      '/assets/live-AbCd1234.js' as string
    )) as typeof import('../../screen/live/mod.ts');
    const { liveUrl } = (await (await fetch('/api/public/city')).json()) as { liveUrl: string };
    const address = liveAddress(liveUrl);
    Object.assign(globalThis, { address, live: openLive(address, ['hotspots']) });
  });
  const phase = (): Promise<string> =>
    page.evaluate(() => (globalThis as typeof globalThis & TestPage).live.link.phase);
  await until('live', async () => (await phase()) === 'live' || complaints.length > 0, 10_000);
  assert.deepEqual(complaints, []);
  assert.equal(await phase(), 'live');
  const address = await page.evaluate(() => (globalThis as typeof globalThis & TestPage).address);
  await page.close();
  return address;
}

/** One door in front of API and hub, as `deploy/nginx.conf` has it: `/live` is the hub, all else the API, the host without its port. */
async function openProxy(api: string, livePort: number): Promise<Server> {
  const { hostname, port } = new URL(api);
  const server = createServer((request, response) => {
    const headers = { ...request.headers, host: '127.0.0.1', 'x-forwarded-proto': 'http' };
    request.pipe(
      ask({ host: hostname, port, path: request.url, method: request.method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      }),
    );
  });
  server.on('upgrade', (request, socket) => {
    if (request.url !== '/live') {
      socket.destroy();
      return;
    }
    const hub = connect(livePort, '::1', () => {
      const headers = Object.entries({ ...request.headers, host: '127.0.0.1' })
        .map(([name, value]) => `${name}: ${String(value)}\r\n`)
        .join('');
      hub.write(`GET / HTTP/1.1\r\n${headers}\r\n`);
      hub.pipe(socket).pipe(hub);
    });
    hub.on('error', () => socket.destroy());
    socket.on('error', () => hub.destroy());
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  return server;
}

describe('a page goes live', { concurrency: false }, () => {
  test('on an IPv6 address', async () => {
    assert.equal(await goesLive(bench.url), `ws://[::1]:${bench.hub.port}/live`);
  });

  test('behind a proxy, by a path', async () => {
    const { url } = await bench.another({ host: '127.0.0.1', publicLiveUrl: '/live' });
    const proxy = await openProxy(url, bench.hub.port);
    const { port } = proxy.address() as AddressInfo;
    assert.equal(await goesLive(`http://127.0.0.1:${port}`), `ws://127.0.0.1:${port}/live`);
    proxy.closeAllConnections();
    proxy.close();
  });
});
