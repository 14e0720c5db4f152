// One database session per process for what must live as long as a session: advisory locks (who leads what) and LISTEN.
// When the session is lost, so are the locks: every lease ends and has to be won again. Never used for queries on data.
import { EventEmitter } from 'node:events';
import { Client, type ClientConfig } from 'pg';
import type { DataSource } from 'typeorm';
import { abandoned, wait, type Wait } from './wait.ts';

export interface Lease {
  /** Aborted when the lease is no longer ours. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

const RETRY_MS = 500;

export class PgSession {
  private client: Promise<Client> | null = null;
  private readonly held = new Map<string, AbortController>();
  private readonly notifications = new EventEmitter().setMaxListeners(0);
  private readonly channels = new Set<string>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly pause: Wait = wait,
  ) {}

  /** Waits until the name is ours. Null when `signal` is aborted first. */
  async lead(name: string, signal: AbortSignal): Promise<Lease | null> {
    while (!signal.aborted) {
      const lease = await this.tryLead(name).catch(() => null);
      if (lease && signal.aborted) await lease.release();
      if (signal.aborted) return null;
      if (lease) return lease;
      await this.pause(RETRY_MS, signal).catch(abandoned);
    }
    return null;
  }

  /** Calls back with each payload. Answers how to stop. Lost with the session and taken up again with the next. */
  listen(channel: string, listener: (payload: string) => void): () => void {
    this.notifications.on(channel, listener);
    this.channels.add(channel);
    void this.connected()
      .then((client) => client.query(`listen ${channel}`))
      .catch(() => this.drop());
    return () => this.notifications.off(channel, listener);
  }

  async close(): Promise<void> {
    const client = await this.client?.catch(() => null);
    this.drop();
    await client?.end().catch(() => {});
  }

  private async tryLead(name: string): Promise<Lease | null> {
    if (this.held.has(name)) return null;
    const control = new AbortController();
    this.held.set(name, control);
    try {
      const client = await this.connected();
      const { rows } = await client.query('select pg_try_advisory_lock(hashtextextended($1, 7305)) as won', [name]);
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

  private async release(name: string, control: AbortController): Promise<void> {
    if (this.held.get(name) !== control) return;
    const client = await this.client?.catch(() => null);
    await client?.query('select pg_advisory_unlock(hashtextextended($1, 7305))', [name]).catch(() => this.drop());
    if (this.held.get(name) === control) this.held.delete(name);
    control.abort();
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
    client.on('error', () => this.drop());
    client.on('end', () => this.drop());
    client.on('notification', ({ channel, payload }) => this.notifications.emit(channel, payload ?? ''));
    await client.connect();
    for (const channel of this.channels) await client.query(`listen ${channel}`);
    return client;
  }

  private drop() {
    this.client = null;
    for (const control of this.held.values()) control.abort();
    this.held.clear();
  }
}

function connectionOf({ options }: DataSource): ClientConfig {
  const { url, host, port, username, password, database, ssl } = options as unknown as Record<string, never>;
  return { connectionString: url, host, port, user: username, password, database, ssl, keepAlive: true, application_name: 'sluss-session' };
}
