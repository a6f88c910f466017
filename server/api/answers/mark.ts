import type { ApiAnswer } from '../../../streams/contracts/api/operations.ts';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import { factorById } from '../../../streams/contracts/factors.ts';
import { OPEN_END, type MarkVersion } from '../../registry/mod.ts';
import { markById } from '../../standards/mod.ts';
import { iso } from '../instants.ts';

/** A version of a mark as the API shows it. */
export function markAnswer(mark: MarkVersion): ApiAnswer<'enterMark'> {
  const code = markById(mark.code);
  if (code === undefined) throw new GuanlanError('GL_INTERNAL', `mark ${mark.mark} has unknown code ${mark.code}`);
  return {
    id: mark.mark,
    version: mark.version,
    station: mark.station,
    factor: mark.factor === 0 ? null : (factorById(mark.factor)?.code ?? String(mark.factor)),
    code: code.code,
    kind: code.kind,
    excludes: code.excludes,
    begin: iso(mark.begin * 1000),
    end: mark.end === OPEN_END ? null : iso(mark.end * 1000),
    inForce: mark.inForce,
    reason: mark.reason,
    who: mark.who,
    role: mark.role,
    at: iso(mark.at),
  };
}
