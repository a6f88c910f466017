/** The command parameters of a data packet, by data time and by factor code. */

/** Everything sent of one code 因子: `a34004-Avg=35,a34004-Flag=N` gives fields `avg` and flag `N`. */
export interface ValueItem {
  /** As sent. */
  readonly code: string;
  /** Lower-case suffix -> text; `flag`, `eflag` and `sampletime` are not among them. */
  readonly fields: Map<string, string>;
  flag: string | null;
  eflag: string | null;
  sampleTime: string | null;
  /** Suffixes that came twice; the last one stands. */
  twice: string[];
}

/** All items of one DataTime. A back-fill may carry several in one packet. */
interface ValueGroup {
  /** As sent, '' where the packet has none. */
  readonly dataTime: string;
  /** By upper-case code: a device may send `01-ZsRtd` far from `01-Rtd` and its flag. */
  readonly items: Map<string, ValueItem>;
  /** A bare `Flag=N` among the items: holds for all that have none. */
  flag: string | null;
}

export interface ParsedParameters {
  readonly groups: readonly ValueGroup[];
  /** Names without a suffix, upper case: QNRTN, EXERTN, SYSTEMTIME, POLID, RESTARTTIME... The last one stands. */
  readonly names: ReadonlyMap<string, string>;
}

const MAX_ITEMS = 512;

/**
 * Reads `CP` text: `,` between the values of an item, `;` between items. Empty items are passed over; 512 codes at most
 * are kept.
 */
export function parseParameters(cp: string): ParsedParameters {
  const names = new Map<string, string>();
  let group: ValueGroup = { dataTime: '', items: new Map(), flag: null };
  const groups = [group];
  for (const field of fieldsOf(cp)) {
    const equals = field.indexOf('=');
    if (equals < 1) continue;
    const name = field.slice(0, equals).trim();
    const value = field.slice(equals + 1).trim();
    const dash = name.indexOf('-');
    if (dash > 0) {
      addValue(group, name.slice(0, dash), name.slice(name.lastIndexOf('-') + 1).toLowerCase(), value);
      continue;
    }
    const key = name.toUpperCase();
    if (key === 'DATATIME') {
      if (group.dataTime !== '' || group.items.size > 0)
        groups.push((group = { dataTime: value, items: new Map(), flag: null }));
      else groups[groups.length - 1] = group = { ...group, dataTime: value };
    } else if (key === 'FLAG') {
      group.flag = value;
    } else if (names.size < MAX_ITEMS) {
      names.set(key, value);
    }
  }
  return { groups, names };
}

/** A log's text stands between `//` and may hold `;` and `,` itself (HJ 212-2017 C.4: `i11001-Info=//...//`). */
function fieldsOf(cp: string): string[] {
  if (!cp.includes('=//')) return cp.split(/[;,]/);
  const fields: string[] = [];
  const field = /=\/\/|[;,]/g;
  let start = 0;
  for (let found = field.exec(cp); found; found = field.exec(cp)) {
    if (found[0] === '=//') {
      const end = cp.indexOf('//', found.index + 3);
      if (end >= 0) field.lastIndex = end + 2;
      continue;
    }
    fields.push(cp.slice(start, found.index));
    start = found.index + 1;
  }
  fields.push(cp.slice(start));
  return fields;
}

function addValue(group: ValueGroup, code: string, suffix: string, value: string): void {
  const key = code.toUpperCase();
  let item = group.items.get(key);
  if (!item) {
    if (group.items.size >= MAX_ITEMS) return;
    item = { code, fields: new Map(), flag: null, eflag: null, sampleTime: null, twice: [] };
    group.items.set(key, item);
  }
  if (suffix === 'flag') item.flag = value;
  else if (suffix === 'eflag') item.eflag = value;
  else if (suffix === 'sampletime') item.sampleTime = value;
  else {
    if (item.fields.has(suffix)) item.twice.push(suffix);
    item.fields.set(suffix, value);
  }
}
