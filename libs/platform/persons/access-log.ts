// Who read which case, in the same transaction as the read: if the log cannot be written, the read fails. Rows are chained by hash.
// HSLF-FS 2016:40 4 ch. 9 §: action, care unit, time, user and patient; kept at least five years.
import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Asker } from '#contracts';
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
    const rows = reads.flatMap(({ asker: { login, role, organisation }, accesses, purpose = 'coordination of discharge' }) =>
      accesses.map((access) => {
        const row = { login, role, organisation, ...access, purpose };
        const before = previous;
        previous = rowHash(before, { at: at.toISOString(), ...row });
        return { ...row, previous: before?.toString('hex') ?? null, hash: previous.toString('hex') };
      }),
    );
    await em.query(
      `insert into persons.access_log (at, login, role, organisation, action, journey_id, patient_id, purpose, previous, hash)
       select $1, r.login, r.role, r.organisation, r.action, r."journeyId", r."patientId", r.purpose, decode(r.previous, 'hex'), decode(r.hash, 'hex')
       from jsonb_to_recordset($2::jsonb)
         as r(login text, role text, organisation text, action text, "journeyId" text, "patientId" text, purpose text, previous text, hash text)`,
      [at, JSON.stringify(rows)],
    );
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

function rowHash(previous: Buffer | null, row: object): Buffer {
  return createHash('sha256')
    .update(previous ?? Buffer.alloc(0))
    .update(JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1))))
    .digest();
}
