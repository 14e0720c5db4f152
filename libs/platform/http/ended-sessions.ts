// Sessions that were logged out of before their time: their cookies are still well signed, and would be believed. All processes learn of them within
// a second and remember them, so that no request waits for the database.
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { newLogger } from '../logging.ts';

export class EndedSessions1763000000004 implements MigrationInterface {
  async up(run: QueryRunner) {
    await run.query(`
      create table platform.ended_session (id text primary key, until timestamptz not null, ended_at timestamptz not null default now());
      create index on platform.ended_session (ended_at);
    `);
  }
  async down(run: QueryRunner) {
    await run.query('drop table platform.ended_session');
  }
}

const READ_EVERY_MS = 1_000;

@Injectable()
export class EndedSessions implements OnModuleInit, OnModuleDestroy {
  private readonly log = newLogger('session');
  private readonly until = new Map<string, number>();
  private readTo = new Date(0);
  private timer: NodeJS.Timeout | null = null;

  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  async onModuleInit() {
    await this.read();
    this.timer = setInterval(() => {
      this.read().catch((error: Error) => this.log.warn({ err: { message: error.message } }, 'ended sessions could not be read'));
    }, READ_EVERY_MS);
    this.timer.unref();
  }

  onModuleDestroy() {
    if (this.timer) clearInterval(this.timer);
  }

  has(id: string): boolean {
    return this.until.has(id);
  }

  /** `until`: when it would have ended by itself. Once this resolves the session is ended for good. */
  async add(id: string, until: Date): Promise<void> {
    await this.dataSource.query('insert into platform.ended_session (id, until) values ($1, $2) on conflict do nothing', [id, until]);
    this.until.set(id, until.getTime());
    await this.dataSource.query('delete from platform.ended_session where until < now()');
  }

  /** What has come since, and a minute before that: a log-out may be committed later than one that began after it. */
  async read(): Promise<void> {
    const [{ now, ended }] = (await this.dataSource.query(
      `select now() as now, (select coalesce(json_agg(json_build_object('id', id, 'until', until)), '[]') from platform.ended_session
        where ended_at > $1::timestamptz - interval '1 minute') as ended`,
      [this.readTo],
    )) as [{ now: Date; ended: { id: string; until: string }[] }];
    this.readTo = now;
    for (const { id, until } of ended) this.until.set(id, Date.parse(until));
    for (const [id, until] of this.until) if (until < now.getTime()) this.until.delete(id);
  }
}
