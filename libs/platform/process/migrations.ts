import { busMigrations } from '#eventing';
import type { MigrationClass } from '../database.ts';
import { platformMigrations } from '../migrations.ts';

/** What a process with these roles needs of the database: what all share, and what each has of its own. */
export const migrationsOf = (parts: readonly { readonly migrations: readonly MigrationClass[] }[]): MigrationClass[] => [
  ...platformMigrations,
  ...(busMigrations as readonly MigrationClass[]),
  ...parts.flatMap((part) => part.migrations),
];
