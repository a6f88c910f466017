import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import { SECRETS, type Variable } from './environment.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export const wrong = (name: string, what: string): GuanlanError => new GuanlanError('GL_CONFIG', `${name}: ${what}`);

export interface SettingsReader {
  /** The variable or what its `_FILE` holds; `null` where neither is set. */
  text(name: Variable): string | null;
  /** A secret; set and empty is a mistake too, and never means "make one". */
  strong(
    name: 'GUANLAN_ADMIN_TOKEN' | 'GUANLAN_KEY_SECRET',
    isStrong: (given: string) => boolean,
    what: string,
  ): string | null;
  integer(name: Variable, fallback: number, low: number, high: number): number;
  /** One address or several with commas, each beginning with one of the protocols. */
  url(name: Variable, protocols: readonly string[]): string | null;
}

/**
 * Reads single settings; each method throws GL_CONFIG with the variable's name and what is wrong with it.
 * @param cwd what relative paths are relative to
 */
export function settingsReader(env: Environment, cwd: string): SettingsReader {
  const text = (name: Variable): string | null => {
    const direct = env[name];
    if (direct !== undefined && direct !== '') return direct;
    if (!(SECRETS as readonly string[]).includes(name)) return null;
    const path = env[`${name}_FILE`];
    if (path === undefined || path === '') return null;
    let content: string;
    try {
      content = readFileSync(resolve(cwd, path), 'utf8').trim();
    } catch (error) {
      throw wrong(`${name}_FILE`, `cannot read ${path} (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
    }
    // Cut, or filled from a variable that was not set: whoever named a file wanted what should be in it.
    if (content === '') throw wrong(`${name}_FILE`, `${path} is empty`);
    return content;
  };
  const strong = (
    name: 'GUANLAN_ADMIN_TOKEN' | 'GUANLAN_KEY_SECRET',
    isStrong: (given: string) => boolean,
    what: string,
  ): string | null => {
    const fromFile = !env[name] && env[`${name}_FILE`] !== undefined;
    const given = text(name) ?? (fromFile ? env[`${name}_FILE`] : env[name]) ?? null;
    if (given !== null && !isStrong(given)) throw wrong(fromFile ? `${name}_FILE` : name, what);
    return given;
  };
  const integer = (name: Variable, fallback: number, low: number, high: number): number => {
    const given = text(name);
    if (given === null) return fallback;
    const value = Number(given);
    if (!Number.isInteger(value) || value < low || value > high)
      throw wrong(name, `${given} is not a whole number from ${low} to ${high}`);
    return value;
  };
  const url = (name: Variable, protocols: readonly string[]): string | null => {
    const given = text(name);
    if (given === null) return null;
    for (const part of given.split(',')) {
      let protocol: string;
      try {
        protocol = new URL(part.includes('://') ? part : `${protocols[0]}//${part}`).protocol;
      } catch {
        throw wrong(name, `${part} is not an address`);
      }
      if (!protocols.includes(protocol))
        throw wrong(name, `${part} does not begin with ${protocols.map((p) => `${p}//`).join(' or ')}`);
    }
    return given;
  };
  return { text, strong, integer, url };
}
