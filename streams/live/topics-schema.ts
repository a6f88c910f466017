import { TOPICS } from './topics.ts';

/** FNV-1a over the definitions, 8 hexadecimal digits: equal where hub and page mean the same columns. */
export const TOPICS_SCHEMA: string = (() => {
  let hash = 0x811c9dc5;
  for (const topic of Object.values(TOPICS)) {
    const columns = topic.columns.map(({ name, decimals, kind }) => `${name}/${decimals}/${kind}`).join(',');
    const text = `${topic.id}:${topic.name}:${columns};`;
    for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
})();
