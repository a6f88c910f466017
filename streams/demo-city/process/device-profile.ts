import { factorByCode } from '../../contracts/factors.ts';
import { type Dialect, flagOf } from '../../sources/hj212/mod.ts';
import type { Station } from '../../contracts/pack.ts';
import { chance } from '../random.ts';

/**
 * How a device speaks: its edition of HJ 212, its clock, its habits. Fixed for a device, mixed over the city as in the
 * field.
 */
export interface DeviceProfile {
  readonly dialect: Dialect;
  /** Flag of a whole packet and of a part of a split one, both asking for 9014. */
  readonly flag: number;
  readonly splitFlag: number;
  readonly password: string;
  /** Milliseconds its clock is behind, 0 to 2,000. */
  readonly behind: number;
  /** Sends its hour and day packets in two parts. */
  readonly splits: boolean;
  /** Share of its real-time packets that come a minute or more late, behind newer ones. */
  readonly lateness: number;
  /** Code of a factor on the wire: the 2005 one for old devices, without our `-stack`. */
  wireCode(factor: string): string;
}

const SHARE_2005 = 0.1;
const SHARE_2025 = 0.15;
const SHARE_SPLITTING = 0.02;

export function profileOf(seed: number, station: Station): DeviceProfile {
  const draw = (what: number): number => chance(seed, station.id, 300 + what);
  const edition = draw(0);
  // ST 44 and the d codes came with 2025; power gateways of 2017 send them already, those of 2005 do not exist.
  const dialect: Dialect =
    edition < SHARE_2005 && station.kind !== 'power' && station.kind !== 'national'
      ? '2005'
      : edition > 1 - SHARE_2025
        ? '2025'
        : '2017';
  const codes = new Map(
    station.factors.map((factor) => {
      const plain = factor.replace(/-stack$/, '');
      const alias = dialect === '2005' ? factorByCode(plain)?.aliases[0] : undefined;
      return [factor, alias !== undefined && /^[0-9bs]/.test(alias) ? alias.toUpperCase() : plain];
    }),
  );
  return Object.freeze({
    dialect,
    flag: flagOf(dialect, true),
    splitFlag: flagOf(dialect, true, true),
    password: '123456',
    behind: Math.floor(2000 * draw(1)),
    splits:
      dialect !== '2005' && (station.kind === 'township' || station.kind === 'enterprise') && draw(2) < SHARE_SPLITTING,
    lateness: draw(3) < 0.08 ? 0.12 : 0.002,
    wireCode: (factor: string) => codes.get(factor) ?? factor,
  });
}
