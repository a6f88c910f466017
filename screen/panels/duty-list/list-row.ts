import type { MessageKey } from '../../i18n/messages.ts';
import { durationText } from '../../model/ages.ts';
import type { DeskRow } from '../../model/desk-row.ts';
import { limitFigure } from '../../model/figures.ts';
import type { ScreenState } from '../../shell/screen-state.ts';

type Words = Pick<ScreenState, 'city' | 't' | 'name' | 'now'>;

/** Longest deadline that the bar of a row shows whole, ms: the one of its priority. */
const WITHIN = [60, 5, 15, 60].map((minutes) => minutes * 60_000);

/** A row of the desk as the list writes it. */
export interface ListRow extends DeskRow {
  /** County and township. */
  readonly where: string;
  /** Whose limit, and the limit with its unit. */
  readonly basis: string;
  /** What is left of the deadline, ms; negative once it is over, null where there is none. */
  readonly left: number | null;
  /** The same as a share of the deadline, 0..1. */
  readonly share: number;
  /** The step that the deadline is for. */
  readonly step: string;
  readonly lasting: string;
  readonly stateText: string;
}

export function listRow(row: DeskRow, words: Words): ListRow {
  const { city, t, name, now } = words;
  const left = row.due === null ? null : row.due - now.value;
  const within = WITHIN[row.priority ?? 3] ?? 60 * 60_000;
  return {
    ...row,
    where: [city.region(row.station?.county ?? 0), city.region(row.station?.township ?? 0)]
      .map((region) => name(region?.names))
      .filter(Boolean)
      .join(' '),
    basis: [
      name(row.source?.names),
      row.limit === null ? '' : `${t('desk.limit')} ${limitFigure(row.limit)} ${row.factor?.unit ?? ''}`,
    ]
      .filter(Boolean)
      .join(' · '),
    left,
    share: left === null ? 0 : Math.max(0, Math.min(1, left / within)),
    step: t(row.state === 2 ? 'alarms.step.2' : 'alarms.step.1'),
    lasting: row.since === null ? '–' : durationText(now.value - row.since),
    stateText: stateText(row, t),
  };
}

function stateText({ isGone, finding, state }: DeskRow, t: Words['t']): string {
  if (isGone) return t('desk.gone');
  if (finding) return t(finding.invalidates ? 'desk.takenOut' : 'desk.warned');
  return state === 0 ? t('desk.unraised') : t(`alarms.state.${state}` as MessageKey);
}
