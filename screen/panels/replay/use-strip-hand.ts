import { computed, ref, type ComputedRef, type Ref } from 'vue';
import type { Moments } from '../../shell/snapshots.ts';
import { SPAN } from './day-strip.ts';

const HOUR = 3_600_000;
/** Moments are kept every minute: a finer step would show the same one. */
const STEP = 60_000;
const KEYS: ReadonlyMap<string, number> = new Map([
  ['ArrowLeft', -STEP],
  ['ArrowRight', STEP],
  ['PageUp', -HOUR],
  ['PageDown', HOUR],
]);

export interface StripHand {
  /** The instant under the hand or the one shown, ms UTC; null: the present. */
  readonly shown: ComputedRef<number | null>;
  begin(event: PointerEvent): void;
  move(event: PointerEvent): void;
  done(): void;
  key(event: KeyboardEvent): void;
}

/**
 * Going back into the day by pointer and by key.
 * @param end end of the strip, ms UTC; @param oldest the first moment that is kept, null where there is none
 */
export function useStripHand(
  moments: Moments,
  end: Readonly<Ref<number>>,
  oldest: Readonly<Ref<number | null>>,
): StripHand {
  /** Where the hand is, before the moment there has been fetched; null: nobody drags. */
  const dragged = ref<number | null>(null);
  const shown = computed(() => dragged.value ?? moments.at.value);
  const seek = (ms: number): void => {
    if (ms >= end.value || oldest.value === null) {
      dragged.value = null;
      moments.back();
      return;
    }
    const wanted = Math.max(Math.floor(ms / STEP) * STEP, end.value - SPAN, oldest.value);
    dragged.value = wanted;
    moments.go(wanted);
  };
  const under = ({ clientX }: PointerEvent, strip: HTMLElement): number => {
    const { left, width } = strip.getBoundingClientRect();
    return end.value - SPAN + Math.max(0, Math.min(1, (clientX - left) / width)) * SPAN;
  };
  const stripOf = (event: PointerEvent): HTMLElement => event.currentTarget as HTMLElement;
  return {
    shown,
    begin(event) {
      stripOf(event).setPointerCapture(event.pointerId);
      seek(under(event, stripOf(event)));
    },
    move(event) {
      if (stripOf(event).hasPointerCapture(event.pointerId)) seek(under(event, stripOf(event)));
    },
    done() {
      dragged.value = null;
    },
    key(event) {
      const by = KEYS.get(event.key);
      if (by !== undefined) seek((shown.value ?? end.value) + by);
      else if (event.key === 'Home') seek(end.value - SPAN);
      else if (event.key === 'End') moments.back();
      else return;
      event.preventDefault();
      dragged.value = null;
    },
  };
}
