import type { Names } from '../../contracts/pack.ts';
import type { Point } from '../plane.ts';

/** The eleven counties of Yunzhou, in the order of their region ids 2..12. */
export interface County {
  readonly names: Names;
  /** Short form used inside other names: 青石. */
  readonly short: Names;
  /** Last two digits of the administrative code. */
  readonly code: string;
  readonly kind: 'district' | 'city' | 'county';
  readonly seat: Point;
  /** Additive weight of the power diagram, km2: a larger one takes more land. */
  readonly weight: number;
  /** Townships whose names are given, the one that holds the village nearest to the point. */
  readonly townships: readonly {
    readonly base: Names;
    readonly kind: 'street' | 'town' | 'township';
    readonly at: Point;
  }[];
}

const county = (
  zh: string,
  en: string,
  code: string,
  kind: County['kind'],
  seat: Point,
  weight: number,
  townships: County['townships'] = [],
): County => {
  const word = { district: 'District', city: 'City', county: 'County' }[kind];
  return Object.freeze({
    names: { zh: `${zh}${{ district: '区', city: '市', county: '县' }[kind]}`, en: `${en} ${word}` },
    short: { zh, en },
    code,
    kind,
    seat,
    weight,
    townships,
  });
};
const at = (
  zh: string,
  en: string,
  kind: 'street' | 'town' | 'township',
  east: number,
  north: number,
): County['townships'][number] => ({ base: { zh, en }, kind, at: [east, north] });

export const COUNTIES: readonly County[] = Object.freeze([
  county('云城', 'Yuncheng', '02', 'district', [-1, 1], 20, [
    at('和潭', 'Hetan', 'street', 2, 0),
    at('云门', 'Yunmen', 'street', -1, 3),
  ]),
  county('澜东', 'Landong', '03', 'district', [14, -10], 30, [
    at('玉岭', 'Yuling', 'town', 18, -10),
    at('澜桥', 'Lanqiao', 'street', 12, -9),
  ]),
  county('清河', 'Qinghe', '04', 'district', [-21, -3], 40, [at('双集', 'Shuangji', 'street', -20, -2)]),
  {
    ...county('高新', 'Gaoxin', '05', 'district', [12, 15], 70, [
      at('松店', 'Songdian', 'street', 14, 16),
      at('新桥', 'Xinqiao', 'street', 9, 12),
    ]),
    names: { zh: '高新区', en: 'Hi-tech Zone' },
  },
  county('石桥', 'Shiqiao', '81', 'city', [-16, 29], 260, [
    at('水岗', 'Shuigang', 'township', -8, 36),
    at('石桥', 'Shiqiao', 'street', -16, 29),
  ]),
  county('临溪', 'Linxi', '21', 'county', [-17, -30], 300, [at('临溪', 'Linxi', 'town', -17, -30)]),
  county('安丰', 'Anfeng', '22', 'county', [29, 33], 240, [
    at('青岩', 'Qingyan', 'township', 33, 30),
    at('安丰', 'Anfeng', 'town', 29, 33),
  ]),
  county('白鹭', 'Bailu', '23', 'county', [27, -32], 300, [
    at('东埠', 'Dongbu', 'town', 14, -37),
    at('白鹭', 'Bailu', 'town', 27, -31),
  ]),
  county('青石', 'Qingshi', '24', 'county', [46, 3], 420, [
    at('西溪', 'Xixi', 'town', 39, 11.5),
    at('柳埠', 'Liubu', 'town', 39, -8),
    at('青石', 'Qingshi', 'town', 48, 2),
  ]),
  county('松岭', 'Songling', '25', 'county', [-48, -14], 420, [at('松岭', 'Songling', 'town', -48, -14)]),
  county('泉山', 'Quanshan', '26', 'county', [-47, 18], 380, [at('泉山', 'Quanshan', 'town', -46, 17)]),
]);

export const CITY_NAMES: Names = Object.freeze({ zh: '云州市', en: 'Yunzhou' });
/** No prefecture has this code: 37 is a real province, 99 no prefecture of it. */
export const CITY_CODE = '3799';
