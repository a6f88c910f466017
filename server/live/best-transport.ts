import type { Logger } from 'pino';
import type { OpenTransport } from './transport.ts';

/** The transport on uWebSockets.js where its binary loads, else on ws. */
export async function bestTransport(log: Logger): Promise<OpenTransport> {
  try {
    await import('uWebSockets.js');
    return (await import('./transport-uws.ts')).openUwsTransport;
  } catch (error) {
    log.warn({ err: error }, 'uWebSockets.js does not load on this platform; the hub runs on ws');
    return (await import('./transport-ws.ts')).openWsTransport;
  }
}
