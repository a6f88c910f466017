import type { IncomingMessage } from 'node:http';
import { compose, composeFileInsert } from './compose.ts';
import type { Engine } from './engine.ts';
import { LANE_LIMITS, LANES, openLaneQueue } from './lane.ts';
import { Refusal } from './refusal.ts';
import type { Spool } from './spool.ts';
import { kindOf } from './statement.ts';
import type { Lane } from './store.ts';

type LaneQueue = ReturnType<typeof openLaneQueue>;

/** Header that names the lane; a ClickHouse server ignores it. */
const LANE_HEADER = 'x-guanlan-lane';

function laneOf(request: IncomingMessage, url: URL, fallback: Lane): Lane {
  const asked = String(request.headers[LANE_HEADER] ?? url.searchParams.get('lane') ?? fallback);
  return LANES.find((lane) => lane === asked) ?? fallback;
}

const databaseOf = (url: URL): string => url.searchParams.get('database') ?? 'default';

/** Runs the statements of requests on the engine, each in its lane. */
export class StatementRunner {
  readonly #engine: Engine;
  readonly #spool: Spool;
  readonly #queues: ReadonlyMap<Lane, LaneQueue>;
  #inserted = 0;

  constructor(engine: Engine, spool: Spool) {
    this.#engine = engine;
    this.#spool = spool;
    this.#queues = new Map(LANES.map((lane) => [lane, openLaneQueue(LANE_LIMITS[lane].queue)]));
  }

  /** Bytes of request bodies inserted. */
  get inserted(): number {
    return this.#inserted;
  }

  /** Statements that wait, by lane. */
  depth(): Readonly<Record<Lane, number>> {
    return Object.fromEntries([...this.#queues].map(([lane, queue]) => [lane, queue.depth])) as Record<Lane, number>;
  }

  /** Inserts the rows in the body of the request. */
  async insertBody(request: IncomingMessage, url: URL, head: string, format: string): Promise<Uint8Array> {
    const lane = laneOf(request, url, 'write');
    this.#admit(lane);
    const { path, bytes } = await this.#spool.take(request);
    try {
      if (bytes === 0) return new Uint8Array();
      const text = composeFileInsert(head, url, path, format);
      const result = await this.#admit(lane).run(() => this.#engine.run(lane, text, 'Null', databaseOf(url)));
      this.#inserted += bytes;
      return result;
    } finally {
      await this.#spool.remove(path);
    }
  }

  async statement(
    request: IncomingMessage,
    url: URL,
    sql: string,
  ): Promise<{ readonly bytes: Uint8Array; readonly format: string }> {
    const lane = laneOf(request, url, kindOf(sql) === 'output' ? 'history' : 'write');
    const { text, format } = compose(sql, url);
    const bytes = await this.#admit(lane).run(() => {
      // Nobody waits for it any more: an engine call cannot be called off once it runs, but this one has not begun.
      if (request.destroyed && !request.complete)
        return Promise.reject(new Refusal(499, 394, 'QUERY_WAS_CANCELLED', 'The client went away'));
      return this.#engine.run(lane, text, format, databaseOf(url));
    });
    return { bytes, format };
  }

  #admit(lane: Lane): LaneQueue {
    const queue = this.#queues.get(lane);
    if (!queue || queue.isFull)
      throw new Refusal(503, 202, 'TOO_MANY_SIMULTANEOUS_QUERIES', `Too many statements wait in lane ${lane}`);
    return queue;
  }
}
