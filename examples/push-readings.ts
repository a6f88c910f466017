/**
 * A partner's platform that pushes readings: `node examples/push-readings.ts <base> <token> <station>`.
 * The answer is a verdict per item and a receipt; the receipt tells later what ingest made of the push.
 */
import { pathToFileURL } from 'node:url';
import { openClient, type Client } from '../streams/client/mod.ts';

/** Ingest opens a push within seconds; on a busy machine later. */
const ATTEMPTS = 240;
const ATTEMPT_MS = 500;

/** Pushes one minute of PM2.5 and PM10 and waits until ingest has opened it. Throws ApiError. */
export async function pushReadings(client: Client, station: number, now: Date) {
  const time = now.toISOString();
  const pushed = await client.call('pushReadings', {
    body: [
      { station, factor: 'a34004', time, value: 35, statistic: 'rtd' },
      { station, factor: 'a34002', time, value: '61.5', statistic: 'rtd' },
    ],
  });
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const receipt = await client.call('receipt', { params: { id: pushed.receipt } });
    if (receipt.state === 'opened') return { pushed, receipt };
    await new Promise((done) => setTimeout(done, ATTEMPT_MS));
  }
  throw new Error(`ingest did not open push ${pushed.receipt} within two minutes`);
}

const [, main = '', base, token, station] = process.argv;
if (import.meta.url === pathToFileURL(main).href) {
  if (base === undefined || token === undefined || station === undefined)
    throw new Error('node examples/push-readings.ts <base> <token> <station>');
  const { pushed, receipt } = await pushReadings(openClient({ base, token }), Number(station), new Date());
  console.log(`accepted ${pushed.accepted}, rejected ${pushed.rejected}; ingest wrote ${receipt.readings} readings`);
}
