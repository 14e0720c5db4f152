// Tables of eventing: one set per role's schema, and the shared log that belongs to the postgres transport.
import type { MigrationInterface } from 'typeorm';
import type { Role } from './group.ts';

export type Migration = new () => MigrationInterface;

/** First in every role's list of migrations. */
export function eventingMigrations(_role: Role): Migration[] {
  return [];
}

/** Run once per database, before or after any role's. */
export const busMigrations: Migration[] = [];
