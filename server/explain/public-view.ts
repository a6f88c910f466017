import type { ExplainedInput, Explanation } from '../../streams/contracts/explanation.ts';
import { AQI_FACTORS } from '../../streams/contracts/factors.ts';
import { type NumberAddress, parseSubject } from '../../streams/live/mod.ts';
import type { Registry } from '../registry/mod.ts';
import { codeOf } from './factor-text.ts';
import { parseQuantity } from './quantity.ts';

/** Water items that topic `water` publishes. */
const WATER_CODES = new Set(['w01001', 'w01009', 'w01019', 'w21003', 'w21011']);
const WEATHER_CODES = new Set(['a01001', 'a01002', 'a01007', 'a01008']);
const AIR_CODES = new Set(AQI_FACTORS.map(codeOf));
const AIR_SPANS = new Set(['now', 'hour', '8h', '24h', 'day']);
const REGION_SPANS = new Set(['now', 'hour', 'day', 'month', 'year']);

/**
 * Whether anybody may ask it: what public screens show, and nothing else (HJ 633-2026 ch. 5). No AQI of township
 * stations, nothing of firms.
 */
export function isPublicNumber(address: NumberAddress, registry: Registry): boolean {
  const quantity = parseQuantity(address.quantity);
  if (!quantity) return false;
  const code = quantity.isIndex ? quantity.item.slice('iaqi-'.length) : quantity.item;
  if (address.subject === 'region') {
    const level = registry.regions().get(Number(address.id))?.level;
    return (
      (level === 'city' || level === 'county') &&
      (REGION_SPANS.has(quantity.span) || (quantity.span === 'newest' && WEATHER_CODES.has(code)))
    );
  }
  if (address.subject === 'intake') return address.id === 'frames';
  if (address.subject !== 'station') return false;
  const station = registry.station(Number(address.id));
  if (!station?.isPublic) return false;
  if (station.kind === 'water')
    return quantity.span === 'newest' && (code === 'class' || code === 'state' || WATER_CODES.has(code));
  if (station.kind !== 'national') return false;
  if (quantity.span === 'newest') return code === 'state' || WEATHER_CODES.has(code);
  return AIR_SPANS.has(quantity.span) && (code === 'aqi' || AIR_CODES.has(code));
}

const addressOf = (text: string): NumberAddress | null => {
  const query = new URLSearchParams(text);
  const subject = parseSubject(query.get('subject') ?? '');
  return subject ? { ...subject, quantity: query.get('quantity') ?? '', at: query.get('at') ?? undefined } : null;
};

/**
 * An input as the public may see it: values that are public numbers themselves, and items without a place; never single
 * readings.
 */
function publicInput(row: ExplainedInput, registry: Registry): ExplainedInput | null {
  if (row.frame !== null || row.flag !== null) return null;
  const address = row.address === null ? null : addressOf(row.address);
  if (row.address !== null && (address === null || !isPublicNumber(address, registry))) return null;
  return {
    label: row.label,
    time: row.time,
    value: row.value,
    unit: row.unit,
    detail: row.detail,
    used: row.used,
    reason: row.reason,
    flag: null,
    frame: null,
    earlier: [],
    address: row.address,
  };
}

/**
 * The public's explanation, built from nothing: a field that is not written here is not public. Readings are counted,
 * not shown; no frames, no remotes.
 */
export function publicView(full: Explanation, registry: Registry): Explanation {
  return {
    address: full.address,
    subject: full.subject,
    title: full.title,
    value: full.value,
    grade: full.grade,
    asOf: full.asOf,
    period: full.period,
    isProvisional: full.isProvisional,
    validity: full.validity,
    standards: full.standards,
    formula: full.formula,
    steps: full.steps,
    rounding: full.rounding,
    check: full.check,
    inputs: {
      what: full.inputs.what,
      total: full.inputs.total,
      offset: full.inputs.offset,
      rows: full.inputs.rows.flatMap((row) => publicInput(row, registry) ?? []),
      left: full.inputs.left,
    },
    versions: full.versions.map(({ version, value, count, expected, isValid, reason, computed }) => ({
      version,
      value,
      count,
      expected,
      isValid,
      reason,
      computed,
    })),
    frames: [],
    notice: full.notice,
  };
}
