// The same Idempotency-Key with the same body gets the same answer once more; with another body it is refused. Kept for a day.
import { createHash } from 'node:crypto';
import { Inject, Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { catchError, from, of, switchMap, throwError, type Observable } from 'rxjs';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { CLOCK, type Clock } from '../clock.ts';
import type { RouteInput } from './api-route.ts';
import { ProblemError } from './problem-error.ts';

export class Idempotency1763000000002 implements MigrationInterface {
  async up(run: QueryRunner) {
    await run.query(`
      create schema if not exists platform;
      create table platform.idempotency (
        login text not null, key text not null, request_hash text not null, status int, body jsonb, at timestamptz not null,
        primary key (login, key)
      );
      create index on platform.idempotency (at);
      -- what is done once in a database's life
      create table platform.milestone (name text primary key, at timestamptz not null);
      -- the made-up hospitals' own record, so that the demo goes on where it was
      create table platform.demo (one boolean primary key default true check (one), register bytea not null);
    `);
  }
  async down(run: QueryRunner) {
    await run.query('drop schema platform cascade');
  }
}

@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<FastifyRequest & { slussInput?: RouteInput<'hold'> }>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const input = request.slussInput;
    if (request.method !== 'POST' || !input?.idempotencyKey || !input.asker) return next.handle();
    if (input.idempotencyKey.length > 200) throw new ProblemError('bad-request', 'Idempotency-Key is longer than 200 characters');
    const login = input.asker.login;
    const key = input.idempotencyKey;
    const hash = createHash('sha256')
      .update(`${request.method} ${request.url}\n`)
      .update(JSON.stringify(request.body ?? null))
      .digest('hex');
    const claimed = await this.dataSource.query(
      'insert into platform.idempotency (login, key, request_hash, at) values ($1, $2, $3, $4) on conflict do nothing returning 1',
      [login, key, hash, this.clock.now()],
    );
    if (!claimed.length) return of(await this.answerAgain(login, key, hash, reply));
    return next.handle().pipe(
      switchMap((body) =>
        from(
          this.dataSource
            .query('update platform.idempotency set status = $3, body = $4 where login = $1 and key = $2', [
              login,
              key,
              reply.statusCode,
              JSON.stringify(body ?? null),
            ])
            .then(() => body as unknown),
        ),
      ),
      // A refused or failed request may be tried again under the same key.
      catchError((error: unknown) =>
        from(this.dataSource.query('delete from platform.idempotency where login = $1 and key = $2 and status is null', [login, key])).pipe(
          switchMap(() => throwError(() => error)),
        ),
      ),
    );
  }

  private async answerAgain(login: string, key: string, hash: string, reply: FastifyReply): Promise<unknown> {
    const [row] = await this.dataSource.query('select request_hash, status, body from platform.idempotency where login = $1 and key = $2', [
      login,
      key,
    ]);
    if (!row || row.request_hash !== hash) throw new ProblemError('idempotency-key-reused');
    if (row.status === null) throw new ProblemError('unavailable', 'The first request with this key is still being handled');
    void reply.status(row.status as number).header('idempotent-replayed', 'true');
    return row.body as unknown;
  }
}
