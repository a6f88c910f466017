import { connect } from '../platform/nats.ts';
import { end, forget, noted, type Identity } from '../platform/process-identity.ts';
import type { Endpoints } from '../platform/endpoints.ts';
import type { NatsRole } from './broker.ts';
import type { Progress } from './progress.ts';

const ORPHAN_GRACE_MS = 3_000;

/**
 * What an earlier, hard-ended start left running. Work, edge and city end by themselves; the store is replaced; the
 * broker may go on.
 */
export async function clearOrphans(dataDir: string, progress: Progress): Promise<void> {
  for (const part of ['city', 'edge', 'work', 'store']) {
    const orphan = noted(dataDir, part);
    if (orphan === null) continue;
    progress.say(`结束上次遗留的进程 ${part}（${orphan.pid}）`, `ended ${part} of an earlier start (${orphan.pid})`);
    await end(orphan, ORPHAN_GRACE_MS);
    forget(dataDir, part);
  }
}

/** The broker of an earlier start, if it is ours by identity and lets us in with our token; another one is ended. */
export async function adoptBroker(
  dataDir: string,
  role: NatsRole,
  endpoints: Endpoints,
  progress: Progress,
): Promise<Identity | null> {
  const orphan = noted(dataDir, 'nats');
  if (orphan === null) return null;
  const none = { natsUrl: null, natsToken: null, natsUser: null, natsPassword: null };
  try {
    const { nats, manager } = await connect(none, 'adoption', {
      url: role.url,
      token: endpoints.natsToken,
      patience: 1_000,
    });
    try {
      await manager.getAccountInfo();
    } finally {
      await nats.close();
    }
    progress.say(
      `接管上次遗留的 nats-server（${orphan.pid}）`,
      `adopted nats-server of an earlier start (${orphan.pid})`,
    );
    return orphan;
  } catch {
    await end(orphan, ORPHAN_GRACE_MS);
    progress.say(
      `更换上次遗留的 nats-server（${orphan.pid}）`,
      `replaced nats-server of an earlier start (${orphan.pid})`,
    );
    return null;
  }
}
