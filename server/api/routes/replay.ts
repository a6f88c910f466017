import { replayOperation, replayRangeOperation } from '../../../streams/contracts/api/replay.ts';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import { topicById, TOPICS_SCHEMA } from '../../../streams/live/mod.ts';
import { loadQuery } from '../../platform/store/mod.ts';
import type { Api } from '../api.ts';
import { instantOf, iso, isStorable } from '../instants.ts';
import type { RouteContext } from '../route-context.ts';
import { serve } from '../serve.ts';

const DAY = 86_400;
/** Days that snapshots are kept; older ones go with their partition. */
const KEPT_DAYS = 8;

/** Seconds UTC. */
interface SnapshotRange {
  /** The newest snapshot not later than the instant asked for; 0 where there is none. */
  readonly found: number;
  readonly oldest: number;
  readonly newest: number;
  readonly kept: string;
}
interface SnapshotChunk {
  readonly topic: number;
  readonly hub: string;
  readonly chunk: number;
  readonly chunks: number;
  readonly message: string;
}

/** Of each topic the whole state of one hub, the first that has all of its chunks. */
const statesOf = (rows: readonly SnapshotChunk[]): { readonly name: string; readonly messages: string[] }[] =>
  [...Map.groupBy(rows, ({ topic }) => topic)].flatMap(([topic, ofTopic]) => {
    const byHub = [...Map.groupBy(ofTopic, ({ hub }) => hub).values()];
    const whole = byHub.find((chunks) => chunks.length === chunks[0]?.chunks);
    const definition = topicById.get(topic);
    return whole && definition ? [{ name: definition.name, messages: whole.map(({ message }) => message) }] : [];
  });

/** `GET /api/replay`: what the screens held at an instant of the last eight days, as live messages. */
export async function replayRoutes(app: Api, { context, limitRate }: RouteContext): Promise<void> {
  const { clock, store } = context;
  const [range, snapshot] = [loadQuery('history/replay-range'), loadQuery('history/replay-moment')];
  const rangeAt = async (at: number): Promise<SnapshotRange | null> => {
    const [found] = await store.rows<SnapshotRange>('history', range, {
      at,
      since: Math.floor(clock.now() / 1000) - (KEPT_DAYS + 1) * DAY,
      schema: TOPICS_SCHEMA,
    });
    return found && Number(found.kept) > 0 ? found : null;
  };
  serve(app, replayRangeOperation, async ({ ip }) => {
    limitRate(ip);
    const kept = await rangeAt(0);
    return { oldest: kept && iso(kept.oldest * 1000), newest: kept && iso(kept.newest * 1000) };
  });
  serve(app, replayOperation, async ({ query, ip }) => {
    const at = instantOf(query.at, 'querystring/at');
    if (!isStorable(at)) throw new GuanlanError('GL_BAD_REQUEST', 'querystring/at is outside 1970..2106');
    limitRate(ip);
    const kept = await rangeAt(Math.floor(at / 1000));
    if (!kept) throw new GuanlanError('GL_MOMENT_NOT_KEPT', 'no snapshot has been kept yet');
    if (kept.found === 0)
      throw new GuanlanError('GL_MOMENT_NOT_KEPT', `snapshots are kept from ${iso(kept.oldest * 1000)}`);
    const rows = await store.rows<SnapshotChunk>('history', snapshot, { at: kept.found, schema: TOPICS_SCHEMA });
    return { at: iso(kept.found * 1000), topics: statesOf(rows) };
  });
}
