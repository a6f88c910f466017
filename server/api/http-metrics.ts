import { Counter, Histogram, type Registry } from 'prom-client';
import type { Api } from './api.ts';

/** Counts answers by status, and how long they took by route. */
export function measureAnswers(app: Api, metrics: Registry): void {
  const seconds = new Histogram({
    name: 'guanlan_http_seconds',
    help: 'Time to answer',
    labelNames: ['route'],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [metrics],
  });
  const answers = new Counter({
    name: 'guanlan_http_answers_total',
    help: 'Answers by status',
    labelNames: ['status'],
    registers: [metrics],
  });
  app.addHook('onResponse', async (request, reply) => {
    // The route's pattern, never the address asked: its values are few.
    seconds.observe({ route: request.routeOptions.url ?? 'none' }, reply.elapsedTime / 1000);
    answers.inc({ status: String(reply.statusCode) });
  });
}
