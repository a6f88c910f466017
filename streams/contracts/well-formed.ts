/**
 * The one rule for text that enters: it is well-formed Unicode. `"\ud800"` is good JSON and no text: the store refuses
 * the row it stands in (code 25), `encodeURIComponent` throws, and UTF-8 writes something else. Half of a pair also
 * comes of cutting. Control characters and NUL pass the store and the broker's payloads unharmed; headers and subjects
 * carry text encoded.
 */

/** Steps of a path that are shown, and characters of one step. */
const MOST_STEPS = 8;
const STEP_CHARACTERS = 40;

interface Place {
  readonly value: unknown;
  readonly key: string;
  readonly above: Place | null;
}

function pathOf(place: Place): string {
  const steps: string[] = [];
  for (let at: Place | null = place; at !== null && at.above !== null; at = at.above)
    steps.unshift(at.key.slice(0, STEP_CHARACTERS).toWellFormed());
  return steps
    .slice(0, MOST_STEPS)
    .map((step) => `/${step}`)
    .join('');
}

/**
 * Where in a JSON value text stands that is not well-formed, names of fields included: `/names/zh`, '' for the value
 * itself; null where there is none. Depth costs no stack; bytes are no text and are passed over.
 */
export function illFormedAt(value: unknown): string | null {
  const open: Place[] = [{ value, key: '', above: null }];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const inner = place.value;
    if (typeof inner === 'string') {
      if (!inner.isWellFormed()) return pathOf(place);
    } else if (typeof inner === 'object' && inner !== null && !ArrayBuffer.isView(inner)) {
      for (const [key, each] of Object.entries(inner)) {
        const next: Place = { value: each, key, above: place };
        if (!key.isWellFormed()) return pathOf(next);
        if (typeof each === 'string' || typeof each === 'object') open.push(next);
      }
    }
  }
  return null;
}

/** The first `most` UTF-16 units of a text; a pair that the cut would halve is left out. */
export function cutText(text: string, most: number): string {
  const cut = text.slice(0, most);
  return cut.length < text.length && /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}
