import { waterSectionsOperation } from '../../../streams/contracts/api/sections.ts';
import type { ApiAnswer } from '../../../streams/contracts/api/operations.ts';
import { factorById } from '../../../streams/contracts/factors.ts';
import { RIVER_GRADE_NAMES, WATER_CLASS_NAMES } from '../../standards/mod.ts';
import { askSections, gradesOf, type SectionItem } from '../../windows/mod.ts';
import { cacheAnswers } from '../answer-cache.ts';
import type { Api } from '../api.ts';
import { iso, isoOrNull } from '../instants.ts';
import type { RouteContext } from '../route-context.ts';
import { serve } from '../serve.ts';

const itemAnswer = ({
  factor,
  class: grade,
  tenths,
}: SectionItem): ApiAnswer<'waterSections'>['items'][number]['main'][number] => ({
  factor: factorById(factor)?.code ?? String(factor),
  class: grade,
  multiple: tenths === null ? null : tenths / 10,
});

/** Sections of surface water: asked of the store once a minute for everybody. */
export async function sectionRoutes(app: Api, { registry, context: { clock, store } }: RouteContext): Promise<void> {
  const sections = cacheAnswers(
    async () => ({ at: clock.now(), list: await askSections(store, clock.now()) }),
    () => clock.monotonic(),
  );
  serve(app, waterSectionsOperation, async () => {
    const answer = await sections('');
    const list = answer?.list ?? [];
    return {
      asOf: isoOrNull(answer?.at),
      items: list.map((own) => ({
        station: own.station,
        names: registry.station(own.station)?.names ?? null,
        time: iso(own.time),
        class: own.class,
        className: own.class === null ? null : (WATER_CLASS_NAMES[own.class] ?? null),
        target: own.target,
        basedOn: own.items,
        main: own.main.map(itemAnswer),
        beside: own.beside.map(itemAnswer),
      })),
      waters: [...gradesOf(registry, list)].map(([water, { grade, sections: count }]) => ({
        water,
        names: registry.waters.find(({ id }) => id === water)?.names ?? null,
        sections: count,
        grade: grade === null ? null : RIVER_GRADE_NAMES[grade],
      })),
    };
  });
}
