import { Type } from '@sinclair/typebox';
import { closed, nullable } from './schema.ts';
import { Names, Instant, paging } from './common-schemas.ts';
import { operation } from './operation.ts';

const SectionItem = closed({
  factor: Type.String(),
  class: Type.Integer({ description: '1..6; 6 = worse than V' }),
  multiple: nullable(Type.Number({ description: '(C - L) / L of the target class; none for pH, DO, temperature' })),
});

export const waterSectionsOperation = operation({
  id: 'waterSections',
  method: 'GET',
  path: '/api/water/sections',
  access: 'viewer',
  summary: '地表水断面 · class, main pollutants and multiples of every section (GB 3838-2002 5.1)',
  tag: 'analytics',
  query: closed({}),
  status: 200,
  answer: closed({
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
        main: Type.Array(SectionItem, {
          description: 'Items worse than the target: worst class first, then by multiple, at most three',
        }),
        beside: Type.Array(SectionItem, { description: 'Graded beside the class: TN of a lake' }),
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
});

export const foldingFindingsOperation = operation({
  id: 'foldingFindings',
  method: 'GET',
  path: '/api/findings/folding',
  access: 'viewer',
  summary: '折算值不符 · hours in which a device folds otherwise than its measured values and oxygen say, last 24 h',
  tag: 'analytics',
  query: closed(paging),
  status: 200,
  answer: closed({
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
});
