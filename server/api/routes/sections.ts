import { Type } from '@sinclair/typebox';
import { factorById } from '../../../streams/contracts/factors.ts';
import { RIVER_GRADE_NAMES, WATER_CLASS_NAMES } from '../../standards/mod.ts';
import { askFolding, askSections, gradesOf, type SectionItem } from '../../windows/mod.ts';
import { keptAnswers } from '../kept-answer.ts';
import type { Rooms } from '../api-dependencies.ts';
import { closed, faults, Instant, Names, nullable, paging, type Api } from '../schema.ts';

/** Findings of one day that are kept. */
const MOST_FINDINGS = 5000;
const Item = closed({
  factor: Type.String(),
  class: Type.Integer({ description: '1..6; 6 = worse than V' }),
  multiple: nullable(Type.Number({ description: '(C - L) / L of the target class; none for pH, DO, temperature' })),
});
const itemOf = ({ factor, class: grade, tenths }: SectionItem) => ({
  factor: factorById(factor)?.code ?? String(factor),
  class: grade,
  multiple: tenths === null ? null : tenths / 10,
});

/** Sections of surface water and findings at stacks: asked of the store once a minute for everybody. */
export async function sectionRoutes(app: Api, { registry, context }: Rooms): Promise<void> {
  const monotonic = (): number => context.clock.monotonic();
  const sections = keptAnswers(
    async () => ({ at: context.clock.now(), list: await askSections(context.store, context.clock.now()) }),
    monotonic,
  );
  const findings = keptAnswers(
    async () => ({
      at: context.clock.now(),
      list: await askFolding(context.store, context.clock.now(), MOST_FINDINGS),
    }),
    monotonic,
  );
  const instant = (at: number | undefined): string | null => (at === undefined ? null : new Date(at).toISOString());

  app.get(
    '/api/water/sections',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'waterSections',
        summary: '地表水断面 · class, main pollutants and multiples of every section (GB 3838-2002 5.1)',
        tags: ['analytics'],
        querystring: closed({}),
        response: {
          200: closed({
            asOf: nullable(Instant),
            items: Type.Array(
              closed({
                station: Type.Integer(),
                names: nullable(Names),
                time: Instant,
                class: nullable(Type.Integer({ description: '1..6; 6 = worse than V' })),
                className: nullable(Type.String()),
                target: Type.Integer(),
                basedOn: Type.Integer({ description: 'Items the class rests on' }),
                main: Type.Array(Item, {
                  description: 'Items worse than the target: worst class first, then by multiple, at most three',
                }),
                beside: Type.Array(Item, { description: 'Graded beside the class: TN of a lake' }),
              }),
            ),
            waters: Type.Array(
              closed({
                water: Type.Integer(),
                names: nullable(Names),
                sections: Type.Integer(),
                grade: nullable(closed({ zh: Type.String(), en: Type.String() })),
              }),
              { description: 'Grade by the share of classes; none below five sections' },
            ),
          }),
          ...faults,
        },
      },
    },
    async () => {
      const answer = await sections('');
      const list = answer?.list ?? [];
      return {
        asOf: instant(answer?.at),
        items: list.map((own) => ({
          station: own.station,
          names: registry.station(own.station)?.names ?? null,
          time: new Date(own.time).toISOString(),
          class: own.class,
          className: own.class === null ? null : WATER_CLASS_NAMES[own.class]!,
          target: own.target,
          basedOn: own.items,
          main: own.main.map(itemOf),
          beside: own.beside.map(itemOf),
        })),
        waters: [...gradesOf(registry, list)].map(([water, { grade, sections: count }]) => ({
          water,
          names: registry.waters.find(({ id }) => id === water)?.names ?? null,
          sections: count,
          grade: grade === null ? null : RIVER_GRADE_NAMES[grade],
        })),
      };
    },
  );

  app.get(
    '/api/findings/folding',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'foldingFindings',
        summary:
          '折算值不符 · hours in which a device folds otherwise than its measured values and oxygen say, last 24 h',
        tags: ['analytics'],
        querystring: closed(paging),
        response: {
          200: closed({
            asOf: nullable(Instant),
            total: Type.Integer(),
            items: Type.Array(
              closed({
                station: Type.Integer(),
                names: nullable(Names),
                factor: Type.String(),
                unit: Type.String(),
                hour: Type.String({ description: 'Start, ISO 8601, UTC' }),
                device: Type.Number({ description: "Mean of the device's folded values" }),
                recomputed: Type.Number({ description: 'The same samples folded here' }),
                percent: Type.Number({ description: 'Difference, % of the recomputed' }),
                compared: Type.Integer({ description: 'Samples both have' }),
                expected: Type.Integer(),
              }),
            ),
          }),
          ...faults,
        },
      },
    },
    async ({ query: { limit, offset } }) => {
      const answer = await findings('');
      const list = answer?.list ?? [];
      return {
        asOf: instant(answer?.at),
        total: list.length,
        items: list
          .slice(offset, offset + limit)
          .map((own) => ({
            station: own.station,
            names: registry.station(own.station)?.names ?? null,
            factor: factorById(own.factor)?.code ?? String(own.factor),
            unit: factorById(own.factor)?.unit ?? '',
            hour: new Date(own.hour).toISOString(),
            device: own.device,
            recomputed: own.recomputed,
            percent:
              own.recomputed === 0 ? 0 : Math.round(((own.device - own.recomputed) / own.recomputed) * 1000) / 10,
            compared: own.compared,
            expected: own.expected,
          })),
      };
    },
  );
}
