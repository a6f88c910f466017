import type { Explanation } from '../../streams/contracts/explanation.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { checked, explanationOf, input, shownWhole } from './builder.ts';
import type { ExplainContext } from './explain-context.ts';
import { words } from './words.ts';

/** Devices that send and are in no registry, the newest first. */
export async function explainUnknownDevices(context: ExplainContext, address: NumberAddress): Promise<Explanation> {
  const { offset, limit } = context.page;
  const { total, rows } = await context.ask.unknownDevices(offset, limit);
  // Beyond the last page there is no row to carry the total.
  const count = rows.length === 0 && offset > 0 ? (await context.ask.unknownDevices(0, 1)).total : total;
  return explanationOf(address, {
    subject: { kind: 'intake', id: 'unregistered', names: words('未登记设备', 'unregistered devices') },
    title: words('未登记设备', 'unregistered devices'),
    value: shownWhole(count),
    asOf: new Date(context.now).toISOString(),
    isProvisional: true,
    formula: {
      words: words(
        '发来过帧、登记表里没有的设备；帧已确认并保存八天，登记后打开',
        'devices that sent frames and are in no registry; their frames are acknowledged, kept for eight days ' +
          'and opened once they are registered',
      ),
      symbols: 'n = #{device}',
    },
    check: checked(null, count, words('值守台半分钟问一次', 'the desk asks twice a minute')),
    inputs: {
      what: words('设备，最近的在前', 'devices, the latest first'),
      total: count,
      offset,
      left: [],
      rows: rows.map((row) =>
        input({
          label: words(row.device, row.device),
          time: new Date(row.last).toISOString(),
          value: String(row.frames),
          unit: '',
          detail: [row.st && `ST=${row.st}`, row.remote].filter(Boolean).join(' · ') || null,
        }),
      ),
    },
    notice: words(
      '登记：POST /api/stations 或 POST /api/devices',
      'to register: POST /api/stations or POST /api/devices',
    ),
  });
}
