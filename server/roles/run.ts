import { setPriority } from 'node:os';
import type { Config } from '../platform/config.ts';
import type { Demo } from './demo-options.ts';
import type { RunningRole } from './running-role.ts';
import { startStoreRole } from './store.ts';

/** How long a role may take to close before it is cut off. */
const CLOSE_LIMIT_MS = 5_000;

const CITY_NICENESS = 5;

const START: Readonly<Record<string, (config: Config, demo: Demo) => Promise<RunningRole>>> = {
  store: (config) =>
    startStoreRole(config, (error) => {
      process.stderr.write(`the engine failed: ${error.message}\n`);
      process.exit(70);
    }),
  // Loaded only where it is played: the store never pays for the gateway, nor the city for the engine.
  work: async (config, demo) => (await import('./work.ts')).startWork(config, demo),
  edge: async (config) => (await import('./edge.ts')).startEdge(config),
  city: async (config, demo) => (await import('./city.ts')).startCity(config, demo),
};

/** The demo city is no part of the product's load: where everybody wants the processor, it waits. */
function lowerPriority(): void {
  try {
    setPriority(CITY_NICENESS);
  } catch {
    // A container may forbid it.
  }
}

/** Runs the roles in this process until it is asked to end, or until its supervisor is gone. */
export async function runRoles(roles: readonly string[], config: Config, demo: Demo): Promise<void> {
  if (roles.join() === 'city') lowerPriority();
  const running: RunningRole[] = [];
  let closing = false;
  const close = (): void => {
    if (closing) return;
    closing = true;
    setTimeout(() => process.exit(0), CLOSE_LIMIT_MS).unref();
    void (async () => {
      for (const role of [...running].reverse())
        await role.close().catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
      process.exit(0);
    })();
  };
  process.once('SIGTERM', close);
  process.once('SIGINT', close);
  // Without a supervisor nobody would end this process. The store ends as well: the next start opens the directory
  // anew.
  process.once('disconnect', close);
  for (const role of roles) running.push(await (START[role] as (typeof START)[string])(config, demo));
  process.send?.({ type: 'ready' });
}
