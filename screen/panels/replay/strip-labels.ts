import { hourLabel } from '../../model/city-hours.ts';
import type { ScreenState } from '../../shell/screen-state.ts';
import { placeOf, SPAN, WIDTH } from './day-strip.ts';

const HOUR = 3_600_000;
/** Every fourth hour is written. */
const EVERY = 4;

/** A stretch of the strip, on its scale. */
export interface Stretch {
  readonly from: number;
  readonly until: number;
}

/** The handle's label: beneath the handle, within the strip. `width` of its text on the strip's scale. */
export function handleLabel(at: number, width: number): Stretch {
  const from = Math.max(0, Math.min(WIDTH - width, at - width / 2));
  return { from, until: from + width };
}

/**
 * The hours written beneath the strip. One that would touch the handle's label is left out.
 * @param widthOf width of a text on the strip's scale; `gap`: the least distance between two labels
 */
export function hourLabels(
  end: number,
  handle: Stretch,
  { widthOf, gap }: { readonly widthOf: (text: string) => number; readonly gap: number },
  { time, language }: Pick<ScreenState, 'time' | 'language'>,
): { readonly text: string; readonly x: number }[] {
  const list: { text: string; x: number }[] = [];
  for (let ms = Math.ceil((end - SPAN) / HOUR) * HOUR; ms < end; ms += HOUR) {
    const { hour } = time.civil(ms);
    if (hour % EVERY !== 0) continue;
    const text = hourLabel(ms, end, time.startOfDay, hour, language.value, list.length === 0 || hour === 0);
    const x = placeOf(ms, end);
    const until = x + widthOf(text);
    if (until < handle.from - gap || (x > handle.until + gap && until < WIDTH)) list.push({ text, x });
  }
  return list;
}
