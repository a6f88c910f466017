import { chromium, type Browser } from 'playwright-core';

/** Chromium as the tests run it: software GL, no request of its own to the network. */
const CHROMIUM_FLAGS: readonly string[] = Object.freeze([
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]);

const close = new Set<Browser>();
process.once('exit', () => {
  for (const browser of close) void browser.close();
});

/** `GUANLAN_CHROMIUM` names another binary than Debian's. */
export async function browser(): Promise<Browser> {
  const launched = await chromium.launch({
    executablePath: process.env['GUANLAN_CHROMIUM'] ?? '/usr/bin/chromium',
    args: [...CHROMIUM_FLAGS],
  });
  close.add(launched);
  launched.once('disconnected', () => close.delete(launched));
  return launched;
}
