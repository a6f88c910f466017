import { BarChart, CustomChart, LineChart } from 'echarts/charts';
import { GraphicComponent, GridComponent, MarkLineComponent } from 'echarts/components';
import { init, use, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import type { ComposeOption } from 'echarts/core';
import type { BarSeriesOption, CustomSeriesOption, LineSeriesOption } from 'echarts/charts';
import type { GraphicComponentOption, GridComponentOption, MarkLineComponentOption } from 'echarts/components';
import { onBeforeUnmount, onMounted, watch, type Ref } from 'vue';

use([BarChart, LineChart, CustomChart, GridComponent, MarkLineComponent, GraphicComponent, CanvasRenderer]);

export type ChartOption = ComposeOption<
  | BarSeriesOption
  | LineSeriesOption
  | CustomSeriesOption
  | GridComponentOption
  | MarkLineComponentOption
  | GraphicComponentOption
>;

/**
 * One chart for the life of its panel: `option` is computed from the panel's state and set whenever it changes.
 * Series carry stable ids, so ECharts patches in place and nothing grows; animation is off.
 */
export function useChart(element: Readonly<Ref<HTMLElement | null>>, option: Readonly<Ref<ChartOption>>): void {
  let chart: EChartsType | undefined;
  const resize = new ResizeObserver(() => {
    chart?.resize();
  });
  const close = (): void => {
    resize.disconnect();
    chart?.dispose();
    chart = undefined;
  };
  const draw = (next: ChartOption): void => {
    chart?.setOption({ animation: false, ...next }, { lazyUpdate: true });
  };
  onMounted(() => {
    // A place that comes and goes (a panel without a selection) takes its chart with it: at most one stands.
    watch(
      element,
      (place) => {
        close();
        if (!place) return;
        chart = init(place, null, { renderer: 'canvas', useDirtyRect: false });
        resize.observe(place);
        draw(option.value);
      },
      { immediate: true, flush: 'post' },
    );
    watch(option, draw);
  });
  onBeforeUnmount(close);
}

/** The computed value of a design token, for canvases. */
export const token = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim() ||
  getComputedStyle(document.body).getPropertyValue(name).trim();

export const CHART_FONT = "'Barlow','Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif";
