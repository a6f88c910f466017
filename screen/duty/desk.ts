import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { deskRows, heldList, type DeskRow } from '../model/desk-list.ts';
import { useRows, useScreen } from '../shell/screen-state.ts';

export type DeskTab = 'open' | 'exceeding';

/** What the panels of the duty desk share: the held list, what is selected, whether a note is being written. One per page. */
export interface Desk {
  readonly tab: Ref<DeskTab>;
  readonly rows: ComputedRef<readonly DeskRow[]>;
  readonly counts: ComputedRef<{ readonly open: number; readonly exceeding: number }>;
  readonly waiting: ComputedRef<number>;
  readonly selected: ComputedRef<DeskRow | undefined>;
  readonly selectedId: Ref<string | null>;
  /** Step that the note is written for. */
  readonly writing: Ref<'confirmed' | 'rejected' | 'closed' | null>;
  /** First row shown, when the list is longer than its place. */
  readonly first: Ref<number>;
  load(): void;
  move(by: number): void;
}

/** Rows that fit between the list's head and its foot. */
export const DESK_ROWS = 11;
let opened: Desk | undefined;

/** Has to be called first inside of a component: it reads the screen's topics. */
export function useDesk(): Desk {
  opened ??= openDesk();
  return opened;
}

function openDesk(): Desk {
  const { city } = useScreen();
  const alarms = useRows('alarms'), exceedances = useRows('exceedances');
  const present = computed(() => deskRows(city, alarms.value, exceedances.value));
  const loaded: ShallowRef<readonly DeskRow[]> = shallowRef(present.value);
  const tab = ref<DeskTab>('open');
  const held = computed(() => heldList(loaded.value, present.value));
  const inTab = (r: DeskRow, which: DeskTab): boolean => (which === 'open' ? r.alarm !== null : r.alarm === null);
  const rows = computed(() => held.value.rows.filter((r) => inTab(r, tab.value)));
  const selectedId = ref<string | null>(null);
  const first = ref(0);
  const writing = ref<Desk['writing']['value']>(null);
  const load = (): void => { loaded.value = present.value; };
  // An empty list is nobody's hand: the first rows come in by themselves.
  watch(present, (p) => { if (loaded.value.length === 0 && p.length > 0) load(); });
  watch([rows, tab], ([list]) => {
    if (list.length > 0 && !list.some((r) => r.id === selectedId.value)) {
      const turned = list.find((r) => loaded.value.some((l) => l.id === selectedId.value && l.stationId === r.stationId && l.factorId === r.factorId));
      selectedId.value = (turned ?? list[0])?.id ?? null;
    }
  }, { immediate: true });
  const move = (by: number): void => {
    const at = rows.value.findIndex((r) => r.id === selectedId.value);
    const to = Math.max(0, Math.min(rows.value.length - 1, at + by));
    selectedId.value = rows.value[to]?.id ?? null;
    first.value = Math.max(0, Math.min(Math.max(0, rows.value.length - DESK_ROWS), to < first.value ? to : to >= first.value + DESK_ROWS ? to - DESK_ROWS + 1 : first.value));
  };
  watch(tab, () => { first.value = 0; });
  return {
    tab, rows, first, writing, selectedId, load, move,
    waiting: computed(() => held.value.waiting),
    counts: computed(() => ({ open: held.value.rows.filter((r) => inTab(r, 'open') && !r.isGone && r.state <= 2).length, exceeding: held.value.rows.filter((r) => inTab(r, 'exceeding') && !r.isGone).length })),
    selected: computed(() => held.value.rows.find((r) => r.id === selectedId.value)),
  };
}
