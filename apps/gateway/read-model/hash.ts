// One hash of the whole read model: equal hashes, equal bytes. Used to show that a rebuild gives what was there before.
import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { tables, tableNames } from './tables.ts';

/** SHA-256 over every row of every table in key order. Runs in a transaction of the caller; changes nothing that outlives it. */
export async function readModelHash(em: EntityManager): Promise<string> {
  // How a timestamp is written depends on the session; the hash must not.
  await em.query(`set local timezone to 'UTC'`);
  const hash = createHash('sha256');
  for (const table of tableNames) {
    const { key } = tables[table];
    for (const [name, order] of [
      [table, `${key} collate "C"`],
      [`${table}_rev`, `${key} collate "C", revision`],
    ]) {
      const [row] = await em.query(
        `select count(*)::text as rows, coalesce(encode(sha256(string_agg(sha256(convert_to(t::text, 'UTF8')), ''::bytea order by ${order})), 'hex'), '') as hash
         from gateway.${name} t`,
      );
      hash.update(`${name} ${row.rows} ${row.hash}\n`);
    }
  }
  return hash.digest('hex');
}

/** Forgets everything that can be rebuilt, so that a replay from the first offset starts from nothing. */
export async function truncateReadModel(em: EntityManager): Promise<void> {
  await em.query(`truncate ${tableNames.flatMap((t) => [`gateway.${t}`, `gateway.${t}_rev`]).join(', ')}`);
}
