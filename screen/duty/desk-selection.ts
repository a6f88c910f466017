import { ref, watch, type Ref } from 'vue';
import type { DeskRow } from '../model/desk-row.ts';

/** Rows that fit between the list's head and its foot. */
export const DESK_ROWS = 11;

interface DeskSelection {
  readonly selectedId: Ref<string | null>;
  /** Index of the first row that is seen. */
  readonly first: Ref<number>;
  /** Selects the row that many lines further down (or up), within the list, and scrolls to it. */
  move(by: number): void;
}

/**
 * Which row of the desk's list is selected, and from which row on the list is seen. A list that no longer holds the
 * selected row is selected at its top.
 * @param tab another one begins at its top @param loaded the rows as they were loaded last
 */
export function openSelection(
  rows: Readonly<Ref<readonly DeskRow[]>>,
  tab: Readonly<Ref<string>>,
  loaded: Readonly<Ref<readonly DeskRow[]>>,
): DeskSelection {
  const selectedId = ref<string | null>(null);
  const first = ref(0);
  // An exceedance that has become an alarm stays selected.
  const turnedInto = (list: readonly DeskRow[]): DeskRow | undefined => {
    const selected = loaded.value.find((row) => row.id === selectedId.value);
    return selected && list.find((r) => r.stationId === selected.stationId && r.factorId === selected.factorId);
  };
  watch(
    [rows, tab],
    ([list, to], [, from]) => {
      if (list.length === 0 || list.some((row) => row.id === selectedId.value)) return;
      selectedId.value = ((to === from ? turnedInto(list) : undefined) ?? list[0])?.id ?? null;
    },
    { immediate: true },
  );
  const move = (by: number): void => {
    const at = rows.value.findIndex((row) => row.id === selectedId.value);
    const to = Math.max(0, Math.min(rows.value.length - 1, at + by));
    selectedId.value = rows.value[to]?.id ?? null;
    const last = Math.max(0, rows.value.length - DESK_ROWS);
    const wanted = Math.max(to - DESK_ROWS + 1, Math.min(to, first.value));
    first.value = Math.max(0, Math.min(last, wanted));
  };
  watch(tab, () => {
    first.value = 0;
  });
  return { selectedId, first, move };
}
