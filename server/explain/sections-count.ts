import type { Explanation } from '../../streams/contracts/explanation.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { addressText, checked, explanationOf, input, iso, paged, shownWhole } from './builder.ts';
import { citeWater } from './citations.ts';
import type { ExplainContext } from './explain-context.ts';
import { unknownQuantity } from './explain-errors.ts';
import { shownCell, shownKeys } from './shown.ts';
import { classText, WATER_STANDS } from './water-class.ts';
import { words } from './words.ts';

/** Ⅰ–Ⅲ: what the ministry's reports call good. */
const GOOD = 3;

/** `sections:all` `now.good`, `now.total`: water sections of class Ⅰ–Ⅲ, of all that are registered. */
export async function explainSections(context: ExplainContext, address: NumberAddress): Promise<Explanation> {
  const quantity = address.quantity === 'now.good' ? 'good' : address.quantity === 'now.total' ? 'total' : undefined;
  if (address.id !== 'all' || !quantity) throw unknownQuantity(address);
  const stations = [...context.registry.stations().values()].filter(({ kind }) => kind === 'water');
  const now = Math.floor((context.shown.table('water')?.time ?? context.now) / 1000);
  const classes = new Map((await context.ask.sections(now - WATER_STANDS, now)).map((row) => [row.station, row]));
  const isGood = (grade: number | null | undefined): boolean => grade != null && grade >= 1 && grade <= GOOD;
  const counted = { good: stations.filter(({ id }) => isGood(classes.get(id)?.class)).length, total: stations.length };
  const shown =
    shownKeys(context, 'water')?.filter((key) => isGood(shownCell(context, 'water', key, 'class'))).length ?? null;
  return explanationOf(address, {
    subject: { kind: 'sections', id: 'all', names: words('地表水断面', 'water sections') },
    title: quantity === 'good' ? words('Ⅰ–Ⅲ 类断面', 'sections of class Ⅰ–Ⅲ') : words('断面总数', 'sections'),
    value: shownWhole(counted[quantity], quantity === 'good' ? `/ ${counted.total}` : ''),
    asOf: iso(now),
    isProvisional: true,
    validity: {
      valid: stations.filter(({ id }) => classes.has(id)).length,
      expected: stations.length,
      isSufficient: classes.size > 0,
      rule: words('8 小时内有有效采样的断面', 'sections with a valid sample within 8 h'),
      clause: '',
    },
    standards: [
      citeWater(
        'GB 3838-2002 5.1',
        words('单因子评价：取最差项目的类别', 'single-factor evaluation: the class of the worst item'),
      ),
      citeWater('环办〔2011〕22号', words('Ⅰ–Ⅲ 类断面比例', 'share of sections of class Ⅰ–Ⅲ')),
    ],
    formula: {
      words:
        quantity === 'good'
          ? words('类别不劣于Ⅲ类的断面数', 'sections whose class is Ⅲ or better')
          : words('登记的断面数', 'sections registered'),
      symbols: quantity === 'good' ? 'n = #{K ≤ Ⅲ}' : 'N',
    },
    steps: [1, 2, 3, 4, 5, 6].flatMap((grade) => {
      const count = stations.filter(({ id }) => classes.get(id)?.class === grade).length;
      return count === 0 ? [] : [{ what: words(classText(grade), classText(grade)), text: String(count) }];
    }),
    check: quantity === 'good' ? checked(shown, counted.good) : checked(null, counted.total),
    inputs: paged(
      words('断面，差的在前', 'sections, the worst first'),
      [...stations]
        .sort((a, b) => (classes.get(b.id)?.class ?? 0) - (classes.get(a.id)?.class ?? 0) || a.id - b.id)
        .map((station) => {
          const row = classes.get(station.id);
          return input({
            label: words(station.names.zh, station.names.en),
            time: row ? iso(row.sampled) : null,
            value: row ? classText(row.class) : null,
            detail: row ? `${row.items}` : null,
            used: quantity === 'total' || isGood(row?.class),
            reason: !row
              ? words('8 小时内没有有效采样', 'no valid sample within 8 h')
              : isGood(row.class)
                ? null
                : words('劣于Ⅲ类', 'worse than class Ⅲ'),
            address: addressText('station', station.id, 'newest.class'),
          });
        }),
      context.page,
    ),
    notice: words('自动站数据未经审核，仅供参考', 'automatic data are unaudited and for reference only'),
  });
}
