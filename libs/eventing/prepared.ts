// Named prepared statements through TypeORM: planning the statements of the hot paths costs as much as running them.
import { createHash } from 'node:crypto';

/**
 * TypeORM hands its first argument to the driver untouched, and the driver takes `{ name, text }` there; only the type says string.
 * Behind a pooler that shares sessions between transactions it must be one that knows prepared statements (PgBouncer 1.21 or later).
 */
export function prepared(text: string): string {
  return { name: `sluss_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`, text } as unknown as string;
}

/** One prepared statement per role, made when it is first used. */
export function preparedPerRole<R extends string>(sql: (role: R) => string): (role: R) => string {
  const known = new Map<R, string>();
  return (role) => {
    const statement = known.get(role) ?? prepared(sql(role));
    known.set(role, statement);
    return statement;
  };
}
