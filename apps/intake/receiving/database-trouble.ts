// Which errors say nothing about the message: the database is away, full or shutting down, or two transactions met.

const codeOf = (error: unknown) => String((error as { code?: unknown })?.code ?? '');

/**
 * Ended by the database because it met another transaction; may be tried again at once. 23505 too: two that came together said the same thing
 * first (a source's minute, told by another process); whoever is second finds it stored the next time.
 */
export const isPassing = (error: unknown): boolean => ['40001', '40P01', '55P03', '23505'].includes(codeOf(error));

/** 08 connection, 53 resources (disk, memory, connections), 57 operator (shutdown, cancelled), 58 system, 25006 read-only. */
export function isUnavailable(error: unknown): boolean {
  const code = codeOf(error);
  // Nobody listens there now, in whatever words: a database that was killed has taken its socket's file with it.
  if ((error as { syscall?: unknown })?.syscall === 'connect') return true;
  if (/^(08|53|57|58)/.test(code) || code === '25006') return true;
  if (['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN'].includes(code)) return true;
  const name = (error as Error)?.name ?? '';
  const message = (error as Error)?.message ?? '';
  return (
    name === 'TypeORMError' ||
    /connection terminated|timeout exceeded|not connected|not queryable|already released|client was closed|pool after calling end|driver not connected|shut(ting)? ?down|starting up/i.test(
      message,
    )
  );
}
