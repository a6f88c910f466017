import type { ROLES } from '../../streams/contracts/api/vocabulary.ts';

/**
 * Who may do what. `viewer` sees the internal screens, `operator` acts on alarms and registers devices, `admin` also
 * gives out tokens; `partner` may only push readings. `public` is everybody else.
 */
export type Role = (typeof ROLES)[number];

export interface Grant {
  readonly role: Role | 'public';
  /** Who: the token's name, `local` on a single machine, `public`. Kept in the ledger as the actor. */
  readonly name: string;
  readonly via: 'token' | 'session' | 'loopback' | 'none';
}

export const PUBLIC_GRANT: Grant = Object.freeze({ role: 'public', name: 'public', via: 'none' });

const RANK: Readonly<Record<Grant['role'], number>> = Object.freeze({
  public: 0,
  partner: 0,
  viewer: 1,
  operator: 2,
  admin: 3,
});

/** Whether a grant reaches a role. Partners reach nothing but `partner`; an admin is no partner. */
export function reaches(grant: Grant, role: Role | 'public'): boolean {
  if (role === 'public') return true;
  if (role === 'partner') return grant.role === 'partner';
  return RANK[grant.role] >= RANK[role];
}
