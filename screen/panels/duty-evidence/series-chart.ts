import { CHART_FONT, type ChartOption } from '../../charts/use-chart.ts';
import type { Series } from '../../duty/desk-answers.ts';
import { figure } from '../../model/figures.ts';
import { SPAN } from './use-evidence.ts';

const HOUR = 3_600_000;
/** With fewer points than this each is marked: a line alone would not show where they are. */
const MARKED_BELOW = 40;

export interface SeriesToDraw {
  readonly points: Series['points'];
  readonly limit: number | null;
  /** Written at the limit's line. */
  readonly limitName: string;
  /** ms UTC. */
  readonly now: number;
  /** CSS pixels of a design unit. */
  readonly unit: number;
  readonly colours: { readonly ink: string; readonly ink3: string; readonly mark: string; readonly track: string };
  /** A time on the axis; `isShort`: the axis is shorter than six hours. */
  readonly timeText: (ms: number, isShort: boolean) => string;
}

/** A series of one day against its limit: what is over it in ink, what is invalid hatched. */
export function seriesChart(drawn: SeriesToDraw): ChartOption {
  const { points, limit, now, unit: u } = drawn;
  const end = points.at(-1)?.time ?? now;
  // A series that is younger than a day fills the chart with what there is.
  const start = Math.max(end - SPAN, Math.min(points[0]?.time ?? end - SPAN, end - HOUR));
  const top = Math.max(limit ?? 0, ...points.map((p) => p.value ?? 0)) * 1.12 || 1;
  return {
    grid: [{ left: 12 * u, right: 18 * u, top: 3 * u, bottom: 7 * u }],
    ...axes(drawn, start, end, top),
    series: [valueLine(drawn), overLine(drawn), invalidMarks(drawn)],
  };
}

function axes(
  { unit: u, colours, timeText }: SeriesToDraw,
  start: number,
  end: number,
  top: number,
): Pick<ChartOption, 'xAxis' | 'yAxis'> {
  const text = { color: colours.ink3, fontFamily: CHART_FONT, fontSize: 3 * u, margin: 2 * u };
  return {
    xAxis: [
      {
        type: 'time',
        min: start,
        max: end,
        axisLine: { lineStyle: { color: colours.mark } },
        axisTick: { show: false },
        splitLine: { show: false },
        splitNumber: 6,
        axisLabel: { ...text, formatter: (ms: number) => timeText(ms, end - start < 6 * HOUR) },
      },
    ],
    yAxis: [
      {
        type: 'value',
        min: 0,
        max: top,
        splitNumber: 3,
        axisLabel: { ...text, showMaxLabel: false, formatter: (v: number) => figure(v, top < 5 ? 1 : 0) },
        splitLine: { lineStyle: { color: colours.track } },
      },
    ],
  };
}

type ChartSeries = Extract<NonNullable<ChartOption['series']>, readonly unknown[]>[number];

/** What both lines share: steps to the end of each period, a gap where there is no valid value. */
const stepped = ({ points }: SeriesToDraw) =>
  ({
    type: 'line',
    step: 'end',
    symbol: points.length < MARKED_BELOW ? 'circle' : 'none',
    connectNulls: false,
  }) as const;

function valueLine(drawn: SeriesToDraw): ChartSeries {
  const { points, limit, limitName, unit: u, colours } = drawn;
  const { ink, mark } = colours;
  const label = { formatter: limitName, color: ink, fontFamily: CHART_FONT, fontSize: 3 * u, position: 'end' } as const;
  return {
    ...stepped(drawn),
    id: 'value',
    symbolSize: 1.25 * u,
    data: points.map((p) => [p.time, p.value]),
    lineStyle: { color: mark, width: u / 2 },
    itemStyle: { color: mark },
    markLine:
      limit === null
        ? { data: [] }
        : {
            symbol: 'none',
            silent: true,
            animation: false,
            lineStyle: { color: ink, width: 0.375 * u, type: 'solid' },
            label,
            data: [{ yAxis: limit }],
          },
  };
}

function overLine(drawn: SeriesToDraw): ChartSeries {
  const { points, limit, unit: u, colours } = drawn;
  const over = (value: number | null): number | null =>
    limit !== null && value !== null && value > limit ? value : null;
  return {
    ...stepped(drawn),
    id: 'over',
    symbolSize: 1.5 * u,
    data: points.map((p) => [p.time, over(p.value)]),
    lineStyle: { color: colours.ink, width: 0.75 * u },
    itemStyle: { color: colours.ink },
  };
}

const invalidMarks = ({ points, unit: u, colours }: SeriesToDraw): ChartSeries => ({
  id: 'invalid',
  type: 'custom',
  data: points.filter((p) => p.value === null).map((p) => [p.time]),
  renderItem: (_p, api) => {
    const [x = 0, y = 0] = api.coord([api.value(0), 0]);
    return {
      type: 'line',
      shape: { x1: x - 0.75 * u, y1: y, x2: x + 0.75 * u, y2: y - 2 * u },
      style: { stroke: colours.mark, lineWidth: 0.375 * u },
    };
  },
});
