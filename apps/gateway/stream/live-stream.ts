// Passes changes on to the browsers of this process. One reader for all of them: it wakes when any process announces a change, and looks by
// itself now and then in case a wake-up was lost with its connection.
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Asker } from '#contracts';
import { PgSession } from '#eventing';
import { CLOCK, type Clock, gauge, newLogger, ProblemError, Sessions } from '#platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { changeBounds, changeChannel, readChanges } from './change-log.ts';
import { LiveClient } from './live-client.ts';

const batch = 500;
const pollMs = 1000;
const beatMs = 15_000;
/** Per process; a browser opens one stream for all its tabs. */
const maxClients = 2000;

@Injectable()
export class LiveStream implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = newLogger('stream');
  private readonly clients = new Map<LiveClient, FastifyRequest>();
  private readonly count = gauge('sluss_stream_clients', 'Browsers on the live stream');
  private session: PgSession | null = null;
  private timers: NodeJS.Timeout[] = [];
  private pumping = false;
  private again = false;
  private ended = false;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(Sessions) private readonly sessions: Sessions,
  ) {}

  onApplicationBootstrap() {
    this.session = new PgSession(this.dataSource);
    this.session.listen(changeChannel, () => this.wake());
    this.timers = [setInterval(() => this.wake(), pollMs), setInterval(() => this.beat(), beatMs)];
    for (const timer of this.timers) timer.unref();
  }

  async onModuleDestroy() {
    this.ended = true;
    for (const timer of this.timers) clearInterval(timer);
    for (const client of this.clients.keys()) client.end();
    this.clients.clear();
    await this.session?.close();
  }

  /** Opens a stream after `lastEventId`, or from now on when there is none. */
  async open(asker: Asker, lastEventId: string | null, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (this.ended || this.clients.size >= maxClients) throw new ProblemError('unavailable', 'Too many live streams; try again shortly');
    const { head, resumable } = await changeBounds(this.dataSource.manager);
    const after = lastEventId !== null && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : null;
    const tooOld = lastEventId !== null && (after === null || after < resumable || after > head);
    const client = new LiveClient(reply.raw, asker, after === null || tooOld ? head : after);
    reply.hijack();
    client.open({
      ...headersOf(reply),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    if (tooOld) client.reset(head, this.clock.now().toISOString());
    this.clients.set(client, request);
    this.count.set(this.clients.size);
    reply.raw.on('close', () => {
      this.clients.delete(client);
      this.count.set(this.clients.size);
    });
    this.wake();
  }

  wake() {
    this.again = true;
    if (!this.pumping) void this.pump();
  }

  private async pump(): Promise<void> {
    this.pumping = true;
    try {
      while (this.again && this.clients.size > 0 && !this.ended) {
        this.again = false;
        const slowest = Math.min(...[...this.clients.keys()].map((c) => c.position));
        const changes = await readChanges(this.dataSource.manager, slowest, batch);
        const now = this.clock.now();
        for (const client of this.clients.keys()) client.pass(changes, now);
        if (changes.length === batch) this.again = true;
      }
    } catch (error) {
      // The next wake-up or poll tries again from the same positions.
      if (!this.ended) this.log.warn({ err: { message: (error as Error).message } }, 'changes could not be read');
    } finally {
      this.pumping = false;
    }
  }

  /** Keeps proxies from closing a quiet stream, and closes the stream of someone whose session has ended. */
  private beat() {
    for (const [client, request] of this.clients) {
      if (this.sessions.askerOf(request)) client.beat();
      else client.end();
    }
  }
}

const headersOf = (reply: FastifyReply): Record<string, string> =>
  Object.fromEntries(Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)]));
