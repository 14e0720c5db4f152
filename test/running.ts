// The whole product for tests that span roles: all of it in this process, on a database of its own and with a clock that moves when told.
import { startProcess, type RunningProcess } from '#platform';
import { FixedClock, testDatabase } from '#testing';
import { DueSweep } from '../apps/alerting/due.sweep.ts';
import { allRoles } from '../apps/all/roles.ts';
import { CausesSweep } from '../apps/flow/causes.sweep.ts';
import { MllpGateway } from '../apps/intake/mllp.gateway.ts';
import { Sender, told } from '../apps/intake/testing/running-intake.ts';
import { ExpirySweep } from '../apps/placement/expiry.sweep.ts';
import type { Recorded } from './stories/recording.ts';

export const TOKEN = 'test-token-test-token-test-token-test';
export const KEY = Buffer.alloc(32, 7).toString('base64');

/** What a test may be interested in of an answer: its shape is the contracts' business, asserted where it matters. */
type Json = ReturnType<typeof JSON.parse>;

export interface Answer {
  readonly status: number;
  readonly body: Json;
  readonly text: string;
  readonly headers: Headers;
}

export interface Asking {
  readonly as?: string;
  readonly ifMatch?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export class RunningSluss {
  private readonly cookies = new Map<string, string>();
  private sender: Sender | null = null;

  private constructor(
    readonly process: RunningProcess,
    readonly clock: FixedClock,
    private readonly drop: () => Promise<void>,
  ) {}

  /** `SLUSS_DEMO` only opens the demo logins here: nothing is filled in, and no made-up traffic runs. */
  static async start(at: string, env: Readonly<Record<string, string>> = {}): Promise<RunningSluss> {
    const database = await testDatabase([]);
    const clock = new FixedClock(at);
    const settings = {
      DATABASE_URL: database.url,
      PORT: '0',
      MLLP_PORT: '0',
      SLUSS_DEMO: 'on',
      SLUSS_TOKEN: TOKEN,
      SLUSS_KEY: KEY,
      SLUSS_LOG: 'error',
    };
    const running = await startProcess(allRoles, { env: { ...settings, ...env }, clock });
    return new RunningSluss(running, clock, () => database.drop());
  }

  get mllpPort(): number {
    return this.process.app.get(MllpGateway, { strict: false }).port;
  }

  async stop(): Promise<void> {
    this.sender?.close();
    await this.process.close();
    await this.drop();
  }

  rows(sql: string, params?: unknown[]): Promise<Record<string, Json>[]> {
    return this.process.dataSource.query(sql, params);
  }

  /** Every event has been handled, and all that followed from it. */
  settled(): Promise<void> {
    return this.process.eventing.settled();
  }

  /** Lets time pass, and whatever falls due with it. */
  async passTime(ms: number): Promise<void> {
    this.clock.advance(ms);
    const { app } = this.process;
    await app.get(ExpirySweep, { strict: false }).sweep();
    await app.get(CausesSweep, { strict: false }).sweep();
    await this.settled();
    do {
      // A sweep of the process's own may be under way and have left nothing for this one.
      await app.get(DueSweep, { strict: false }).sweep();
      await this.settled();
    } while (await this.somethingDue());
  }

  private async somethingDue(): Promise<boolean> {
    const now = this.clock.now().toISOString();
    const [row] = await this.rows(`select exists (select 1 from alerting.subject where next_at <= $1) as due`, [now]);
    return row!.due;
  }

  /** Sends what was recorded, each message at its own time unless the clock is already past it. Answers the acknowledgements. */
  async hears(messages: readonly Recorded[], { atItsTime = true } = {}): Promise<string[]> {
    this.sender ??= await Sender.to(this.mllpPort);
    const answers: string[] = [];
    for (const { bytes, sentAt } of messages) {
      if (atItsTime && Date.parse(sentAt) > this.clock.now().getTime()) this.clock.set(sentAt);
      this.sender.send(bytes);
      answers.push(told(await this.sender.answer()));
      await this.settled();
    }
    return answers;
  }

  /** The operator's bearer token, or a demo login's session. */
  async ask(method: string, path: string, body?: unknown, { as = 'operator', ifMatch, headers = {} }: Asking = {}): Promise<Answer> {
    const who: Record<string, string> = as === 'operator' ? { authorization: `Bearer ${TOKEN}` } : { cookie: await this.cookieOf(as) };
    const response = await fetch(`${this.process.url}/api/v1/${path}`, {
      method,
      headers: {
        ...who,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, text, body: readJson(text), headers: response.headers };
  }

  /** An act that must succeed; answers its body when everything that follows from it has happened. */
  async does(method: string, path: string, body?: unknown, asking: Asking = {}): Promise<Json> {
    const answer = await this.ask(method, path, body, asking);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    await this.settled();
    return answer.body;
  }

  async get(path: string, as?: string): Promise<Json> {
    const answer = await this.ask('GET', path, undefined, as === undefined ? {} : { as });
    if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  }

  private async cookieOf(login: string): Promise<string> {
    const kept = this.cookies.get(login);
    if (kept) return kept;
    const response = await fetch(`${this.process.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login }),
    });
    const cookie = response.headers.get('set-cookie')?.split(';')[0];
    if (!cookie) throw new Error(`no login ${login}: ${response.status}`);
    this.cookies.set(login, cookie);
    return cookie;
  }
}

function readJson(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
