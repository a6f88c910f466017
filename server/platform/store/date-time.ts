/** ms UTC as ClickHouse reads a DateTime64(3, 'UTC') in JSON: an integer there would be ticks, a fraction seconds. */
export const dateTime64 = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').replace('Z', '');
