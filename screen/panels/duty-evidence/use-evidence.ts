import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { readSeries, type AlarmHistory, type Series, type SeriesAnswer } from '../../duty/desk-answers.ts';
import type { DeskRow } from '../../model/desk-row.ts';
import { askApi, type ApiFault } from '../../shell/ask-api.ts';
import { poll } from '../../shell/poll.ts';

/** Length of the series that is asked for, ms. */
export const SPAN = 24 * 3_600_000;
/** How often the evidence of the selected row is asked for again, ms. */
const EVERY = 60_000;

export interface Evidence {
  readonly series: Readonly<ShallowRef<Series | null>>;
  /** Why the series cannot be read; null where it can. */
  readonly seriesFault: Ref<ApiFault | null>;
  /** Of the row's alarm; null where it has none or it is not known yet. */
  readonly history: Readonly<ShallowRef<AlarmHistory | null>>;
  readonly historyFault: Ref<ApiFault | null>;
  ask(): Promise<void>;
}

/** The series and the history of the selected row: asked for when it is selected and every minute while it stays so. */
export function useEvidence(row: Readonly<Ref<DeskRow | undefined>>, now: Readonly<Ref<number>>): Evidence {
  const series = shallowRef<Series | null>(null);
  const seriesFault = ref<ApiFault | null>(null);
  const history = shallowRef<AlarmHistory | null>(null);
  const historyFault = ref<ApiFault | null>(null);
  let asked = new AbortController();

  async function ask(): Promise<void> {
    asked.abort();
    asked = new AbortController();
    const { signal } = asked;
    const r = row.value;
    if (!r) return;
    const given = await askSeries(r, now.value, signal);
    if (signal.aborted) return;
    if ('answer' in given) series.value = given.answer;
    seriesFault.value = 'fault' in given ? given.fault : null;
    if (r.alarm === null) {
      history.value = null;
      return;
    }
    const alarm = await askApi<AlarmHistory>(`/api/alarms/${r.alarm}`, { signal });
    if (signal.aborted) return;
    history.value = 'answer' in alarm ? alarm.answer : null;
    historyFault.value = 'fault' in alarm ? alarm.fault : null;
  }
  watch(
    () => row.value?.id,
    () => {
      series.value = null;
      history.value = null;
      historyFault.value = null;
      void ask();
    },
  );
  poll(() => void ask(), EVERY);
  onScopeDispose(() => asked.abort());
  return { series, seriesFault, history, historyFault, ask };
}

/** Five-minute means; hours of a finding, and of a place that sends hours only or has not reported since a start. */
async function askSeries(
  row: DeskRow,
  to: number,
  signal: AbortSignal,
): Promise<{ readonly answer: Series } | { readonly fault: ApiFault }> {
  const query = new URLSearchParams({
    factor: row.factor?.code ?? String(row.factorId),
    from: new Date(to - SPAN).toISOString(),
    to: new Date(to).toISOString(),
  });
  const of = async (step: Series['step']): Promise<{ readonly answer: Series } | { readonly fault: ApiFault }> => {
    const path = `/api/stations/${row.stationId}/series?${query}&step=${step}`;
    const given = await askApi<SeriesAnswer>(path, { signal });
    return 'answer' in given ? { answer: readSeries(given.answer) } : given;
  };
  if (row.finding) return of('hour');
  const given = await of('5m');
  return 'answer' in given && given.answer.points.every((p) => p.value === null) ? of('hour') : given;
}
