import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import type { PartState, RoleContext } from './running.ts';

/** Core NATS, no stream: who is asked answers, who is gone is silent. */
const partsSubject = (role: string): string => `parts.${role}`;
const metricsSubject = (role: string): string => `metrics.${role}`;

export interface Telemetry {
  close(): void;
}

/** Answers what this process's parts are, and its metrics as Prometheus text. */
export function serveTelemetry(
  { nats, metrics, log }: Pick<RoleContext, 'nats' | 'metrics' | 'log'>,
  role: string,
  parts: () => readonly PartState[],
): Telemetry {
  const answer = (message: Msg, make: () => Promise<string>): void => {
    make().then(
      (text) => message.respond(text),
      (error: unknown) => log.warn({ err: error }, 'telemetry not given'),
    );
  };
  const subscriptions: Subscription[] = [
    nats.subscribe(partsSubject(role), {
      callback: (error, message) => {
        if (!error) answer(message, async () => JSON.stringify(parts()));
      },
    }),
    nats.subscribe(metricsSubject(role), {
      callback: (error, message) => {
        if (!error) answer(message, () => metrics.metrics());
      },
    }),
  ];
  return {
    close: () => {
      for (const subscription of subscriptions) subscription.unsubscribe();
    },
  };
}

export interface RoleTelemetry {
  readonly role: string;
  /** null: it did not answer in time. */
  readonly parts: readonly PartState[] | null;
  readonly metrics: string | null;
}

async function ask(nats: NatsConnection, subject: string, timeout: number): Promise<string | null> {
  try {
    return (await nats.request(subject, undefined, { timeout })).string();
  } catch {
    return null;
  }
}

/**
 * Asks the roles for parts and metrics, all at once. A role that does not answer within `timeout` ms has null in both.
 * Takes at most `timeout`, also while the broker is away.
 */
export async function collectTelemetry(
  nats: NatsConnection,
  roles: readonly string[],
  timeout = 500,
): Promise<RoleTelemetry[]> {
  const late = (): Promise<null> => new Promise((done) => setTimeout(() => done(null), timeout + 50).unref());
  const within = (subject: string): Promise<string | null> => Promise.race([ask(nats, subject, timeout), late()]);
  return Promise.all(
    roles.map(async (role) => {
      const [parts, metrics] = await Promise.all([within(partsSubject(role)), within(metricsSubject(role))]);
      return { role, parts: parts === null ? null : (JSON.parse(parts) as PartState[]), metrics };
    }),
  );
}

/** Metrics of several processes as one exposition: every sample carries its role, and each name its help once. */
export function mergeMetrics(all: readonly RoleTelemetry[]): string {
  const families = new Map<string, { head: string[]; samples: string[] }>();
  for (const { role, metrics } of all) {
    let family = '';
    for (const line of (metrics ?? '').split('\n')) {
      if (line === '') continue;
      const head = /^# (HELP|TYPE) (\S+)/.exec(line);
      if (head) {
        family = head[2] as string;
        const entry = families.get(family) ?? { head: [], samples: [] };
        families.set(family, entry);
        if (!entry.head.some((known) => known.startsWith(`# ${head[1]} `))) entry.head.push(line);
      } else {
        const sample = line.replace(
          /^([a-zA-Z_:][\w:]*)(\{)?/,
          (_, name: string, brace?: string) => `${name}{role="${role}"${brace ? ',' : '}'}`,
        );
        families.get(family)?.samples.push(sample);
      }
    }
  }
  return [...families.values()].flatMap(({ head, samples }) => [...head, ...samples]).join('\n') + '\n';
}
