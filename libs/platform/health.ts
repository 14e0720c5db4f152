// What "ready" means, said by those who know: each part adds a check, /health/ready asks them all.
import { Injectable } from '@nestjs/common';

export interface HealthResult {
  readonly ok: boolean;
  readonly detail?: string;
}

@Injectable()
export class HealthRegistry {
  private readonly checks = new Map<string, () => Promise<HealthResult>>();

  add(name: string, check: () => Promise<HealthResult>) {
    this.checks.set(name, check);
  }

  async ask(): Promise<{ ok: boolean; checks: Record<string, HealthResult> }> {
    const results = await Promise.all(
      [...this.checks].map(async ([name, check]) => {
        try {
          return [name, await withTimeout(check(), 2000)] as const;
        } catch (error) {
          return [name, { ok: false, detail: (error as Error).message.slice(0, 200) }] as const;
        }
      }),
    );
    return { ok: results.every(([, r]) => r.ok), checks: Object.fromEntries(results) };
  }
}

function withTimeout<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
