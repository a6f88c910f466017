import { formatCivilTime } from '../../streams/contracts/civil-time.ts';
import { GuanlanError } from '../../streams/contracts/errors.ts';

/** What a person may ask of a device. Times: ms UTC. */
export type CommandOrder =
  /** 1012: set the clock, to the time of sending where none is given. */
  | { readonly kind: 'time'; readonly time?: number }
  /** 1062 and 1064: how often real-time and minute data come. */
  | { readonly kind: 'realtime_interval'; readonly seconds: number }
  | { readonly kind: 'minute_interval'; readonly minutes: number }
  /** 2011: real-time data now; 2051, 2061, 2031: what the logger holds of [from, to). */
  | { readonly kind: 'call_realtime' }
  | { readonly kind: 'call_minutes' | 'call_hours' | 'call_days'; readonly from: number; readonly to: number }
  /** 1014 (2025): the new key, named by its fingerprint; the secret itself is in no event. */
  | { readonly kind: 'key'; readonly fingerprint: string };
export type CommandKind = CommandOrder['kind'];

export const COMMAND_KINDS = Object.freeze({
  time: '1012',
  realtime_interval: '1062',
  minute_interval: '1064',
  call_realtime: '2011',
  call_minutes: '2051',
  call_hours: '2061',
  call_days: '2031',
  key: '1014',
} as const satisfies Record<CommandKind, string>);

/** HJ 212-2017 6.6 and 2025: RtdInterval in seconds, MinInterval in minutes. */
const REALTIME_INTERVAL = Object.freeze({ least: 30, most: 3600 });
const MINUTE_INTERVALS: readonly number[] = Object.freeze([1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30]);

const DAY = 86_400_000;
/** Longest range of one call: some 1,500 periods (our choice; a logger on a mobile line sends them in minutes). */
const CALL_RANGE: Readonly<Record<'call_minutes' | 'call_hours' | 'call_days', number>> = Object.freeze({
  call_minutes: DAY,
  call_hours: 62 * DAY,
  call_days: 732 * DAY,
});

/**
 * Name of the parameter that carries the new key of CN 1014. The digest (domain 5.7) tells that 1014 rotates it and not
 * how it is written; as in the standard's example A.2, whose key is sixteen characters, the key stands there as text.
 * Our choice of 2026-11.
 */
const KEY_PARAMETER = 'NewKey';

/** Errors: GL_BAD_REQUEST, with the bound that is broken. */
export function checkOrder(order: CommandOrder, now: number): void {
  const refuse = (what: string): never => {
    throw new GuanlanError('GL_BAD_REQUEST', what);
  };
  if (order.kind === 'realtime_interval') {
    const { least, most } = REALTIME_INTERVAL;
    if (!Number.isInteger(order.seconds) || order.seconds < least || order.seconds > most)
      refuse(`seconds: a whole number from ${least} to ${most}`);
  } else if (order.kind === 'minute_interval') {
    if (!MINUTE_INTERVALS.includes(order.minutes)) refuse(`minutes: one of ${MINUTE_INTERVALS.join(', ')}`);
  } else if (order.kind === 'call_minutes' || order.kind === 'call_hours' || order.kind === 'call_days') {
    const { from, to, kind } = order;
    if (!(from < to)) refuse('from has to be before to');
    if (from > now) refuse('from lies in the future');
    if (to - from > CALL_RANGE[kind]) refuse(`${kind} takes at most ${CALL_RANGE[kind] / DAY} days`);
  }
}

/**
 * The command's parameters as they go out at `now`, in the civil time of the city.
 * @param secretOf the key of a fingerprint; `null` where it is gone
 * @returns `null` where the command can no longer be made
 */
export function parametersOf(
  order: CommandOrder,
  now: number,
  zone: string,
  secretOf: (fingerprint: string) => Uint8Array | null,
): string | null {
  const civil = (time: number): string => formatCivilTime(time, zone);
  switch (order.kind) {
    case 'time':
      return `SystemTime=${civil(order.time ?? now)}`;
    case 'realtime_interval':
      return `RtdInterval=${order.seconds}`;
    case 'minute_interval':
      return `MinInterval=${order.minutes}`;
    case 'call_realtime':
      return '';
    case 'key': {
      const key = secretOf(order.fingerprint);
      if (key === null) return null;
      const text = Buffer.from(key).toString('latin1');
      const isPlain = /^[0-9A-Za-z]{16}$/.test(text);
      return `${KEY_PARAMETER}=${isPlain ? text : Buffer.from(key).toString('hex').toUpperCase()}`;
    }
    default:
      return `BeginTime=${civil(order.from)},EndTime=${civil(order.to)}`;
  }
}
