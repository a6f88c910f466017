import type { HubContext, HubExtra, RunningHub } from './hub.ts';
import { LiveHub } from './live-hub.ts';

/** Starts listening on `config.livePort`; the states arrive as the stream is read. Throws `GL_PORT_TAKEN`. */
export async function startHub(context: HubContext, extra: HubExtra): Promise<RunningHub> {
  const hub = new LiveHub(context, extra);
  await hub.open();
  return hub;
}
