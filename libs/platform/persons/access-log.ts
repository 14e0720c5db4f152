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

@Injectable()
export class AccessLog {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  async write(em: EntityManager, asker: Asker, accesses: readonly Access[], purpose = 'coordination of discharge'): Promise<void> {
    if (!accesses.length) return;
    // One writer at a time, so that the chain has one order. Released at commit.
    await em.query('select pg_advisory_xact_lock(7306)');
    const [last] = await em.query('select hash from persons.access_log order by id desc limit 1');
    let previous: Buffer | null = last?.hash ?? null;
    const at = this.clock.now();
    const rows = accesses.map((access) => {
      const hash = rowHash(previous, {
        at: at.toISOString(),
        login: asker.login,
        role: asker.role,
        organisation: asker.organisation,
        ...access,
        purpose,
      });
      const row = { ...access, previous: previous?.toString('hex') ?? null, hash: hash.toString('hex') };
      previous = hash;
      return row;
    });
    await em.query(
      `insert into persons.access_log (at, login, role, organisation, action, journey_id, patient_id, purpose, previous, hash)
       select $1, $2, $3, $4, r.action, r."journeyId", r."patientId", $5, decode(r.previous, 'hex'), decode(r.hash, 'hex')
       from jsonb_to_recordset($6::jsonb) as r(action text, "journeyId" text, "patientId" text, previous text, hash text)`,
      [at, asker.login, asker.role, asker.organisation, purpose, JSON.stringify(rows)],
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
