import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { DateTime } from 'luxon';
import { GuanlanError } from '../../contracts/errors.ts';
import { formatMicro } from '../../contracts/reading.ts';
import { convertText } from '../../contracts/units.ts';
import type { ResolvedFactor, ResolvedMapping } from './mapping.ts';
import type { ReplayCounts, ReplayFrame } from './replay-frame.ts';

/**
 * Frames gathered for one time before they are handed on even if its rows go on: bounds memory in long and matrix
 * files.
 */
const MOST_OPEN = 20_000;

/** The bytes of a file, gunzipped where its name ends in `.gz`. Errors of the file reach whoever reads. */
export function openFile(path: string): NodeJS.ReadableStream {
  const file = createReadStream(path);
  if (!path.endsWith('.gz')) return file;
  const unzipped = createGunzip();
  file.on('error', (error) => unzipped.destroy(error));
  return file.pipe(unzipped);
}

/**
 * The frames of a CSV file, row by row, in the file's order. Values are converted to canonical units; a cell that is
 * missing or no number is counted and left out. `from` and `to` (ms UTC, half-open) choose by the file's own times.
 */
export async function* csvFrames(
  path: string,
  mapping: ResolvedMapping,
  counts: ReplayCounts,
  from = -Infinity,
  to = Infinity,
): AsyncGenerator<ReplayFrame> {
  const source = openFile(path);
  const rows = source.pipe(parse({ bom: true, relax_column_count: true, skip_empty_lines: true }));
  source.on('error', (error) => rows.destroy(error));
  const missing = new Set(['', ...(mapping.missing ?? [])]);
  let columns: Columns | null = null;
  let open = new Map<string, { device: string; values: [string, string][] }>();
  let openTime = NaN;
  function* flush(): Generator<ReplayFrame> {
    for (const { device, values } of open.values()) {
      counts.frames += 1;
      yield { time: openTime, device, st: mapping.st, cn: mapping.command, values };
    }
    open = new Map();
  }
  for await (const row of rows as AsyncIterable<string[]>) {
    if (!columns) {
      columns = findColumns(row, mapping, path);
      continue;
    }
    counts.rows += 1;
    const time = readTime(columns.time.map((index) => row[index] ?? '').join(' '), mapping);
    if (time === null) {
      counts.badTime += 1;
      continue;
    }
    if (time < from || time >= to) continue;
    if (time !== openTime || open.size >= MOST_OPEN) {
      yield* flush();
      openTime = time;
    }
    for (const [device, resolved, cell] of cells(row, columns, mapping)) {
      const raw = cell.trim();
      if (missing.has(raw)) {
        counts.missing += 1;
        continue;
      }
      if (device === '') {
        counts.noDevice += 1;
        continue;
      }
      const text = resolved.words ? resolved.words[raw] : raw;
      const micro = text === undefined ? null : convertText(text, resolved.conversion);
      if (micro === null) {
        counts.badValue += 1;
        continue;
      }
      let frame = open.get(device);
      if (!frame) open.set(device, (frame = { device, values: [] }));
      frame.values.push([resolved.factor.code.replace(/-stack$/, ''), formatMicro(micro)]);
    }
  }
  yield* flush();
}

interface Columns {
  readonly time: readonly number[];
  readonly device: number;
  readonly factor: number;
  readonly value: number;
  /** wide: factor columns; matrix: device columns. The first of two columns of one name stands. */
  readonly factors: readonly (readonly [index: number, factor: ResolvedFactor])[];
  readonly devices: readonly (readonly [index: number, device: string])[];
}

function findColumns(header: readonly string[], mapping: ResolvedMapping, path: string): Columns {
  const names = header.map((name) => name.trim());
  const index = (name: string): number => {
    const found = names.indexOf(name);
    if (found < 0) throw new GuanlanError('GL_CONFIG', `${path} has no column ${name}`);
    return found;
  };
  const time = mapping.time.columns.map(index);
  const factor = mapping.factorColumn ? index(mapping.factorColumn) : -1;
  const prefix = mapping.device.prefix ?? '';
  return {
    time,
    factor,
    device: mapping.device.column ? index(mapping.device.column) : -1,
    value: mapping.valueColumn ? index(mapping.valueColumn) : -1,
    factors:
      mapping.layout === 'wide'
        ? [...mapping.resolved].map(([name, resolved]) => [index(name), resolved] as const)
        : [],
    devices:
      mapping.layout === 'matrix'
        ? names
            .map((name, at) => [at, prefix + name] as const)
            .filter(([at]) => at !== factor && !time.includes(at) && names.indexOf(names[at] ?? '') === at)
        : [],
  };
}

function* cells(
  row: readonly string[],
  columns: Columns,
  mapping: ResolvedMapping,
): Generator<readonly [device: string, factor: ResolvedFactor, cell: string]> {
  if (mapping.layout === 'matrix') {
    const resolved = mapping.resolved.get(row[columns.factor]?.trim() ?? '');
    if (resolved) for (const [index, device] of columns.devices) yield [device, resolved, row[index] ?? ''];
    return;
  }
  const own = columns.device < 0 ? (mapping.device.constant ?? '') : (row[columns.device]?.trim() ?? '');
  const device = own === '' ? '' : (mapping.device.prefix ?? '') + own;
  if (mapping.layout === 'long') {
    const resolved = mapping.resolved.get(row[columns.factor]?.trim() ?? '');
    if (resolved) yield [device, resolved, row[columns.value] ?? ''];
    return;
  }
  for (const [index, resolved] of columns.factors) yield [device, resolved, row[index] ?? ''];
}

function readTime(text: string, mapping: ResolvedMapping): number | null {
  const { format, zone = 'UTC', label, period = 0 } = mapping.time;
  const fast = format === undefined && /(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : null;
  const time =
    fast ??
    (format === undefined
      ? DateTime.fromISO(text.trim(), { zone })
      : DateTime.fromFormat(text.trim(), format, { zone })
    ).toMillis();
  return Number.isFinite(time) ? time - (label === 'end' ? period * 1000 : 0) : null;
}
