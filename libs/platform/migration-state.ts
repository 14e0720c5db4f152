// Which migrations a database has had, seen by one version of Sluss. Versions live side by side while an update rolls: a newer one may add (expand), and
// takes away (contract) in a later migration that says so by its name. What only adds is no hindrance to an older version. Pure but for one query.
import type { DataSource } from 'typeorm';
import { roles } from './config.ts';

export interface MigrationState {
  readonly applied: readonly string[];
  /** Known here, not yet in the database. */
  readonly pending: readonly string[];
  /** In the database, not known here: a newer version has been at it. */
  readonly newer: readonly string[];
  /** Those of `newer` that took something away. */
  readonly contracted: readonly string[];
}

export function compareMigrations(applied: readonly string[], known: readonly string[]): MigrationState {
  const here = new Set(known);
  const there = new Set(applied);
  const newer = applied.filter((name) => !here.has(name) && !isOfAbsentRole(name, known));
  return {
    applied,
    pending: known.filter((name) => !there.has(name)),
    newer,
    contracted: newer.filter((name) => name.includes('Contract')),
  };
}

export async function migrationState(dataSource: DataSource): Promise<MigrationState> {
  const known = dataSource.migrations.map((m) => m.name ?? m.constructor.name);
  const [{ found }] = await dataSource.query(`select to_regclass('public.sluss_migrations') is not null as found`);
  const rows: { name: string }[] = found ? await dataSource.query('select name from public.sluss_migrations order by id') : [];
  return compareMigrations(
    rows.map((row) => row.name),
    known,
  );
}

/** A process with some of the roles knows the migrations of those: the others' tables are theirs. Names begin with the role's. */
function isOfAbsentRole(name: string, known: readonly string[]): boolean {
  const begins = (given: string, role: string) => new RegExp(`^(Eventing)?${role}`, 'i').test(given);
  const role = roles.find((r) => begins(name, r));
  return role !== undefined && !known.some((k) => begins(k, role));
}
