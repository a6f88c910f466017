import { GuanlanError } from '../../streams/contracts/errors.ts';
import { MICRO, type Micro } from '../../streams/contracts/reading.ts';
import { DUST_RULES, RELATIVE_DUST_RULE, RISE_DUST_RULE } from './dust-rules.ts';
import { EDITIONS } from './editions.ts';
import { CONSTRUCTION_NOISE } from './noise-editions.ts';

/**
 * How a local rule compares: with a number, with the reference station, with itself some minutes ago, with the
 * county's background, or by day and night.
 */
export type RuleForm = 'absolute' | 'relative' | 'rise' | 'above background' | 'noise';

/** A rule of dust or noise that binds every station of a kind in a place, in micro units. */
export interface LocalRule {
  /** Stored: never renumber. `limit_sources` has it under 300 + id. */
  readonly id: number;
  /** Administrative codes of the cities it binds begin so; '' everywhere. */
  readonly place: string;
  readonly kind: 'road_dust' | 'site_dust';
  readonly factor: number;
  readonly minutes: 5 | 15 | 20 | 60;
  readonly form: RuleForm;
  /** Noise: by day. */
  readonly threshold: Micro;
  /** Noise by night. */
  readonly night: Micro;
  /** Relative: times the reference; rise: times what it was `minutes` ago. */
  readonly ratio: number;
  /** Relative and rise: and at or above this. */
  readonly floor: Micro;
  /** Relative: metres within which a reference station speaks for a site. */
  readonly radius: number;
  /** Exceeding windows a day that are none yet; `null` where the rule counts none. */
  readonly allowed: number | null;
  /** Percent, micro units. */
  readonly humidityAbove: Micro;
  readonly referenceAbove: Micro;
  /** ms UTC. */
  readonly effectiveFrom: number;
  readonly effectiveUntil: number;
  readonly source: string;
}

/** What every dust rule is suppressed by, unless a city says otherwise (PROP). */
const SUPPRESSED = {
  humidityAbove: RELATIVE_DUST_RULE.humidityAbove * MICRO,
  referenceAbove: RELATIVE_DUST_RULE.referenceAbove * MICRO,
};
const NEVER = Number.POSITIVE_INFINITY;
const day = (text: string): number => Date.parse(`${text}T00:00:00+08:00`);
const PLAIN = {
  threshold: 0,
  night: 0,
  ratio: 0,
  floor: 0,
  radius: 0,
  allowed: null,
  effectiveUntil: NEVER,
  ...SUPPRESSED,
} as const;
const PM10 = 2,
  NOISE = 90;
/** First two or four digits of a city's code. */
const PLACES: Readonly<Record<string, string | undefined>> = Object.freeze({
  河北: '13',
  辽宁: '21',
  上海: '31',
  四川: '51',
  陕西: '61',
  武汉: '4201',
});

/**
 * Administrative code of a place with a dust rule of its own.
 * @throws GL_INTERNAL where the place is unknown: its rule would bind no city
 */
export function codeOfPlace(name: string): string {
  const code = PLACES[name];
  if (code === undefined) throw new GuanlanError('GL_INTERNAL', `dust rule of an unknown place: ${name}`);
  return code;
}

const everywhere: LocalRule[] = [
  {
    ...PLAIN,
    id: 1,
    place: '',
    kind: 'site_dust',
    factor: PM10,
    minutes: 60,
    form: 'relative',
    ratio: RELATIVE_DUST_RULE.ratio,
    floor: RELATIVE_DUST_RULE.floor * MICRO,
    radius: RELATIVE_DUST_RULE.radiusMetres,
    effectiveFrom: 0,
    source: `${RELATIVE_DUST_RULE.source}：≥ ${RELATIVE_DUST_RULE.ratio} × 最近国控站`,
  },
  {
    ...PLAIN,
    id: 2,
    place: '',
    kind: 'site_dust',
    factor: PM10,
    minutes: 15,
    form: 'rise',
    ratio: RISE_DUST_RULE.ratio,
    floor: RISE_DUST_RULE.floor * MICRO,
    effectiveFrom: 0,
    source: `${RISE_DUST_RULE.source}：15 min +${(RISE_DUST_RULE.ratio - 1) * 100} %`,
  },
  ...CONSTRUCTION_NOISE.map((limit, i): LocalRule => ({
    ...PLAIN,
    id: 3 + i,
    place: '',
    kind: 'site_dust',
    factor: NOISE,
    minutes: 20,
    form: 'noise',
    threshold: limit.day * MICRO,
    night: limit.night * MICRO,
    effectiveFrom: i === 0 ? 0 : limit.edition.effectiveFrom,
    effectiveUntil: EDITIONS.gb12523[i + 1]?.effectiveFrom ?? NEVER,
    source: limit.clause,
  })),
];

/**
 * Where a rule's value depends on the works of the day, which nobody reports, the laxer value judges: no site is
 * accused by the stricter.
 */
const lax = DUST_RULES.filter(
  (rule) =>
    rule.allowedPerDay !== null ||
    rule.works === 'all' ||
    !DUST_RULES.some(
      (other) =>
        other.place === rule.place &&
        other.source === rule.source &&
        other.windowMinutes === rule.windowMinutes &&
        other.threshold > rule.threshold,
    ),
);
const places: LocalRule[] = lax.map((rule) => ({
  ...PLAIN,
  id: 10 + DUST_RULES.indexOf(rule),
  place: codeOfPlace(rule.place),
  kind: 'site_dust',
  factor: rule.factor,
  minutes: rule.windowMinutes,
  form: rule.basis === 'absolute' ? 'absolute' : 'above background',
  threshold: rule.threshold * MICRO,
  allowed: rule.allowedPerDay,
  effectiveFrom: day(`${/[-（ ](20\d\d)|^(20\d\d)/.exec(rule.source)?.slice(1).find(Boolean) ?? '2000'}-01-01`),
  source: rule.source,
}));

export const LOCAL_RULES: readonly LocalRule[] = Object.freeze(
  [...everywhere, ...places].map((rule) => Object.freeze(rule)),
);

/** Rules of the city with this administrative code, every date of them. */
export const localRulesOf = (code: string): readonly LocalRule[] =>
  LOCAL_RULES.filter(({ place }) => code.startsWith(place));
