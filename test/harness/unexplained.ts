import type { Page } from 'playwright-core';

/**
 * What has digits and is no number that was measured or computed: each with the reason. Taken out of a text before it
 * is looked at.
 */
const NO_NUMBER: readonly RegExp[] = [
  /PM2\.5|PM10|O3|NO2|SO2/g, // names of factors
  // the clock and the calendar
  /\d{4} 年 \d{1,2} 月 \d{1,2} 日|\d{2}-\d{2}|\d{1,2}月|(今|昨)? ?\d{1,2} 时(均值)?|\d{0,2}:\d{2}(:\d{2})?/g,
  /[\d.]+ (秒|分|小时|天)前/g, // ages, which every panel says beside its numbers
  /(近|每|过去) ?\d+ (分钟|小时|hours)|\d+ (小时|分钟均值)|Past \d+ hours/g, // what a panel is about
  /IAQI > \d+|[\d.]+ km|\d+ km/g, // how to read a map, and how far a place is
  /(GB|HJ) [\d-]+/g, // standards by name
  /告警 \d+/g, // the name of an alarm
  /\d+ 个乡镇|\d+ \/ \d+$|\d+–\d+ \/ \d+/g, // how much of a list is shown
  /\d+ 项指标/g, // said by the class it stands beside
];
/** Axes, legends, keyboard hints, and the counts of tabs that are not shown: those open once their tab is. */
const NO_PLACE =
  '.tab:not(.on), .marks, .months, .labels, [data-panel="map-key"], [data-panel="replay"], ' +
  '[data-panel="duty-keys"], script, style';

/**
 * Texts on a page that show a number which nobody can open: with a digit, in no element that leads to an explanation.
 * @param names what has digits because people called it so: stations, firms
 */
export async function unexplained(page: Page, names: readonly string[]): Promise<string[]> {
  const texts = await page.evaluate((noPlace) => {
    const found: string[] = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const element = node.parentElement;
      const text = (node.nodeValue ?? '').trim();
      if (!/\d/.test(text) || !element || element.closest('[data-explain]') || element.closest(noPlace)) continue;
      found.push(`${element.closest('[data-panel]')?.getAttribute('data-panel') ?? ''}\u0000${text}`);
    }
    return found;
  }, NO_PLACE);
  const known = [...names].filter((name) => /\d/.test(name)).sort((a, b) => b.length - a.length);
  return texts.flatMap((each) => {
    const [panel = '', text = ''] = each.split('\u0000');
    const rest = NO_NUMBER.reduce(
      (left, pattern) => left.replace(pattern, ''),
      known.reduce((left, name) => left.replaceAll(name, ''), text),
    );
    return /\d/.test(rest) ? [`${panel}: ${text}`] : [];
  });
}
