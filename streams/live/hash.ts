/**
 * The state hash: 64 bits over a table's rows in key order, in two 32-bit lanes of plain integer arithmetic.
 * Not cryptographic (`crypto.subtle` does not exist on plain http); it finds copies that drifted apart.
 */
import type { ReadonlyTable } from './readonly-table.ts';

/** 16 lower-case hexadecimal digits: first lane, second lane. */
export type StateHash = string;

const fold = (lane: number, other: number): number => {
  let h = lane ^ Math.imul(other, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

const hex = (lane: number): string => (lane >>> 0).toString(16).padStart(8, '0');

/**
 * Each step of either lane is a bijection of the word that goes in, so one changed word always changes both lanes.
 * Words per row: key, missing mask, then the columns (a missing cell is 0 there); at the end the counts.
 */
export function stateHash(table: Pick<ReadonlyTable, 'size' | 'columns' | 'keys' | 'missing' | 'cells'>): StateHash {
  const { size, columns, keys, missing, cells } = table;
  let a = 0x6775616e;
  let b = 0x6c616e21;
  for (let row = 0; row < size; row += 1) {
    const key = keys[row] ?? 0;
    const mask = missing[row] ?? 0;
    a = first(first(a, key), mask);
    b = second(second(b, key), mask);
    for (const column of cells) {
      const cell = column[row] ?? 0;
      a = first(a, cell);
      b = second(b, cell);
    }
  }
  a = first(first(a, size), columns);
  b = second(second(b, size), columns);
  return hex(fold(a, b)) + hex(fold(b, a));
}

// Plain functions of their arguments: a closure over the lanes would box them at every step.
function first(lane: number, word: number): number {
  const mixed = Math.imul(lane ^ word, 0x9e3779b1);
  return (mixed << 13) | (mixed >>> 19);
}

function second(lane: number, word: number): number {
  const mixed = Math.imul((lane + word) | 0, 0x85ebca77);
  return mixed ^ (mixed >>> 15);
}

/** The 8 bytes of a hash on the wire, digits in reading order. */
export function hashBytes(hash: StateHash): Uint8Array {
  return Uint8Array.from({ length: 8 }, (_, i) => Number.parseInt(hash.slice(i * 2, i * 2 + 2), 16));
}

export const hashText = (bytes: Uint8Array): StateHash =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
