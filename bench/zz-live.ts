import { startGuanlan, browser } from '../test/harness/mod.ts';
const system = await startGuanlan({ GUANLAN_CITY: 'yunzhou', GUANLAN_LOG_LEVEL: 'info' }, { parameters: ['--scale', '0.3'] });
console.log(system.base, system.dataDir);
const begun = Date.now();
let shot = false;
while (Date.now() - begun < 330_000) {
  await new Promise((d) => setTimeout(d, 15_000));
  const ready = await (await fetch(`${system.base}/readyz`)).json() as any;
  const part = ready.parts.find((p: any) => p.part === 'audit');
  const windows = ready.parts.find((p: any) => p.part === 'windows');
  console.log(Math.round((Date.now() - begun) / 1000), JSON.stringify(part), JSON.stringify(windows?.figures));
  const text = await (await fetch(`${system.base}/metrics`)).text();
  console.log(text.split('\n').filter((l) => /guanlan_audit_(values|mismatch|postponed|skipped|failed|round_ms_(sum|count))/.test(l) && !l.startsWith('#')).map((l) => l.replace('guanlan_audit_', '').replace('role="work",', '')).join(' | '));
  const audit = await (await fetch(`${system.base}/api/audit`)).json() as any;
  if (audit.findings?.length) console.log(JSON.stringify(audit.findings.slice(0, 6), null, 1));
  if (!shot && Date.now() - begun > 200_000) {
    shot = true;
    const b = await browser();
    for (const [name, density] of [['1080', 1], ['4k', 2]] as const) {
      const c = await b.newContext({ viewport: { width: 1920, height: 1080 }, deviceScaleFactor: density });
      const p = await c.newPage();
      await p.goto(`${system.base}/duty`, { timeout: 120_000 });
      await p.waitForSelector('[data-panel="duty-audit"] button', { timeout: 120_000 });
      await new Promise((d) => setTimeout(d, 8000));
      await p.click('[data-panel="duty-audit"] .line');
      await new Promise((d) => setTimeout(d, 1500));
      await p.screenshot({ path: `/tmp/audit-live-${name}.png`, timeout: 120_000 });
      await c.close();
    }
    await b.close();
  }
}
await system.stop();
process.exit(0);
