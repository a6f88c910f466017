import { DEFAULT_ZONE } from '../../streams/contracts/civil-time.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';
import type { Registry } from '../registry/mod.ts';
import { FLOW_WEIGHTED_FACTORS, FOLDED_FACTORS, localRulesOf, type LocalRule } from '../standards/mod.ts';
import { fillLocalRules } from './local-rule-rows.ts';
import type { TickInstant } from './tick-instant.ts';

/** Local rules and days of outlets are evaluated this often, seconds, and when a bucket closes. */
export const SLOW_EVALUATION_SECONDS = 60;
/** Beginnings of exceedances present at the first run are looked up this long, seconds: hours may still be computed. */
const BEGINNINGS_SECONDS = 1800;
/** After so long without a run, seconds, what goes on may have begun unseen. */
const UNSEEN_SECONDS = 900;

const REFERENCES = loadQuery('windows/dust-references');
const COUNTS = loadQuery('windows/local-rule-windows');
const LOCAL = loadQuery('windows/evaluate-local');
const OUTLETS = loadQuery('windows/evaluate-outlets');
const BEGINNINGS = loadQuery('windows/exceedance-beginnings');
const NEWEST_VERSION = `SELECT toString(greatest(
  (SELECT max(version) FROM slow_judgements), (SELECT max(version) FROM dust_references),
  (SELECT max(version) FROM local_rule_windows), (SELECT max(version) FROM local_rules))) AS version`;

/**
 * The evaluations that need no tick: local rules of dust and noise, running days of outlets. Run between the ticks on
 * the lane `evaluate`, at most one at a time; the ticks add the newest run to their own (`slow_judgements`). A run that
 * fails is made again at the next tick; what it wrote before holds for ten minutes.
 */
export class SlowEvaluation {
  readonly #store: Store;
  readonly #registry: Registry;
  #version = -1;
  #registryVersion = -1;
  #rules: readonly LocalRule[] = [];
  /** The last run, seconds UTC, and up to when buckets were closed then. */
  #last = { now: 0, until: 0 };
  /** When its uninterrupted runs began, seconds UTC. */
  #opened = 0;

  constructor(store: Store, registry: Registry) {
    this.#store = store;
    this.#registry = registry;
  }

  isDue({ now, buckets: until }: TickInstant): boolean {
    return until !== this.#last.until || now - this.#last.now >= SLOW_EVALUATION_SECONDS || now < this.#last.now;
  }

  /** @param instant of a tick whose `rolling` rows are there */
  async run(instant: TickInstant): Promise<void> {
    const { now, tick, since, buckets: until, hour } = instant;
    const store = this.#store;
    const zone = this.#registry.city?.timezone ?? DEFAULT_ZONE;
    await this.#openVersion();
    await this.#refreshRules();
    const version = (this.#version += 1);
    await store.command('evaluate', REFERENCES, { now, tick, version });
    if (this.#rules.some(({ allowed }) => allowed !== null))
      await store.command('evaluate', COUNTS, { since, until, zone, version });
    await store.command('evaluate', LOCAL, { now, tick, until, zone, version });
    await store.command('evaluate', OUTLETS, {
      now,
      hour,
      version,
      folded: FOLDED_FACTORS,
      weighted: FLOW_WEIGHTED_FACTORS,
    });
    if (now - this.#last.now > UNSEEN_SECONDS || now < this.#last.now) this.#opened = now;
    if (now - this.#opened < BEGINNINGS_SECONDS)
      await store.command('evaluate', BEGINNINGS, { now, opened: this.#opened, zone, folded: FOLDED_FACTORS });
    this.#last = { now, until };
  }

  async #openVersion(): Promise<void> {
    if (this.#version >= 0) return;
    const [row] = await this.#store.rows<{ version: string }>('evaluate', NEWEST_VERSION);
    this.#version = Number(row?.version ?? 0);
  }

  async #refreshRules(): Promise<void> {
    const { version } = this.#registry;
    if (version === this.#registryVersion) return;
    const city = [...this.#registry.regions().values()].find(({ level }) => level === 'city');
    this.#rules = localRulesOf(city?.code ?? '');
    await fillLocalRules(this.#store, this.#rules, (this.#version += 2));
    this.#registryVersion = version;
  }
}
