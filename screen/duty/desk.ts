import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { deskRows, heldList } from '../model/desk-list.ts';
import type { DeskRow } from '../model/desk-row.ts';
import { useRows, useScreen, type ScreenState } from '../shell/screen-state.ts';
import { openSelection } from './desk-selection.ts';
import { useFindings } from './use-findings.ts';

export const DESK_TABS = ['open', 'exceeding', 'quality'] as const;
export type DeskTab = (typeof DESK_TABS)[number];

/**
 * What the panels of the duty desk share: the held list, what is selected, whether a note is being written. One per
 * screen.
 */
export interface Desk {
  readonly tab: Ref<DeskTab>;
  readonly rows: ComputedRef<readonly DeskRow[]>;
  /** By tab; null where it is not known yet. */
  readonly counts: ComputedRef<Readonly<Record<DeskTab, number | null>>>;
  /** Why the list of quality control cannot be read; empty where it can. */
  readonly qualityFault: Ref<string>;
  readonly waiting: ComputedRef<number>;
  readonly selected: ComputedRef<DeskRow | undefined>;
  readonly selectedId: Ref<string | null>;
  /** Step that the note is written for. */
  readonly writing: Ref<'confirmed' | 'rejected' | 'closed' | null>;
  /** First row shown, when the list is longer than its place. */
  readonly first: Ref<number>;
  load(): void;
  move(by: number): void;
  /** The tab after this one. */
  turn(): void;
}

const opened = new WeakMap<ScreenState, Desk>();

/** The desk of this screen. Has to be called first inside of a component: it reads the screen's topics. */
export function useDesk(): Desk {
  const screen = useScreen();
  const desk = opened.get(screen) ?? openDesk();
  opened.set(screen, desk);
  return desk;
}

function openDesk(): Desk {
  const { city } = useScreen();
  const alarms = useRows('alarms'),
    exceedances = useRows('exceedances');
  const present = computed(() => deskRows(city, alarms.value, exceedances.value));
  const findings = useFindings();
  const loaded: ShallowRef<readonly DeskRow[]> = shallowRef(present.value);
  const loadedFindings: ShallowRef<readonly DeskRow[]> = shallowRef([]);
  const tab = ref<DeskTab>('open');
  const held = computed(() => heldList(loaded.value, present.value));
  const heldFindings = computed(() => heldList(loadedFindings.value, findings.rows.value ?? []));
  const inTab = (r: DeskRow, which: DeskTab): boolean => (which === 'open' ? r.alarm !== null : r.alarm === null);
  const rows = computed(() =>
    tab.value === 'quality' ? heldFindings.value.rows : held.value.rows.filter((r) => inTab(r, tab.value)),
  );
  const writing = ref<Desk['writing']['value']>(null);
  const loadFindings = (): void => {
    loadedFindings.value = findings.rows.value ?? [];
  };
  const load = (): void => {
    if (tab.value === 'quality') loadFindings();
    else loaded.value = present.value;
  };
  // An empty list is nobody's hand: the first rows come in by themselves.
  watch(present, (p) => {
    if (loaded.value.length === 0 && p.length > 0) loaded.value = p;
  });
  watch(findings.rows, () => {
    if (loadedFindings.value.length === 0) loadFindings();
  });
  const { selectedId, first, move } = openSelection(rows, tab, loaded);
  const turn = (): void => {
    tab.value = DESK_TABS[(DESK_TABS.indexOf(tab.value) + 1) % DESK_TABS.length] as DeskTab;
  };
  watch(tab, (to) => {
    if (to === 'quality') loadFindings();
  });
  return {
    tab,
    rows,
    first,
    writing,
    selectedId,
    load,
    move,
    turn,
    qualityFault: findings.fault,
    waiting: computed(() => (tab.value === 'quality' ? heldFindings : held).value.waiting),
    counts: computed(() => ({
      open: held.value.rows.filter((r) => inTab(r, 'open') && !r.isGone && r.state <= 2).length,
      exceeding: held.value.rows.filter((r) => inTab(r, 'exceeding') && !r.isGone).length,
      quality: findings.rows.value?.length ?? null,
    })),
    selected: computed(() => rows.value.find((r) => r.id === selectedId.value)),
  };
}
