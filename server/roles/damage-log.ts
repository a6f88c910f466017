import type { Logger } from 'pino';
import { partKey, type FoundDamage } from './found-damage.ts';

/** Pieces of damage remembered as logged. */
const MOST_REMEMBERED = 10_000;

/** Logs each piece of damage once. */
export class DamageLog {
  readonly #log: Logger;
  readonly #logged = new Set<string>();

  constructor(log: Logger) {
    this.#log = log;
  }

  report({ broken, unreadable, gaps }: FoundDamage, restored: ReadonlySet<string>): void {
    for (const part of broken) {
      const fields = { code: 'GL_STORE_PART_BROKEN', ...part, restored: restored.has(partKey(part)) };
      this.#once(partKey(part), fields, 'a part of a table is broken: the engine has detached it');
    }
    for (const { table, error } of unreadable)
      this.#once(`${table} ${error}`, { code: 'GL_STORE_PART_BROKEN', table, error }, 'a table cannot be read');
    for (const { table, missing } of gaps)
      this.#once(
        `gap ${table} ${missing}`,
        { code: 'GL_REGISTRY_DAMAGED', table, missing },
        'the registry has lost rows',
      );
  }

  #once(key: string, fields: object, message: string): void {
    if (this.#logged.has(key)) return;
    if (this.#logged.size >= MOST_REMEMBERED) this.#logged.clear();
    this.#logged.add(key);
    this.#log.error(fields, message);
  }
}
