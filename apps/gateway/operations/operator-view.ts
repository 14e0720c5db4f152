// How the product itself is doing: sources, what waits in the outboxes and the log, what is parked. Codes and counts; nothing about people.
// Reads the other roles' operational tables, which a region may run elsewhere: what is not here is left out.
import { Inject, Injectable } from '@nestjs/common';
import type { OperatorView } from '#contracts';
import { alertPolicyAt } from '#domain';
import { deadLetters, type Role, roles } from '#eventing';
import { CLOCK, type Clock, Policies, REGION, type Region } from '#platform';
import { DataSource, type EntityManager } from 'typeorm';

const startedAt = new Date();

@Injectable()
export class OperatorDesk {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(REGION) private readonly region: Region,
    @Inject(Policies) private readonly policies: Policies,
  ) {}

  async view(): Promise<Omit<OperatorView, 'demo'>> {
    const em = this.dataSource.manager;
    const here = await rolesHere(em);
    const [intake] = await em.query(`select to_regclass('intake.message') is not null as here`);
    const now = this.clock.now();
    return {
      at: now.toISOString(),
      startedAt: startedAt.toISOString(),
      sources: intake.here ? await this.sources(em, now) : [],
      lags: (await Promise.all(here.map((role) => lags(em, role)))).flat(),
      outbox: (await Promise.all(here.map((role) => outbox(em, role)))).reduce((sum, n) => sum + n, 0),
      deadLetters: (await Promise.all(here.map((role) => parked(em, role)))).flat(),
      quarantined: intake.here ? await quarantined(em) : 0,
      unknownUnits: intake.here ? await unknownUnits(em) : [],
    };
  }

  private async sources(em: EntityManager, now: Date): Promise<OperatorView['sources']> {
    const rows: { source_id: string; last_heard_at: Date; received: string; quarantined: string; refused: string }[] = await em.query(
      'select source_id, last_heard_at, received, quarantined, refused from intake.source order by source_id',
    );
    const { silentAfterMinutes, silentAfterMinutesBySource } = alertPolicyAt(this.policies.at(now.toISOString()), now.toISOString());
    return rows.map((row) => ({
      sourceId: row.source_id,
      name: this.region.facilities.find((f) => row.source_id.toUpperCase().includes(f.id))?.name ?? row.source_id,
      facility: this.region.facilities.find((f) => row.source_id.toUpperCase().includes(f.id))?.id ?? null,
      lastHeardAt: row.last_heard_at.toISOString(),
      connections: 0,
      received: Number(row.received),
      quarantined: Number(row.quarantined),
      refused: Number(row.refused),
      silent: now.getTime() - row.last_heard_at.getTime() > (silentAfterMinutesBySource[row.source_id] ?? silentAfterMinutes) * 60_000,
    }));
  }
}

async function rolesHere(em: EntityManager): Promise<Role[]> {
  const rows: { role: Role }[] = await em.query(
    `select r as role from unnest($1::text[]) r where to_regclass(r || '.consumer_offset') is not null`,
    [roles],
  );
  return rows.map((row) => row.role);
}

async function lags(em: EntityManager, role: Role): Promise<OperatorView['lags']> {
  const rows: { group: string; topic: string; lag: number; oldest_ms: string | null }[] = await em.query(
    `select o.grp as "group", o.topic, sum(greatest(h.next_off - o.off, 0))::int as lag,
       floor(extract(epoch from now() - min(l.at)) * 1000)::bigint as oldest_ms
     from ${role}.consumer_offset o
     join bus.log_head h on h.topic = o.topic and h.part = o.part
     left join bus.log l on l.topic = o.topic and l.part = o.part and l.off = o.off
     group by 1, 2 order by 1, 2`,
  );
  return rows.map((row) => ({
    group: row.group,
    topic: row.topic,
    lag: row.lag,
    oldestMs: row.oldest_ms === null ? null : Math.max(0, Number(row.oldest_ms)),
  }));
}

async function outbox(em: EntityManager, role: Role): Promise<number> {
  const [row] = await em.query(`select count(*)::int as n from ${role}.outbox`);
  return row.n as number;
}

async function parked(em: EntityManager, role: Role): Promise<OperatorView['deadLetters']> {
  const letters = await deadLetters(em, role);
  return letters.map((l) => ({
    group: l.group,
    eventId: l.eventId,
    topic: l.topic,
    type: l.type,
    key: l.key,
    error: l.reason,
    attempts: l.attempts,
    parkedAt: l.parkedAt.toISOString(),
    behind: l.behind,
  }));
}

async function quarantined(em: EntityManager): Promise<number> {
  const [row] = await em.query(`select count(*)::int as n from intake.message where status = 'quarantined'`);
  return row.n as number;
}

async function unknownUnits(em: EntityManager): Promise<OperatorView['unknownUnits']> {
  const rows: { source_id: string; code: string; first_seen_at: Date; last_seen_at: Date; messages: number }[] = await em.query(
    'select source_id, code, first_seen_at, last_seen_at, messages from intake.unknown_unit order by last_seen_at desc limit 200',
  );
  return rows.map((r) => ({
    sourceId: r.source_id,
    code: r.code,
    firstSeenAt: r.first_seen_at.toISOString(),
    lastSeenAt: r.last_seen_at.toISOString(),
    messages: r.messages,
  }));
}
