import { standardRows } from '../standards/mod.ts';
import { waterLimitSource } from './limit-source-ids.ts';

export const WATER_COLUMNS = Object.freeze([
  'factor',
  'lake',
  'class',
  'sense',
  'has_multiple',
  'value',
  'upper',
  'source',
  'version',
]);
const CLASSES = [1, 2, 3, 4, 5];
/** Numbers of column `lake`. */
const BODIES = [
  [0, 'river'],
  [1, 'lake'],
] as const;
/** Numbers of column `sense`. */
const SENSES = { 'at most': 1, 'at least': 2, between: 3 } as const;

type WaterItem = ReturnType<typeof standardRows>['water'][number];

const rowOf = (item: WaterItem, lake: number, waterClass: number, version: number): unknown[] => {
  const isRange = item.sense === 'between';
  return [
    item.factor,
    lake,
    waterClass,
    SENSES[item.sense],
    !isRange && item.hasMultiple ? 1 : 0,
    item.limits[isRange ? 0 : waterClass - 1],
    isRange ? item.limits[1] : 0,
    waterLimitSource(waterClass),
    version,
  ];
};

/** Rows of `standard_water`: each item of GB 3838 per kind of water body and class. */
export const waterStandardRows = (version: number): unknown[][] =>
  standardRows().water.flatMap((item) =>
    BODIES.filter(([, body]) => item.body === 'any' || item.body === body).flatMap(([lake]) =>
      CLASSES.map((waterClass) => rowOf(item, lake, waterClass, version)),
    ),
  );
