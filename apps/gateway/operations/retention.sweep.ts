// Clears what grows for ever, class by class, as long as the policy keeps each: in small batches, each a transaction of its own, by one at a time.
// Asked for a plan, it counts by the same conditions and takes nothing away.
import { Inject, Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import type { RetentionClass, RetentionView } from '#contracts';
import { retentionPolicyAt } from '#domain';
import { prunableInbox, prunableLog, pruneInbox, pruneLog, roles, type Role } from '#eventing';
import { CLOCK, counter, newLogger, Policies, Rounds, type Clock } from '#platform';
import { DataSource, type EntityManager } from 'typeorm';

const DAY_MS = 24 * 3_600_000;
const SWEEP_LOCK = 7320;
/** What is left comes next time: a sweep must not run for hours after a long standstill. */
const MOST_BATCHES = 200;

type Plan = RetentionView['classes'][number];

/** Tables of one role each that go by their age alone. */
interface ByAge {
  readonly class: Exclude<RetentionClass, 'inbox' | 'log'>;
  readonly table: string;
  readonly at: string;
  readonly which: string;
}
const byAge: readonly ByAge[] = [
  ...roles.map((role): ByAge => ({
    class: 'dead-letters',
    table: `${role}.dead_letter`,
    at: 'resolved_at',
    which: 'resolved_at is not null',
  })),
  { class: 'changes', table: 'gateway.change', at: 'at', which: 'true' },
  { class: 'idempotency-keys', table: 'platform.idempotency', at: 'at', which: 'true' },
  { class: 'notices', table: 'alerting.delivery', at: 'first_at', which: `status in ('sent', 'given-up')` },
];

@Injectable()
export class RetentionSweep {
  private readonly rounds = new Rounds(newLogger('retention'));
  private readonly cleared = counter('sluss_cleared_rows_total', 'Rows cleared by retention', ['class']);

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(Policies) private readonly policies: Policies,
  ) {}

  @Cron(CronExpression.EVERY_HOUR)
  async tick(): Promise<void> {
    await this.rounds.next(this.dataSource, () => this.sweep());
  }

  /** How many rows went, by class. */
  async sweep(): Promise<Partial<Record<RetentionClass, number>>> {
    const { batch } = this.policy();
    const here = await rolesHere(this.dataSource.manager);
    const gone: Partial<Record<RetentionClass, number>> = {};
    const clear = async (name: RetentionClass, once: (em: EntityManager) => Promise<number>) => {
      for (let i = 0, rows = batch; i < MOST_BATCHES && rows >= batch; i++) {
        rows = await this.alone(once);
        gone[name] = (gone[name] ?? 0) + rows;
        this.cleared.labels(name).inc(rows);
      }
    };
    if (here.length > 0) await clear('log', (em) => pruneLog(em, here, this.before('log'), batch));
    for (const role of here) await clear('inbox', (em) => pruneInbox(em, role, batch));
    for (const { class: name, table, at, which } of await this.tablesHere())
      await clear(name, async (em) => {
        const [, rows] = await em.query(
          `delete from ${table} where ctid in (select ctid from ${table} where ${which} and ${at} < $1 limit $2)`,
          [this.before(name), batch],
        );
        return rows as number;
      });
    return gone;
  }

  /** What the next sweep would take away. */
  async plan(): Promise<RetentionView> {
    const em = this.dataSource.manager;
    const here = await rolesHere(em);
    const log = here.length > 0 ? await prunableLog(em, here, this.before('log')) : { rows: 0, wouldGo: 0, oldest: null, waitingFor: null };
    const inbox = await prunableInbox(em, here);
    const plans: Plan[] = [
      {
        class: 'log',
        keptDays: this.policy().days.log,
        rows: log.rows,
        wouldGo: log.wouldGo,
        oldest: log.oldest?.toISOString() ?? null,
        heldBack: log.waitingFor === null ? null : { why: 'unread', group: log.waitingFor },
      },
      { class: 'inbox', keptDays: this.policy().days.log, ...inbox, oldest: null, heldBack: { why: 'goes-with-log', group: null } },
    ];
    for (const table of await this.tablesHere()) await this.addPlan(plans, table);
    return { at: this.clock.now().toISOString(), classes: plans };
  }

  private async addPlan(plans: Plan[], { class: name, table, at, which }: ByAge): Promise<void> {
    const [row] = await this.dataSource.query(
      `select count(*)::int as rows, count(*) filter (where ${which} and ${at} < $1)::int as go, min(${at}) as oldest from ${table}`,
      [this.before(name)],
    );
    const before = plans.find((plan) => plan.class === name);
    const oldest = (row.oldest as Date | null)?.toISOString() ?? null;
    if (!before) plans.push({ class: name, keptDays: this.policy().days[name], rows: row.rows, wouldGo: row.go, oldest, heldBack: null });
    else
      plans[plans.indexOf(before)] = {
        ...before,
        rows: before.rows + row.rows,
        wouldGo: before.wouldGo + row.go,
        oldest: [before.oldest, oldest].filter((o) => o !== null).sort()[0] ?? null,
      };
  }

  private async tablesHere(): Promise<ByAge[]> {
    const rows: { name: string }[] = await this.dataSource.query(
      'select name from unnest($1::text[]) as name where to_regclass(name) is not null',
      [byAge.map((t) => t.table)],
    );
    return byAge.filter((t) => rows.some((row) => row.name === t.table));
  }

  private alone(once: (em: EntityManager) => Promise<number>): Promise<number> {
    return this.dataSource.transaction(async (em) => {
      const [{ mine }] = await em.query('select pg_try_advisory_xact_lock($1) as mine', [SWEEP_LOCK]);
      return mine ? once(em) : 0;
    });
  }

  private policy() {
    const now = this.clock.now().toISOString();
    return retentionPolicyAt(this.policies.at(now), now);
  }

  private before(name: ByAge['class'] | 'log'): Date {
    return new Date(this.clock.now().getTime() - this.policy().days[name] * DAY_MS);
  }
}

async function rolesHere(em: EntityManager): Promise<Role[]> {
  const rows: { role: Role }[] = await em.query(
    `select r as role from unnest($1::text[]) r where to_regclass(r || '.consumer_offset') is not null and to_regclass('bus.log') is not null`,
    [roles],
  );
  return rows.map((row) => row.role);
}
