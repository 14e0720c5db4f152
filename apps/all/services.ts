// The roles as processes of their own, on this machine: any number of each, found by the gateways at addresses of their own. For trying out and
// for tests; in earnest an orchestrator does this.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { freePort, type Role, roles } from '#platform';

export interface ServiceOptions {
  /** Settings that all of them share. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Settings of one role beside those, such as a login of its own. */
  readonly envOf?: (role: Role) => Readonly<Record<string, string | undefined>>;
  readonly host: string;
  /** Of the first gateway. */
  readonly port: number;
  /** Of the first intake. */
  readonly mllpPort: number;
  /** Where the process that drives the demo answers, if one does. */
  readonly demoUrl?: string;
  /** For Node, such as those that profile. */
  readonly flags?: readonly string[];
}

const READY_WITHIN_MS = 60_000;
/** dist/apps/all -> dist/apps */
const apps = fileURLToPath(new URL('../', import.meta.url));

export class Service {
  private child: ChildProcess | null = null;
  /** What it last said of what went wrong. */
  complaint = '';

  constructor(
    readonly role: Role,
    readonly port: number,
    readonly mllpPort: number,
    private readonly env: Readonly<Record<string, string | undefined>>,
    private readonly host: string,
    private readonly flags: readonly string[],
  ) {}

  get url(): string {
    return `http://${this.host}:${this.port}`;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  get running(): boolean {
    return this.child !== null && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** What ended it from outside, if anything did. */
  get endedBy(): NodeJS.Signals | null {
    return this.child?.signalCode ?? null;
  }

  /** Resolves when it takes traffic. Rejects with what it says when it ends before. `more`: settings of this start alone. */
  async start(more: Readonly<Record<string, string>> = {}): Promise<void> {
    const child = spawn(process.execPath, [...this.flags, '--enable-source-maps', `${apps}${this.role}/main.js`], {
      env: { ...this.env, ...more, PORT: String(this.port), MLLP_PORT: String(this.mllpPort), SLUSS_HOST: this.host },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.complaint = (this.complaint + text).slice(-40_000)));
    const late = setTimeout(() => child.kill('SIGKILL'), READY_WITHIN_MS);
    const lines = createInterface({ input: child.stdout! });
    try {
      const ready = new Promise<void>((resolve) => lines.on('line', (line) => line.startsWith('ready ') && resolve()));
      const ended = once(child, 'exit').then(() => {
        throw new Error(`${this.role} ended before it was ready: ${this.complaint.trim()}`);
      });
      await Promise.race([ready, ended]);
    } finally {
      clearTimeout(late);
    }
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const over = this.over();
    if (this.running) this.child!.kill(signal);
    await over;
  }

  /** Resolves when it has ended, for whatever reason. */
  async over(): Promise<void> {
    if (this.running) await once(this.child!, 'exit');
  }

  signal(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }
}

/** One or more of each role, none started yet. */
export async function planServices(counts: Partial<Record<Role, number>>, options: ServiceOptions): Promise<Service[]> {
  const planned: { role: Role; port: number; mllpPort: number }[] = [];
  for (const role of roles) {
    for (let nth = 0; nth < (counts[role] ?? 1); nth++) {
      const port = role === 'gateway' && nth === 0 ? options.port : await freePort();
      planned.push({ role, port, mllpPort: role === 'intake' && nth === 0 ? options.mllpPort : await freePort() });
    }
  }
  const first = (role: Role) => planned.find((each) => each.role === role);
  const upstreams = [
    ...(['intake', 'flow', 'placement', 'alerting'] as const).flatMap((role) =>
      first(role) ? [`${role}=http://${options.host}:${first(role)!.port}`] : [],
    ),
    ...(options.demoUrl ? [`demo=${options.demoUrl}`] : []),
  ].join(',');
  return planned.map(
    ({ role, port, mllpPort }) =>
      new Service(
        role,
        port,
        mllpPort,
        { ...options.env, ...options.envOf?.(role), ...(role === 'gateway' ? { SLUSS_UPSTREAMS: upstreams } : {}) },
        options.host,
        options.flags ?? [],
      ),
  );
}
