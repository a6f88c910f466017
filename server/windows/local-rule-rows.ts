import { RULE_FORM } from '../../streams/contracts/codes.ts';
import { STATION_KINDS } from '../../streams/contracts/pack.ts';
import type { LocalRule, RuleForm } from '../standards/mod.ts';
import type { Store } from '../platform/store/mod.ts';
import { localRuleSource } from './limit-source-ids.ts';

/** `allowed` of a rule that counts nothing. */
const UNCOUNTED = 65_535;
/** As table `local_rules` numbers them. */
const FORMS: Readonly<Record<RuleForm, number>> = Object.freeze({
  absolute: RULE_FORM.absolute,
  relative: RULE_FORM.relative,
  rise: RULE_FORM.rise,
  'above background': RULE_FORM.aboveBackground,
  noise: RULE_FORM.noise,
});
/** The last second a DateTime holds: a rule without an end. */
const FOR_EVER = 4_294_967_295;

const RETIRE = `INSERT INTO local_rules
  SELECT * REPLACE(1 AS retired, {version:UInt64} - 1 AS version)
  FROM (SELECT * FROM local_rules FINAL WHERE retired = 0)`;
const COLUMNS = [
  'rule',
  'kind',
  'factor',
  'minutes',
  'form',
  'threshold',
  'night',
  'ratio',
  'floor',
  'radius',
  'allowed',
  'humidity_above',
  'reference_above',
  'source',
  'effective_from',
  'effective_until',
  'retired',
  'version',
];

const rowOf = (rule: LocalRule, version: number): unknown[] => [
  rule.id,
  STATION_KINDS[rule.kind],
  rule.factor,
  rule.minutes,
  FORMS[rule.form],
  rule.threshold,
  rule.night,
  Math.round(rule.ratio * 1000),
  rule.floor,
  rule.radius,
  rule.allowed ?? UNCOUNTED,
  rule.humidityAbove,
  rule.referenceAbove,
  localRuleSource(rule.id),
  rule.effectiveFrom / 1000,
  Number.isFinite(rule.effectiveUntil) ? rule.effectiveUntil / 1000 : FOR_EVER,
  0,
  version,
];

/**
 * Writes the local rules that bind the registry's city; those of another city retire.
 * @param version above every one before
 */
export async function fillLocalRules(store: Store, rules: readonly LocalRule[], version: number): Promise<void> {
  await store.command('evaluate', RETIRE, { version });
  if (rules.length === 0) return;
  await store.insert(
    'local_rules',
    COLUMNS,
    rules.map((rule) => rowOf(rule, version)),
  );
}
