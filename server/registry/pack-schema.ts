import { Type, type TObject } from '@sinclair/typebox';
import { OUTLET_STANDARDS } from '../standards/mod.ts';

/** The shape of a pack directory's files, for packs that were not made by our own generator. */
const closed = { additionalProperties: false } as const;
const Names = Type.Object(
  { zh: Type.String({ minLength: 1, maxLength: 200 }), en: Type.String({ maxLength: 200 }) },
  closed,
);
const Position = Type.Tuple([Type.Number({ minimum: -180, maximum: 180 }), Type.Number({ minimum: -90, maximum: 90 })]);
const RegionId = Type.Integer({ minimum: 0, maximum: 4_000_000_000 });
const choice = <const T extends readonly string[]>(...values: T) =>
  Type.Union(values.map((value) => Type.Literal(value)));
const bounds = Type.Tuple([Type.Number(), Type.Number(), Type.Number(), Type.Number()]);

const CityFile: TObject = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9-]{1,32}$' }),
    names: Names,
    centreNames: Names,
    timezone: Type.String({ minLength: 1 }),
    centre: Position,
    bounds,
    centralMeridian: Type.Number({ minimum: -180, maximum: 180 }),
    synthetic: Type.Boolean(),
  },
  closed,
);

const RegionsFile = Type.Array(
  Type.Object(
    {
      id: Type.Integer({ minimum: 1, maximum: 4_000_000_000 }),
      level: choice('city', 'county', 'township', 'village'),
      parent: Type.Union([RegionId, Type.Null()]),
      code: Type.String({ maxLength: 12 }),
      names: Names,
      centre: Position,
      ring: Type.Array(Position, { minItems: 4, maxItems: 20_000 }),
      responsible: Names,
    },
    closed,
  ),
  { maxItems: 100_000 },
);

const Limit = Type.Object(
  {
    factor: Type.String(),
    statistic: choice('rtd', 'hour', 'day'),
    value: Type.String({ pattern: '^[0-9]{1,9}(\\.[0-9]{1,6})?$' }),
    source: Names,
    clause: Type.String({ maxLength: 200 }),
    cold: Type.Optional(Type.String({ pattern: '^[0-9]{1,9}(\\.[0-9]{1,6})?$' })),
    standing: Type.Optional(choice('permit', 'local')),
  },
  closed,
);

const StationsFile = Type.Array(
  Type.Object(
    {
      id: Type.Integer({ minimum: 1, maximum: 899_999 }),
      device: Type.String({ minLength: 1, maxLength: 128 }),
      kind: choice('national', 'township', 'road_dust', 'site_dust', 'water', 'enterprise', 'power'),
      names: Names,
      position: Position,
      crs: Type.Optional(choice('wgs84', 'gcj02')),
      county: RegionId,
      township: RegionId,
      village: RegionId,
      st: Type.String({ pattern: '^[0-9A-Z]{2}$' }),
      factors: Type.Array(Type.String(), { maxItems: 200 }),
      units: Type.Optional(Type.Record(Type.String(), Type.String())),
      period: Type.Integer({ minimum: 1, maximum: 86_400 }),
      basis: choice('rtd', 'minute', 'hour'),
      isPublic: Type.Boolean(),
      limits: Type.Optional(Type.Array(Limit, { maxItems: 200 })),
      outlet: Type.Optional(choice('stack', 'outfall')),
      gas: Type.Optional(
        Type.Object(
          {
            referenceOxygen: Type.Number({ minimum: 0, maximum: 20 }),
            state: Type.Optional(choice('standard dry', 'as measured')),
          },
          closed,
        ),
      ),
      standards: Type.Optional(
        Type.Array(Type.Union(OUTLET_STANDARDS.map(({ name }) => Type.Literal(name))), { maxItems: 20 }),
      ),
      industry: Type.Optional(Names),
      river: Type.Optional(Type.Object({ id: Type.Integer(), chainage: Type.Number() }, closed)),
      enterprise: Type.Optional(Type.Integer()),
      power: Type.Optional(Type.Object({ rated: Type.Number(), role: choice('production', 'treatment') }, closed)),
      targetClass: Type.Optional(Type.Integer({ minimum: 1, maximum: 5 })),
    },
    closed,
  ),
  { maxItems: 200_000 },
);

const WatersFile = Type.Array(
  Type.Object(
    {
      id: Type.Integer(),
      kind: choice('river', 'lake'),
      names: Names,
      order: Type.Integer(),
      line: Type.Array(Position, { minItems: 2 }),
      into: Type.Optional(Type.Object({ id: Type.Integer(), chainage: Type.Number() }, closed)),
    },
    closed,
  ),
  { maxItems: 100_000 },
);

const ReliefFile = Type.Union([
  Type.Null(),
  Type.Object(
    {
      bounds,
      columns: Type.Integer({ minimum: 2, maximum: 4096 }),
      rows: Type.Integer({ minimum: 2, maximum: 4096 }),
      heights: Type.Array(Type.Number(), { maxItems: 4096 * 4096 }),
    },
    closed,
  ),
]);

export const PACK_FILES = Object.freeze({
  city: CityFile,
  regions: RegionsFile,
  stations: StationsFile,
  waters: WatersFile,
  relief: ReliefFile,
});
