import type { Citation, Words } from '../../streams/contracts/explanation.ts';
import type { Registry } from '../registry/mod.ts';
import {
  AIR_LIMITS,
  type Averaging,
  COMPOSITE_VARIANTS,
  type CompositeVariant,
  editionAt,
  EDITIONS,
  VALIDITY,
} from '../standards/mod.ts';
import { words } from './words.ts';

type Series = keyof typeof EDITIONS;
const iso = (ms: number): string => new Date(ms).toISOString();

/** The edition of a series in force at an instant, as it is cited: with the dates between which it is in force. */
export function cite(series: Series, at: number, clause: string, role: Words, note: Words | null = null): Citation {
  const editions = EDITIONS[series];
  const edition = editionAt(editions, at);
  const next = editions[editions.findIndex(({ name }) => name === edition.name) + 1];
  return {
    role,
    edition: edition.name,
    clause: `${edition.name} ${clause}`,
    effectiveFrom: iso(edition.effectiveFrom),
    effectiveUntil: next ? iso(next.effectiveFrom) : null,
    note,
  };
}

const is2026 = (at: number): boolean => editionAt(EDITIONS.hj633, at).name === 'HJ 633-2026';
const practice2012 = words(
  '2012 版没有颗粒物小时列；按总站发布惯例用 24 小时列（docs/notes/005）',
  'the 2012 edition has no hourly column for particles; the 24-h column is used as the centre publishes ' +
    '(docs/notes/005)',
);

/** How an IAQI is computed and from which column. */
export const citeIaqi = (factor: number, averaging: Averaging, at: number): Citation =>
  cite(
    'hj633',
    at,
    is2026(at) ? '4.2.6 表3' : '4.3 表1',
    words('分指数分段线性插值', 'individual index, linear between breakpoints'),
    averaging === 'hour' && factor <= 2
      ? is2026(at)
        ? words('颗粒物小时值用 24 小时浓度限值列（4.2.3）', 'hourly particles use the 24-h column (4.2.3)')
        : practice2012
      : null,
  );
export const citeRounding = (at: number): Citation =>
  cite('hj633', at, is2026(at) ? '4.2.2' : '4.3', words('浓度先修约', 'the concentration is rounded first'));
export const citeAqi = (span: 'hour' | 'day', at: number): Citation =>
  cite(
    'hj633',
    at,
    is2026(at) ? (span === 'hour' ? '4.2.3' : '4.2.2') : '4.4',
    span === 'hour'
      ? words('实时 AQI：六项小时值', 'real-time AQI: six hourly values')
      : words('日 AQI：五项日均值与 O₃ 日最大 8 小时', 'daily AQI: five day means and the O₃ MDA8'),
  );
export const citeIncomplete = (at: number): Citation =>
  cite(
    'hj633',
    at,
    is2026(at) ? '5.3.1' : '5.3',
    words('缺项时仅 AQI 大于 100 才发布', 'with an item missing the AQI is published only above 100'),
  );
export const citeArea = (at: number): Citation =>
  cite(
    'hj633',
    at,
    is2026(at) ? '4.2.1' : '4.2',
    words('先平均各站浓度，再算指数', 'concentrations of the stations are averaged first, then comes the index'),
  );

/** Minimum valid data of an hour, of 8 h, of a day, of MDA8. */
export const citeValidity = (kind: 'hourShare' | 'eightHours' | 'day' | 'mda8', role: Words): Citation => {
  const { clause } = VALIDITY[kind];
  const edition = clause.replace(/ (表|6\.).*$/, '');
  const dated = Object.values(EDITIONS)
    .flatMap((list) => [...list])
    .find(({ name }) => name.startsWith(edition));
  return {
    role,
    edition,
    clause,
    effectiveFrom: dated ? iso(dated.effectiveFrom) : null,
    effectiveUntil: null,
    note: null,
  };
};

export const citeWater = (clause: string, role: Words): Citation => ({
  role,
  edition: clause.replace(/ (表|5).*$/, ''),
  clause,
  effectiveFrom: clause.startsWith('GB 3838') ? iso(EDITIONS.gb3838[0].effectiveFrom) : null,
  effectiveUntil: null,
  note: null,
});

export function citeComposite({ name, source, effectiveFrom }: CompositeVariant): Citation {
  const later = COMPOSITE_VARIANTS.find((other) => other.name === name && other.effectiveFrom > effectiveFrom);
  const instant = (day: string): string => iso(Date.parse(`${day}T00:00:00+08:00`));
  return {
    role: words(`综合指数，方案 ${name}`, `composite index, variant ${name}`),
    edition: source,
    clause: source,
    effectiveFrom: instant(effectiveFrom),
    effectiveUntil: later ? instant(later.effectiveFrom) : null,
    note: words(
      'HJ 663-2026 正文未取得，限值与权重按方案配置',
      'the text of HJ 663-2026 is not at hand: limits and weights are configured by variant',
    ),
  };
}

/** Where a limit comes from: the permit or local rule of the station, or the national standard with its dates. */
export function citeLimit(registry: Registry, source: number, effectiveFrom: number | null): Citation {
  const known = registry.limitSources().get(source);
  const clause = known?.clause ?? '';
  const national = AIR_LIMITS.find((limit) => clause.startsWith(limit.clause));
  const role =
    source < 1000
      ? words('限值：国家标准', 'limit: national standard')
      : words('限值：许可或地方规则', 'limit: permit or local rule');
  if (national) {
    const dated = cite('gb3095', national.edition.effectiveFrom, '', role);
    return { ...dated, clause };
  }
  if (clause.startsWith('GB 3838')) return { ...citeWater(clause, role) };
  return {
    role,
    edition: known?.names.zh ?? String(source),
    clause,
    effectiveFrom: effectiveFrom === null ? null : iso(effectiveFrom),
    effectiveUntil: null,
    note: known ? words(known.names.zh, known.names.en) : null,
  };
}

/** The rule of VALIDITY.hourShare in words. */
export const hourRule = words('每小时有效数据不少于 45 分钟', 'at least 45 valid minutes of the hour');
