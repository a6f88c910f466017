import { readFileSync } from 'node:fs';
import { GuanlanError } from '../../contracts/errors.ts';
import { factorByCode, type Factor } from '../../contracts/factors.ts';
import { conversionTo, type Conversion } from '../../contracts/units.ts';
import { illFormedAt } from '../../contracts/well-formed.ts';

/** How the columns of a CSV file become packets: the file beside it, `--map MAPPING.json`. */
export interface Mapping {
  /** `wide`: a column per factor. `long`: a row per factor. `matrix`: a row per factor, a column per device. */
  readonly layout: 'wide' | 'long' | 'matrix';
  readonly time: {
    /** Joined by a blank where there are several. */
    readonly columns: readonly string[];
    /** luxon format; ISO 8601 where absent. */
    readonly format?: string;
    /** IANA zone of texts without an offset. */
    readonly zone?: string;
    /** The file labels a period by its start (default) or its end; `period` is its length in seconds. */
    readonly label?: 'start' | 'end';
    readonly period?: number;
  };
  /** `matrix` needs only the prefix: every column that is not named otherwise is a device. */
  readonly device: { readonly column?: string; readonly constant?: string; readonly prefix?: string };
  /** Statistic of the values: 2011 real-time, 2051 minute, 2061 hour, 2031 day. */
  readonly command: '2011' | '2051' | '2061' | '2031';
  readonly st: string;
  /** Cells that mean: no value. The empty cell always does. */
  readonly missing?: readonly string[];
  /** Column (wide) or content of the factor column (long, matrix) -> factor. Others are passed over. */
  readonly factors: Readonly<Record<string, FactorMapping>>;
  /** long, matrix: the column that names the factor; long: the column of the value. */
  readonly factorColumn?: string;
  readonly valueColumn?: string;
}

interface FactorMapping {
  readonly code: string;
  /** Unit in the file, where it is not the canonical one. */
  readonly unit?: string;
  /** Words -> number text, e.g. 16 points of the compass -> degrees. */
  readonly words?: Readonly<Record<string, string>>;
}

export interface ResolvedFactor {
  readonly factor: Factor;
  readonly conversion: Conversion;
  readonly words: Readonly<Record<string, string>> | undefined;
}
export interface ResolvedMapping extends Mapping {
  readonly resolved: ReadonlyMap<string, ResolvedFactor>;
}

const COMMANDS = ['2011', '2051', '2061', '2031'];

/** Checks a mapping. Throws `GL_CONFIG` naming the field. */
export function resolveMapping(raw: unknown, name: string): ResolvedMapping {
  const wrong = (what: string): GuanlanError => new GuanlanError('GL_CONFIG', `mapping ${name}: ${what}`);
  if (typeof raw !== 'object' || raw === null) throw wrong('not an object');
  const illFormed = illFormedAt(raw);
  if (illFormed !== null) throw wrong(`${illFormed} is not well-formed Unicode text`);
  const mapping = raw as Mapping;
  if (!['wide', 'long', 'matrix'].includes(mapping.layout)) throw wrong('layout is wide, long or matrix');
  if (!Array.isArray(mapping.time?.columns) || mapping.time.columns.length === 0)
    throw wrong('time.columns names the columns of the time');
  if (mapping.time.label === 'end' && !(Number(mapping.time.period) > 0))
    throw wrong('time.period is needed where time.label is end');
  if (!COMMANDS.includes(mapping.command)) throw wrong(`command is one of ${COMMANDS.join(', ')}`);
  if (!/^\d{2}$/.test(mapping.st)) throw wrong('st is two digits');
  if (mapping.layout !== 'matrix' && !mapping.device?.column && !mapping.device?.constant)
    throw wrong('device.column or device.constant is needed');
  if (mapping.layout !== 'wide' && !mapping.factorColumn) throw wrong('factorColumn is needed');
  if (mapping.layout === 'long' && !mapping.valueColumn) throw wrong('valueColumn is needed');
  const resolved = new Map<string, ResolvedFactor>();
  for (const [column, { code, unit, words }] of Object.entries(mapping.factors ?? {})) {
    const factor = factorByCode(code);
    if (!factor) throw wrong(`factor ${code} is not in the catalogue`);
    const conversion = conversionTo(factor, unit ?? '');
    if (!conversion) throw wrong(`${unit} is no unit of ${code} (${factor.unit})`);
    resolved.set(column, { factor, conversion, words });
  }
  if (resolved.size === 0) throw wrong('factors is empty');
  return { ...mapping, resolved };
}

export function loadMapping(path: string | URL): ResolvedMapping {
  let raw: unknown;
  try {
    raw = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new GuanlanError('GL_CONFIG', `mapping ${String(path)}: ${(error as Error).message}`);
  }
  return resolveMapping(raw, String(path));
}
