// A named prepared statement through TypeORM, for the statement that every batch begins with: planning it costs as much as running it.
import { createHash } from 'node:crypto';

/** TypeORM hands its first argument to the driver untouched, and the driver takes `{ name, text }` there; only the type says string. */
export const prepared = (text: string): string =>
  ({ name: `intake_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`, text }) as unknown as string;
