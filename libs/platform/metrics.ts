// One Prometheus registry per process. Label values are codes, never ids of people.
import { AggregatorRegistry, collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export const metrics = new Registry();

let started = false;
export function startProcessMetrics() {
  if (started) return;
  started = true;
  collectDefaultMetrics({ register: metrics, prefix: 'sluss_' });
}

export type MetricsJson = Awaited<ReturnType<typeof metrics.getMetricsAsJSON>>;

/** For the scraper. What other threads count under the same names is added up; the process's own figures stay as they are. */
export async function metricsText(others: readonly MetricsJson[]): Promise<string> {
  const own = await metrics.getMetricsAsJSON();
  const shared = new Set(others.flat().map(({ name }) => name));
  const sums = AggregatorRegistry.aggregate([own.filter(({ name }) => shared.has(name)), ...others]);
  const rest = own.filter(({ name }) => !shared.has(name)).map(({ name }) => metrics.getSingleMetricAsString(name));
  return `${[...(await Promise.all(rest)), await sums.metrics()].join('\n\n').trim()}\n`;
}

/** A metric made once and found again by name, so that tests may build an app twice in one process. */
export const counter = (name: string, help: string, labelNames: string[] = []) =>
  (metrics.getSingleMetric(name) as Counter | undefined) ?? new Counter({ name, help, labelNames, registers: [metrics] });
export const gauge = (name: string, help: string, labelNames: string[] = []) =>
  (metrics.getSingleMetric(name) as Gauge | undefined) ?? new Gauge({ name, help, labelNames, registers: [metrics] });
export const histogram = (name: string, help: string, labelNames: string[] = [], buckets = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5]) =>
  (metrics.getSingleMetric(name) as Histogram | undefined) ?? new Histogram({ name, help, labelNames, buckets, registers: [metrics] });
