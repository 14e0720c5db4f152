// Which faults pass by themselves, and how long to wait between tries. Pure.
import { VersionConflict } from './event-store.ts';

/** `passing`: the same call may well succeed later, so it is tried for ever. `lasting`: it will fail the same way again. */
export type FaultKind = 'passing' | 'lasting';

// 08 connection, 53 resources (disk full, too many connections), 57P shutdown, 58 system error, 40 rollback (serialization, deadlock),
// 55P03 lock not available, 57014 cancelled by a timeout, 25006 read-only after a failover, 25P03 idle in transaction too long
const PASSING_STATE = /^(08...|53...|57P..|58...|40001|40P01|55P03|57014|25006|25P03)$/;
const PASSING_CODE = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
const PASSING_MESSAGE =
  /connection terminated|timeout exceeded when trying to connect|connection timeout|not queryable|already released|query read timeout|database system is (starting up|shutting down)/i;

export function classify(error: unknown): FaultKind {
  if (error instanceof VersionConflict) return 'passing';
  const { code, syscall, message, driverError, cause } = (error ?? {}) as {
    code?: unknown;
    syscall?: unknown;
    message?: unknown;
    driverError?: unknown;
    cause?: unknown;
  };
  // Nobody listens there now, in whatever words: a database that was killed has taken its socket's file with it.
  if (syscall === 'connect') return 'passing';
  if (typeof code === 'string' && (PASSING_STATE.test(code) || PASSING_CODE.has(code))) return 'passing';
  if (typeof message === 'string' && PASSING_MESSAGE.test(message)) return 'passing';
  if (driverError) return classify(driverError);
  return cause ? classify(cause) : 'lasting';
}

const FIRST_MS = 25;
const LONGEST_MS = 5000;

/** Milliseconds before the next try: doubles from 25 ms up to 5 s. `failures` counts from 1. */
export const backOff = (failures: number): number => Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 20));

/** An error's reason in one line, fit for the database and a log. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : typeof error === 'string' ? error : JSON.stringify(error);
  return (text ?? 'unknown error').replaceAll('\0', ' ').slice(0, 500);
}
