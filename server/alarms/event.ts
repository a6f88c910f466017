import type { Micro } from '../../streams/contracts/reading.ts';

/** Version of the events written today. Readers take every version up to it. */
export const EVENT_VERSION = 1;

/** Why a ledger of 2 GB lasts: an event is small, a note is bounded. */
export const MAX_NOTE = 1000;

/**
 * Steps of an alarm 告警. Steps of later versions (dispatched, accepted, on_site, treated, reviewed, ...) are appended here
 * and to `transitions.ts`; a reader that does not know a step keeps the alarm's state and its sequence.
 */
export const STEPS = [
  'raised',
  'confirmed',
  'rejected',
  'worsened',
  'cleared',
  'recurred',
  'escalated',
  'closed',
] as const;
export type Step = (typeof STEPS)[number];

/** Steps that a person takes. */
export const OPERATOR_STEPS = ['confirmed', 'rejected', 'closed'] as const satisfies readonly Step[];
export type OperatorStep = (typeof OPERATOR_STEPS)[number];

export type Priority = 1 | 2 | 3;

/** What the rule saw: the evidence stays with the event whatever happens to readings later. */
export interface Evidence {
  /** (C - L) / L. */
  readonly multiple: number;
  readonly value: Micro;
  readonly limit: Micro;
  readonly limitSource: number;
  /** 1 rolling hour, 2 instant, 3 closed hour, 4 day. */
  readonly window: number;
  /** Start of the uninterrupted exceedance, ms UTC. */
  readonly since: number;
  /** The instant the value speaks up to, ms UTC. */
  readonly time: number;
}

export interface Subject {
  readonly rule: string;
  readonly station: number;
  readonly factor: number;
}

export interface Actor {
  readonly kind: 'rule' | 'person' | 'deadline';
  readonly name: string;
}

/** One event of the ledger, as it lies in stream ALARMS under `alarms.<alarm>`. Times are ms UTC. */
export interface AlarmEvent {
  readonly v: number;
  readonly alarm: number;
  readonly step: Step;
  readonly at: number;
  readonly actor: Actor;
  readonly note?: string;
  /** With `raised`. */
  readonly subject?: Subject;
  /** With `raised` and `worsened`. */
  readonly priority?: Priority;
  /** With `raised`, `worsened`, `recurred`, `cleared`. */
  readonly evidence?: Evidence;
  /** When the state entered has to be left, null where nothing presses. With `escalated`: the deadline that passed. */
  readonly due?: number | null;
}

const isFinite = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** An event of the stream, null where it is none or of a version not known yet. */
export function parseEvent(bytes: Uint8Array): AlarmEvent | null {
  let event: Partial<AlarmEvent>;
  try {
    event = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  } catch {
    return null;
  }
  if (event === null || typeof event !== 'object' || !isFinite(event.v) || event.v > EVENT_VERSION) return null;
  if (!isFinite(event.alarm) || !isFinite(event.at) || typeof event.actor?.name !== 'string') return null;
  return (STEPS as readonly string[]).includes(event.step ?? '') ? (event as AlarmEvent) : null;
}
