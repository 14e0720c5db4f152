// Who read which case, in the same transaction as the read: if the log cannot be written, the read fails. Rows are chained by hash.
// HSLF-FS 2016:40 4 ch. 9 §: action, care unit, time, user and patient; kept at least five years.
import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Asker } from '#contracts';
import { prepared } from '#eventing';
import type { EntityManager } from 'typeorm';
import { CLOCK, type Clock } from '../clock.ts';

export interface Access {
  readonly action: 'list' | 'search' | 'open' | 'identity' | 'export' | 'print' | 'match' | 'denied' | 'erase';
  readonly journeyId: string | null;
  readonly patientId: string | null;
}

/** What one asker was shown. */
export interface Reading {
  readonly asker: Asker;
  readonly accesses: readonly Access[];
  readonly purpose?: string | undefined;
}

interface LoggedRow extends Access {
  readonly at: string;
  readonly login: string;
  readonly role: string;
  readonly organisation: string;
  readonly purpose: string;
}

/** Stands where the first row of all has nothing before it. */
const unlinked = Buffer.alloc(32);

// Hashes come as one string of bytes, the one before the first row in front: each row takes its own and its neighbour's.
const insertSql = prepared(`
  insert into persons.access_log (at, login, role, organisation, action, journey_id, patient_id, purpose, previous, hash)
  select $1, login, role, organisation, action, journey_id, patient_id, purpose,
    case when n > 1 or $10 then substring($9::bytea from (n::int - 1) * 32 + 1 for 32) end, substring($9::bytea from n::int * 32 + 1 for 32)
  from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
    with ordinality as r(login, role, organisation, action, journey_id, patient_id, purpose, n)
  order by n`);

@Injectable()
export class AccessLog {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  write(em: EntityManager, asker: Asker, accesses: readonly Access[], purpose?: string): Promise<void> {
    return this.writeAll(em, [{ asker, accesses, purpose }]);
  }

  /** `write` for several askers whose reads are one transaction. */
  async writeAll(em: EntityManager, reads: readonly Reading[]): Promise<void> {
    if (reads.every(({ accesses }) => accesses.length === 0)) return;
    // One writer at a time, so that the chain has one order. Released at commit.
    await em.query('select pg_advisory_xact_lock(7306)');
    const [last] = await em.query('select hash from persons.access_log order by id desc limit 1');
    let previous: Buffer | null = last?.hash ?? null;
    const at = this.clock.now();
    const instant = at.toISOString();
    const links = [previous ?? unlinked];
    const rows = reads.flatMap(({ asker: { login, role, organisation }, accesses, purpose = 'coordination of discharge' }) =>
      accesses.map((access): LoggedRow => ({ at: instant, login, role, organisation, ...access, purpose })),
    );
    for (const row of rows) links.push((previous = rowHash(previous, row)));
    const column = (name: keyof LoggedRow) => rows.map((row) => row[name]);
    await em.query(insertSql, [
      at,
      column('login'),
      column('role'),
      column('organisation'),
      column('action'),
      column('journeyId'),
      column('patientId'),
      column('purpose'),
      Buffer.concat(links),
      last !== undefined,
    ]);
  }

  /** The first row whose hash does not follow from the one before it, or null when the chain holds. */
  async firstBreak(em: EntityManager): Promise<string | null> {
    const rows = await em.query('select * from persons.access_log order by id');
    let previous: Buffer | null = null;
    for (const row of rows) {
      const expected = rowHash(previous, {
        at: (row.at as Date).toISOString(),
        login: row.login,
        role: row.role,
        organisation: row.organisation,
        action: row.action,
        journeyId: row.journey_id,
        patientId: row.patient_id,
        purpose: row.purpose,
      });
      if (!expected.equals(row.hash)) return String(row.id);
      previous = row.hash;
    }
    return null;
  }
}

function rowHash(previous: Buffer | null, row: LoggedRow): Buffer {
  const text = JSON.stringify([
    ['action', row.action],
    ['at', row.at],
    ['journeyId', row.journeyId],
    ['login', row.login],
    ['organisation', row.organisation],
    ['patientId', row.patientId],
    ['purpose', row.purpose],
    ['role', row.role],
  ]);
  return createHash('sha256')
    .update(previous ?? Buffer.alloc(0))
    .update(text)
    .digest();
}
