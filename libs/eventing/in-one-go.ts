// Statements of one transaction that are sent without waiting for each other.

/** After the first fault, the server answers this to everything that was sent behind it. */
const abortedBefore = '25P02';

/**
 * Waits until all have been answered, then throws what went wrong first. A plain `Promise.all` would go on at the first fault and let the rest of the
 * work run on behind the transaction's end, outside it.
 */
export async function inOneGo<T extends readonly unknown[] | []>(sent: T): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const answers = await Promise.allSettled(sent);
  const faults = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as Error & { code?: string }] : []));
  if (faults.length > 0) throw faults.find(({ code }) => code !== abortedBefore) ?? faults[0]!;
  return answers.map((answer) => (answer as PromiseFulfilledResult<unknown>).value) as never;
}
