import { computed, type ComputedRef } from 'vue';
import type { MessageKey } from '../../i18n/messages.ts';
import type { DeskRow } from '../../model/desk-row.ts';
import { figure } from '../../model/figures.ts';
import type { ScreenState } from '../../shell/screen-state.ts';
import type { Evidence } from './use-evidence.ts';

/** Period that a value of the series stands for, ms, by its step. */
const PERIOD = { hour: 3_600_000, '5m': 600_000 } as const;

const joined = (parts: readonly string[], by: string): string => parts.filter(Boolean).join(by);

/** The sentences about the selected row and its series. */
export function useEvidenceText(
  { city, t, name, time, age, language }: ScreenState,
  row: ComputedRef<DeskRow | undefined>,
  { series, seriesFault }: Evidence,
): {
  readonly heading: ComputedRef<string>;
  readonly origin: ComputedRef<string>;
  readonly seriesNote: ComputedRef<string>;
  readonly hasValues: ComputedRef<boolean>;
} {
  const valid = computed(() => series.value?.points.filter((p) => p.value !== null) ?? []);
  const what = ({ finding, multiple }: DeskRow): string => {
    if (finding) return t(`quality.${finding.code}` as MessageKey);
    return multiple === null ? '' : t('desk.over', { multiple: figure(multiple, 2) });
  };
  return {
    hasValues: computed(() => valid.value.length > 0),
    /** The place, the factor, how much over. */
    heading: computed(() => {
      const r = row.value;
      if (!r) return '';
      return joined(
        [r.station ? name(r.station.names) : String(r.stationId), r.factor ? name(r.factor) : '', what(r)],
        ' ',
      );
    }),
    /** Which alarm, since when, where, who is responsible. */
    origin: computed(() => {
      const r = row.value;
      if (!r) return '';
      const county = city.region(r.station?.county ?? 0);
      const township = city.region(r.station?.township ?? 0);
      const responsible = name((township ?? county)?.responsible);
      const kind = r.alarm === null ? t('desk.unraised') : t('desk.number', { n: r.alarm });
      return joined(
        [
          r.finding ? t('desk.quality') : kind,
          r.raised === null ? '' : t('desk.raisedAt', { time: time.second(r.raised) }),
          joined([name(county?.names), name(township?.names)], ' '),
          responsible ? t('map.responsible', { who: responsible }) : '',
        ],
        ' · ',
      );
    }),
    /** How many values are valid, and the age of the newest; or why there are none. */
    seriesNote: computed(() => {
      if (seriesFault.value) return seriesFault.value[language.value];
      if (!series.value) return t('desk.loading');
      const last = valid.value.at(-1);
      if (!last) return t('missing');
      const { points, step } = series.value;
      const invalid = points.length - valid.value.length;
      return joined(
        [
          t('desk.valid', { n: figure(valid.value.length), m: figure(points.length) }),
          invalid > 0 ? t('desk.invalid', { n: invalid }) : '',
          age(last.time, PERIOD[step]).text,
        ],
        ' · ',
      );
    }),
  };
}
