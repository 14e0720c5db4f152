// Tables that stand under every role.
import type { MigrationClass } from './database.ts';
import { EndedSessions1763000000004 } from './http/ended-sessions.ts';
import { Idempotency1763000000002 } from './http/idempotency.ts';
import { Persons1763000000001 } from './persons/migrations.ts';
import { Policy1763000000003 } from './policy/policies.ts';

export const platformMigrations: readonly MigrationClass[] = [
  Persons1763000000001,
  Idempotency1763000000002,
  Policy1763000000003,
  EndedSessions1763000000004,
];
