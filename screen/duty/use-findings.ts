import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import type { DeskRow } from '../model/desk-row.ts';
import { qualityRows, type QualityItem } from '../model/quality-findings.ts';
import { poll } from '../shell/poll.ts';
import { useScreen } from '../shell/screen-state.ts';
import { askApi } from '../shell/ask-api.ts';

/** Hours of findings that the desk looks at, ms, and how often: they come with closed hours. */
const SPAN = 4 * 3_600_000,
  EVERY = 60_000,
  MOST = 500;

/** What quality control found by itself lately, as rows; null until the first answer. */
export function useFindings(): {
  readonly rows: Readonly<ShallowRef<readonly DeskRow[] | null>>;
  readonly fault: Ref<string>;
} {
  const { city, language, now } = useScreen();
  const rows = shallowRef<readonly DeskRow[] | null>(null);
  const fault = ref('');
  const ask = async (): Promise<void> => {
    const from = new Date(now.value - SPAN).toISOString();
    const given = await askApi<{ readonly items: readonly QualityItem[] }>(
      `/api/quality?from=${from}&own=true&limit=${MOST}`,
    );
    if ('answer' in given) {
      rows.value = qualityRows(city, given.answer.items);
      fault.value = '';
    } else fault.value = given.fault[language.value];
  };
  poll(() => void ask(), EVERY);
  return { rows, fault };
}
