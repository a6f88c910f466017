import { GuanlanError } from '../../streams/contracts/errors.ts';
import { OPEN_END } from '../registry/mod.ts';

const DAY = 86_400;
/** A mark may be announced this long before it begins. */
const MARK_AHEAD_DAYS = 7;
/** How far back a mark may reach, by the statistic a station's hours rest on: retention of its readings, less a day. */
const MARK_BACK_DAYS = Object.freeze({ rtd: 88, minute: 398, other: 2190 });
/** Longest mark; an open one ends with a new version. */
const MARK_LONGEST_DAYS = 400;

const daysBack = (basis: number): number =>
  basis < 10 ? MARK_BACK_DAYS.rtd : basis < 20 ? MARK_BACK_DAYS.minute : MARK_BACK_DAYS.other;

/**
 * Checks the period of a mark. Times are seconds UTC.
 * @param basis statistic that the station's hours rest on
 * @throws GL_BAD_REQUEST where it ends before it begins, GL_MARK_PERIOD where it reaches too far
 */
export function checkMarkPeriod(basis: number, begin: number, end: number, now: number): void {
  if (end <= begin) throw new GuanlanError('GL_BAD_REQUEST', 'body/end is not after begin');
  const back = daysBack(basis);
  if (begin < now - back * DAY)
    throw new GuanlanError('GL_MARK_PERIOD', `begins more than ${back} days ago, and its readings are not all kept`);
  if (begin > now + MARK_AHEAD_DAYS * DAY)
    throw new GuanlanError('GL_MARK_PERIOD', `begins more than ${MARK_AHEAD_DAYS} days ahead`);
  if (end !== OPEN_END && end - begin > MARK_LONGEST_DAYS * DAY)
    throw new GuanlanError('GL_MARK_PERIOD', `is longer than ${MARK_LONGEST_DAYS} days`);
}
