import { GuanlanError } from '../../streams/contracts/errors.ts';
import { fromLiveTime, toLiveTime, type TopicName } from '../../streams/live/mod.ts';
import type { TickTable } from './ask-series.ts';
import type { ExplainContext } from './explain-context.ts';
import type { RollingRow } from './rolling-row.ts';

/** Times a query is repeated because its tick was dropped meanwhile. */
const TRIES = 4;

/** The tick whose values the screens show, and the one before where the table is torn by a new one; seconds UTC. */
export async function shownTick(
  context: ExplainContext,
  table: TickTable,
  topic: TopicName,
): Promise<{ readonly tick: number; readonly seconds: number }> {
  const ticks = await context.ask.ticks(table);
  const time = context.shown.table(topic)?.time ?? 0;
  const latest = time > 0 ? toLiveTime(time) : Infinity;
  const tick = ticks.find((candidate) => candidate <= latest) ?? ticks.at(-1);
  if (tick === undefined) throw new GuanlanError('GL_NOT_READY', 'no tick yet');
  return { tick, seconds: fromLiveTime(tick) / 1000 };
}

/**
 * The rolling rows that the screens show, with their tick; asked again where the tick was dropped between the two
 * queries.
 */
export async function shownRolling(
  context: ExplainContext,
  topic: TopicName,
  stations: readonly number[],
  factors: readonly number[],
): Promise<{ readonly seconds: number; readonly rows: readonly RollingRow[] }> {
  for (let tries = 1; ; tries += 1) {
    const { tick, seconds } = await shownTick(context, 'rolling', topic);
    const rows = await context.ask.rolling(tick, stations, factors);
    if (rows.length > 0 || tries === TRIES || (await context.ask.ticks('rolling')).includes(tick))
      return { seconds, rows };
  }
}
