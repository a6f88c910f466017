import { inject, shallowRef, type InjectionKey, type ShallowRef } from 'vue';
import {
  formatAddress,
  numberAddress,
  type AddressedRow,
  type ColumnName,
  type NumberAddress,
  type TopicName,
} from '../../streams/live/mod.ts';
import { useScreen } from '../shell/screen-state.ts';

/** What is opened, newest last: layer by layer from a city's index down to one reading. */
export interface Explanations {
  readonly trail: ShallowRef<readonly string[]>;
  /** Public screens ask where anybody is given the public's answer. */
  readonly path: '/api/explain' | '/api/public/explain';
  open(address: string): void;
  /** One layer deeper. */
  into(address: string): void;
  back(): void;
  close(): void;
}

export const EXPLANATIONS: InjectionKey<Explanations> = Symbol('explanations');
/** Layers kept; a deeper one lets the oldest go. */
const DEEPEST = 12;

export function openExplanations(path: Explanations['path']): Explanations {
  const trail = shallowRef<readonly string[]>([]);
  return {
    trail,
    path,
    open: (address) => {
      trail.value = [address];
    },
    into: (address) => {
      trail.value = [...trail.value, address].slice(-DEEPEST);
    },
    back: () => {
      trail.value = trail.value.slice(0, -1);
    },
    close: () => {
      trail.value = [];
    },
  };
}

export function useExplanations(): Explanations {
  const explanations = inject(EXPLANATIONS);
  if (!explanations) throw new Error('a number stands outside of a screen');
  return explanations;
}

/** Attributes that make an element a number which can be opened, by hand, touch or key. */
export type NumberAttributes = Readonly<Record<string, string | number>>;
const NONE: NumberAttributes = Object.freeze({});
const attributes = (address: NumberAddress | string | null, focusable: boolean): NumberAttributes =>
  address === null
    ? NONE
    : {
        'data-explain': typeof address === 'string' ? address : formatAddress(address),
        ...(focusable ? { tabindex: 0, role: 'button' } : {}),
      };

/** `v-bind="number.cell('regions', row, 'aqi')"` on the element that shows the number; nothing is drawn for it. */
export function useNumbers(): {
  cell<T extends TopicName>(
    topic: T,
    row: AddressedRow<T> | undefined,
    column: ColumnName<T>,
    focusable?: boolean,
  ): NumberAttributes;
  at(address: NumberAddress | string, focusable?: boolean): NumberAttributes;
} {
  const { city, moments } = useScreen();
  const own = city.outline?.id ?? 1;
  // Of a past moment the closed hours and days can be explained; what rolled then is not kept with its inputs.
  const open = (address: NumberAddress | null, focusable: boolean): NumberAttributes =>
    moments.at.value !== null && address?.at === undefined ? NONE : attributes(address, focusable);
  return {
    cell: (topic, row, column, focusable = true) =>
      row === undefined ? NONE : open(numberAddress(topic, row, column, own), focusable),
    at: (address, focusable = true) =>
      typeof address === 'string' ? attributes(address, focusable) : open(address, focusable),
  };
}
