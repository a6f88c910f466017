import type { CityPack } from '../../streams/contracts/pack.ts';
import type { AnyRow, LivePublisher, PublishedRow, TopicName } from '../../streams/live/mod.ts';
import type { Registry } from '../../server/registry/mod.ts';
import type { Store } from '../../server/platform/store/mod.ts';
import { slowQuestions, type SlowAnswers, NO_ANSWERS, standingsOf, Ticker } from '../../server/windows/internal.ts';
import { tickInstantOf } from '../../server/windows/mod.ts';
import { PLAIN_COLUMNS, ROLLING_COLUMNS } from '../../test/oracle/windows/series-history.ts';

/**
 * Topics whose rows say nothing of when something arrived: they must be equal to those of a store that never lost
 * anything.
 */
const TOPICS: readonly TopicName[] = [
  'air',
  'regions',
  'hotspots',
  'wind',
  'water',
  'cityHours',
  'cityDays',
  'excluded',
];

/** Holds what a tick published. */
export class HeldTopics implements LivePublisher {
  readonly rows = new Map<TopicName, readonly AnyRow[]>();
  upsert(): void {
    /* latest and pulse: not a tick's */
  }
  replace(topic: TopicName, rows: readonly AnyRow[]): void {
    this.rows.set(topic, rows);
  }
  async commit(): Promise<void> {
    /* nobody listens */
  }
}

/** Everything that must not remember an outage, by name: key -> text. */
export type Answers = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Asks a store that holds the whole history everything at one instant (ms UTC). */
export async function askAll(
  store: Store,
  registry: Registry,
  pack: CityPack,
  now: number,
  since: number,
): Promise<Answers> {
  let slow: SlowAnswers = NO_ANSWERS;
  const questions = slowQuestions(store, registry);
  slow = await questions.ask(now);
  while (slow.isPartial) slow = await questions.ask(now);
  const held = new HeldTopics();
  const ticker = new Ticker({ store, registry, publisher: held, slow: () => slow });
  await ticker.run(now);
  const answers = new Map<string, Map<string, string>>();
  const table = async (name: string, sql: string, parameters = {}): Promise<void> => {
    const [keys, texts] = (await store.columns('history', sql, parameters)) as [string[], string[]];
    answers.set(name, new Map((keys ?? []).map((key, i) => [key, texts[i]!])));
  };
  await table(
    'hours',
    `SELECT concat(toString(hour), ' ', toString(station), '/', toString(factor)) AS key, ${PLAIN_COLUMNS} AS
        text FROM hours_now FINAL WHERE hour >= toDateTime({since:UInt32}, 'UTC')`,
    { since },
  );
  await table(
    'days',
    `SELECT concat(toString(day), ' ', toString(station), '/', toString(factor)) AS key, ${PLAIN_COLUMNS} AS
        text FROM days_now FINAL`,
  );
  await table(
    'rolling',
    `SELECT concat(toString(station), '/', toString(factor), '/', toString(folded)) AS key, ${ROLLING_COLUMNS}
        AS text FROM rolling WHERE tick = {tick:UInt32}`,
    { tick: tickInstantOf(now).tick },
  );
  await table(
    'region days',
    `SELECT concat(toString(day), ' ', toString(region)) AS key, toString(tuple(* EXCEPT (day, region,
        version))) AS text FROM region_days FINAL`,
  );
  const standing = await standingsOf(
    store,
    'history',
    new Intl.DateTimeFormat('sv-SE', { timeZone: pack.city.timezone }).format(now),
    pack.city.timezone,
  );
  answers.set('ranking', new Map(standing.map((row) => [String(row.region), JSON.stringify(row)])));
  // Since when, how often and which way an exceedance went belongs to what was known; what it is does not.
  answers.set(
    'exceedances',
    new Map(
      ((held.rows.get('exceedances') ?? []) as readonly PublishedRow<'exceedances'>[]).map(
        ({ key, rank, multiple, value, limit, limitSource, window }) => [
          String(key),
          JSON.stringify([rank, multiple, value, limit, limitSource, window]),
        ],
      ),
    ),
  );
  for (const topic of TOPICS)
    answers.set(
      topic,
      new Map((held.rows.get(topic) ?? []).map(({ key, ...cells }) => [String(key), JSON.stringify(cells)])),
    );
  return answers;
}

/** Differences of two stores' answers, per name: how many rows, how many differ, the first ones in words. */
export function differences(
  left: Answers,
  right: Answers,
): { readonly table: Record<string, { rows: number; different: number }>; readonly examples: readonly string[] } {
  const table: Record<string, { rows: number; different: number }> = {};
  const examples: string[] = [];
  for (const [name, wanted] of right) {
    const found = left.get(name)!;
    const keys = new Set([...wanted.keys(), ...found.keys()]);
    const different = [...keys].filter((key) => found.get(key) !== wanted.get(key));
    table[name] = { rows: keys.size, different: different.length };
    for (const key of different.slice(0, 4))
      examples.push(
        `${name} ${key}: ${found.get(key) ?? 'nothing'}, without the outage ${wanted.get(key) ?? 'nothing'}`,
      );
  }
  return { table, examples };
}
