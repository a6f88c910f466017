import assert from 'node:assert/strict';
import { formatCivilTime } from '../../streams/contracts/civil-time.ts';
import { DeviceLink } from '../../streams/sources/hj212/mod.ts';
import type { TestGuanlan } from './guanlan.ts';

/** A river section of our own that breaks its limit (class III: 1 mg/L of ammonia nitrogen) from the first frame on. */
const SECTION = {
  device: 'BROKENLIMIT1',
  kind: 'water',
  names: { zh: '测试断面', en: 'Test section' },
  st: '21',
  factors: ['w21003'],
  period: 2,
  basis: 'rtd',
  targetClass: 3,
};

/**
 * Registers the section in the middle of the city and lets it report 2.5 mg/L every two seconds, so that a small demo
 * city has an exceedance at once.
 */
export async function startBrokenSection(system: TestGuanlan): Promise<{ close(): Promise<void> }> {
  const {
    city: { centre },
  } = (await (await fetch(`${system.base}/api/city`)).json()) as { city: { centre: number[] } };
  const answer = await fetch(`${system.base}/api/stations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...SECTION, position: centre }),
  });
  assert.equal(answer.status, 201, await answer.text());
  const device = new DeviceLink({ host: '127.0.0.1', port: system.hj212Port });
  const beat = setInterval(() => {
    const civil = formatCivilTime(Date.now(), 'Asia/Shanghai');
    device.offer({
      qn: `${civil}001`,
      st: SECTION.st,
      cn: '2011',
      pw: '123456',
      mn: SECTION.device,
      flag: 5,
      cp: `DataTime=${civil};w21003-Rtd=2.500,w21003-Flag=N`,
    });
  }, 2000);
  return {
    async close() {
      clearInterval(beat);
      await device.close();
    },
  };
}
