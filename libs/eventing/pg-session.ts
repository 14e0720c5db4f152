// One database session per process for what must live as long as a session: advisory locks (who leads what) and LISTEN.
// When the session is lost, so are the locks: every lease ends and has to be won again. Never used for queries on data.
import { EventEmitter, once } from 'node:events';
import { Client, type ClientConfig } from 'pg';
import type { DataSource } from 'typeorm';
import { abandoned, wait } from './wait.ts';

export interface Lease {
  /** Aborted when the lease is no longer ours. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

const RETRY_MS = 500;

export class PgSession {
  private client: Promise<Client> | null = null;
  private current: Client | null = null;
  private last: Promise<unknown> = Promise.resolve();
  private readonly held = new Map<string, AbortController>();
  private readonly notifications = new EventEmitter().setMaxListeners(0);
  private readonly released = new EventEmitter().setMaxListeners(0);
  private readonly channels = new Set<string>();
  private readonly telling = new Set<string>();

  constructor(private readonly dataSource: DataSource) {}

  /** Waits until the name is ours. Null when `signal` is aborted first. */
  async lead(name: string, signal: AbortSignal): Promise<Lease | null> {
    while (!signal.aborted) {
      const lease = await this.tryLead(name).catch(() => null);
      if (lease && signal.aborted) await lease.release();
      if (signal.aborted) return null;
      if (lease) return lease;
      await this.nextChance(signal);
    }
    return null;
  }

  /** Calls back with each payload. Answers how to stop. Lost with the session and taken up again with the next. */
  listen(channel: string, listener: (payload: string) => void): () => void {
    this.notifications.on(channel, listener);
    this.channels.add(channel);
    this.inTurn((client) => client.query(`listen ${channel}`)).catch(() => this.drop());
    return () => this.notifications.off(channel, listener);
  }

  /** What is told again before it could be said is said once. Lost with the session: whoever must not miss it looks by itself. */
  notify(channel: string, payload: string): void {
    const what = `${channel} ${payload}`;
    if (this.telling.has(what)) return;
    this.telling.add(what);
    this.inTurn((client) => {
      this.telling.delete(what);
      return client.query('select pg_notify($1, $2)', [channel, payload]);
    }).catch(() => {
      this.telling.delete(what);
      this.drop();
    });
  }

  async close(): Promise<void> {
    await this.last;
    const { current } = this;
    this.current = null;
    this.drop();
    await current?.end().catch(() => {});
  }

  private async tryLead(name: string): Promise<Lease | null> {
    if (this.held.has(name)) return null;
    const control = new AbortController();
    this.held.set(name, control);
    try {
      const { rows } = await this.inTurn((client) =>
        client.query('select pg_try_advisory_lock(hashtextextended($1, 7305)) as won', [name]),
      );
      if (!rows[0].won || control.signal.aborted) {
        this.held.delete(name);
        return null;
      }
      return { lost: control.signal, release: () => this.release(name, control) };
    } catch (error) {
      this.held.delete(name);
      this.drop();
      throw error;
    }
  }

  /** When a lease of this process is given back, or after a while: another process may have given one back. */
  private async nextChance(signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const either = AbortSignal.any([signal, over.signal]);
    await Promise.race([once(this.released, 'released', { signal: either }), wait(RETRY_MS, either)]).catch(abandoned);
    over.abort();
  }

  private async release(name: string, control: AbortController): Promise<void> {
    await this.inTurn(async (client) => {
      // Not ours any more after a lost session; and then perhaps already somebody else's of this process.
      if (this.held.get(name) !== control) return;
      await client.query('select pg_advisory_unlock(hashtextextended($1, 7305))', [name]);
      this.held.delete(name);
    }).catch(() => this.drop());
    control.abort();
    this.released.emit('released');
  }

  /** One at a time: the driver does not queue. */
  private inTurn<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const result = this.last.then(async () => work(await this.connected()));
    this.last = result.catch(() => {});
    return result;
  }

  private connected(): Promise<Client> {
    this.client ??= this.open().catch((error: unknown) => {
      this.client = null;
      throw error;
    });
    return this.client;
  }

  private async open(): Promise<Client> {
    const client = new Client(connectionOf(this.dataSource));
    const gone = () => this.current === client && this.drop();
    client.on('error', gone);
    client.on('end', gone);
    client.on('notification', ({ channel, payload }) => this.notifications.emit(channel, payload ?? ''));
    await client.connect();
    // Nothing is kept by it, so nothing is waited for.
    await client.query('set synchronous_commit = off');
    for (const channel of this.channels) await client.query(`listen ${channel}`);
    this.current = client;
    return client;
  }

  /** Ends the session, and with it every lease. */
  private drop() {
    const { current } = this;
    this.client = this.current = null;
    for (const control of this.held.values()) control.abort();
    this.held.clear();
    current?.end().catch(() => {});
  }
}

function connectionOf({ options }: DataSource): ClientConfig {
  const { url, host, port, username, password, database, ssl } = options as unknown as Record<string, never>;
  return {
    connectionString: url,
    host,
    port,
    user: username,
    password,
    database,
    ssl,
    keepAlive: true,
    connectionTimeoutMillis: 8000,
    application_name: 'sluss-session',
  };
}
