import type { ApiAnswer } from '../../../streams/contracts/api/operations.ts';
import type { Registry } from '../../registry/mod.ts';

type Texts = Pick<ApiAnswer<'exceedanceRanking'>['items'][number], 'limitSource' | 'standard' | 'clause'>;

/** The standard, permit or rule of a limit, with its name and clause as texts. @param id null where there is none */
export function limitSourceAnswer(registry: Registry, id: number | null): Texts {
  const source = id === null ? undefined : registry.limitSources().get(id);
  return { limitSource: source ?? null, standard: source?.names.zh ?? null, clause: source?.clause ?? null };
}
