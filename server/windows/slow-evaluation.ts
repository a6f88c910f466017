import type { Logger } from 'pino';
import type { Clock } from '../../streams/contracts/clock.ts';
import type { Registry } from '../registry/mod.ts';
import {
  FLOW_WEIGHTED_FACTORS,
  FOLDED_FACTORS,
  localRulesOf,
  type LocalRule,
  type RuleForm,
} from '../standards/mod.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';
import type { TickInstant } from './tick-instant.ts';
import { DEFAULT_ZONE } from '../../streams/contracts/civil-time.ts';
import { localRuleSource } from './standard-tables.ts';

/** Local rules and days of outlets are judged this often, seconds, and when a bucket closes. */
const SLOW_JUDGE_SECONDS = 60;
/** Beginnings of exceedances that were there at the first look are looked for this long, seconds: hours may still be computed. */
const BEGINNINGS_SECONDS = 1800;
/** Not having looked for so long, seconds, what goes on may have begun unseen. */
const UNSEEN_SECONDS = 900;
/** `allowed` of a rule that counts nothing. */
const UNCOUNTED = 65_535;
const FORMS: Readonly<Record<RuleForm, number>> = Object.freeze({
  absolute: 1,
  relative: 2,
  rise: 3,
  'above background': 4,
  noise: 5,
});
const KINDS = Object.freeze({ road_dust: 3, site_dust: 4 });
const FOR_EVER = 4_294_967_295;

const REFERENCES = loadQuery('windows/dust-references');
const COUNTS = loadQuery('windows/local-rule-windows');
const LOCAL = loadQuery('windows/evaluate-local');
const OUTLETS = loadQuery('windows/evaluate-outlets');
const BEGINNINGS = loadQuery('windows/exceedance-beginnings');

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
const ruleRow = (rule: LocalRule, version: number): unknown[] => [
  rule.id,
  KINDS[rule.kind],
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

/** Writes the local rules that bind the registry's city; those of another city retire. */
export async function fillLocalRules(store: Store, rules: readonly LocalRule[], version: number): Promise<void> {
  await store.command(
    'judge',
    'INSERT INTO local_rules SELECT * REPLACE(1 AS retired, {version:UInt64} - 1 AS version) FROM (SELECT * FROM local_rules FINAL WHERE retired = 0)',
    { version },
  );
  if (rules.length > 0)
    await store.insert(
      'local_rules',
      COLUMNS,
      rules.map((rule) => ruleRow(rule, version)),
    );
}

/**
 * The judgements that need no tick: local rules of dust and noise, running days of outlets. Run between the ticks on the judges'
 * lane, at most one at a time; the ticks add the newest run to their own (`slow_judgements`). A run that fails is made again at
 * the next tick; what it wrote before holds for ten minutes.
 */
export class SlowJudge {
  readonly #store: Store;
  readonly #registry: Registry;
  #version = -1;
  #registryVersion = -1;
  #rules: readonly LocalRule[] = [];
  #last = { now: 0, until: 0 };
  /** When it began to look, seconds UTC. */
  #opened = 0;

  constructor(store: Store, registry: Registry) {
    this.#store = store;
    this.#registry = registry;
  }

  isDue({ now, buckets: until }: TickInstant): boolean {
    return until !== this.#last.until || now - this.#last.now >= SLOW_JUDGE_SECONDS || now < this.#last.now;
  }

  /** @param moment of a tick whose `rolling` rows are there */
  async run(moment: TickInstant): Promise<void> {
    const { now, tick, since, buckets: until, hour } = moment;
    if (this.#version < 0) {
      const [row] = await this.#store.rows<{ version: string }>(
        'judge',
        'SELECT toString(greatest((SELECT max(version) FROM slow_judgements), (SELECT max(version) FROM dust_references), (SELECT max(version) FROM local_rule_windows), (SELECT max(version) FROM local_rules))) AS version',
      );
      this.#version = Number(row?.version ?? 0);
    }
    const zone = this.#registry.city?.timezone ?? DEFAULT_ZONE;
    const changed = this.#registry.version;
    if (changed !== this.#registryVersion) {
      const city = [...this.#registry.regions().values()].find(({ level }) => level === 'city');
      this.#rules = localRulesOf(city?.code ?? '');
      await fillLocalRules(this.#store, this.#rules, (this.#version += 2));
      this.#registryVersion = changed;
    }
    const version = (this.#version += 1);
    await this.#store.command('judge', REFERENCES, { now, tick, version });
    if (this.#rules.some(({ allowed }) => allowed !== null))
      await this.#store.command('judge', COUNTS, { since, until, zone, version });
    await this.#store.command('judge', LOCAL, { now, tick, until, zone, version });
    await this.#store.command('judge', OUTLETS, {
      now,
      hour,
      version,
      folded: FOLDED_FACTORS,
      weighted: FLOW_WEIGHTED_FACTORS,
    });
    if (now - this.#last.now > UNSEEN_SECONDS || now < this.#last.now) this.#opened = now;
    if (now - this.#opened < BEGINNINGS_SECONDS)
      await this.#store.command('judge', BEGINNINGS, { now, opened: this.#opened, zone, folded: FOLDED_FACTORS });
    this.#last = { now, until };
  }
}

/** Runs the slow judge after ticks where it is due; never two at once, and no tick waits for it. */
export function slowJudging(
  judge: SlowJudge,
  { log, clock }: { readonly log: Logger; readonly clock: Clock },
): { after(moment: TickInstant): void; idle(): Promise<void> } {
  let running: Promise<void> | null = null;
  let saidAt = -Infinity;
  return {
    after(moment) {
      if (running !== null || !judge.isDue(moment)) return;
      running = judge
        .run(moment)
        .catch((error: unknown) => {
          if (clock.monotonic() - saidAt < SLOW_JUDGE_SECONDS * 1000) return;
          saidAt = clock.monotonic();
          log.warn({ err: error }, 'local rules and days of outlets were not judged; the next tick tries again');
        })
        .finally(() => {
          running = null;
        });
    },
    idle: async () => {
      await running;
    },
  };
}
