import type { WebMercatorViewport } from '@deck.gl/core';
import type { MessageKey } from '../../i18n/messages.ts';
import { columnHeight, type HotCell } from '../../map/hot-cells.ts';
import { countdownText } from '../../model/ages.ts';
import type { AlarmRow } from '../../model/alarms.ts';
import type { CityIndex } from '../../model/city.ts';
import { townshipAt, worstPlaces } from '../../model/hot-places.ts';
import type { ScreenState } from '../../shell/screen-state.ts';

/** Places named at most. */
const NAMED = 2;
/** Callouts are told from county labels by their ids. */
const FIRST_ID = 1_000_000;

export interface Callout {
  readonly id: number;
  readonly title: string;
  readonly sub: string;
  /** How surely it is above its surroundings; empty where that is not sure. */
  readonly mark: string;
  readonly cell: HotCell;
  /** Who answers for it, and what is left of the time of an alarm there. */
  readonly who: string;
  /** Top of the cell's column, CSS pixels. */
  readonly tip: readonly [number, number];
}

/** What is significantly above its surroundings is named first: under haze the highest index alone says little. */
export function namedCells(hot: readonly HotCell[]): HotCell[] {
  const polluted = hot.filter(({ level }) => level >= 3);
  const sure = polluted.filter(({ confidence }) => confidence >= 95);
  return worstPlaces(sure.length > 0 ? sure : polluted, NAMED);
}

/** The worst places with their names, how sure it is, and who answers for them. */
export function callouts(
  cells: readonly HotCell[],
  open: readonly AlarmRow[],
  { city, t, name, now }: Pick<ScreenState, 'city' | 't' | 'name' | 'now'>,
  viewport: WebMercatorViewport,
  heightFactor: number,
): Callout[] {
  return cells.map((cell, i) => {
    const { longitude, latitude, aqi, confidence, emerging } = cell;
    const { village, township, county } = regionsOf(city, cell);
    const alarm = open.find((a) => a.station?.township === township?.id && a.due !== null && a.state <= 2);
    const kind = emerging > 0 ? ` · ${t(`emerging.${emerging}` as MessageKey)}` : '';
    const who = name((township ?? county)?.responsible) || name(county?.names);
    const [x = 0, y = 0] = viewport.project([longitude, latitude, columnHeight(aqi, heightFactor)]);
    return {
      id: FIRST_ID + i,
      title: name(township?.names ?? city.city.names),
      sub: [name(county?.names), name(village?.names)].filter(Boolean).join(' · '),
      mark: confidence >= 95 ? t('map.sure', { percent: confidence, kind }) : '',
      cell,
      who: [t('map.responsible', { who }), alarm ? timeLeft(alarm, now.value, t) : ''].filter(Boolean).join(' · '),
      tip: [x, y],
    };
  });
}

function regionsOf(city: CityIndex, cell: HotCell) {
  const village = cell.village === null ? undefined : city.village(cell.village);
  const township = village ? city.region(village.parent) : townshipAt(city, cell.longitude, cell.latitude);
  const county = township?.parent == null ? undefined : city.region(township.parent);
  return { village, township, county };
}

function timeLeft({ due, state }: AlarmRow, now: number, t: ScreenState['t']): string {
  if (due === null) return '';
  const step = t(state === 1 ? 'alarms.step.1' : 'alarms.step.2');
  return t(due >= now ? 'alarms.due' : 'alarms.late', { step, left: countdownText(Math.abs(due - now)) });
}
