// A role's busiest part in a thread of its own, seen from the thread that started it. It is one more process of the role, which asks and is asked
// over messages, save that it lives and dies with this one: what ends the process ends the thread, and a thread that ends by itself ends the process.
import { Worker } from 'node:worker_threads';
import type { Role } from '../config.ts';
import type { HealthResult } from '../health.ts';
import type { MetricsJson } from '../metrics.ts';
import type { ThreadStart } from './run-thread.ts';

interface Asked {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

/** A thread that hangs must not keep the process from ending. */
const CLOSE_WITHIN_MS = 7000;

export class RoleThread {
  private readonly worker: Worker;
  private readonly asked = new Map<number, Asked>();
  private last = 0;
  private started = false;
  private closing: Promise<void> | null = null;

  /** Begins to load at once, which takes about as long as a database takes to start. */
  constructor(
    readonly role: Role,
    entry: URL,
  ) {
    this.worker = new Worker(entry, { name: role });
    this.worker.on('message', ({ id, answer, failed }: { id: number; answer?: unknown; failed?: string }) => {
      const asked = this.asked.get(id);
      this.asked.delete(id);
      if (failed === undefined) asked?.resolve(answer);
      else asked?.reject(new Error(failed));
    });
    this.worker.on('error', (error) => this.lost(error));
    this.worker.on('exit', (code) => this.lost(new Error(`the thread of ${role} has ended (${code})`)));
  }

  /** Resolves when the role is at work there. Rejects with the words the role itself gives for what is wrong. */
  async start(settings: ThreadStart): Promise<void> {
    await this.ask('start', settings);
    this.started = true;
  }

  ask<T>(question: string, given?: unknown): Promise<T> {
    return new Promise((resolve, reject) => {
      const id = ++this.last;
      this.asked.set(id, { resolve: resolve as Asked['resolve'], reject });
      this.worker.postMessage({ id, question, given });
    });
  }

  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  private async end(): Promise<void> {
    if (this.started) await Promise.race([this.ask('close'), new Promise((then) => setTimeout(then, CLOSE_WITHIN_MS).unref())]);
    await this.worker.terminate();
  }

  private lost(error: Error) {
    for (const asked of this.asked.values()) asked.reject(error);
    this.asked.clear();
    if (this.closing || !this.started) return;
    // As any error that nobody has caught ends a process of the role.
    setImmediate(() => {
      throw error;
    });
  }
}

/** The threads of this process; none unless it was asked for. */
export class RoleThreads {
  constructor(private readonly all: readonly RoleThread[] = []) {}

  get roles(): readonly Role[] {
    return this.all.map(({ role }) => role);
  }

  of(role: Role): RoleThread | null {
    return this.all.find((thread) => thread.role === role) ?? null;
  }

  async start(settings: ThreadStart): Promise<void> {
    await Promise.all(this.all.map((thread) => thread.start(settings)));
  }

  metrics(): Promise<MetricsJson[]> {
    return Promise.all(this.all.map((thread) => thread.ask<MetricsJson>('metrics')));
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((thread) => thread.close()));
  }
}

/** One of the checks that a thread makes there; whatever else is wrong there is told with it. */
export async function checkIn(thread: RoleThread, name: string): Promise<HealthResult> {
  const { ok, checks } = await thread.ask<{ ok: boolean; checks: Record<string, HealthResult> }>('health');
  const wrong = Object.entries(checks).filter(([, check]) => !check.ok);
  return ok ? checks[name]! : { ok, detail: wrong.map(([what, { detail }]) => `${what}: ${detail ?? 'not well'}`).join('; ') };
}
