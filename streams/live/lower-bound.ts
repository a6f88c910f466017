/**
 * First index in `keys[from, size)` whose key is not below `key`. Gallops first: the next key of a batch is mostly
 * near.
 */
export function lowerBound(keys: Uint32Array, size: number, key: number, from = 0): number {
  let low = from;
  let step = 1;
  while (low + step <= size && (keys[low + step - 1] ?? 0) < key) {
    low += step;
    step *= 2;
  }
  let high = Math.min(size, low + step);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? 0) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
