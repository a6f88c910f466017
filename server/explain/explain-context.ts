import { DateTime } from 'luxon';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import {
  columnOf,
  fromLiveTime,
  toLiveTime,
  type ColumnName,
  type NumberAddress,
  type RowSource,
  type TopicName,
} from '../../streams/live/mod.ts';
import type { AlarmLedger } from '../alarms/mod.ts';
import type { RejectLog } from '../ingest/mod.ts';
import type { Registry, RegistryRegion, RegistryStation } from '../registry/mod.ts';
import type { Ask, RollingRow } from './ask.ts';
import type { Page } from './builder.ts';
import type { FrameSource } from './frames.ts';

/** What the hub of this process holds, as far as explanations look at it. */
interface ShownTables {
  table(topic: TopicName): { readonly table: RowSource; readonly time: number } | null;
}

/** Everything an explanation may look at. */
export interface ExplainContext {
  readonly ask: Ask;
  readonly registry: Registry;
  readonly shown: ShownTables;
  readonly alarms: AlarmLedger;
  readonly frames: FrameSource;
  readonly rejects: RejectLog;
  /** Civil time, ms UTC. */
  readonly now: number;
  readonly page: Page;
  /** Whether frames are wanted: not for the public. */
  readonly isInternal: boolean;
}

export const zoneOf = (registry: Registry): string => registry.city?.timezone ?? 'Asia/Shanghai';
export const cityOf = (registry: Registry): RegistryRegion | undefined =>
  [...registry.regions().values()].find(({ level }) => level === 'city');

/** A cell of a topic as screens hold it: fixed-point integer; null where it is missing or nothing has come yet. */
export function shownCell<T extends TopicName>(
  { shown }: ExplainContext,
  topic: T,
  key: number,
  column: ColumnName<T>,
): number | null {
  const present = shown.table(topic);
  const row = present?.table.indexOf(key) ?? -1;
  return present && row >= 0 ? present.table.at(row, columnOf(topic, column)) : null;
}

/** Keys of a topic as screens hold it; null where nothing has come yet. */
export function shownKeys({ shown }: ExplainContext, topic: TopicName): readonly number[] | null {
  const present = shown.table(topic);
  return present === null ? null : [...present.table.keys.subarray(0, present.table.size)];
}

/** The tick whose values the screens show, and the one before where the table is torn by a new one; seconds UTC. */
export async function shownTick(
  scene: ExplainContext,
  table: 'rolling' | 'judgements' | 'hotspot_cells',
  topic: TopicName,
): Promise<{ readonly tick: number; readonly seconds: number }> {
  const ticks = await scene.ask.ticks(table);
  const time = scene.shown.table(topic)?.time ?? 0;
  const latest = time > 0 ? toLiveTime(time) : Infinity;
  const tick = ticks.find((candidate) => candidate <= latest) ?? ticks.at(-1);
  if (tick === undefined) throw new GuanlanError('GL_NOT_READY', 'no tick yet');
  return { tick, seconds: fromLiveTime(tick) / 1000 };
}

/** Times a question is asked again because its tick was dropped meanwhile. */
const TRIES = 4;

/** The rolling rows that the screens show, with their tick; asked again where the tick went away between the two questions. */
export async function shownRolling(
  scene: ExplainContext,
  topic: TopicName,
  stations: readonly number[],
  factors: readonly number[],
): Promise<{ readonly seconds: number; readonly rows: readonly RollingRow[] }> {
  for (let tries = 1; ; tries += 1) {
    const { tick, seconds } = await shownTick(scene, 'rolling', topic);
    const rows = await scene.ask.rolling(tick, stations, factors);
    if (rows.length > 0 || tries === TRIES || (await scene.ask.ticks('rolling')).includes(tick))
      return { seconds, rows };
  }
}

export function stationOf({ registry }: ExplainContext, id: string): RegistryStation {
  const station = /^\d{1,7}$/.test(id) ? registry.station(Number(id)) : undefined;
  if (!station) throw new GuanlanError('GL_NO_SUCH_NUMBER', `station ${id}`);
  return station;
}
export function regionOf({ registry }: ExplainContext, id: string): RegistryRegion {
  const region = /^\d{1,9}$/.test(id) ? registry.regions().get(Number(id)) : undefined;
  if (!region) throw new GuanlanError('GL_NO_SUCH_NUMBER', `region ${id}`);
  return region;
}

/** Start of the hour an address means, seconds UTC; the newest closed one where it names none. Throws for an hour still open. */
export function hourOf({ now }: ExplainContext, { at }: NumberAddress): number {
  const open = Math.floor(now / 3_600_000) * 3600;
  if (at === undefined) return open - 3600;
  const start = Math.floor(Date.parse(at) / 3_600_000) * 3600;
  if (!Number.isFinite(start)) throw new GuanlanError('GL_BAD_REQUEST', 'querystring/at is no instant');
  if (start >= open)
    throw new GuanlanError('GL_NO_VALUE', `the hour from ${new Date(start * 1000).toISOString()} is not closed`);
  return start;
}

/** The civil day an address means, with its bounds in seconds UTC; yesterday where it names none. */
export function dayOf(
  { now, registry }: ExplainContext,
  { at }: NumberAddress,
): { readonly civil: string; readonly from: number; readonly until: number } {
  const zone = zoneOf(registry);
  const today = DateTime.fromMillis(now, { zone }).startOf('day');
  const day =
    at === undefined
      ? today.minus({ days: 1 })
      : /^\d{4}-\d{2}-\d{2}$/.test(at)
        ? DateTime.fromISO(at, { zone })
        : DateTime.fromISO(at).setZone(zone).startOf('day');
  if (!day.isValid) throw new GuanlanError('GL_BAD_REQUEST', 'querystring/at is no date');
  if (day >= today) throw new GuanlanError('GL_NO_VALUE', `${day.toISODate()} is not over`);
  return { civil: day.toISODate(), from: day.toSeconds(), until: day.plus({ days: 1 }).startOf('day').toSeconds() };
}

export const nothing = (detail: string): GuanlanError => new GuanlanError('GL_NO_VALUE', detail);
/** Where the value would be older than its inputs are kept. */
export const notKept = (detail: string): GuanlanError => new GuanlanError('GL_NOT_KEPT', detail);
export const unknownQuantity = ({ quantity, subject }: NumberAddress): GuanlanError =>
  new GuanlanError('GL_NO_SUCH_NUMBER', `${subject} has no ${quantity}`);
