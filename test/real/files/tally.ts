/** What was compared, by name, and what differed. */
export class Compared {
  readonly counts: Record<string, { compared: number; different: number }> = {};
  readonly examples: string[] = [];

  /** One comparison; `left` is ours. */
  same(name: string, where: () => string, left: unknown, right: unknown): void {
    const entry = (this.counts[name] ??= { compared: 0, different: 0 });
    entry.compared += 1;
    if (left === right) return;
    entry.different += 1;
    if (entry.different <= 3) this.examples.push(`${name}, ${where()}: ${String(left)}, recomputed ${String(right)}`);
  }

  get different(): number {
    return Object.values(this.counts).reduce((sum, { different }) => sum + different, 0);
  }
  get compared(): number {
    return Object.values(this.counts).reduce((sum, { compared }) => sum + compared, 0);
  }
}
