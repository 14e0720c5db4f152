// The inside of a role's thread: starts the role as a process of its own would, and answers what the thread that started it asks.
import { parentPort } from 'node:worker_threads';
import { HealthRegistry } from '../health.ts';
import { metrics } from '../metrics.ts';
import { startProcess, type RoleParts, type RunningProcess } from './start-process.ts';

export interface ThreadStart {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The moment the demo's time is counted from. */
  readonly since: Date;
}

type Answers = Readonly<Record<string, (given: never) => unknown>>;

/** `answers`: what this role can be asked beside what any can. */
export function runThread(parts: readonly RoleParts[], answers: (running: RunningProcess) => Answers): void {
  let running: RunningProcess | null = null;
  let known: Answers = {
    start: async ({ env, since }: ThreadStart) => {
      running = await startProcess(parts, { env, since, thread: true });
      known = { ...known, ...answers(running) };
    },
    health: () => running!.app.get(HealthRegistry).ask(),
    metrics: () => metrics.getMetricsAsJSON(),
    close: () => running!.close(),
  };
  parentPort!.on('message', async ({ id, question, given }: { id: number; question: string; given: never }) => {
    try {
      parentPort!.postMessage({ id, answer: await known[question]!(given) });
    } catch (error) {
      parentPort!.postMessage({ id, failed: (error as Error).message });
    }
  });
}
