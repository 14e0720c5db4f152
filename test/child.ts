// The product as a process of its own: started, watched, and ended as hard as a test wants.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly ms: number;
}

export class Child {
  stdout = '';
  stderr = '';
  readonly ended: Promise<Ended>;
  private readonly started = performance.now();
  private readonly process: ChildProcess;

  /** `env` is all it gets beside the path and the home. */
  constructor(file: string, env: Readonly<Record<string, string | undefined>>, before: readonly string[] = []) {
    const { PATH, HOME, LANG } = process.env;
    const [command = process.execPath, ...rest] = [...before, process.execPath, file];
    this.process = spawn(command, rest, { env: { PATH, HOME, LANG, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.process.stdout!.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.process.stderr!.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.ended = once(this.process, 'close').then(([code, signal]) => ({ code, signal, ms: performance.now() - this.started }));
  }

  /** Where HTTP answers. Throws when it ended before it was ready. */
  async ready(): Promise<string> {
    const line = /^ready (http:\S+)$/m;
    while (!line.test(this.stdout)) {
      const ended = await Promise.race([this.ended, once(this.process.stdout!, 'data').then(() => null)]);
      if (ended) throw new Error(`ended with ${ended.code ?? ended.signal} before it was ready: ${this.stderr.slice(-2000)}`);
    }
    return line.exec(this.stdout)![1]!.replace('localhost', '127.0.0.1');
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<Ended> {
    this.process.kill(signal);
    return this.ended;
  }
}

/** Until the answer is there. For what happens in another process, which can only be asked. */
export async function until<T>(ask: () => Promise<T | null | undefined | false>, what: string, withinMs = 60_000): Promise<T> {
  const start = performance.now();
  for (;;) {
    const found = await ask();
    if (found) return found;
    if (performance.now() - start > withinMs) throw new Error(`waited ${withinMs} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
