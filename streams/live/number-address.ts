/**
 * The address of a shown number: `subject=station:17&quantity=now.a34004`, with `&at=` for a closed hour or day of the
 * past. Screens build it from topic, row and column; `GET /api/explain` takes it. Addresses are stable: never rename,
 * only append. Subjects with their ids and quantities:
 *
 * - `station` (station id): `now.aqi`, `now.<code>`, `now.iaqi-<code>` rolling hour; `hour.*` closed hour; `8h.<code>`,
 *   `24h.<code>` running; `day.aqi`, `day.<code>` (O3: MDA8); `newest.<code>` newest sample; `newest.state`; a water
 *   section's `newest.class`
 * - `region` (region id): `now.*`, `hour.*`, `day.*` as above; `month.index`, `month.rank`; `year.good-days`;
 *   `newest.<code>` the city's weather
 * - `series` (station`.`code): `exceedance.` `multiple`, `value`, `limit`, `since`, `count`, `trend`, `rank`;
 * `5m.valid`,
 *   `1h.valid` of the last day
 * - `cell` (`L<metres>_<ix>_<iy>`): `now.<code>`, `now.iaqi-<code>`; of 1 km `hot.` `score`, `class`, `z`, `excess`,
 *   `emerging`
 * - `excluded` (reason number, or `all`): `now.count`
 * - `kind` (station kind, or `all`): `now.online`, `now.total`, `now.due`
 * - `alarm` (number): `alarm.` `multiple`, `value`, `limit`, `due`, `raised`, `priority`
 * - `ledger` (`today`, `open`): `today.1` .. `today.4` the alarm counts; `open.all`, `open.raised`, `open.working`,
 *   `open.late`, `open.newest` raised in the present ten minutes
 * - `intake` (`frames`): `now.rate`
 * - `intake` (`unregistered`, `rejects`): `now.count`
 * - `audit` (`city`): `now.checked`, `now.standing`, `now.suspects`, `now.behind`, `now.postponed`
 * - `exceedances` (`all`, `unraised`): `now.count`
 * - `industry` (smallest station id of it, or `other`): `now.exceeding`, `now.total`
 * - `meters` (`production`, `treatment`, `both`, `alone`): `now.heard`, `now.total`
 * - `sections` (`all`): `now.good`, `now.total`
 * - `townships` (`all`): `now.silent`, `hour.valid`
 * - `findings` (`own`): `4h.count` of the last four hours
 */
const SUBJECTS = [
  'station',
  'region',
  'series',
  'cell',
  'excluded',
  'kind',
  'alarm',
  'ledger',
  'intake',
  'audit',
  'exceedances',
  'industry',
  'meters',
  'sections',
  'townships',
  'findings',
] as const;
type SubjectKind = (typeof SUBJECTS)[number];

export interface NumberAddress {
  readonly subject: SubjectKind;
  readonly id: string;
  readonly quantity: string;
  /** An instant within the hour meant (its start is best), or the civil date of the day, `2026-11-21`. */
  readonly at?: string | undefined;
}

const SUBJECT = new RegExp(`^(${SUBJECTS.join('|')}):([0-9A-Za-z_.-]{1,40})$`);

/** @returns null where the text names no subject */
export function parseSubject(text: string): Pick<NumberAddress, 'subject' | 'id'> | null {
  const match = SUBJECT.exec(text);
  return match ? { subject: match[1] as SubjectKind, id: match[2] as string } : null;
}

export const formatAddress = ({ subject, id, quantity, at }: NumberAddress): string =>
  `subject=${subject}:${id}&quantity=${quantity}${at === undefined ? '' : `&at=${encodeURIComponent(at)}`}`;
