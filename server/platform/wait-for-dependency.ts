import type { Logger } from 'pino';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import { pause } from './pause.ts';

const TRANSIENT = new Set(['GL_STORE_UNAVAILABLE', 'GL_STREAM_UNAVAILABLE']);
/** At a start the other side is there within moments; later nobody waits for a quarter of a second. */
const FIRST_PAUSE_MS = 20;
const PAUSE_MS = 250;
const LOG_EVERY = 20;

/** Does it again while store or broker are away, for as long as that takes; any other error passes. */
export async function waitForDependency<T>(log: Logger, work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof GuanlanError) || !TRANSIENT.has(error.code)) throw error;
      if (attempt % LOG_EVERY === LOG_EVERY - 1) log.warn({ err: error }, 'store or broker unavailable; retrying');
      await pause(Math.min(PAUSE_MS, FIRST_PAUSE_MS * 1.3 ** attempt));
    }
  }
}
